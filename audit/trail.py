"""Writing the trail: one event for each thing done, in the transaction that does it."""

from datetime import UTC

from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from audit.chain import HASHED, row_hash
from audit.models import Event, Head
from audit.naming import (
    ACTION,
    DIGEST,
    NAME,
    WORD,
    NotForTheTrail,
    checked,
    checked_fields,
    name_of,
)


def record(action, obj, *, by, at, fields=(), unit=None, result="done", role="", digest=""):
    """Append that ``by`` did ``action`` to a row; three queries, the last ones of an operation.

    ``action`` reads "policy.published"; ``by`` is anybody with a ``uid``, or None for the system;
    ``at`` is an aware moment, kept to the second; ``fields`` names what changed, never the values;
    ``unit`` is the id of a unit; ``role`` is the one that permitted it; ``digest`` is the SHA-256
    in hex of the evidence, if there is some. Returns the Event.

    From here to the end of the transaction nobody else can append. Raises NotForTheTrail for
    values that are not ids or words, TransactionManagementError outside a transaction.
    """
    object_type, object_id = name_of(obj)
    return _append(
        action=action,
        by=by,
        at=at,
        object_type=object_type,
        object_id=object_id,
        fields=checked_fields(fields),
        unit=unit,
        result=result,
        role=role,
        digest=digest,
        count=None,
    )


def record_batch(
    action, *, by, at, digest, count, of="batch", name="", unit=None, result="done", role=""
):
    """Append one event for many rows changed together: an import, an export, the demo.

    ``digest`` is the SHA-256 in hex of all that was written and ``count`` the number of rows;
    ``of`` says what they are ("people.person"), ``name`` tells this batch from others. The rest is
    as in ``record``.
    """
    checked(digest, DIGEST, "digest")
    return _append(
        action=action,
        by=by,
        at=at,
        object_type=checked(of, NAME, "of"),
        object_id=name and checked(name, NAME, "name"),
        fields=[],
        unit=unit,
        result=result,
        role=role,
        digest=digest,
        count=int(count),
    )


def _append(*, action, by, at, unit, result, role, digest, **values):
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("The trail is written in the transaction of the change.")
    if timezone.is_naive(at):
        raise NotForTheTrail("at must be an aware moment.")
    values |= {
        "action": checked(action, ACTION, "action"),
        "actor": by and by.uid,
        "at": at.astimezone(UTC).replace(microsecond=0),
        "result": checked(result, WORD, "result"),
        "role": role and checked(role, WORD, "role"),
        "unit": None if unit is None else int(unit),
        "digest": digest and checked(digest, DIGEST, "digest"),
    }
    head = Head.objects.select_for_update().get()
    values["sequence"] = head.sequence + 1
    hash_ = row_hash(head.row_hash, {name: values[name] for name in HASHED})
    event = Event.objects.create(previous_hash=head.row_hash, row_hash=hash_, **values)
    Head.objects.filter(pk=head.pk).update(sequence=event.sequence, row_hash=hash_)
    return event
