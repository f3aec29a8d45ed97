"""The field card on paper: A6 cards for the pocket and a sheet of A4 for the wall (R25-R27, R33).

Both say on which day the numbers on them were checked and when they were printed.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from documents.pdf import render
from policies.printing import organisation_name
from training.field_card import Card, card_in

CARDS, POSTER = "cards", "poster"
TEMPLATES = {
    CARDS: "training/pdf/field_cards.html",
    POSTER: "training/pdf/field_poster.html",
}


@dataclass(frozen=True)
class FieldPrint:
    """What is printed; equal contents give equal sheets. ``address`` is that of the page."""

    organisation: str
    address: str
    card: Card
    printed_on: date


def field_print(language, *, on):
    """The contents of both sheets on a day, in "pl" or "en"."""
    with translation.override(language):
        address = f"{settings.SITE_URL}{reverse('field-card')}"
    return FieldPrint(
        organisation=organisation_name(language),
        address=address,
        card=card_in(language, on=on),
        printed_on=on,
    )


def field_pdf(sheet, contents, *, at):
    """The bytes of the PDF with the cards or the poster; raises ``CannotRender``."""
    return render(
        TEMPLATES[sheet],
        {"contents": contents, "card": contents.card},
        language=contents.card.language,
        title=contents.card.title,
        author=contents.organisation,
        created_at=at,
        apart=True,
    )
