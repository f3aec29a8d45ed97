"""The starter texts are complete, equal in both languages and safe to hand out (R5 to R19, R45)."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from policies.fields import ProseField
from policies.starting import MalformedStarter, UnknownStarter, read, starter, starters

ALLOWED = set("p strong em h3 ul ol li blockquote a table thead tbody tr th td".split())
BLOCKS = ALLOWED - {"strong", "em", "a"}
TEXTS = starters()
SECTIONS = [(text, section) for text in TEXTS for section in text.sections]
LANGUAGES = ["pl", "en"]

each_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.slug)
each_section = pytest.mark.parametrize(
    "section",
    [section for _text, section in SECTIONS],
    ids=[f"{t.slug}-{s.key}" for t, s in SECTIONS],
)
each_language = pytest.mark.parametrize("language", LANGUAGES)


class Outline(HTMLParser):
    """The elements of a body in order, with their attributes, and what is never closed."""

    def __init__(self, body):
        super().__init__()
        self.elements, self.open, self.items, self.words = [], [], [], ""
        self.feed(body)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)
        if tag == "li":
            self.items.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        assert self.open or not data.strip(), f"text outside an element: {data}"
        self.words += data
        if "li" in self.open:
            self.items[-1] += data


def outline(section, language):
    return Outline(getattr(section, f"body_{language}"))


def all_words(text, language):
    """Everything a reader of that language sees of the text."""
    named = [getattr(text, f"title_{language}"), getattr(text, f"summary_{language}")]
    for section in text.sections:
        named += [getattr(section, f"heading_{language}"), outline(section, language).words]
    return "\n".join(named)


def test_the_four_texts_come_in_the_order_of_the_leaflet():
    assert [text.slug for text in TEXTS] == [
        "zero-tolerance",
        "code-of-conduct",
        "accountability",
        "safe-reporting",
    ]


def test_a_text_is_found_by_its_slug():
    assert starter("code-of-conduct") == TEXTS[1]
    with pytest.raises(UnknownStarter):
        starter("dress-code")


def test_starter_texts_are_handed_out_as_a_list_of_their_own():
    starters().clear()

    assert starters() == TEXTS


@pytest.mark.feature("1.13")
@each_section
def test_both_languages_have_the_same_blocks_in_the_same_order(section):
    """R45: a reader of either language gets the same paragraphs, list items and cells."""
    polish, english = (
        [tag for tag, _attrs in outline(section, language).elements if tag in BLOCKS]
        for language in LANGUAGES
    )

    assert polish == english


@each_section
def test_both_languages_leave_the_same_number_of_fields_to_fill(section):
    polish, english = (outline(section, language).words.count("[") for language in LANGUAGES)

    assert polish == english


@each_language
@each_section
def test_only_elements_that_the_editor_knows(section, language):
    body = outline(section, language)

    assert {tag for tag, _attrs in body.elements} <= ALLOWED
    assert body.open == []
    for tag, attrs in body.elements:
        assert set(attrs) <= ({"href"} if tag == "a" else set())
        assert attrs.get("href", "https:").startswith(("https:", "mailto:"))


@each_language
@each_section
def test_cleaning_on_save_changes_nothing(section, language):
    body = getattr(section, f"body_{language}")

    assert ProseField().sanitize(body) == body


@each_language
@each_section
def test_no_empty_element(section, language):
    assert not re.search(r"<(\w+)>\s*</\1>", getattr(section, f"body_{language}"))


def test_every_required_clause_is_in_some_section():
    """R5 to R19; both parts of R12 are clauses of their own."""
    clauses = {number for _text, section in SECTIONS for number in section.requirements}
    wanted = {f"R{number}" for number in range(5, 20)} - {"R12"} | {"R12a", "R12b"}

    assert clauses == wanted


def test_the_code_of_conduct_has_each_of_its_clauses():
    """R7 to R13, with paying for sex and asking for something in return kept apart (R12)."""
    code = starter("code-of-conduct")
    found = {number for section in code.sections for number in section.requirements}
    parts = {
        part: [section.key for section in code.sections if part in section.requirements]
        for part in ("R12a", "R12b")
    }

    assert {"R7", "R8", "R9", "R10", "R11", "R12a", "R12b", "R13"} <= found
    assert parts == {"R12a": ["never-pay-for-sex"], "R12b": ["never-in-exchange-for-help"]}


@each_text
def test_what_a_text_claims_to_answer_is_what_its_sections_contain(text):
    contained = {
        number.rstrip("ab") for section in text.sections for number in section.requirements
    }

    assert sorted(contained, key=lambda number: int(number[1:])) == list(text.requirements)


@each_section
def test_a_list_with_cross_marks_says_only_what_we_do_not_do(section):
    if not section.key.startswith("never"):
        return
    for item in outline(section, "pl").items:
        assert item.startswith("Nie ")
    for item in outline(section, "en").items:
        assert item.startswith(("We do not ", "We have no "))


@each_language
@each_text
def test_no_phone_number_but_112(text, language):
    """Numbers in the directory wait for confirmation; a printed text may carry 112 only."""
    digits = re.findall(r"\+?\d(?:[\s-]?\d)+", all_words(text, language))

    assert set(digits) <= {"112", "18", "14", "30", "2024"}


@each_language
@each_text
def test_quotation_marks_are_those_of_the_language(text, language):
    words = all_words(text, language)
    opening, closing = {"pl": "„”", "en": "“”"}[language]

    assert '"' not in words
    assert "'" not in words
    assert Counter(words)[opening] == Counter(words)[closing]
    assert {"pl": "“", "en": "„"}[language] not in words


@each_text
def test_nobody_is_called_a_victim(text):
    """Source leaflet, reading notes: an organisation never decides who is a victim."""
    polish = re.sub(r"(może|mogą) być ofiar(ą|ami) handlu ludźmi", "", all_words(text, "pl"))
    english = re.sub(r"presumed victims?\b", "", all_words(text, "en"))

    assert "ofiar" not in polish.lower()
    assert "victim" not in english.lower()


@each_text
def test_polish_fits_every_reader(text):
    """No past tense, no doubled endings that guess or spell out the reader's gender."""
    words = all_words(text, "pl")

    assert not re.findall(r"\w[aeiuyąę]ł[ea][mś]\b", words)
    assert not re.findall(r"\w(?:\(\w{1,3}\)|/[-\w]{1,3}\b)", words)


