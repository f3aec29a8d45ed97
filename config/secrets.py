"""Secrets from the environment, from a file it names, or from a file in the data folder."""

import base64
import binascii
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FIELD_KEY_BYTES = 32
SECRET_KEY_MIN_LENGTH = 50


def read_secret(name: str, fallback: Path) -> str:
    """Return the secret called `name`: from $NAME, else the file $NAME_FILE, else `fallback`.

    Raises ImproperlyConfigured, naming the variable, when there is none.
    """
    if value := os.environ.get(name, "").strip():
        return value
    path = Path(os.environ.get(f"{name}_FILE") or fallback)
    try:
        value = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is not set: give it in the environment, or in a file named by {name}_FILE."
        ) from error
    if not value:
        raise ImproperlyConfigured(f"{name}: the file that should hold it is empty.")
    return value


def secret_key(name: str, fallback: Path) -> str:
    """Return Django's signing key; raises ImproperlyConfigured for a short or sample one."""
    value = read_secret(name, fallback)
    if len(value) < SECRET_KEY_MIN_LENGTH or value.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"{name} must be at least {SECRET_KEY_MIN_LENGTH} random characters, not a sample."
        )
    return value


def field_keys(name: str, fallback: Path) -> list[str]:
    """Return the ring of keys for restricted fields, the newest first.

    They are separated by white space or commas; each is 32 random bytes in URL-safe base64.
    Raises ImproperlyConfigured when one has another form or is given twice.
    """
    keys = read_secret(name, fallback).replace(",", " ").split()
    for position, key in enumerate(keys, start=1):
        if not _is_field_key(key):
            raise ImproperlyConfigured(
                f"{name}: key {position} must be {FIELD_KEY_BYTES} random bytes in URL-safe base64."
            )
    if len(set(keys)) != len(keys):
        raise ImproperlyConfigured(f"{name}: a key is given twice.")
    return keys


def _is_field_key(key: str) -> bool:
    try:
        raw = base64.b64decode(key.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == FIELD_KEY_BYTES and len(set(raw)) > 1
