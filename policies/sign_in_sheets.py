"""The sheet that people sign at a briefing, as a PDF in both languages."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from documents.contents import SheetText, SignInSheet, Verification, Words
from documents.pdf import render
from policies.briefing import texts_of
from policies.printing import organisation_name, words
from policies.version_codes import code_of

#: Empty lines for those whom nobody expected.
SPARE_LINES = 5
LANGUAGE = "both"


def sheet_pdf(briefing, people, *, at):
    """The bytes of the sheet with the names of these people."""
    with translation.override("pl"):
        title = f"{gettext('Sign-in sheet')}: {briefing.place} {briefing.held_on:%d.%m.%Y}"
    return render(
        "policies/pdf/sign_in_sheet.html",
        {"contents": contents_of(briefing, people)},
        language=LANGUAGE,
        title=title,
        author=organisation_name(LANGUAGE),
        created_at=at,
        apart=True,
    )


def contents_of(briefing, people):
    """All that the sheet prints."""
    return SignInSheet(
        organisation=organisation_name(LANGUAGE),
        held_on=briefing.held_on,
        place=briefing.place,
        led_by=briefing.led_by,
        unit=words(briefing.unit, "name") if briefing.unit else Words(),
        names=tuple(str(person) for person in people),
        spare_lines=SPARE_LINES,
        texts=tuple(_text(text.version) for text in texts_of(briefing)),
    )


def _text(version):
    return SheetText(
        title=words(version, "title"),
        version=version.number,
        in_force_from=version.effective_on,
        statement=words(version, "statement"),
        verification=_verification(code_of(version)),
    )


def _verification(code):
    """Where anybody checks that this is the text; the page is Polish, with a way to English."""
    with translation.override("pl"):
        page, address = reverse("verify"), reverse("verify-code", args=[code])
    host = settings.SITE_URL
    return Verification(
        code=code,
        address=f"{host}{address}",
        page=f"{host.partition('://')[2]}{page}".rstrip("/"),
    )