@each_language
@each_text
def test_reading_time_fits_the_length(text, language):
    words = len(all_words(text, language).split())

    assert words / 220 <= text.minutes <= words / 110


@each_language
@each_text
def test_titles_summaries_and_headings_fit_their_columns(text, language):
    assert len(getattr(text, f"title_{language}")) <= 160
    assert len(getattr(text, f"summary_{language}")) <= 400
    assert max(len(getattr(section, f"heading_{language}")) for section in text.sections) <= 160


def test_the_deadlines_for_reports_are_stated_in_both_languages():
    """R19: 7 days to confirm, 3 months for feedback."""
    text = starter("safe-reporting")

    assert "7 dni" in all_words(text, "pl")
    assert "3 miesięcy" in all_words(text, "pl")
    assert "7 days" in all_words(text, "en")
    assert "3 months" in all_words(text, "en")


SAMPLE = """
kind = "zero_tolerance"
slug = "sample"
title_pl = "Tytuł"
title_en = "Title"
summary_pl = "Opis"
summary_en = "Summary"
minutes = 3
review_months = 12
requirements = ["R5"]
[[sections]]
key = "one"
requirements = ["R5"]
heading_pl = "Nagłówek"
heading_en = "Heading"
body_pl = "<p>Tekst</p>"
body_en = "<p>Text</p>"
"""


def written(folder, text):
    path = folder / "sample.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_whole_file_is_read(tmp_path):
    text = read(written(tmp_path, SAMPLE))

    assert (text.title_en, text.requirements, text.sections[0].body_pl) == (
        "Title",
        ("R5",),
        "<p>Tekst</p>",
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('title_en = "Title"', 'title_en = "  "', "sample.toml: title_en must be a text"),
        ('title_en = "Title"', "", "sample.toml: missing title_en"),
        ('title_en = "Title"', 'title_en = "Title"\ncolour = "red"', "sample.toml: unknown colour"),
        ("minutes = 3", "minutes = 0", "sample.toml: minutes must be a whole number"),
        ("minutes = 3", "minutes = true", "sample.toml: minutes must be a whole number"),
        ('kind = "zero_tolerance"', 'kind = "poem"', "sample.toml: unknown kind poem"),
        ('slug = "sample"', 'slug = "other"', "sample.toml: the slug other is not the file's name"),
        ('["R5"]', '"R5"', "requirements must be a list"),
        ('body_en = "<p>Text</p>"', "", "sample.toml, section 1: missing body_en"),
        ('key = "one"', "key = 1", "sample.toml, section 1: key must be a text"),
        ("[[sections]]", "[sections]", "sample.toml: at least one"),
        ("minutes = 3", "minutes =", "sample.toml: "),
    ],
)
def test_a_malformed_file_is_refused_with_its_name_and_the_field(tmp_path, old, new, complaint):
    assert old in SAMPLE

    with pytest.raises(MalformedStarter, match=re.escape(complaint)):
        read(written(tmp_path, SAMPLE.replace(old, new)))


def test_a_section_key_may_not_occur_twice(tmp_path):
    section = SAMPLE[SAMPLE.index("[[sections]]") :]

    with pytest.raises(MalformedStarter, match="a section key occurs twice"):
        read(written(tmp_path, SAMPLE + section))
