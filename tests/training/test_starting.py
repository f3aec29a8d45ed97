"""The starter content of training is whole, equal in both languages and safe to hand out.

R20 to R28 and R43 of the source leaflet, and its demand side, R11 to R13.
"""

import re
import shutil
from collections import Counter
from html.parser import HTMLParser

import pytest

from training.fields import LessonField
from training.starting import (
    FOLDER,
    MalformedStarter,
    UnknownStarter,
    course,
    courses,
    field_card,
    guidance,
    indicators,
    outside_courses,
    read_card,
    read_course,
    read_library,
    read_outside,
)

COURSES = courses()
BASIC = course("basic")
LESSONS = [(each, lesson) for each in COURSES for lesson in each.lessons]
LANGUAGES = ["pl", "en"]
BLOCKS = frozenset("p h3 ul ol li blockquote table tbody tr th td strong em a".split())

each_course = pytest.mark.parametrize("each", COURSES, ids=lambda each: each.slug)
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_lesson = pytest.mark.parametrize(
    "lesson", [lesson for _course, lesson in LESSONS], ids=[f"{c.slug}-{x.key}" for c, x in LESSONS]
)
each_basic_lesson = pytest.mark.parametrize("lesson", BASIC.lessons, ids=lambda x: x.key)


class Outline(HTMLParser):
    """The elements of a body in order, its words, and the items of its last list."""

    def __init__(self, body):
        super().__init__()
        self.elements, self.addresses, self.words = [], [], ""
        self.last_heading, self.last_items, self._in_heading = "", 0, False
        self.feed(body)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.addresses += [address for _name, address in attrs]
        self._in_heading = tag == "h3"
        if tag == "h3":
            self.last_heading, self.last_items = "", 0
        if tag == "li":
            self.last_items += 1

    def handle_endtag(self, tag):
        if tag == "h3":
            self._in_heading = False

    def handle_data(self, data):
        self.words += data + " "
        if self._in_heading:
            self.last_heading += data


def outline(lesson, language):
    return Outline(getattr(lesson, f"body_{language}"))


def words_of(row, language):
    """All sentences of a row and of the rows within it, in one language."""
    if isinstance(row, tuple):
        return " ".join(words_of(each, language) for each in row)
    if not hasattr(row, "__dataclass_fields__"):
        return ""
    said = []
    for name in row.__dataclass_fields__:
        value = getattr(row, name)
        if name == language or name.endswith(f"_{language}"):
            said.append(Outline(value).words)
        elif isinstance(value, tuple):
            said.append(words_of(value, language))
    return " ".join(said)


EVERYTHING = (COURSES, indicators(), outside_courses(), field_card())


# Courses and lessons


def test_the_courses_come_in_the_order_in_which_people_meet_them():
    """R20, R28: the basic course, the refresher that renews it, and the sample on changes."""
    assert [each.slug for each in COURSES] == ["basic", "refresher", "what-changed"]
    assert (BASIC.refresher, BASIC.valid_months, BASIC.renewable_months) == ("refresher", 24, 6)
    assert (BASIC.pass_percent, BASIC.questions_drawn, BASIC.tries) == (80, 12, 0)
    assert [len(each.lessons) for each in COURSES] == [8, 3, 1]
    assert 10 <= sum(lesson.minutes for lesson in course("refresher").lessons) <= 15


def test_a_course_is_found_by_its_slug():
    assert course("refresher") is COURSES[1]
    with pytest.raises(UnknownStarter):
        course("juggling")


@each_lesson
def test_both_languages_have_the_same_blocks_in_the_same_order(lesson):
    """A reader of either language gets the same paragraphs, headings, list items and links."""
    polish, english = (outline(lesson, language) for language in LANGUAGES)

    assert polish.elements == english.elements
    assert polish.addresses == english.addresses
    assert polish.words.count("[") == english.words.count("[")
    assert set(polish.elements) <= BLOCKS


@each_language
@each_lesson
def test_cleaning_on_save_changes_nothing(lesson, language):
    """LessonField keeps every element, so that what is seeded is what was written."""
    body = getattr(lesson, f"body_{language}")

    assert plain(LessonField().sanitize(body)) == plain(body)


