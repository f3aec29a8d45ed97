"""Learn online: start a course, go through its pages, hand in a try (R20)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.days import day_of
from people.models import Person
from people.refusals import Refused
from training.awarding import award
from training.drawing import draw
from training.hashing import attempt_hash
from training.models import Attempt, CourseVersion, Credential, Learning, LessonDone
from training.refreshing import owes_refresher
from training.standing import Status, standing_in


class NotOffered(Refused):
    """The course has no published version, is not online, or is no longer offered."""


class LessonsOpen(Refused):
    """Pages are left to read before the questions."""


class StillValid(Refused):
    """The person holds a certificate that does not end soon: there is nothing to prove."""


class NoTriesLeft(Refused):
    """The version allows so many tries and no more."""


class NotAnswered(Refused):
    """Some questions have no answer; ``missing`` are their keys. Nothing was handed in."""

    def __init__(self, missing):
        super().__init__(_("Some questions have no answer yet. Nothing was handed in."))
        self.missing = missing


@dataclass(frozen=True)
class Progress:
    """How far somebody is: ``done`` are the ids of the lessons they have finished."""

    learning: Learning
    lessons: tuple
    done: frozenset

    @property
    def version(self):
        return self.learning.version

    @property
    def next_lesson(self):
        """The first page that is not done, or None when the questions are next."""
        return next((lesson for lesson in self.lessons if lesson.pk not in self.done), None)

    @property
    def is_read(self):
        return self.next_lesson is None

    @property
    def percent(self):
        return len(self.done) * 100 // len(self.lessons) if self.lessons else 100


def version_for(person, course):
    """The version that somebody is on: the newest they started and did not end, or the current.

    None when nothing is published.
    """
    begun = (
        Learning.objects.filter(person=person, version__course=course)
        .select_related("version__course")
        .order_by("-pk")
        .first()
    )
    if begun and not has_passed(person, begun.version):
        return begun.version
    return CourseVersion.objects.current().filter(course=course).select_related("course").first()


def begun(person):
    """The ids of the courses that the person started and has not passed."""
    learning = Learning.objects.filter(person=person)
    passed = Attempt.objects.filter(person=person, passed=True).values("version")
    return set(learning.exclude(version__in=passed).values_list("version__course", flat=True))


def has_passed(person, version):
    """Whether the person has passed that version since they started it last."""
    return Attempt.objects.filter(person=person, version=version, passed=True).exists()


@transaction.atomic
def start(course, *, by, at):
    """Start the course, or come back to it; returns the Learning. Raises NotOffered."""
    on = day_of(at)
    if not course.is_online or (course.retired_on and course.retired_on <= on):
        raise NotOffered(_("This course cannot be taken online."))
    version = version_for(by, course)
    if version is None:
        raise NotOffered(_("This course is not ready yet."))
    learning, is_new = Learning.objects.get_or_create(
        person=by, version=version, defaults={"started_at": at}
    )
    if is_new:
        record("course.started", version, by=by, at=at)
    return learning


def progress(learning):
    """The Progress of somebody on a version; two queries."""
    done = LessonDone.objects.filter(learning=learning).values_list("lesson", flat=True)
    return Progress(learning, tuple(learning.version.lessons.all()), frozenset(done))


def finish_lesson(learning, lesson, *, at):
    """Note that the page is done; harmless when repeated."""
    LessonDone.objects.get_or_create(learning=learning, lesson=lesson, defaults={"done_at": at})


def tries_used(person, version):
    """How many tries the person has handed in on that version."""
    return Attempt.objects.filter(person=person, version=version).count()


def questions_for(learning, *, on):
    """The number of the next try and its questions.

    Raises StillValid, LessonsOpen, NoTriesLeft.
    """
    person, course = learning.person, learning.version.course
    is_valid = standing_in(person, course, on=on).status == Status.VALID
    if is_valid and not owes_refresher(person, course, on=on):
        raise StillValid(_("You have passed this course, and your certificate does not end soon."))
    if not progress(learning).is_read:
        raise LessonsOpen(_("Read all pages first; then the questions open."))
    used = tries_used(learning.person, learning.version)
    if learning.version.tries and used >= learning.version.tries:
        raise NoTriesLeft(
            _("There are no tries left. Ask your training coordinator for a talk about the course.")
        )
    return used + 1, draw(learning.version, learning.person, used + 1)


def submit(learning, *, number, answers, language, at):
    """Hand in a try; returns (attempt, is_new).

    ``number`` is that of the try on the page, ``answers`` map the key of each question to the place
    of the chosen option. The same try handed in twice, also at the same moment, gives the first
    one back. Raises StillValid, LessonsOpen, NoTriesLeft, NotAnswered.
    """
    try:
        return _insert(learning, number=number, answers=answers, language=language, at=at)
    except IntegrityError:
        # The same person was quicker elsewhere: a double click, or two tabs.
        first = attempt_with(learning, number)
        if first is None:
            raise
        return first, False


def attempt_with(learning, number):
    """The try with that number, or None."""
    return Attempt.objects.filter(
        person=learning.person, version=learning.version, number=number
    ).first()


@transaction.atomic
def _insert(learning, *, number, answers, language, at):
    person, version = learning.person, learning.version
    Person.objects.select_for_update().get(pk=person.pk)
    if known := attempt_with(learning, number):
        return known, False
    next_number, drawn = questions_for(learning, on=day_of(at))
    asked = {each.question.key: each.question for each in drawn}
    missing = [
        key
        for key, question in asked.items()
        if answers.get(key) not in range(len(question.options))
    ]
    if missing:
        raise NotAnswered(missing)
    wrong = [key for key, question in asked.items() if answers[key] != question.correct]
    row = Attempt(
        person=person,
        version=version,
        number=next_number,
        language=language,
        answers=[[each.question.key, answers[each.question.key], each.order] for each in drawn],
        asked=len(asked),
        right=len(asked) - len(wrong),
        passed=_passes(version, asked, wrong),
        submitted_at=at,
        submitted_on=day_of(at),
    )
    row.row_hash = attempt_hash(row)
    row.save(force_insert=True)
    record("attempt.submitted", row, by=person, at=at, digest=row.row_hash)
    if row.passed:
        source = Credential.Source.ONLINE
        award(
            person,
            version,
            on=row.submitted_on,
            at=at,
            language=language,
            source=source,
            attempt=row,
        )
    return row, True


def _passes(version, asked, wrong):
    """Enough right answers, and every critical question among them."""
    right = len(asked) - len(wrong)
    enough = right * 100 >= version.pass_percent * len(asked)
    return enough and not any(asked[key].is_critical for key in wrong)
