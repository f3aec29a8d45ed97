"""Put the ready content into the database: courses, signs, courses of others (R20-R28).

Used by the pages, by the first steps and by the demonstration. What is there already stays as it
is; everything may be called twice.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from policies.hashing import in_language
from training import starting
from training.drafting import CannotWrite, create_course
from training.editing import check_keeper, newest
from training.models import Course, Indicator, IndicatorGroup, Lesson, OutsideCourse, Question


@dataclass(frozen=True)
class Ready:
    """One ready course and whether it is there already."""

    starter: starting.CourseStarter
    course: Course | None

    @property
    def title(self):
        return in_language(self.starter, "title", get_language())

    @property
    def summary(self):
        return in_language(self.starter, "summary", get_language())


def ready_courses():
    """The ready courses, as Ready; one query."""
    present = {course.slug: course for course in Course.objects.all()}
    return [Ready(starter, present.get(starter.slug)) for starter in starting.courses()]


@transaction.atomic
def begin_course(slug, *, by, at, on, owner=None):
    """Make the ready course with that slug, and the one that renews it; returns the course.

    Its first version is a draft to adapt. Raises UnknownStarter, NotAllowed, CannotWrite when
    there is a course at that address.
    """
    starter = starting.course(slug)
    check_keeper(by, on=on)
    if Course.objects.filter(slug=slug).exists():
        raise CannotWrite(_("Another course already has this address."))
    act = {"by": by, "at": at, "on": on}
    begin_signs(**act)
    refresher = None
    if starter.refresher:
        refresher = Course.objects.filter(slug=starter.refresher).first()
        refresher = refresher or begin_course(starter.refresher, **act, owner=owner)
    course = create_course(
        **act,
        slug=slug,
        owner=owner,
        title_pl=starter.title_pl,
        title_en=starter.title_en,
        summary_pl=starter.summary_pl,
        summary_en=starter.summary_en,
        valid_months=starter.valid_months or None,
        renewable_months=starter.renewable_months,
        refresher=refresher,
    )
    _fill(newest(course), starter)
    return course


def _fill(draft, starter):
    draft.pass_percent = starter.pass_percent
    draft.questions_drawn = starter.questions_drawn
    draft.tries = starter.tries
    draft.save(update_fields=["pass_percent", "questions_drawn", "tries"])
    Lesson.objects.bulk_create(
        Lesson(
            version=draft,
            position=position,
            key=lesson.key,
            title_pl=lesson.title_pl,
            title_en=lesson.title_en,
            minutes=lesson.minutes,
            content_note_pl=lesson.content_note_pl,
            content_note_en=lesson.content_note_en,
            shows_support=lesson.shows_support,
            body_pl=lesson.body_pl,
            body_en=lesson.body_en,
            indicators=list(lesson.indicators),
        )
        for position, lesson in enumerate(starter.lessons, start=1)
    )
    Question.objects.bulk_create(
        Question(
            version=draft,
            position=position,
            key=row.key,
            lesson_key=row.lesson,
            question_pl=row.question_pl,
            question_en=row.question_en,
            options=[{"pl": option.pl, "en": option.en} for option in row.options],
            correct=row.correct,
            explanation_pl=row.explanation_pl,
            explanation_en=row.explanation_en,
            is_critical=row.critical,
            is_case=row.is_case,
        )
        for position, row in enumerate(starter.questions, start=1)
    )


@transaction.atomic
def begin_signs(*, by, at, on):
    """Put the ready signs into the library (R25); returns how many were not there."""
    check_keeper(by, on=on)
    library = starting.indicators()
    groups = _groups(library)
    present = set(Indicator.objects.values_list("code", flat=True))
    rows = [
        Indicator(
            code=sign.id,
            group=groups[sign.group],
            strength=sign.strength,
            text_pl=sign.pl,
            text_en=sign.en,
            position=position,
        )
        for position, sign in enumerate(library.signs, start=1)
        if sign.id not in present
    ]
    if rows:
        Indicator.objects.bulk_create(rows)
        record("indicators.added", rows[0].group, by=by, at=at)
    return len(rows)


def _groups(library):
    """The groups by their code; those that are missing are made."""
    present = {group.code: group for group in IndicatorGroup.objects.all()}
    for position, group in enumerate(library.groups, start=1):
        if group.id not in present:
            present[group.id] = IndicatorGroup.objects.create(
                code=group.id, title_pl=group.pl, title_en=group.en, position=position
            )
    return present


@transaction.atomic
def begin_outside(*, by, at, on):
    """Put the known courses of others on the list (R28); returns how many were not there."""
    check_keeper(by, on=on)
    present = set(OutsideCourse.objects.values_list("slug", flat=True))
    rows = [_outside(row) for row in starting.outside_courses() if row.id not in present]
    if rows:
        OutsideCourse.objects.bulk_create(rows)
        record("outside.begun", rows[0], by=by, at=at)
    return len(rows)


def _outside(row):
    year, month = map(int, row.checked.split("-"))
    return OutsideCourse(
        slug=row.id,
        title_pl=row.title_pl,
        title_en=row.title_en,
        provider=row.provider,
        mode_pl=row.mode_pl,
        mode_en=row.mode_en,
        duration_pl=row.duration_pl,
        duration_en=row.duration_en,
        audience_pl=row.audience_pl,
        audience_en=row.audience_en,
        languages=", ".join(row.languages),
        is_free=row.free,
        gives_certificate=row.certificate,
        address=row.address,
        checked_on=date(year, month, 1),
    )
