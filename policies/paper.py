"""Enter what people acknowledged on paper: one person, or many at once (features.md 2.10).

The day is the one on the paper; the moment is when somebody entered it. Nobody enters their own.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from documents.models import Document
from documents.uploads import QUOTA, has_room, store_scan
from policies import rules
from policies.acknowledging import locked, unsaved
from policies.models import Acknowledgement, Briefing, PolicyVersion
from policies.obligations import run_out_up_to
from policies.reading import readable_language
from policies.refusals import Refused

Method = Acknowledgement.Method
NONE = Acknowledgement.Strength.NONE


class CannotEnter(Refused):
    """The paper cannot be entered like that."""


class AlreadyAcknowledged(CannotEnter):
    """What the person acknowledged before still counts; ``given`` is that row."""

    def __init__(self, given):
        super().__init__(
            _("This person acknowledged this on %(day)s already, and that still counts.")
            % {"day": given.acknowledged_on.strftime("%d.%m.%Y")}
        )
        self.given = given


@dataclass(frozen=True)
class Paper:
    """What a signed paper says of one text; ``scan`` is its stored Document."""

    version: PolicyVersion
    day: date
    method: str = Method.PAPER
    note: str = ""
    scan: Document | None = None
    scan_sha256: str = ""
    briefing: Briefing | None = None


@transaction.atomic
def record_paper(person, *, version, acknowledged_on, language, note="", scan=None, by, at, on):
    """Enter that somebody signed the statement of a version on paper; returns the row.

    ``scan`` is a checked Scan or None. Raises PermissionDenied, or CannotEnter with the reason.
    """
    if not rules.can_vouch(by, person, on=on):
        raise PermissionDenied
    check_text(version, acknowledged_on, on=on)
    check_language(version, language)
    locked([person.pk])
    before = standing([person.pk], version, acknowledged_on)[person.pk]
    if before.counting:
        raise AlreadyAcknowledged(before.counting)
    paper = Paper(
        version=version,
        day=acknowledged_on,
        note=note.strip(),
        **kept_scan(scan, version.title_pl, version.title_en, by=by, at=at),
    )
    row = rows_of(
        [(person, language)],
        paper,
        {person.pk: before},
        newest_hashes([person.pk]),
        by=by,
        at=at,
    )[0]
    row.save(force_insert=True)
    record("paper.entered", row, by=by, at=at, digest=row.row_hash)
    return row


def check_text(version, day, *, on):
    """Refuse a day to come, and a version that bound nobody on that day."""
    if day > on:
        raise CannotEnter(_("The day on the paper cannot be in the future."))
    in_force = PolicyVersion.objects.in_force(day).filter(policy=version.policy_id).first()
    if in_force is None:
        raise CannotEnter(
            _("No version of “%(title)s” is in force on %(day)s.")
            % {"title": version.title, "day": day.strftime("%d.%m.%Y")}
        )
    if in_force.pk != version.pk:
        raise CannotEnter(
            _("On %(day)s version %(number)s of “%(title)s” was in force. Look at the paper again.")
            % {
                "title": in_force.title,
                "number": in_force.number,
                "day": day.strftime("%d.%m.%Y"),
            }
        )


def check_language(version, language):
    """Refuse a language in which there was no text to sign."""
    if not getattr(version, f"text_hash_{language}"):
        raise CannotEnter(_("This version has no text in that language."))


def kept_scan(scan, title_pl, title_en, *, by, at):
    """The fields about a scan, which is stored if there is one and its uploader has room."""
    if scan is None:
        return {}
    if not has_room(by, at=at, size=len(scan.content)):
        raise CannotEnter(
            _("You have uploaded %(most)s MB today, which is the limit. Go on tomorrow.")
            % {"most": QUOTA // 2**20}
        )
    document = store_scan(
        scan, by=by, at=at, title_pl=f"Skan: {title_pl}"[:200], title_en=f"Scan: {title_en}"[:200]
    )
    return {"scan": document, "scan_sha256": scan.sha256}


@dataclass(frozen=True)
class Standing:
    """Where a person stands with a major version: the row that counts on a day, the next round."""

    counting: Acknowledgement | None = None
    next_round: int = 0


def standing(people, version, day, *, ignoring=None):
    """The Standing of each of these persons (ids) with the version's major on a day.

    What was corrected, and the row ``ignoring`` that is about to be, does not count.
    """
    given = defaultdict(list)
    rows = Acknowledgement.objects.filter(
        person__in=people, policy=version.policy_id, major=version.major
    )
    for row in rows.select_related("correction"):
        given[row.person_id].append(row)
    run_out = (
        run_out_up_to(list(given), policy=version.policy, major=version.major, on=day)
        if given
        else {}
    )
    return {
        person: _standing(given[person], run_out.get(person, date.min), ignoring)
        for person in people
    }


def _standing(given, run_out, ignoring):
    counted = [row for row in given if not row.is_corrected and row != ignoring]
    newest = max(counted, key=lambda row: row.acknowledged_on, default=None)
    counting = newest if newest and newest.acknowledged_on > run_out else None
    return Standing(counting, max((row.round for row in given), default=-1) + 1)


def newest_hashes(people):
    """The hash of the newest acknowledgement of each of these persons (ids) who has one."""
    newest = (
        Acknowledgement.objects.filter(person__in=people)
        .order_by()
        .values("person")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    rows = Acknowledgement.objects.filter(pk__in=newest)
    return dict(rows.values_list("person", "row_hash"))


def rows_of(signed, paper, standings, newest, *, by, at):
    """Unsaved rows for those of (person, language) for whom nothing counts yet.

    ``newest`` maps persons' ids to the hash of their newest row; it moves on with each new one.
    """
    rows = []
    for person, language in signed:
        if standings[person.pk].counting:
            continue
        row = unsaved(
            person,
            paper.version,
            round=standings[person.pk].next_round,
            language=readable_language(paper.version, language),
            at=at,
            on=paper.day,
            previous_hash=newest.get(person.pk, ""),
            method=paper.method,
            strength=NONE,
            recorded_by=by,
            note=paper.note,
            scan=paper.scan,
            scan_sha256=paper.scan_sha256,
            briefing=paper.briefing,
        )
        newest[person.pk] = row.row_hash
        rows.append(row)
    return rows
