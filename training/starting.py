"""The starter content of training: courses, signs, courses of others and the field card.

It answers R20 to R28 and R43 of the source leaflet and is kept as data, so that a lawyer or an
editor can change a sentence without touching code: a folder for each course with one TOML file per
lesson, and one file each for the rest. Everything is a sample to adapt; what stands in [square
brackets] waits for the organisation. Texts exist in both languages or not at all.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policies.starting import MalformedStarter, UnknownStarter
from training.starters.reading import Count, MaybeText, Prose, built, load, refuse, twice

FOLDER = Path(__file__).parent / "starters"
#: The order in which people meet the courses.
ORDER = ("basic", "refresher", "what-changed")
STRENGTHS = ("weak", "medium", "strong")
CONFIDENCES = ("A", "B", "U")
FEWEST_OPTIONS, MOST_OPTIONS = 3, 5
#: Whom the field card may name: the organisation's own number on duty, or an agency by its key.
CALLS = frozenset(
    ("emergency-112", "duty", "kcik", "la-strada-pl", "police-kgp-thb", "border-guard")
    + ("missing-116000", "child-116111", "crisis-116123")
)


@dataclass(frozen=True)
class Words:
    """One sentence in both languages."""

    pl: str
    en: str


@dataclass(frozen=True)
class LessonStarter:
    """One lesson. ``indicators`` are the ids of the signs that it explains.

    The content note, if there is one, stands before distressing material; such a lesson also shows
    whom to call for support.
    """

    key: str
    title_pl: str
    title_en: str
    minutes: int
    requirements: tuple[str, ...]
    shows_support: bool
    indicators: tuple[str, ...]
    content_note_pl: MaybeText
    content_note_en: MaybeText
    objectives: tuple[Words, ...]
    body_pl: Prose
    body_en: Prose


@dataclass(frozen=True)
class QuestionStarter:
    """A question about a lesson; ``correct`` is the place of the right option, from 0.

    A critical one must be answered rightly to pass. A case tells a situation.
    """

    key: str
    lesson: str
    critical: bool
    is_case: bool
    question_pl: str
    question_en: str
    options: tuple[Words, ...]
    correct: Count
    explanation_pl: str
    explanation_en: str


@dataclass(frozen=True)
class CourseStarter:
    """A course. ``minutes`` count its lessons and one minute for each question drawn.

    ``valid_months`` 0 is for good, ``tries`` 0 as many as somebody likes; for ``renewable_months``
    after the end the course with the slug ``refresher`` is enough, if one is named.
    """

    slug: str
    title_pl: str
    title_en: str
    summary_pl: str
    summary_en: str
    minutes: int
    valid_months: Count
    renewable_months: Count
    pass_percent: int
    questions_drawn: int
    tries: Count
    requirements: tuple[str, ...]
    refresher: MaybeText
    lessons: tuple[LessonStarter, ...]
    questions: tuple[QuestionStarter, ...]


@dataclass(frozen=True)
class SignGroup:
    id: str
    pl: str
    en: str


@dataclass(frozen=True)
class Sign:
    """One sign. Weak: counts only with others; medium: ask for advice; strong: pass it on."""

    id: str
    group: str
    strength: str
    pl: str
    en: str


@dataclass(frozen=True)
class Advice:
    """One thing to do, or not to do, with the topic it belongs to."""

    id: str
    topic: str
    pl: str
    en: str


@dataclass(frozen=True)
class SignLibrary:
    """All signs and all advice, with the two sentences that always stand beside them (R25, R26)."""

    note_pl: str
    note_en: str
    danger_pl: str
    danger_en: str
    groups: tuple[SignGroup, ...]
    signs: tuple[Sign, ...]
    do: tuple[Advice, ...]
    dont: tuple[Advice, ...]


@dataclass(frozen=True)
class OutsideCourseStarter:
    """A course of somebody else. ``free`` and ``certificate`` are None where nobody knows.

    An empty duration is not known either. ``unverified`` names the fields that nobody saw at the
    source; ``checked`` is the month in which we last looked, as YYYY-MM.
    """

    id: str
    title_pl: str
    title_en: str
    provider: str
    mode_pl: str
    mode_en: str
    duration_pl: MaybeText
    duration_en: MaybeText
    languages: tuple[str, ...]
    free: bool | None
    certificate: bool | None
    audience_pl: str
    audience_en: str
    address: str
    unverified: tuple[str, ...]
    confidence: str
    checked: str


@dataclass(frozen=True)
class CardSituation:
    """A place or a moment, with the few signs to look for there."""

    key: str
    title_pl: str
    title_en: str
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Saying:
    """A sentence to say to a person, also to people from Ukraine."""

    pl: str
    en: str
    uk: str
    ru: str


@dataclass(frozen=True)
class CardCall:
    """Whom to call and when. The number itself comes from what was confirmed."""

    key: str
    when_pl: str
    when_en: str


@dataclass(frozen=True)
class FieldCard:
    """The words of the card that people carry on a shift."""

    title_pl: str
    title_en: str
    note_pl: str
    note_en: str
    situations: tuple[CardSituation, ...]
    do: tuple[Words, ...]
    never: tuple[Words, ...]
    say: tuple[Saying, ...]
    calls: tuple[CardCall, ...]


@dataclass(frozen=True)
class _OutsideCourses:
    courses: tuple[OutsideCourseStarter, ...]


def courses():
    """The starter courses in the order in which people meet them.

    Raises MalformedStarter, naming the file and the field, if one of them cannot be used.
    """
    return tuple(_course(slug) for slug in ORDER)


def course(slug):
    """The starter course with that slug; UnknownStarter if there is none."""
    if slug not in ORDER:
        raise UnknownStarter(slug)
    return _course(slug)


@cache
def indicators():
    """The library of signs and advice, as a SignLibrary."""
    return read_library(FOLDER / "indicators.toml")


def guidance():
    """What to do and what not to do, as two tuples of Advice."""
    library = indicators()
    return library.do, library.dont


@cache
def outside_courses():
    """Courses that others give, as far as we know about them."""
    return read_outside(FOLDER / "outside.toml")


@cache
def field_card():
    """The words of the field card."""
    return read_card(FOLDER / "field-card.toml")


@cache
def _course(slug):
    return read_course(FOLDER / slug)


def read_course(folder):
    """Read and check the course in that folder; MalformedStarter says what is wrong with it."""
    where = f"{folder.name}/course.toml"
    content = load(folder / "course.toml")
    refuse(where, {"lessons", "questions"} & content.keys(), "unknown")
    content["lessons"] = [
        built(LessonStarter, load(path), f"{folder.name}/{path.name}")
        for path in _lesson_files(folder)
    ]
    content |= _only_questions(folder)
    read = built(CourseStarter, content, where)
    _check_course(read, folder, where)
    return read


def _only_questions(folder):
    content = load(folder / "questions.toml")
    refuse(f"{folder.name}/questions.toml", content.keys() - {"questions"}, "unknown")
    return content


def _lesson_files(folder):
    """The lessons in their order; each is named NN-key.toml, counted from 01."""
    others = {folder / "course.toml", folder / "questions.toml"}
    return sorted(set(folder.glob("*.toml")) - others)


def read_library(path):
    """Read and check the signs and the advice."""
    library = built(SignLibrary, load(path), path.name)
    groups = {group.id for group in library.groups}
    rows = (*library.groups, *library.signs, *library.do, *library.dont)
    refuse(path.name, twice(row.id for row in rows), "twice")
    refuse(path.name, {sign.group for sign in library.signs} - groups, "unknown group")
    refuse(path.name, groups - {sign.group for sign in library.signs}, "no sign in group")
    refuse(path.name, {sign.strength for sign in library.signs} - {*STRENGTHS}, "unknown strength")
    return library


def read_outside(path):
    """Read and check the courses of others."""
    read = built(_OutsideCourses, load(path), path.name).courses
    refuse(path.name, twice(row.id for row in read), "twice")
    refuse(path.name, {row.confidence for row in read} - {*CONFIDENCES}, "unknown confidence")
    for row in read:
        where = f"{path.name}, {row.id}"
        _both(row, ["duration"], where)
        refuse(where, {*row.unverified} - {"address", "languages"}, "unknown field")
        if not row.address.startswith("https://"):
            raise MalformedStarter(f"{where}: the address must begin with https://")
    return read


def read_card(path):
    """Read and check the words of the field card."""
    card = built(FieldCard, load(path), path.name)
    named = {sign for situation in card.situations for sign in situation.signs}
    refuse(path.name, named - {sign.id for sign in indicators().signs}, "unknown sign")
    refuse(path.name, {call.key for call in card.calls} - CALLS, "unknown number")
    refuse(path.name, twice(row.key for row in (*card.situations, *card.calls)), "twice")
    return card


def _check_course(read, folder, where):
    if read.slug != folder.name:
        raise MalformedStarter(f"{where}: the slug {read.slug} is not the folder's name")
    keys = [lesson.key for lesson in read.lessons]
    names = [path.stem for path in _lesson_files(folder)]
    expected = [f"{number:02}-{key}" for number, key in enumerate(keys, start=1)]
    refuse(where, set(names) ^ set(expected), "file name does not fit number and key")
    refuse(where, twice(keys), "lesson twice")
    refuse(where, twice(question.key for question in read.questions), "question twice")
    refuse(where, {question.lesson for question in read.questions} ^ {*keys}, "questions of")
    refuse(where, {read.refresher} - {*ORDER, ""}, "unknown refresher")
    for lesson in read.lessons:
        _check_lesson(lesson, f"{folder.name}, lesson {lesson.key}")
    for question in read.questions:
        _check_question(question, f"{folder.name}, question {question.key}")
    _check_numbers(read, where)


def _check_numbers(read, where):
    if read.pass_percent > 100:
        raise MalformedStarter(f"{where}: pass_percent is above 100")
    if read.questions_drawn > len(read.questions):
        raise MalformedStarter(f"{where}: questions_drawn is more than there are")
    if read.minutes != sum(lesson.minutes for lesson in read.lessons) + read.questions_drawn:
        raise MalformedStarter(f"{where}: minutes are not those of the lessons and the questions")
    if read.renewable_months and not read.valid_months:
        raise MalformedStarter(f"{where}: what is valid for good cannot be renewed")


def _check_lesson(lesson, where):
    _both(lesson, ["content_note"], where)
    refuse(where, {*lesson.indicators} - {sign.id for sign in indicators().signs}, "unknown sign")
    if lesson.content_note_en and not lesson.shows_support:
        raise MalformedStarter(f"{where}: with a content note, support must be shown")


def _check_question(question, where):
    if not FEWEST_OPTIONS <= len(question.options) <= MOST_OPTIONS:
        raise MalformedStarter(f"{where}: {FEWEST_OPTIONS} to {MOST_OPTIONS} options are needed")
    if question.correct >= len(question.options):
        raise MalformedStarter(f"{where}: correct is not the place of an option")
    for code in ("pl", "en"):
        refuse(where, twice(getattr(option, code) for option in question.options), "twice")


def _both(row, names, where):
    """Optional texts are there in both languages or in none."""
    for name in names:
        if bool(getattr(row, f"{name}_pl")) != bool(getattr(row, f"{name}_en")):
            raise MalformedStarter(f"{where}: {name} must be there in both languages")
