"""A version's text as its readers see it: one language, numbered sections, clean HTML."""

from dataclasses import dataclass

from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from documents.templatetags.page import nbsp
from policies.comprehension import Quiz, asks_questions, quizzes
from policies.hashing import in_language
from policies.models import Section
from policies.procedure_text import Procedure, procedure_of

LANGUAGES = ("pl", "en")
SECONDS_KEPT = 3600


@dataclass(frozen=True)
class TextSection:
    """One numbered section; ``tone`` is "always", "never" or empty."""

    number: int
    anchor: str
    heading: str
    body: SafeString
    tone: str


@dataclass(frozen=True)
class Text:
    """A version in one language; ``questions`` are those that its readers must answer."""

    language: str
    title: str
    change_note: str
    sections: tuple[TextSection, ...]
    procedure: Procedure = Procedure(steps=())
    questions: tuple[Quiz, ...] = ()


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
    return Text(
        language=language,
        title=in_language(version, "title", language),
        change_note=in_language(version, "change_note", language),
        sections=tuple(
            section_of(section, number, language)
            for number, section in enumerate(version.sections.all(), start=1)
        ),
        procedure=procedure_of(version, language),
        questions=_asked(version, language),
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
