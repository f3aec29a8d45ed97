"""How one row of the trail is tied to the row before it (security.md 6)."""

import hashlib
import json
from datetime import UTC

GENESIS = "0" * 64
"""Stands where the hash of a former row would be, in front of the first one."""

HASHED = (
    "action",
    "actor",
    "at",
    "count",
    "digest",
    "fields",
    "object_id",
    "object_type",
    "result",
    "role",
    "sequence",
    "unit",
)
"""The columns that a hash covers, in the order of canonical JSON: sorted."""

_canonical = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def row_hash(previous_hash, content):
    """SHA-256, in hex, of the former hash followed by the canonical JSON of a row's content.

    ``content`` maps the names of HASHED, in that order, to what the row holds. Canonical means
    sorted keys, no spaces, UTF-8; the moment is written in UTC and the actor as a plain UUID.
    """
    at, actor = content["at"].astimezone(UTC).isoformat(), content["actor"]
    canonical = _canonical(content | {"at": at, "actor": actor and str(actor)})
    return hashlib.sha256((previous_hash + canonical).encode()).hexdigest()


def as_anchor(sequence, hash_):
    """A place in the trail in the form that is printed: ``SEQ:HASH``."""
    return f"{sequence}:{hash_}"
