"""Procedures as cards to carry: steps, never do, whom to call, and a QR code to the page."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from documents.contents import Words
from documents.handouts import Card, CardsContents
from documents.pdf import render
from people.models import Unit
from people.telephone import as_read
from policies.printing import organisation_name
from policies.reading import readable_language, text_of

SIZES = ("a6", "a5")
#: More numbers on duty than this would not fit on a card: a line to write on stands there instead.
MOST_UNITS = 4


def cards_of(versions, *, size, on, language):
    """One card per version, on A6 or A5, in a language.

    A text that is not there in the language is printed in the other one.
    """
    return CardsContents(
        organisation=organisation_name(language),
        size=size,
        printed_on=on,
        duty=numbers_on_duty(on),
        cards=tuple(card_of(version, language) for version in versions),
    )


def cards_pdf(contents, *, at, language):
    """The bytes of a PDF with these cards."""
    title = contents.cards[0].title if len(contents.cards) == 1 else _("Cards of procedures")
    return render(
        "policies/pdf/cards.html",
        {"contents": contents},
        language=language,
        title=title,
        author=contents.organisation,
        created_at=at,
        apart=True,
    )


def card_of(version, language, *, anchor=""):
    """The card of a version in a language, or in the other one where that is all there is."""
    code = readable_language(version, language)
    text = text_of(version, code)
    with translation.override(code):
        address = reverse("now-steps", args=[version.policy.slug])
    return Card(
        title=text.title,
        language=code,
        version=version.number,
        in_force_from=version.effective_on,
        procedure=text.procedure,
        address=f"{settings.SITE_URL}{address}",
        anchor=anchor,
    )


def numbers_on_duty(on):
    """(name, number as read) of the units with a telephone on duty; nothing when there are many."""
    units = Unit.objects.open_on(on).exclude(phone="").exclude(phone=None)
    found = [(_name_of(unit), as_read(unit.phone.as_e164)) for unit in units[: MOST_UNITS + 1]]
    return tuple(found) if len(found) <= MOST_UNITS else ()


def _name_of(unit):
    return Words(unit.name_pl or unit.name_en or "", unit.name_en or unit.name_pl or "")
