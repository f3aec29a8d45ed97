"""The printed documents of policies: packs, single versions, receipts (features.md 3)."""

import re
from datetime import date

import pytest

from documents.contents import Counts, UnitCount, Words
from tests.documents import reading, samples
from tests.documents.prints import printed, sample

pytestmark = pytest.mark.once


def pages(pdf):
    """The words of each page in one line, no-break spaces as spaces."""
    return [" ".join(reading.words(page).split()) for page in pdf.pages]


def page_of(pdf, words):
    """The number of the page whose bookmark has these words."""
    for number, page in enumerate(pdf.pages, start=1):
        if reading.words(page).startswith(words):
            return number
    raise LookupError(words)


@pytest.mark.feature("3.2")
@pytest.mark.parametrize("language", ["pl", "en", "both"])
def test_a_pack_has_cover_contents_texts_and_verification(language):
    found = sample("pack", language)
    text = pages(found)

    assert samples.pack().title.en in text[0] or samples.pack().title.pl in text[0]
    assert "JP-2026-03" in text[0]
    assert samples.VERIFICATION.code in text[-1]
    assert found.Root.Lang == ("en" if language == "en" else "pl")
    assert ("Kodeks postępowania" in "".join(text)) is (language != "en")
    assert ("Code of Conduct" in "".join(text)) is (language != "pl")


def test_the_contents_name_the_pages_where_the_parts_begin():
    found = sample("pack")
    numbers = re.findall(r"^\d+$", reading.words(found.pages[1]), re.MULTILINE)
    begins = [page_of(found, part.title.pl) for part in samples.pack().parts]

    assert [int(number) for number in numbers][: len(begins)] == begins


@pytest.mark.feature("3.2")
def test_bookmarks_name_parts_and_sections_once():
    titles = reading.outline(sample("pack"))

    assert (0, "Kodeks postępowania") in titles
    assert titles.count((1, "1 Po co mamy ten kodeks")) == 1
    assert not [title for _depth, title in titles if "Why we have this code" in title]


@pytest.mark.feature("3.3")
def test_every_page_but_the_cover_says_what_it_is_and_where_one_is():
    found = pages(sample("pack"))

    for number, text in enumerate(found[1:], start=2):
        assert f"{number} / {len(found)}" in text
        assert "Fundacja Jasny Peron" in text
        assert "JP-2026-03 PL + EN" in text
    assert f"1 / {len(found)}" not in found[0]


@pytest.mark.feature("3.3")
def test_pages_of_a_text_carry_title_version_day_and_state():
    found = sample("pack")
    text = pages(found)[page_of(found, "Kodeks postępowania") - 1]

    assert "Kodeks postępowania / Code of Conduct" in text
    assert "2.0, 01.03.2026, " in text


@pytest.mark.feature("3.8")
def test_two_languages_stand_side_by_side_each_under_its_own_name():
    found = sample("pack")
    heads = [entry for entry in reading.tags(found) if entry[0] == "TH" and entry[1]]
    cells = [entry[1] for entry in reading.tags(found) if entry[0] == "TD" and entry[1]]

    assert heads[:2] == [("TH", "pl", ""), ("TH", "en", "")]
    assert cells == ["pl", "en"] * (len(samples.ZERO_TOLERANCE) + len(samples.CODE_OF_CONDUCT))


def test_one_language_is_set_without_columns():
    found = sample("policy", "en")

    assert "Why we have this code" in reading.text(found)
    assert "Po co mamy" not in reading.text(found)


@pytest.mark.feature("3.5")
def test_approvals_are_printed_with_name_role_day_and_hash():
    text = reading.text(sample("pack"))
    approval = samples.code_of_conduct().approvals[0]

    assert approval.name in text
    assert approval.role.pl in text
    assert approval.role.en in text
    assert "14 February 2026, 17:05" in text
    assert approval.text_hash in text.replace(" ", "")


@pytest.mark.feature("1.4")
def test_a_lifted_four_eyes_rule_is_printed():
    words = "the author of a text may also approve it"

    assert words not in reading.text(sample("pack", "en"))
    assert words in reading.text(printed("pack", samples.short_pack(four_eyes=False), "en"))


@pytest.mark.feature("3.5")
def test_counts_are_printed_but_not_those_of_very_small_units():
    part = samples.code_of_conduct(
        counts=Counts(
            asked=37,
            done=27,
            units=(
                UnitCount(unit=samples.STATION, asked=33, done=24),
                UnitCount(unit=samples.OFFICE, asked=4, done=3),
            ),
        )
    )
    text = reading.text(printed("pack", samples.short_pack(parts=(part,)), "en"))

    assert "Station desk 33 24 72%" in text
    assert "Office fewer than 5 people" in text
    assert "37 27 72%" in text


