"""Tags and filters of the PDF templates: ``{% load printing %}``."""

import segno
from django import template
from django.utils import translation
from django.utils.safestring import mark_safe

register = template.Library()

BETWEEN = " / "
#: Longest title of a cover in its largest letters, in characters.
WORDY = 70


class EachLanguage(template.Node):
    """Writes its content once per language of the document (``languages`` in the context)."""

    def __init__(self, nodes, elements):
        self.nodes = nodes
        self.elements = elements

    def render(self, context):
        written = self._written(context)
        if self.elements == ["text"]:
            return BETWEEN.join(written.values())
        if self.elements:
            return mark_safe("".join(self._blocks(written)))  # noqa: S308 (rendered by the template)
        return mark_safe(BETWEEN.join(self._spans(written)))  # noqa: S308 (rendered by the template)

    def _written(self, context):
        """The content by language, without what is empty or says the same again."""
        found = {}
        for code in context["languages"]:
            with translation.override(code), context.push(code=code):
                words = self.nodes.render(context).strip()
            if words and words not in found.values():
                found[code] = words
        return found

    def _blocks(self, written):
        for position, (code, words) in enumerate(written.items()):
            element = self.elements[min(position, len(self.elements) - 1)]
            kind = ' class="also"' if position else ""
            yield f'<{element}{kind} lang="{code}">{words}</{element}>'

    def _spans(self, written):
        for code, words in written.items():
            yield f'<span lang="{code}">{words}</span>'


@register.tag
def each_language(parser, token):
    """Write the content in each language of the document; what is the same in both only once.

    ``{% each_language %}`` in one line with a slash between, ``{% each_language "p" %}`` as one
    element each, ``{% each_language "h1 p" %}`` the first as ``h1`` and the other as ``p``, and
    ``{% each_language "text" %}`` without any element, for attributes.
    """
    elements = " ".join(token.split_contents()[1:]).strip('"').split()
    nodes = parser.parse(["end_each_language"])
    parser.delete_first_token()
    return EachLanguage(nodes, elements)


@register.simple_tag
def qr(address, words):
    """A QR code as an inline drawing; the words become its alternative text."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        dark="#0d2730",
        border=0,
        omitsize=True,
        svgclass="qr",
        lineclass=None,
        title=words,
    )
    return mark_safe(drawing)  # noqa: S308 (drawn by the library, the title is escaped)


@register.filter
def without_scheme(address):
    """A web address as it is typed in: "example.org/pl/public"."""
    return address.partition("://")[2].rstrip("/")


@register.filter
def grouped(digits, size=8):
    """A long row of digits in groups, so that an eye can follow: "e4b271f0 9a3cd856"."""
    digits = str(digits)
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))


@register.filter
def in_language(words, code):
    """The text in one language, and empty where it is missing."""
    return getattr(words, code)


@register.filter
def of_language(by_language, code):
    """What a mapping holds for one language, or nothing."""
    return by_language.get(code)


@register.filter
def text_languages(part, languages):
    """The languages to print a part in: those of the document, or else the one there is."""
    there = [code for code in ("pl", "en") if code not in part.missing]
    return [code for code in there if code in languages] or there


@register.filter
def hashed_languages(part, languages):
    """The languages to print a handout in: those of the document, or else the one there is."""
    there = [code for code in ("pl", "en") if getattr(part.text_hash, code)]
    return [code for code in there if code in languages] or there


@register.filter
def own_name(code):
    """The name of a language in that language: Polski, English."""
    return translation.get_language_info(code)["name_local"].capitalize()


@register.filter
def is_wordy(words):
    """Whether a title is too long for the largest letters."""
    return max(len(words.pl), len(words.en)) > WORDY


@register.filter
def percent(counts):
    """Whole per cent of those asked, rounded down, so that 100 means everybody."""
    return counts.done * 100 // counts.asked if counts.asked else 0