def plain(body):
    """Without the attributes that the field adds to links, and without line ends."""
    return re.sub(r' (?:rel|target)="[^"]*"', "", body).replace("\n", "")


@each_language
@each_basic_lesson
def test_a_lesson_has_a_readable_length(lesson, language):
    words = len(outline(lesson, language).words.split())

    assert 500 <= words <= 900
    assert words / 120 <= lesson.minutes <= words / 50


@each_language
@each_lesson
def test_a_lesson_ends_with_what_to_remember(lesson, language):
    ending = outline(lesson, language)

    assert ending.last_heading == {"pl": "Co zapamiętać", "en": "What to remember"}[language]
    assert 3 <= ending.last_items <= 5


@each_lesson
def test_a_lesson_says_what_it_is_for(lesson):
    assert 2 <= len(lesson.objectives) <= 3
    assert set(lesson.requirements) <= {f"R{number}" for number in range(1, 46)}
    assert lesson.requirements


def test_distressing_lessons_say_so_first_and_let_people_stop():
    """A content note names what follows, says that one may stop, and support is on the page."""
    noted = {lesson.key: lesson for _course, lesson in LESSONS if lesson.content_note_en}

    assert set(noted) == {"signs", "children", "code-and-demand", "rules-again"}
    for lesson in noted.values():
        assert "Możesz przerwać w każdej chwili" in lesson.content_note_pl
        assert "You can stop at any time" in lesson.content_note_en
        assert lesson.shows_support


#: What the leaflet wants taught, as requirement, lesson, and words of the lesson in each language.
POINTS = [
    ("R21", "what-trafficking-is", "Czyn, środek i cel", "Act, means and purpose"),
    ("R21", "what-trafficking-is", "Zgoda niczego nie przesądza", "Consent settles nothing"),
    ("R21", "what-trafficking-is", "przemyt migrantów", "migrant smuggling"),
    ("R21", "what-trafficking-is", "Żebractwo pod przymusem", "Forced begging"),
    ("R21", "crisis-and-war", "Jak to wygląda dziś", "What it looks like today"),
    ("R21", "crisis-and-war", "Wojna i nagły kryzys", "War and sudden crisis"),
    ("R27", "crisis-and-war", "Informacja, która chroni", "Information that protects"),
    ("R39", "crisis-and-war", "w Twojej pracy", "in your work"),
    ("R22", "law-and-system", "od 3 do 20 lat", "3 to 20 years"),
    ("R22", "law-and-system", "art. 189a", "Article 189a"),
    ("R22", "law-and-system", "3 miesiące", "3 months"),
    ("R22", "law-and-system", "społeczny obowiązek", "social duty"),
    ("R22", "law-and-system", "art. 240", "Article 240"),
    ("R22", "law-and-system", "KCIK", "KCIK"),
    ("R22", "law-and-system", "Straż Graniczna", "Border Guard"),
    ("R22", "law-and-system", "Sąd opiekuńczy", "Guardianship court"),
    ("R41", "law-and-system", "Międzyresortowy Zespół", "Inter-ministerial Team"),
    ("R41", "law-and-system", "krajowego sprawozdawcy", "national rapporteur"),
    ("R25", "signs", "Jedna oznaka niczego nie dowodzi", "One sign proves nothing"),
    ("R25", "signs", "Brak oznak nie znaczy", "absence of signs does not mean"),
    ("R26", "first-conversation", "Trauma", "Trauma"),
    ("R26", "first-conversation", "Płeć", "Sex"),
    ("R26", "first-conversation", "Wiek", "Age"),
    ("R26", "first-conversation", "Zgoda jest świadoma", "Consent is informed"),
    ("R26", "first-conversation", "Tłumaczenie", "Interpreting"),
    ("R33", "first-conversation", "Nie działasz w pojedynkę", "You do not act alone"),
    ("R26", "children", "Dziecko bez opieki", "A child without care"),
    ("R13", "children", "z osobą poniżej 18 lat", "with anyone under 18"),
    ("R11", "code-and-demand", "Dajemy przykład", "We lead by example"),
    ("R12", "code-and-demand", "Nie płacisz za seks", "You do not pay for sex"),
    ("R12", "code-and-demand", "w zamian za pomoc", "in return for help"),
    ("R12", "code-and-demand", "tanią albo darmową pracę", "labour that is cheap or free"),
    ("R12", "code-and-demand", "bez względu na miejscowe prawo", "whatever the local law says"),
    ("R13", "code-and-demand", "W żadnych okolicznościach", "Under any circumstances"),
    ("R9", "code-and-demand", "zasadnie podejrzewać", "reasonably be suspected"),
    ("R10", "code-and-demand", "Nie korzystasz z usług", "You do not use the services"),
    ("R14", "code-and-demand", "organami państwa", "To the authorities"),
    ("R16", "code-and-demand", "nie podawać nazwiska", "not have to give your name"),
    ("R19", "code-and-demand", "Pomoc nigdy nie zależy", "Help never depends"),
    ("R37", "data-and-care", "Nie potwierdzamy, kto u nas jest", "do not confirm who is with us"),
    ("R38", "data-and-care", "72 godziny", "72 hours"),
]


