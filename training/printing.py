"""Handouts on paper: the pages of a course as one tagged PDF in a language (features 4.21)."""

from dataclasses import dataclass

from django.utils import translation

from documents.pdf import Picture as PrintedPicture
from documents.pdf import render
from policies.hashing import in_language
from policies.printing import organisation_name
from policies.reading import right_below_title
from training.models import LessonPicture
from training.reading import clean_body, signs_of
from training.showing import figure, with_pictures


@dataclass(frozen=True)
class HandoutPage:
    """One lesson on paper: clean HTML, and the signs it explains."""

    title: str
    minutes: int
    content_note: str
    body: str
    signs: tuple
    video: str
    shows_support: bool


@dataclass(frozen=True)
class HandoutContents:
    """What a handout holds; a whole course has a list of its pages."""

    organisation: str
    course: str
    version: int
    is_draft: bool
    pages: tuple

    @property
    def is_whole(self):
        return len(self.pages) > 1


def handout_pdf(version, lessons, *, language, at):
    """The bytes of a PDF with these lessons of a version, in a language."""
    is_whole = len(lessons) > 1
    with translation.override(language):
        places = _places(version, lessons)
        contents = HandoutContents(
            organisation=organisation_name(language),
            course=version.course.title,
            version=version.number,
            is_draft=not version.is_published,
            pages=tuple(_page(lesson, places, language, is_whole) for lesson in lessons),
        )
        pictures = {
            _name(row): PrintedPicture("image/jpeg", bytes(row.picture.content)) for row in places
        }
    title = contents.course if contents.is_whole else contents.pages[0].title or contents.course
    return render(
        "training/pdf/handout.html",
        {"contents": contents},
        language=language,
        title=title,
        author=organisation_name(language),
        created_at=at,
        pictures=pictures,
        apart=True,
    )


def _places(version, lessons):
    keys = [lesson.key for lesson in lessons]
    rows = LessonPicture.objects.filter(version=version, lesson_key__in=keys)
    return list(rows.select_related("picture"))


def _name(row):
    return f"{row.lesson_key}-{row.number}.jpg"


def _page(lesson, places, language, is_whole):
    figures = {
        row.number: figure(
            f"asset:{_name(row)}",
            in_language(row, "alt", language),
            width=row.picture.width,
            height=row.picture.height,
        )
        for row in places
        if row.lesson_key == lesson.key
    }
    body = clean_body(lesson, language)
    if not is_whole:
        body = right_below_title(body)
    return HandoutPage(
        title=in_language(lesson, "title", language),
        minutes=lesson.minutes,
        content_note=in_language(lesson, "content_note", language),
        body=with_pictures(body, figures),
        signs=signs_of(lesson),
        video=lesson.video_url,
        shows_support=lesson.shows_support,
    )
