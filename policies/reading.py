"""A version's text as its readers see it: one language, numbered sections, clean HTML."""

import re
from dataclasses import dataclass, replace

from django.core.cache import caches
from django.db.models import prefetch_related_objects
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.templatetags.page import nbsp
from policies.addresses import slugs_in, with_links
from policies.comprehension import Quiz, asks_questions, quizzes
from policies.hashing import HASHED_PARTS, in_language
from policies.models import PlainText, Section
from policies.procedure_text import Procedure, procedure_of

LANGUAGES = ("pl", "en")
SECONDS_KEPT = 3600
SUBHEADING = re.compile(r"<(/?)h3>")


@dataclass(frozen=True)
class TextSection:
    """One numbered section; ``tone`` is "always", "never" or empty."""

    number: int
    anchor: str
    heading: str
    body: SafeString
    tone: str


@dataclass(frozen=True)
class PlainWords:
    """The version for other readers; ``language`` may be the other one, where it is alone there."""

    kind: str
    language: str
    title: str
    body: SafeString

    @property
    def name(self):
        """What it is, in the language of the page: "for children"."""
        return PlainText.Kind(self.kind).label


@dataclass(frozen=True)
class Text:
    """A version in one language.

    ``questions`` are those that its readers must answer, ``links`` the addresses of the policies
    it links to.
    """

    language: str
    title: str
    change_note: str
    sections: tuple[TextSection, ...]
    procedure: Procedure = Procedure(steps=())
    questions: tuple[Quiz, ...] = ()
    plain_texts: tuple[PlainWords, ...] = ()
    links: tuple[str, ...] = ()

    def plain_text(self, kind):
        """The text for other readers of that kind, or None."""
        return next((text for text in self.plain_texts if text.kind == kind), None)


def readable_language(version, wanted):
    """The wanted language if the version has a text in it, else the other one.

    A published version has a hash per language; a draft is shown in the language that was asked.
    """
    if not version.is_published or in_language(version, "text_hash", wanted):
        return wanted
    return next((code for code in LANGUAGES if in_language(version, "text_hash", code)), wanted)


def text_of(version, language):
    """The whole text in a language.

    A published text never changes, so its cleaned form is kept in this process by the version's
    hash, which stands for exactly these words; a draft is read anew.
    """
    if not version.is_published:
        return _text(version, language)
    key = f"text:{version.version_hash}:{language}"
    return caches["process"].get_or_set(key, lambda: _text(version, language), SECONDS_KEPT)


def _text(version, language):
    prefetch_related_objects([version], *HASHED_PARTS)
    sections = tuple(
        section_of(section, number, language)
        for number, section in enumerate(version.sections.all(), start=1)
    )
    plain_texts = tuple(plain_words(row, language) for row in version.plain_texts.all())
    bodies = [part.body for part in (*sections, *plain_texts)]
    return Text(
        language=language,
        title=in_language(version, "title", language),
        change_note=in_language(version, "change_note", language),
        sections=sections,
        procedure=procedure_of(version, language),
        questions=_asked(version, language),
        plain_texts=plain_texts,
        links=tuple(dict.fromkeys(slug for body in bodies for slug in slugs_in(body))),
    )


def right_below_title(body):
    """Clean HTML whose subheadings come right after the title of the page, without sections."""
    return SUBHEADING.sub(r"<\1h2>", body)


def plain_words(row, wanted):
    """A text for other readers in the wanted language or, where it is alone there, the other."""
    language = wanted
    if not in_language(row, "body", wanted):
        language = next(code for code in LANGUAGES if code != wanted)
    body = row._meta.get_field("body").sanitize(in_language(row, "body", language))
    body = right_below_title(body)
    return PlainWords(
        kind=row.kind,
        language=language,
        title=nbsp(in_language(row, "title", language)),
        body=nbsp(mark_safe(body)),  # noqa: S308 (sanitised in the line above)
    )


def linked(text, addresses):
    """The text with its links to other policies leading where this reader finds them.

    ``addresses`` maps a policy's address to the page; where there is none, the words stay alone.
    """
    if not text.links:
        return text

    def follow(slug, words):
        page = addresses.get(slug)
        return f'<a href="{escape(page)}">{words}</a>' if page else words

    def followed(part):
        body = mark_safe(with_links(part.body, follow))  # noqa: S308 (was clean, links changed)
        return replace(part, body=body)

    return replace(
        text,
        sections=tuple(followed(section) for section in text.sections),
        plain_texts=tuple(followed(plain) for plain in text.plain_texts),
    )


def _asked(version, language):
    """The questions of a draft, and of a published version whose readers answer them."""
    found = quizzes(version, language)
    if version.is_published and not (found and asks_questions(version)):
        return ()
    return found


def section_of(section, number, language):
    """One section in a language, cleaned once more on its way out (security.md 8)."""
    body = Section._meta.get_field("body").sanitize(in_language(section, "body", language))
    return TextSection(
        number=number,
        anchor=f"s-{section.key}",
        heading=nbsp(in_language(section, "heading", language)),
        body=nbsp(mark_safe(body)),  # noqa: S308 (sanitised in the line above)
        tone=section.tone,
    )