@pytest.mark.parametrize(("number", "key", "polish", "english"), POINTS)
def test_every_point_of_the_leaflet_is_taught(number, key, polish, english):
    """R9 to R14, R16, R19, R21, R22, R25 to R27, R33, R37 to R39, R41."""
    (lesson,) = [lesson for lesson in BASIC.lessons if lesson.key == key]

    assert number in lesson.requirements
    assert polish in outline(lesson, "pl").words
    assert english in outline(lesson, "en").words


@each_course
def test_what_a_course_claims_is_taught_in_a_lesson(each):
    """That training is compulsory (R20) is the organisation's rule, not a lesson's."""
    taught = {number for lesson in each.lessons for number in lesson.requirements}

    assert set(each.requirements) <= taught | {"R20"}


def test_the_signs_of_every_group_are_taught():
    """R25: the lesson on signs shows each group; strong signs are called strong there."""
    (lesson,) = [lesson for lesson in BASIC.lessons if lesson.key == "signs"]
    by_id = {sign.id: sign for sign in indicators().signs}

    taught = {by_id[sign].group for sign in lesson.indicators}

    assert taught == {group.id for group in indicators().groups}
    assert outline(lesson, "pl").words.count("ocna.") == outline(lesson, "en").words.count("trong.")


# Questions


@each_course
def test_every_lesson_is_asked_about(each):
    asked = Counter(question.lesson for question in each.questions)
    least = {"basic": 3, "refresher": 2, "what-changed": 3}[each.slug]

    assert all(asked[lesson.key] >= least for lesson in each.lessons)
    assert each.questions_drawn >= len(each.lessons)


def test_the_basic_course_has_enough_questions():
    assert len(BASIC.questions) >= 22
    assert [question.key for question in BASIC.questions if question.critical] == [
        "locked-in",
        "strong-sign",
        "first-sentence",
        "uncle",
        "paying-abroad",
    ]


def test_cases_ask_about_sex_age_and_trauma():
    """R26: at least six case questions, each aspect in two of them or more."""
    wanted = {
        "sex": {"man-falls-silent", "whom-it-happens-to", "uncle"},
        "age": {"girl-of-17", "says-he-is-19", "uncle", "blackmailed-teenager", "interpreter"},
        "trauma": {"different-dates", "first-sentence", "man-falls-silent"},
    }
    cases = {question.key for question in BASIC.questions if question.is_case}

    assert all(len(keys & cases) >= 2 for keys in wanted.values())
    assert len(set.union(*wanted.values()) & cases) >= 6


@each_course
def test_right_answers_are_spread_over_the_places(each):
    places = Counter(question.correct for question in each.questions)
    most = max(len(question.options) for question in each.questions)

    assert set(places) == set(range(most))
    assert max(places.values()) - min(places.values()) <= 1


@each_language
@each_course
def test_length_does_not_give_the_answer_away(each, language):
    """Neither the longest nor the shortest option is the right one in more than a third."""
    longest = shortest = 0
    for question in each.questions:
        lengths = [len(getattr(option, language)) for option in question.options]
        longest += lengths[question.correct] == max(lengths)
        shortest += lengths[question.correct] == min(lengths)

    assert longest <= len(each.questions) / 3
    assert shortest <= len(each.questions) / 3


