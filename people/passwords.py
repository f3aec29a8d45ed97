"""What a password may be (security.md 4.1), and how much hashing goes on at once."""

import os
import re
import threading
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.models import Organisation
from people.searching import fold

PRIVILEGED_LENGTH = 15
LONGEST = 128
#: Letters that must remain when the words everybody can guess are taken out.
OWN_LETTERS = 4
SHORTEST_WORD = 3


class LengthForRoles:
    """Somebody who has, had or will have a role needs 15 characters; nobody may use over 128."""

    def validate(self, password, user=None):
        if len(password) > LONGEST:
            raise ValidationError(
                _("The password has at most %d characters.") % LONGEST, code="password_too_long"
            )
        has_role = user is not None and user.pk is not None and user.grants.exists()
        if has_role and len(password) < PRIVILEGED_LENGTH:
            raise ValidationError(
                _("With a role like yours the password needs at least %d characters.")
                % PRIVILEGED_LENGTH,
                code="password_too_short",
            )

    def get_help_text(self):
        return _("At least 12 characters, 15 with a role; at most 128.")


class NotOfOurWords:
    """Refuses what is made of the organisation's name, the person's name or the product's."""

    def validate(self, password, user=None):
        letters = "".join(re.findall("[a-z]+", fold(password)))
        rest = letters
        for word in sorted(_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != letters and len(rest) < OWN_LETTERS:
            raise ValidationError(
                _("Do not make the password of your name or of the organisation’s words."),
                code="password_of_our_words",
            )

    def get_help_text(self):
        return _("Not made of your name or of the organisation’s words.")


def _words(user):
    organisation = Organisation.objects.current()
    texts = ["latarnia"]
    if organisation is not None:
        texts += [organisation.name_pl or "", organisation.name_en or ""]
    if user is not None:
        texts += [user.given_name, user.family_name, user.email or ""]
    words = re.findall("[a-z]+", fold(" ".join(texts)))
    return {word for word in words if len(word) >= SHORTEST_WORD}


class Busy(Exception):
    """Too much is asked at once; the person is told to try again in a moment."""


#: Each hashing takes a processor and much memory for a tenth of a second.
_slots = threading.BoundedSemaphore(os.cpu_count() or 1)
PATIENCE = 5  # seconds that somebody waits for their turn


@contextmanager
def slot():
    """One of as many places for memory-hard hashing as there are processors; raises Busy."""
    if not _slots.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _slots.release()


class GatedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with Django's own strength, never more at once than there are processors."""

    def encode(self, password, salt):
        with slot():
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with slot():
            return super().verify(password, encoded)
