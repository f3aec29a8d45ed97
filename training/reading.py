"""Lessons and questions as their readers see them: one language, clean HTML."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from documents.templatetags.page import nbsp
from policies.hashing import in_language
from policies.reading import right_below_title
from training.drawing import Drawn
from training.models import Indicator, Lesson, LessonPicture
from training.showing import figure, with_pictures

LANGUAGES = ("pl", "en")


@dataclass(frozen=True)
class Page:
    """One lesson in one language. ``signs`` are those that it explains, in their order."""

    lesson: Lesson
    language: str
    title: str
    content_note: str
    body: SafeString
    signs: tuple = ()


def page_of(lesson, language):
    """The lesson in a language, with its pictures, and its signs when it names some."""
    body = clean_body(lesson, language)
    figures = {
        row.number: figure(
            row.picture.get_absolute_url(),
            in_language(row, "alt", language),
            width=row.picture.width,
            height=row.picture.height,
        )
        for row in pictures_of(lesson)
    }
    body = with_pictures(right_below_title(body), figures)
    return Page(
        lesson=lesson,
        language=language,
        title=in_language(lesson, "title", language),
        content_note=in_language(lesson, "content_note", language),
        body=nbsp(mark_safe(body)),  # noqa: S308 (sanitised above)
        signs=signs_of(lesson),
    )


def clean_body(lesson, language):
    """The lesson's text in a language, sanitised once more."""
    return Lesson._meta.get_field("body").sanitize(in_language(lesson, "body", language))


def pictures_of(lesson):
    """The pictures of a lesson, without their bytes."""
    rows = LessonPicture.objects.filter(version=lesson.version_id, lesson_key=lesson.key)
    return rows.select_related("picture").defer("picture__content")


def signs_of(lesson):
    """The signs that a lesson explains, in their order."""
    if not lesson.indicators:
        return ()
    return tuple(Indicator.objects.filter(code__in=lesson.indicators).select_related("group"))


@dataclass(frozen=True)
class Asked:
    """One question of a try in one language; ``options`` are (place, words) as they are shown."""

    key: str
    number: int
    question: str
    options: tuple
    explanation: str
    correct: int
    lesson_key: str
    is_critical: bool

    @property
    def name(self):
        """The name of its field in a form."""
        return f"answer_{self.key}"


def asked_in(drawn, language):
    """The questions of a try (see ``drawing.draw``) in a language."""
    return tuple(
        Asked(
            key=each.question.key,
            number=number,
            question=in_language(each.question, "question", language),
            options=tuple((at, each.question.options[at].get(language, "")) for at in each.order),
            explanation=in_language(each.question, "explanation", language),
            correct=each.question.correct,
            lesson_key=each.question.lesson_key,
            is_critical=each.question.is_critical,
        )
        for number, each in enumerate(drawn, start=1)
    )


def reviewed(attempt, questions):
    """Each question of a handed-in try, in the order and language in which it was asked.

    Rows of "asked", "chosen" (the place of the chosen option) and "is_right". ``questions`` are
    those of the attempt's version.
    """
    by_key = {question.key: question for question in questions}
    drawn = [Drawn(by_key[key], tuple(order)) for key, _chosen, order in attempt.answers]
    chosen = [place for _key, place, _order in attempt.answers]
    return [
        {"asked": each, "chosen": place, "is_right": place == each.correct}
        for each, place in zip(asked_in(drawn, attempt.language), chosen, strict=True)
    ]
