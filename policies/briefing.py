"""A briefing: prepare a sheet to sign, then enter all signatures at once (features.md 2.10)."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record, record_batch
from people.models import Person, Role
from people.roles import holds, scope, with_subtree
from people.sets import among
from policies import rules
from policies.acknowledging import locked
from policies.hashing import digest
from policies.models import Acknowledgement, Briefing, BriefingText, PolicyVersion
from policies.obligations import owed
from policies.paper import (
    CannotEnter,
    Method,
    Paper,
    check_text,
    kept_scan,
    newest_hashes,
    rows_of,
    standing,
)
from policies.refusals import Refused

#: More names than this do not fit on sheets that anybody can go through in one sitting.
MOST_PEOPLE = 1000
MOST_TEXTS = 10


class CannotBrief(Refused):
    """The briefing cannot be kept like that."""


@dataclass(frozen=True)
class Entered:
    """What came of entering the signatures: new rows, and signatures that were there already."""

    rows: int
    people: int
    already: int


@transaction.atomic
def save_briefing(
    *, by, at, on, held_on, place, led_by, policies, unit=None, note="", briefing=None
):
    """Prepare a briefing, or change one whose signatures are not entered yet.

    The sheet gets the versions of the ``policies`` that are in force on the day. A unit lead has
    briefings in the own units only.
    """
    if not _may_hold(by, unit, on=on):
        raise PermissionDenied
    versions = _versions(policies, held_on)
    is_new = briefing is None
    if is_new:
        briefing = Briefing(prepared_by=by, prepared_at=at)
    else:
        briefing = _open(briefing, by=by, on=on)
    briefing.held_on, briefing.place, briefing.led_by = held_on, place.strip(), led_by.strip()
    briefing.unit, briefing.note = unit, note.strip()
    briefing.save()
    briefing.texts.all().delete()
    BriefingText.objects.bulk_create(
        BriefingText(briefing=briefing, version=version, position=position)
        for position, version in enumerate(versions, start=1)
    )
    record("briefing.prepared" if is_new else "briefing.changed", briefing, by=by, at=at)
    return briefing


def _versions(policies, held_on):
    """What is in force of each policy on the day, in the order in which the set is read."""
    if not 0 < len(policies) <= MOST_TEXTS:
        raise CannotBrief(_("Choose between one and %(most)s texts.") % {"most": MOST_TEXTS})
    in_force = {
        version.policy_id: version
        for version in PolicyVersion.objects.in_force(held_on).filter(policy__in=policies)
    }
    for policy in policies:
        if policy.pk not in in_force:
            raise CannotBrief(
                _("No version of “%(title)s” is in force on %(day)s.")
                % {"title": policy.title, "day": held_on.strftime("%d.%m.%Y")}
            )
    return [in_force[policy.pk] for policy in policies]


@transaction.atomic
def add_guest(briefing, person, *, by, at, on):
    """Put somebody on the sheet who owes nothing there; returns whether they were not on it yet."""
    briefing = _open(briefing, by=by, on=on)
    if not rules.can_vouch(by, person, on=on):
        raise PermissionDenied
    if briefing.guests.filter(pk=person.pk).exists():
        return False
    briefing.guests.add(person)
    record("briefing.changed", briefing, by=by, at=at, fields=["guests"])
    return True


@transaction.atomic
def cancel(briefing, *, by, at, on):
    """Say that a prepared briefing did not take place."""
    briefing = _open(briefing, by=by, on=on)
    briefing.cancelled_at = at
    briefing.save(update_fields=["cancelled_at"])
    record("briefing.cancelled", briefing, by=by, at=at)


@transaction.atomic
def enter_signatures(briefing, signed, *, sheet=None, by, at, on):
    """Enter all signatures of a sheet in one go; the number of queries is the same for 300 people.

    ``signed`` maps persons' ids to the language they signed in; ``sheet`` is a checked Scan.
    Whoever had acknowledged a text already keeps that. Returns Entered.
    """
    briefing = _open(briefing, by=by, on=on)
    people = _signers(briefing, signed, by=by, on=on)
    texts = [text.version for text in texts_of(briefing)]
    for version in texts:
        check_text(version, briefing.held_on, on=on)
    kept = kept_scan(sheet, f"{briefing.place}", f"{briefing.place}", by=by, at=at)
    _freeze(briefing, kept, by=by, at=at)
    newest, rows = newest_hashes(list(people)), []
    pairs = [(person, signed[pk]) for pk, person in people.items()]
    for version in texts:
        before = standing(list(people), version, briefing.held_on)
        paper = Paper(
            version=version, day=briefing.held_on, method=Method.BATCH, briefing=briefing, **kept
        )
        rows += rows_of(pairs, paper, before, newest, by=by, at=at)
    Acknowledgement.objects.bulk_create(rows, batch_size=1000)
    record_batch(
        "briefing.entered",
        by=by,
        at=at,
        digest=digest([row.row_hash for row in rows]),
        count=len(rows),
        of="policies.briefing",
        name=str(briefing.uid),
    )
    return Entered(rows=len(rows), people=len(people), already=len(people) * len(texts) - len(rows))


def _signers(briefing, signed, *, by, on):
    """The persons who signed, by id and locked, if this person may enter it for each of them."""
    if not signed:
        raise CannotEnter(_("Tick at least one person who signed."))
    if len(signed) > MOST_PEOPLE:
        raise CannotEnter(
            _("Enter at most %(most)s people at once; make another briefing for the others.")
            % {"most": MOST_PEOPLE}
        )
    listed = expected(briefing, by=by, on=on).filter(pk__in=list(signed)).order_by()
    if listed.count() != len(signed):
        raise PermissionDenied
    return locked(list(signed))


def _freeze(briefing, kept, *, by, at):
    """The last change of the row: from here on the database refuses every other one."""
    briefing.recorded_by, briefing.recorded_at = by, at
    briefing.sheet = kept.get("scan")
    briefing.sheet_sha256 = kept.get("scan_sha256", "")
    briefing.save()


def expected(briefing, *, by, on):
    """Those who belong on the sheet: who owes one of its texts on the day, and the guests.

    Only people for whom ``by`` may enter paper; never ``by``.
    """
    wanted = [briefing.guests.values("pk")]
    units = None if briefing.unit_id is None else with_subtree({briefing.unit_id})
    versions = [text.version for text in texts_of(briefing)]
    entries = owed(briefing.held_on, policies=[version.policy_id for version in versions])
    majors = {(version.policy_id, version.major) for version in versions}
    for entry in entries.asked:
        if (entry.version.policy_id, entry.version.major) in majors:
            wanted.append(entry.owing(units).values("pk"))
    return rules.vouched_for(by, on=on).filter(among(wanted)).order_by("sort", "pk")


def texts_of(briefing):
    """The texts on the sheet, in order, with their policies."""
    return list(briefing.texts.select_related("version__policy"))


def can_keep(person, briefing, *, on):
    """Whether the person may change the briefing and enter its signatures."""
    return _may_hold(person, briefing.unit, on=on)


def _may_hold(person, unit, *, on):
    if holds(person, *rules.KEEPERS, on=on):
        return True
    return unit is not None and unit.pk in scope(person, Role.UNIT_LEAD, on=on)


def _open(briefing, *, by, on):
    """The briefing under lock, if the person may change it and it is still open."""
    briefing = Briefing.objects.select_for_update(of=["self"]).get(pk=briefing.pk)
    if not can_keep(by, briefing, on=on):
        raise PermissionDenied
    if briefing.is_recorded:
        raise CannotBrief(_("The signatures of this briefing were entered already."))
    if briefing.cancelled_at:
        raise CannotBrief(_("This briefing was cancelled."))
    return briefing


def candidates(briefing, words, *, by, on):
    """People whose name matches and who could be put on the sheet by hand; a handful."""
    if not words.strip():
        return Person.objects.none()
    found = rules.vouched_for(by, on=on).present_on(on).matching(words)
    on_it = briefing.guests.order_by().values("pk")
    return found.exclude(pk__in=on_it).order_by("sort", "pk")[:12]
