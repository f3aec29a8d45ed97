"""Restricted values (level 2) under the field keys of the server (security.md 2, 13).

Each purpose has keys of its own, derived from the ring: a value that was moved to another column
cannot be revealed there.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.models.lookups import Exact

SETTING = "LATARNIA_FIELD_KEYS"
KEY_BYTES = 32
UNDATED = 0  # a token says when it was made, unless it is told: the row's columns say enough


class CannotReveal(Exception):
    """The text was not concealed for this purpose under a key of the ring, or was changed."""


def ring():
    """The keys of the ring, the newest first, as the settings hold them.

    Raises ImproperlyConfigured, naming the variable, when there is none or one is no key.
    """
    keys = tuple(getattr(settings, "FIELD_KEYS", ()))
    if not keys:
        raise ImproperlyConfigured(f"{SETTING} is not set: it holds the keys of restricted fields.")
    for position, key in enumerate(keys, start=1):
        _secret(key, position)
    return keys


def conceal(text, *, purpose):
    """Encrypt a text with the newest key into a token; the same ``purpose`` reveals it."""
    keys = _keys(ring(), purpose)
    return keys.encrypt_at_time(text.encode(), current_time=UNDATED).decode()


def reveal(token, *, purpose):
    """The text of a token made for the same purpose. Raises CannotReveal for anything else."""
    try:
        return _keys(ring(), purpose).decrypt(token.encode()).decode()
    except (InvalidToken, UnicodeError) as error:
        raise CannotReveal(f"A value for {purpose} cannot be revealed.") from error


def is_newest(token, *, purpose):
    """Whether the token was made with the newest key, so that the others are not needed for it."""
    try:
        _keys(ring()[:1], purpose).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


@lru_cache(maxsize=256)
def _keys(keys, purpose):
    return MultiFernet(
        [Fernet(_derived(_secret(key, n), purpose)) for n, key in enumerate(keys, start=1)]
    )


def _derived(secret, purpose):
    derivation = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"latarnia field {purpose}".encode()
    )
    return urlsafe_b64encode(derivation.derive(secret))


def _secret(key, position):
    try:
        secret = urlsafe_b64decode(key.encode())
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"{SETTING}: key {position} must be {KEY_BYTES} bytes in URL-safe base64."
        )
    return secret


class EncryptedTextField(models.TextField):
    """A text that the database holds as a token only; empty and NULL stay what they are.

    The purpose is the field itself, so a renamed model or field needs a migration that reveals
    under the old name. Nothing can be searched but emptiness. Reading raises CannotReveal.
    """

    @property
    def purpose(self):
        """What the values are bound to, like "people.outgoingmail.body"."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_lookup(self, lookup_name):
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return conceal(value, purpose=self.purpose) if value else value

    def from_db_value(self, value, expression, connection):
        return reveal(value, purpose=self.purpose) if value else value


@EncryptedTextField.register_lookup
class ExactlyEmpty(Exact):
    """Finds empty texts; two tokens of one text differ, so others are never found."""

    def get_prep_lookup(self):
        if self.rhs not in ("", None):
            raise FieldError("An encrypted field can be compared with an empty text only.")
        return self.rhs