def test_a_pack_without_counts_has_no_page_for_them():
    titles = [
        title for _depth, title in reading.outline(printed("pack", samples.short_pack(), "en"))
    ]
    sample_titles = [title for _depth, title in reading.outline(sample("pack", "en"))]

    assert "Acknowledgements" in sample_titles
    assert "Acknowledgements" not in titles


def test_the_sign_off_sheet_has_statement_unit_and_numbered_lines():
    found = sample("pack")
    sheet = pages(found)[-2]

    assert samples.STATEMENT.pl in sheet
    assert samples.STATEMENT.en in sheet
    assert "Punkt na dworcu / Station desk" in sheet
    assert " ".join(f"{number} PL / EN" for number in range(1, 15)) in sheet


def test_the_last_page_has_every_hash_and_the_end_of_the_trail():
    last = pages(sample("pack"))[-1].replace(" ", "")

    for part in samples.pack().parts:
        assert part.text_hash.pl in last
        assert part.text_hash.en in last
    assert samples.VERIFICATION.anchor.sha256 in last
    assert "18204" in last


def test_a_language_that_follows_later_is_announced():
    polish_only = samples.section(1, "Tytuł", "", "<p>Tylko po polsku.</p>", "")
    part = samples.code_of_conduct(
        sections=(polish_only,), translation_due_on=date(2026, 6, 1), text_hash=Words("ab" * 32)
    )

    for language in ("en", "both"):
        text = reading.text(printed("pack", samples.short_pack(parts=(part,)), language))
        assert "There is no English text yet. It follows by 1 June 2026." in text
        assert "Tylko po polsku." in text


@pytest.mark.feature("3.4")
def test_a_draft_says_so_across_every_page_outside_the_reading_order():
    found = printed("policy", samples.policy(part=samples.draft()), "en")
    published = sample("policy", "en")

    assert all("Draft" in reading.words(page).splitlines() for page in found.pages)
    assert not any("Draft" in reading.words(page).splitlines() for page in published.pages)
    assert "Draft of version 2.1. It binds nobody." in reading.text(found)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("scheduled", "not yet in force"),
        ("superseded", "A newer version has replaced it."),
        ("withdrawn", "It has been withdrawn."),
    ],
)
def test_a_text_that_does_not_bind_says_so(state, words):
    part = samples.short_part(state=state)

    assert words in reading.text(printed("policy", samples.policy(part=part), "en"))


def test_a_long_section_goes_over_several_pages_and_loses_nothing():
    paragraphs = "".join(f"<p>Ustęp {number}. {'Słowo. ' * 40}</p>" for number in range(30))
    section = samples.section(1, "Długa", "Long", paragraphs, paragraphs.replace("Ustęp", "Item"))
    part = samples.code_of_conduct(sections=(section,))

    text = reading.text(printed("policy", samples.policy(part=part)))

    assert all(f"Ustęp {number}." in text and f"Item {number}." in text for number in range(30))


def test_texts_that_people_typed_are_escaped():
    hostile = "<script>x</script><img src=file:///etc/passwd> & „Ąę”"
    contents = samples.short_pack(
        organisation=hostile,
        title=Words(hostile, hostile),
        number=hostile,
        parts=(samples.short_part(title=Words(hostile, hostile)),),
    )

    text = reading.text(printed("pack", contents))

    assert text.count("<script>x</script>") > 5


@pytest.mark.feature("2.12")
def test_a_receipt_names_who_what_when_how_and_carries_the_text():
    receipt = samples.receipt()
    text = reading.text(printed("receipt", receipt, "en"))

    for words in (receipt.person, receipt.title, receipt.statement, receipt.method.en):
        assert words in text
    assert "3 March 2026, 14:40:12 (CET)" in text
    assert "2026-03-03 13:40:12 UTC" in text
    assert receipt.number in text.replace(" ", "")
    assert "Czego nigdy nie robimy" in text
    for digest in (
        receipt.text_hash,
        receipt.version_hash,
        receipt.row_hash,
        receipt.previous_hash,
    ):
        assert digest in text.replace(" ", "")


def test_a_receipt_speaks_the_readers_language_and_tags_the_texts_own():
    found = sample("receipt", "en")
    tagged = reading.tags(found)

    assert found.Root.Lang == "en"
    assert ("H1", "pl", "") in tagged
    assert "Receipt of acknowledgement" in reading.text(found)


def test_a_first_receipt_has_nothing_before_it():
    text = reading.text(printed("receipt", samples.receipt(previous_hash=""), "en"))

    assert "acknowledgement before this one" not in text


def test_a_receipt_entered_from_paper_says_by_whom():
    receipt = samples.receipt(recorded_by="Anna Nowak", method=Words("na papierze", "on paper"))

    assert "on paper entered by Anna Nowak" in reading.text(printed("receipt", receipt, "en"))
