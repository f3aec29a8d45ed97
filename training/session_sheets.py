"""The sheet that people sign at a session, as a PDF in both languages (features 4.5).

One sheet for each day, with a code with which those who have a telephone note themselves as there.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.contents import Words
from documents.pdf import render
from documents.templatetags.page import in_our_zone
from policies.printing import organisation_name, words
from training.attending import token_of
from training.models import ParticipationStatus

LANGUAGE = "both"
#: Empty lines for those who come without having signed up.
SPARE_LINES = 6


@dataclass(frozen=True, kw_only=True)
class SheetDay:
    """One day of the session; ``number`` counts from 1."""

    number: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class SessionSheet:
    """What the sheet prints."""

    heading = _("Sign-in sheet")

    organisation: str
    title: Words
    place: str
    trainers: str
    days: tuple[SheetDay, ...]
    names: tuple[str, ...]
    check_in: str
    spare_lines: int = SPARE_LINES

    @property
    def spare_numbers(self):
        return range(len(self.names) + 1, len(self.names) + self.spare_lines + 1)


def sheet_pdf(session, *, at):
    """The bytes of the sheet with the names of all who hold a place."""
    contents = contents_of(session)
    with translation.override("pl"):
        begin = in_our_zone(contents.days[0].starts_at)
        title = f"{gettext('Sign-in sheet')}: {contents.title} {begin:%d.%m.%Y}"
    return render(
        "training/pdf/session_sheet.html",
        {"contents": contents},
        language=LANGUAGE,
        title=title,
        author=organisation_name(LANGUAGE),
        created_at=at,
        apart=True,
    )


def contents_of(session):
    """All that the sheet prints."""
    return SessionSheet(
        organisation=organisation_name(LANGUAGE),
        title=words(session.course, "title"),
        place=session.place or session.link,
        trainers=trainers_of(session),
        days=tuple(
            SheetDay(number=number, starts_at=day.starts_at, ends_at=day.ends_at)
            for number, day in enumerate(session.days.all(), start=1)
        ),
        names=_names(session),
        check_in=check_in_address(session),
    )


def trainers_of(session):
    """The names of all trainers, also those from outside."""
    names = [str(person) for person in session.trainers.all()]
    return ", ".join([*names, *filter(None, [session.outside_trainers])])


def check_in_address(session):
    """Where the code leads; the page is Polish, with a way to English."""
    with translation.override("pl"):
        return settings.SITE_URL + reverse("check-in", args=[token_of(session)])


def _names(session):
    """Those who hold a place in the order of lists, then the guests."""
    rows = session.participations.placed().exclude(status=ParticipationStatus.Status.ABSENT)
    rows = rows.select_related("person").order_by("person__sort", "pk")
    known = [str(row) for row in rows if row.person_id]
    return tuple(known + [str(row) for row in rows if not row.person_id])