@each_language
def test_texts_fit_their_columns(language):
    def longest(rows, name):
        return max(len(getattr(row, f"{name}_{language}" if name else language)) for row in rows)

    lessons = [lesson for _course, lesson in LESSONS]
    questions = [question for each in COURSES for question in each.questions]
    assert longest(COURSES, "title") <= 160
    assert longest(COURSES, "summary") <= 400
    assert longest(lessons, "title") <= 160
    assert longest(lessons, "content_note") <= 400
    assert longest(questions, "question") <= 600
    assert longest(questions, "explanation") <= 800
    assert longest(indicators().signs, "") <= 240
    assert longest(indicators().groups, "") <= 80
    assert longest(outside_courses(), "title") <= 200
    assert longest(outside_courses(), "mode") <= 160
    assert longest(outside_courses(), "audience") <= 240


# Signs, courses of others, field card


def test_the_library_is_whole():
    """R25, R26: 66 signs in 8 groups, 15 things to do and 14 not to."""
    library, (do, dont) = indicators(), guidance()

    assert len(library.groups) == 8
    assert len(library.signs) == 66
    assert (len(do), len(dont)) == (15, 14)
    assert {"gender", "age", "trauma"} <= {advice.topic for advice in do}
    assert all(advice.pl.startswith("Nie ") for advice in dont)
    assert all(advice.en.startswith("Do not ") for advice in dont)
    assert "niczego nie dowodzi" in library.note_pl
    assert "112" in library.danger_en


def test_outside_courses_keep_unknown_what_nobody_knows():
    """R23, R24, R28: twelve courses, the list and the briefing of the leaflet among them."""
    known = {row.id: row for row in outside_courses()}

    assert len(known) == 12
    assert known["osce-list"].address == "https://www.osce.org/cthb/562572"
    assert known["osce-briefing"].address == "https://www.osce.org/cthb/561466"
    assert {key for key, row in known.items() if row.free} == {
        "iom-e-campus",
        "unicef-agora",
        "coe-help",
        "osce-briefing",
    }
    assert not any(row.free is False for row in known.values())
    assert known["osce-briefing"].certificate is False
    assert known["unicef-agora"].certificate is None
    assert all(row.unverified for row in known.values() if row.confidence == "U")
    assert {row.checked for row in known.values()} == {"2026-11"}


def test_the_field_card_fits_on_a_card():
    """R25 to R27: five situations of three to five signs, short lines, sentences to say."""
    card = field_card()

    assert [row.key for row in card.situations] == [
        "station",
        "transport",
        "accommodation",
        "work",
        "children",
    ]
    assert all(3 <= len(row.signs) <= 5 for row in card.situations)
    assert 5 <= len(card.do) <= 7
    assert 5 <= len(card.never) <= 7
    assert 3 <= len(card.say) <= 4
    assert max(len(getattr(line, x)) for line in (*card.do, *card.never) for x in LANGUAGES) <= 90
    assert all(line.pl.startswith("Nie ") for line in card.never)
    assert all(line.en.startswith("Do not ") for line in card.never)
    assert [call.key for call in card.calls][:3] == ["emergency-112", "duty", "kcik"]


def test_sentences_in_ukrainian_and_russian_use_their_own_letters():
    for saying in field_card().say:
        assert re.fullmatch(r"[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ’ ,.?-]+", saying.uk)
        assert re.fullmatch(r"[А-Яа-яЁё ,.?-]+", saying.ru)


# The words


@each_language
def test_no_phone_number_but_112(language):
    """Numbers in the directory wait for confirmation; a lesson may carry 112 only."""
    said = words_of(EVERYTHING, language)

    assert not re.findall(r"\+\d|\b\d{3}[ -]\d{3}|\b\d{6,}\b", said)
    assert "112" in said


@each_language
def test_quotation_marks_are_those_of_the_language(language):
    said = words_of(EVERYTHING, language)
    opening, closing = {"pl": "„”", "en": "“”"}[language]

    assert '"' not in said
    assert "'" not in said
    assert Counter(said)[opening] == Counter(said)[closing] > 0
    assert {"pl": "“", "en": "„"}[language] not in said


