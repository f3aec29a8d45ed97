"""Write a course: its lessons, its questions, and publish what is whole in both languages."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.refusals import Refused
from training import rules
from training.hashing import LANGUAGES, content_hash
from training.models import FEWEST_OPTIONS, CourseVersion, Lesson, LessonPicture, Question


class NotAllowed(Refused):
    """The person has no role for this."""


class NotWhole(Refused):
    """Something is missing before it can be published; ``gaps`` tell what, in words."""

    def __init__(self, gaps):
        super().__init__(_("The course cannot be published yet. Nothing was published."))
        self.gaps = gaps


class IsPublished(Refused):
    """A published version does not change; changes go into the next one."""


def check_keeper(person, *, on):
    """Raises NotAllowed unless the person writes courses."""
    if not rules.can_keep(person, on=on):
        raise NotAllowed(_("Only a training coordinator can do this."))


def newest(course):
    """The version with the highest number: the draft if there is one. None at the beginning."""
    return course.versions.order_by("-number").first()


@transaction.atomic
def next_draft(course, *, by, at, on):
    """The course's draft; made from the newest version when there is none. Raises NotAllowed."""
    check_keeper(by, on=on)
    former = newest(course)
    if former is not None and not former.is_published:
        return former
    draft = CourseVersion(
        course=course,
        number=former.number + 1 if former else 1,
        started_by=by,
        saved_at=at,
        saved_by=by,
        **({name: getattr(former, name) for name in SETTINGS} if former else {}),
    )
    draft.save(force_insert=True)
    if former:
        copy_content(former, draft)
    record("course.drafted", draft, by=by, at=at)
    return draft


SETTINGS = ("pass_percent", "questions_drawn", "tries")


def copy_content(source, target):
    """Take lessons, pictures and questions over into the next draft."""
    Lesson.objects.bulk_create(_copies(source.lessons.all(), target))
    Question.objects.bulk_create(_copies(source.questions.all(), target))
    LessonPicture.objects.bulk_create(_copies(source.pictures.all(), target))


def _copies(rows, target):
    for row in rows:
        row.pk, row.version, row.revision = None, target, 0
        row._state.adding = True
        yield row


def gaps(version):
    """What is missing before the version can be published, as sentences; none when it is whole."""
    lessons, questions = list(version.lessons.all()), list(version.questions.all())
    if not lessons:
        yield _("There is no lesson yet.")
    for lesson in lessons:
        yield from _lesson_gaps(lesson)
    if not questions and version.course.is_online:
        yield _("There is no question yet.")
    for question in questions:
        yield from _question_gaps(question)
    if version.questions_drawn > len(questions):
        yield _("More questions are asked than there are.")


def _lesson_gaps(lesson):
    number = {"number": lesson.position}
    for code in LANGUAGES:
        if not (_text(lesson, "title", code) and _text(lesson, "body", code)):
            yield _("Lesson %(number)d has no title or no text in %(language)s.") % {
                **number,
                "language": NAMES[code],
            }
    notes = [bool(_text(lesson, "content_note", code)) for code in LANGUAGES]
    if len(set(notes)) > 1:
        yield _("The note of lesson %(number)d stands in one language only.") % number
    if place := _first_to_fill(_texts(lesson, "title", "content_note", "body")):
        yield _("Lesson %(number)d: %(place)s waits for your words.") % {**number, "place": place}


def _question_gaps(question):
    number = {"number": question.position}
    if not is_whole(question):
        yield _("Question %(number)d is not complete in both languages.") % number
    if place := _first_to_fill(_question_texts(question)):
        yield _("Question %(number)d: %(place)s waits for your words.") % {**number, "place": place}


NAMES = {"pl": _("Polish"), "en": _("English")}
#: A place that a starter text leaves to the organisation; the name of a picture is none.
TO_FILL = re.compile(r"\[(?!(?:obraz|picture)\s+\d)[^\]<]*\w[^\]<]*\]")


def _first_to_fill(texts):
    """The first place in [square brackets] that waits for the organisation, or nothing."""
    found = map(TO_FILL.search, texts)
    return next((place[0] for place in found if place), "")


def is_whole(question):
    """Whether words, options and explanation are there in both languages."""
    return (
        all(_question_texts(question))
        and len(question.options) >= FEWEST_OPTIONS
        and question.correct < len(question.options)
    )


def _question_texts(question):
    options = [option.get(code, "") for option in question.options for code in LANGUAGES]
    return _texts(question, "question", "explanation") + options


def _texts(row, *names):
    return [_text(row, name, code) for name in names for code in LANGUAGES]


def _text(row, name, code):
    return getattr(row, f"{name}_{code}") or ""


@transaction.atomic
def publish(version, *, by, at, on, notes=None):
    """Publish the draft: from now on it is what somebody who starts gets.

    ``notes`` maps "pl" and "en" to what changed. Raises NotAllowed, IsPublished, NotWhole.
    """
    check_keeper(by, on=on)
    locked = CourseVersion.objects.select_for_update().select_related("course").get(pk=version.pk)
    if locked.is_published:
        raise IsPublished(_("This version is published already."))
    if found := list(gaps(locked)):
        raise NotWhole(found)
    locked.state = CourseVersion.State.PUBLISHED
    locked.published_at, locked.published_by = at, by
    for code, words in (notes or {}).items():
        setattr(locked, f"change_note_{code}", words)
    locked.content_hash = content_hash(locked)
    locked.save()
    record("course.published", locked, by=by, at=at, digest=locked.content_hash)
    return locked
