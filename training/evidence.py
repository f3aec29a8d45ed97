"""The scans behind training taken elsewhere: kept encrypted, erased when nobody needs them."""

from django.utils.translation import gettext_lazy as _

from audit.trail import record
from documents.uploads import QUOTA, erase_scan, has_room, store_scan
from people.refusals import Refused
from training.models import Credential


class NoRoom(Refused):
    """The person has uploaded as much as anybody may within a day."""


def keep(scan, course, *, by, at):
    """Store a checked scan; returns its Document. Raises NoRoom."""
    if not has_room(by, at=at, size=len(scan.content)):
        raise NoRoom(
            _("You have uploaded %(most)s MB today, which is the limit. Go on tomorrow.")
            % {"most": QUOTA // 2**20}
        )
    return store_scan(
        scan,
        by=by,
        at=at,
        title_pl=f"Skan: {course.title_pl}"[:200],
        title_en=f"Scan: {course.title_en}"[:200],
    )


def forget(person, *, at, by=None):
    """Erase every scan with this person's name on it, and return how many; the hashes stay.

    In the transaction of the one who calls.
    """
    kept = Credential.objects.filter(person=person, evidence__state="done")
    scans = [row.evidence for row in kept.select_related("evidence").order_by("pk")]
    return sum(_erase(scan, by=by, at=at) for scan in scans)


def _erase(scan, *, by, at):
    erased = erase_scan(scan)
    if erased:
        record("scan.erased", scan, by=by, at=at)
    return erased