def test_nobody_is_called_a_victim():
    """Source leaflet, reading notes: an organisation never decides who is a victim."""
    polish, english = (words_of(EVERYTHING, language) for language in LANGUAGES)
    polish = re.sub(
        "[Dd]omnieman\\w+ ofiar\\w*|dla Ofiar Handlu Ludźmi|„Jesteś ofiarą”", "", polish
    )
    english = re.sub("[Pp]resumed victims?|for Victims of|“You are a victim.”", "", english)

    assert "ofiar" not in polish.lower()
    assert "victim" not in english.lower()


def test_polish_fits_every_reader():
    """No past tense, no doubled endings that guess or spell out the reader's gender."""
    said = re.sub("„[^”]*”", "", words_of(EVERYTHING, "pl"))
    present_or_noun = {"działam", "wysyłam", "ciałem", "kanałem"}

    assert set(re.findall(r"\w*[aeiuyąę]ł[ea][mś]\b", said.lower())) <= present_or_noun
    assert not re.findall(r"[^\W\d](?:\(\w{1,3}\)|/[-\w]{1,3}\b)", said)
    assert " - " not in said


def test_nothing_is_promised_that_nobody_can_keep():
    """law.md 12: no legal stay, no police kept out, no silence without limits, no whistleblower."""
    said = words_of(EVERYTHING, "en") + words_of(EVERYTHING, "pl")

    for phrase in ("we guarantee", "gwarantujemy", "anonimowość", "18 months", "not less than 3"):
        assert phrase not in said.lower()


def test_figures_agree_in_both_languages():
    """Years, articles and terms: what one language counts, the other counts too."""
    for each in COURSES:
        polish, english = (
            Counter(re.findall(r"\d+", words_of(each.lessons, language))) for language in LANGUAGES
        )
        differing = {number for number in polish | english if polish[number] != english[number]}
        # Ages that Polish says in words, such as szesnastolatka.
        assert differing <= {"16"}


# Files that cannot be used


@pytest.fixture
def copy(tmp_path):
    """A function that copies a course, changes one file of it and gives the folder."""

    def changed(slug, name, old, new):
        folder = shutil.copytree(FOLDER / slug, tmp_path / slug)
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return changed


LESSON = "01-signs-again.toml"
MALFORMED = [
    ("course.toml", 'slug = "refresher"', 'slug = "other"', "the slug other is not the folder"),
    ("course.toml", "minutes = 18", "minutes = 17", "minutes are not those of the lessons"),
    ("course.toml", "minutes = 18", "minutes = true", "minutes must be a whole number above zero"),
    ("course.toml", "valid_months = 12", "valid_months = -1", "must be a whole number from zero"),
    ("course.toml", "pass_percent = 80", "pass_percent = 101", "pass_percent is above 100"),
    ("course.toml", "questions_drawn = 6", "questions_drawn = 9", "more than there are"),
    ("course.toml", 'refresher = ""', 'refresher = "gone"', "unknown refresher gone"),
    ("course.toml", 'refresher = ""', "", "refresher/course.toml: missing refresher"),
    ("course.toml", "tries = 0", 'tries = 0\ncolour = "red"', "unknown colour"),
    ("course.toml", "tries = 0", "tries =", "course.toml: "),
    ("course.toml", "12\nrenewable_months = 0", "0\nrenewable_months = 3", "cannot be renewed"),
    (LESSON, 'title_en = "Signs: look again"', 'title_en = " "', f"{LESSON}: title_en must be"),
    (LESSON, 'key = "signs-again"', 'key = "signs"', "file name does not fit"),
    (LESSON, '"GEN-02"', '"GEN-99"', "lesson signs-again: unknown sign GEN-99"),
    (LESSON, 'content_note_pl = ""', 'content_note_pl = "Uwaga"', "must be there in both"),
    (LESSON, "shows_support = false", 'shows_support = "no"', "must be true or false"),
    (LESSON, "<p>Po miesiącach", "<p>Po <img>miesiącach", "body_pl: <img> is not allowed"),
    (LESSON, "<p>Po miesiącach", '<p class="x">Po miesiącach', "<p> has attributes"),
    (LESSON, "<p>Po miesiącach", "Po miesiącach", "text outside an element"),
    (LESSON, "<h3>Scena", "<h3></h3><h3>Scena", "<h3> is empty"),
    (LESSON, "</ul>", "", "<ul> is not closed"),
    (LESSON, "<h3>Scena", "</p><h3>Scena", "</p> closes nothing"),
    (LESSON, "https://www.osce.org", "http://www.osce.org", "a link must begin with https:"),
    (LESSON, "objectives = [", "objectives = []\nothers = [", "unknown others"),
    ("questions.toml", "correct = 2", "correct = 4", "correct is not the place of an option"),
    ("questions.toml", 'lesson = "signs-again"', 'lesson = "signs"', "questions of signs"),
    ("questions.toml", 'key = "cannot-leave"', 'key = "two-medium-signs"', "question twice"),
    ("questions.toml", "critical = false", "critical = 0", "critical must be true or false"),
    ("questions.toml", "[[questions]]", "[[riddles]]", "questions.toml: unknown riddles"),
]


