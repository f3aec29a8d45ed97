"""The poster of the organisation: the numbers that it may show, and where its QR code leads.

Shipped numbers are proposals. One is printed once somebody of the organisation has called it, and
for three months; only the emergency number needs no check.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from audit.trail import record
from documents.contents import Words
from documents.handouts import Poster, PosterLine
from people.telephone import as_read
from policies import rules
from policies.hashing import digest
from policies.models import Policy, PolicyVersion, PosterNumber
from policies.procedure_text import EMERGENCY

#: Helplines are called again every three months, in days.
CHECK_HOLDS = 92

#: What waits behind the QR code.
SAFE_REPORTING, RULES = "safe_reporting", "rules"

TITLE = Words("Plakat", "Poster")


@dataclass(frozen=True)
class Helpline:
    """A line that a poster may show: the proposed number, and where it was read."""

    key: str
    proposed: str
    source: str
    name: Words
    when: Words

    @property
    def proposed_as_read(self):
        return as_read(self.proposed)


HELPLINES = (
    Helpline(
        key="kcik",
        proposed="+48226280120",
        source="policja.pl, 10.2025",
        name=Words(
            "Krajowe Centrum dla Ofiar Handlu Ludźmi (KCIK)",
            "National Centre for Victims of Trafficking (KCIK)",
        ),
        when=Words(
            "Rozmowa, schronienie, pomoc prawna. Nie musisz podawać nazwiska.",
            "Somebody to talk to, shelter, legal help. You need not give your name.",
        ),
    ),
    Helpline(
        key="la-strada",
        proposed="+48605687750",
        source="policja.pl, 10.2025",
        name=Words("Fundacja La Strada", "La Strada Foundation"),
        when=Words(
            "Rada i pomoc dla osób zmuszanych do pracy lub wykorzystywanych.",
            "Advice and help for people who are forced to work or used by others.",
        ),
    ),
    Helpline(
        key="children",
        proposed="116111",
        source="116111.pl, 2025",
        name=Words(
            "Telefon zaufania dla dzieci i młodzieży", "Helpline for children and teenagers"
        ),
        when=Words(
            "Możesz zadzwonić z każdą sprawą. Bezpłatnie.",
            "You can call about anything. It is free.",
        ),
    ),
)
BY_KEY = {line.key: line for line in HELPLINES}


@transaction.atomic
def check_numbers(called, *, by, at, on):
    """Keep that these numbers were called today and are right: ``{key: number as dialled}``."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    for key, number in called.items():
        row, _is_new = PosterNumber.objects.update_or_create(
            key=BY_KEY[key].key,
            defaults={"number": number, "checked_on": on, "checked_by": by},
        )
        record("poster.number", row, by=by, at=at)


def printable(numbers, *, on):
    """Those of the checked numbers that are fresh enough to be printed, in the poster's order."""
    oldest = on - timedelta(days=CHECK_HOLDS)
    fresh = {row.key: row for row in numbers if row.checked_on >= oldest}
    return [fresh[line.key] for line in HELPLINES if line.key in fresh]


def poster_facts(*, on):
    """What the poster of a day prints beside its fixed words; editions keep exactly this."""
    numbers = printable(PosterNumber.objects.all(), on=on)
    goal, address = _goal(on)
    return {
        "goal": goal,
        "address": address,
        "numbers": [[row.key, row.number] for row in numbers],
        "checked_on": min(row.checked_on for row in numbers).isoformat() if numbers else "",
    }


def poster_hash(facts):
    """The hash of what a poster says; calling the same numbers again does not change it."""
    return digest({name: facts[name] for name in ("goal", "address", "numbers")})


def _goal(on):
    """Where the QR code leads: how to report safely if that is public, else all public rules."""
    reporting = (
        PolicyVersion.objects.in_force(on)
        .filter(policy__kind=Policy.Kind.SAFE_REPORTING, policy__is_public=True)
        .select_related("policy")
        .order_by("policy__slug")
        .first()
    )
    if reporting is None:
        return RULES, _addresses("public-policies")
    return SAFE_REPORTING, _addresses("public-policy", reporting.policy.slug)


def _addresses(name, *arguments):
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = f"{settings.SITE_URL}{reverse(name, args=arguments)}"
    return found


def printed_poster(facts, *, organisation, number):
    """The poster of the facts that an edition keeps."""
    fingerprint = poster_hash(facts)
    return Poster(
        title=TITLE,
        organisation=organisation,
        number=number,
        emergency=EMERGENCY,
        helplines=tuple(
            PosterLine(as_read(dialled), BY_KEY[key].name, BY_KEY[key].when)
            for key, dialled in facts["numbers"]
        ),
        checked_on=date.fromisoformat(facts["checked_on"]) if facts["checked_on"] else None,
        goal=facts["goal"],
        address=Words(**facts["address"]),
        text_hash=Words(fingerprint, fingerprint),
    )
