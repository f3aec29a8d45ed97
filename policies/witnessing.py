"""What the trail witnessed of the evidence: nothing was removed, exchanged or made up.

Each row of evidence has an event with its hash, written in the same transaction, and the events are
one chain. Whoever changes a row with all its hashes, cuts off a person's last acknowledgement or
adds one, would have to change the trail too, which ``audit.verifying`` finds (security.md 6, 7).
"""

import re
from itertools import chain

from audit.models import Event, Head
from policies.hashing import decision_hash, digest, publication_hash, withdrawal_hash
from policies.models import (
    Acknowledgement,
    ApprovalDecision,
    Briefing,
    Correction,
    EditionArchive,
    PackEdition,
    PolicyVersion,
    Withdrawal,
)

CHUNK = 2000
ROW = "policies.acknowledgement"
RANGE = re.compile(r"(\d{1,18})-(\d{1,18})")


def problems():
    """Yield every difference between the evidence and the trail; rows are read before events.

    What is added meanwhile is no difference: events count up to the end that the trail had before.
    """
    end = Head.objects.get().sequence
    for name, action, held in (
        ("version", "version.published", _publications()),
        ("withdrawal of version", "version.withdrawn", _withdrawals()),
        ("decision about version", "version.decided", _decisions()),
        ("correction of acknowledgement", "paper.corrected", _corrections()),
        ("document", "document.made", _editions()),
    ):
        yield from _compared(name, action, set(held), end)
    yield from _of_acknowledgements(end)


def _publications():
    versions = PolicyVersion.objects.published().select_related("published_by")
    for version in versions.iterator(chunk_size=CHUNK):
        yield str(version.uid), publication_hash(version)


def _withdrawals():
    for row in Withdrawal.objects.select_related("version", "by").iterator(chunk_size=CHUNK):
        yield str(row.version.uid), withdrawal_hash(row)


def _decisions():
    rows = ApprovalDecision.objects.select_related("seat__approver", "seat__round__version")
    for row in rows.iterator(chunk_size=CHUNK):
        yield str(row.seat.round.version.uid), decision_hash(row)


def _corrections():
    rows = Correction.objects.values_list("acknowledgement__uid", "row_hash")
    for uid, row_hash in rows.iterator(chunk_size=CHUNK):
        yield str(uid), row_hash


def _editions():
    for model in (PackEdition, EditionArchive):
        rows = model.objects.filter(document__state="done")
        for uid, sha256 in rows.values_list("document__uid", "document__sha256"):
            yield str(uid), sha256


def _compared(name, action, held, end):
    events = Event.objects.filter(action=action)
    noted = set(events.values_list("object_id", "digest"))
    by_then = set(events.filter(sequence__lte=end).values_list("object_id", "digest"))
    for uid, _digest in sorted(held - noted):
        yield f"{name} {uid}: is not what the trail says"
    for uid, _digest in sorted(by_then - held):
        yield f"{name} {uid}: is missing or was changed"


def _of_acknowledgements(end):
    """Those that a person made or somebody entered have an event each, others one for all."""
    alone = set()
    for row_hash, is_row in _unmatched(_rows(), _noted(end)):
        if is_row:
            alone.add(row_hash)
        else:
            yield f"acknowledgement with hash {row_hash}: is missing"
    yield from _of_batches(alone)
    yield from _of_briefings()
    for row_hash in sorted(alone):
        yield f"acknowledgement with hash {row_hash}: is not in the trail"


def _rows():
    """The hashes of rows that came one by one; of a row that replaces another, see corrections."""
    rows = Acknowledgement.objects.exclude(method=Acknowledgement.Method.BATCH)
    rows = rows.exclude(pk__in=_replacing()).order_by("row_hash")
    return rows.values_list("row_hash", flat=True).iterator(chunk_size=CHUNK)


def _replacing():
    return Correction.objects.exclude(replaced_by=None).order_by().values("replaced_by")


def _noted(end):
    """(hash, whether it was there before) of the events about one row, by hash."""
    events = Event.objects.filter(
        action__in=["policy.acknowledged", "paper.entered"], object_type=ROW, count=None
    )
    rows = events.order_by("digest").values_list("digest", "sequence")
    return ((row_hash, place <= end) for row_hash, place in rows.iterator(chunk_size=CHUNK))


def _unmatched(rows, noted):
    """(hash, True) of rows without an event, (hash, False) of events without a row; both sorted."""
    noted = chain(noted, [(None, False)])
    mark, is_owed = next(noted)
    for row_hash in rows:
        while mark is not None and mark < row_hash:
            if is_owed:
                yield mark, False
            mark, is_owed = next(noted)
        if mark == row_hash:
            mark, is_owed = next(noted)
        else:
            yield row_hash, True
    while mark is not None:
        if is_owed:
            yield mark, False
        mark, is_owed = next(noted)


def _of_batches(alone):
    """Rows that were stored together, named by their first and last key; takes them out."""
    events = Event.objects.filter(action="policy.acknowledged", object_type=ROW)
    for event in events.exclude(count=None).iterator(chunk_size=CHUNK):
        keys = RANGE.fullmatch(event.object_id)
        rows = Acknowledgement.objects.filter(pk__range=keys.groups() if keys else (0, 0))
        hashes = list(rows.order_by("pk").values_list("row_hash", flat=True))
        alone.difference_update(hashes)
        if digest(hashes) != event.digest:
            yield f"acknowledgements {event.object_id}: are not what the trail says"


def _of_briefings():
    """The rows of each briefing are those whose signatures were entered."""
    recorded = dict(Briefing.objects.exclude(recorded_at=None).values_list("uid", "pk"))
    recorded = {str(uid): pk for uid, pk in recorded.items()}
    for event in Event.objects.filter(action="briefing.entered").iterator(chunk_size=CHUNK):
        rows = Acknowledgement.objects.filter(briefing=recorded.pop(event.object_id, None))
        hashes = rows.exclude(pk__in=_replacing()).order_by("pk").values_list("row_hash", flat=True)
        if digest(list(hashes)) != event.digest:
            yield f"briefing {event.object_id}: its signatures are not what the trail says"
    for uid in sorted(recorded):
        yield f"briefing {uid}: its signatures are not in the trail"