@pytest.mark.parametrize(("name", "old", "new", "complaint"), MALFORMED)
def test_a_malformed_course_is_refused_with_file_and_field(copy, name, old, new, complaint):
    folder = copy("refresher", name, old, new)

    with pytest.raises(MalformedStarter, match=re.escape(complaint)):
        read_course(folder)


def test_a_whole_course_is_read_from_any_folder(copy):
    assert read_course(copy("refresher", "course.toml", "18", "18")) == course("refresher")


def test_a_content_note_without_support_is_refused(copy):
    folder = copy(
        "refresher", "03-rules-again.toml", "shows_support = true", "shows_support = false"
    )

    with pytest.raises(MalformedStarter, match="support must be shown"):
        read_course(folder)


def test_an_option_that_occurs_twice_is_refused(copy):
    other = "Ordinary tension in the team"
    folder = copy(
        "refresher", "questions.toml", "A result of reporting that one has to reckon with", other
    )

    with pytest.raises(MalformedStarter, match=f"question retaliation: twice {other}"):
        read_course(folder)


def test_a_lesson_file_without_a_number_is_refused(copy):
    folder = copy("refresher", "course.toml", "18", "18")
    (folder / LESSON).rename(folder / "signs-again.toml")

    with pytest.raises(MalformedStarter, match="file name does not fit"):
        read_course(folder)


@pytest.mark.parametrize(
    ("name", "read", "old", "new", "complaint"),
    [
        (
            "indicators",
            read_library,
            'strength = "strong"',
            'strength = "sure"',
            "unknown strength",
        ),
        ("indicators", read_library, 'group = "sexual"', 'group = "none"', "unknown group none"),
        ("indicators", read_library, 'id = "GEN-02"', 'id = "GEN-01"', "twice GEN-01"),
        ("indicators", read_library, "note_en =", "note_de =", "missing note_en"),
        ("outside", read_outside, 'free = "unknown"', 'free = "perhaps"', "free must be true"),
        ("outside", read_outside, 'duration_pl = ""', 'duration_pl = "?"', "in both languages"),
        ("outside", read_outside, 'address = "https', 'address = "http', "must begin with https"),
        ("outside", read_outside, 'confidence = "U"', 'confidence = "Z"', "unknown confidence Z"),
        ("outside", read_outside, '["address"]', '["price"]', "unknown field price"),
        ("field-card", read_card, '"REC-05"', '"REC-55"', "unknown sign REC-55"),
        ("field-card", read_card, 'key = "kcik"', 'key = "aunt"', "unknown number aunt"),
        ("field-card", read_card, 'key = "transport"', 'key = "station"', "twice station"),
        ("field-card", read_card, "\nuk =", "\nde =", "say 1: missing uk"),
    ],
)
def test_a_malformed_list_is_refused(tmp_path, name, read, old, new, complaint):
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"{name}.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(MalformedStarter, match=re.escape(complaint)):
        read(path)
