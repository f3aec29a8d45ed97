"""Keep courses and write their next version: what it is, its lessons, their order."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.days import day_of
from people.refusals import Refused
from people.searching import fold
from training.editing import IsPublished, check_keeper, next_draft
from training.models import Course, CourseVersion, Lesson
from training.models.course import MOST_LESSONS
from training.weighing import check_weight

#: Keys that pages of the editor have in their addresses.
RESERVED = ("new",)
#: What the coordinator writes in a lesson, in both languages.
LESSON_WORDS = ("title", "content_note", "body")


class CannotWrite(Refused):
    """The course or its draft cannot be changed that way."""


class LessonChanged(Refused):
    """Somebody else saved this lesson in the meantime; ``stored`` is theirs."""

    def __init__(self, stored):
        super().__init__(
            _(
                "Somebody else has saved this page in the meantime. Your words are below; save "
                "again to keep yours."
            )
        )
        self.stored = stored


@transaction.atomic
def create_course(*, by, at, on, slug, owner=None, policies=(), **fields):
    """Make a course with its first draft, which is empty. Raises NotAllowed, CannotWrite."""
    check_keeper(by, on=on)
    course = Course(slug=slug, owner=owner or by, created_at=at, **fields)
    try:
        with transaction.atomic():
            course.save(force_insert=True)
    except IntegrityError as error:  # somebody was quicker with the same address
        raise CannotWrite(_("Another course already has this address.")) from error
    course.policies.set(policies)
    record("course.created", course, by=by, at=at)
    next_draft(course, by=by, at=at, on=on)
    return course


@transaction.atomic
def save_course(course, *, by, at, on, **fields):
    """Change what is known about a course; credentials keep the days they were given.

    ``fields`` are the model's, ``policies`` among them. Raises NotAllowed.
    """
    check_keeper(by, on=on)
    policies = fields.pop("policies", None)
    changed = [name for name, value in fields.items() if getattr(course, name) != value]
    if policies is not None and set(policies) != set(course.policies.all()):
        course.policies.set(policies)
        changed.append("policies")
    if not changed:
        return course
    for name in changed:
        if name != "policies":
            setattr(course, name, fields[name])
    course.save()
    record("course.changed", course, by=by, at=at, fields=sorted(changed))
    return course


@transaction.atomic
def retire_course(course, *, by, at, on, retired_on):
    """Offer the course no longer from a day on; None offers it again. Raises NotAllowed."""
    check_keeper(by, on=on)
    course.retired_on = retired_on
    course.save(update_fields=["retired_on"])
    record("course.retired" if retired_on else "course.offered", course, by=by, at=at)
    return course


@contextmanager
def changing(version, *, by, at, on, fields):
    """The draft under lock while something in it is changed; noted once a day and version.

    Raises NotAllowed, IsPublished.
    """
    check_keeper(by, on=on)
    locked = CourseVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_published:
        raise IsPublished(_("A published version does not change. Start the next one."))
    yield locked
    is_new_day = day_of(locked.saved_at) != day_of(at) or locked.saved_by_id != by.pk
    locked.saved_at, locked.saved_by = at, by
    locked.save(update_fields=["saved_at", "saved_by"])
    if is_new_day:
        record("course.edited", locked, by=by, at=at, fields=fields)


@transaction.atomic
def save_terms(version, *, by, at, on, **fields):
    """How the questions are asked: the pass mark, how many at a time, how many tries."""
    with changing(version, by=by, at=at, on=on, fields=sorted(fields)) as locked:
        CourseVersion.objects.filter(pk=locked.pk).update(**fields)


@transaction.atomic
def add_lesson(version, *, by, at, on, **words):
    """Put an empty page at the end; ``words`` may hold titles. Raises CannotWrite at the limit."""
    with changing(version, by=by, at=at, on=on, fields=["lessons"]) as locked:
        if locked.lessons.count() >= MOST_LESSONS:
            raise CannotWrite(_("A course has thirty pages at the most."))
        last = locked.lessons.aggregate(last=Max("position"))["last"] or 0
        title = words.get("title_en") or words.get("title_pl") or ""
        key = _free_key(locked.lessons, title, f"page-{last + 1}")
        return Lesson.objects.create(version=locked, position=last + 1, key=key, **words)


def _free_key(rows, words, otherwise):
    """A key that none of the rows has, made from words."""
    key = slugify(fold(words))[:50].strip("-") or otherwise
    taken = {*RESERVED, *rows.values_list("key", flat=True)}
    if key not in taken:
        return key
    return next(f"{key}-{n}" for n in range(2, len(taken) + 3) if f"{key}-{n}" not in taken)


@transaction.atomic
def save_lesson(lesson, *, by, at, on, revision, **fields):
    """Store a page's words and facts.

    ``revision`` is the one the writer started from. Raises NotAllowed, IsPublished, LessonChanged,
    CannotWrite when the page is gone, TooHeavy.
    """
    with changing(lesson.version, by=by, at=at, on=on, fields=sorted(fields)) as version:
        found = locked_lesson(version, lesson)
        if found.revision != revision:
            raise LessonChanged(found)
        for name, value in fields.items():
            setattr(found, name, value)
        check_weight(found)
        found.revision += 1
        found.save()
    return found


def locked_lesson(version, lesson):
    """The page as it is now, under lock. Raises CannotWrite when somebody removed it."""
    found = version.lessons.select_for_update().filter(key=lesson.key).first()
    if found is None:
        raise CannotWrite(_("This page is not in the course any more."))
    found.version = version
    return found


@transaction.atomic
def move_lesson(lesson, *, by, at, on, up):
    """Swap a page with its neighbour; at the edge nothing happens."""
    with changing(lesson.version, by=by, at=at, on=on, fields=["lessons"]) as version:
        swap(list(version.lessons.select_for_update()), lesson.key, up=up)


def swap(rows, key, *, up):
    """Exchange the row of that key with the one before or after it; rows are in their order."""
    place = next((at for at, row in enumerate(rows) if row.key == key), None)
    if place is None:
        raise CannotWrite(_("It is not in the course any more."))
    target = place + (-1 if up else 1)
    if 0 <= target < len(rows):
        rows[place], rows[target] = rows[target], rows[place]
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            type(row).objects.filter(pk=row.pk).update(position=position)


@transaction.atomic
def remove_lesson(lesson, *, by, at, on):
    """Take a page out of the draft, with its pictures and its questions."""
    with changing(lesson.version, by=by, at=at, on=on, fields=["lessons"]) as version:
        found = locked_lesson(version, lesson)
        for rows in (version.questions, version.pictures):
            rows.filter(lesson_key=found.key).delete()
        found.delete()
        for position, row in enumerate(version.lessons.all(), start=1):
            Lesson.objects.filter(pk=row.pk).update(position=position)


@transaction.atomic
def discard_draft(version, *, by, at, on):
    """Give up a draft; published versions stay. Raises CannotWrite for a course's first draft."""
    with changing(version, by=by, at=at, on=on, fields=["draft"]) as locked:
        if not locked.course.versions.published().exists():
            raise CannotWrite(
                _("This is the only version. Stop offering the course if you do not need it.")
            )
    record("course.discarded", version, by=by, at=at)
    locked.delete()
