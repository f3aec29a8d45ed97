"""What may stand in the trail: ids and words from the code, never what somebody typed."""

import re

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
WORD = re.compile(r"[a-z_]+")
NAME = re.compile(r"[a-z0-9._-]+")
DIGEST = re.compile(r"[0-9a-f]{64}")


class NotForTheTrail(ValueError):
    """A value that could carry more than an id or a word of the code; a mistake of the caller."""


def checked(value, form, what):
    """Return ``value`` if the whole of it has that form; raises NotForTheTrail otherwise."""
    if not isinstance(value, str) or not form.fullmatch(value):
        raise NotForTheTrail(f"{what} must match {form.pattern}.")
    return value


def checked_fields(names):
    """Return the names of changed fields as a list; raises NotForTheTrail for anything else."""
    if isinstance(names, str):
        raise NotForTheTrail("fields is a list of names.")
    names = list(names)
    for name in names:
        if not isinstance(name, str) or not (name.isascii() and name.isidentifier()):
            raise NotForTheTrail("fields holds names of fields only, never values.")
    return names


def name_of(obj):
    """The type and the id of a row: its random ``uid`` if it has one, else its key.

    Raises NotForTheTrail for a row that was never saved.
    """
    identity = getattr(obj, "uid", None) or obj.pk
    if identity is None:
        raise NotForTheTrail("A row without an id cannot be named in the trail.")
    return obj._meta.label_lower, str(identity)
