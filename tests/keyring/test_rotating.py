"""A new field key is brought in, everything is concealed anew, the old key is retired."""

import base64
import os
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from keyring.rotating import encrypted_fields, rotate
from keyring.values import CannotReveal
from people.models import OutgoingMail, Person

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TEXTS = ["Zażółć", "", "two\nlines"]

pytestmark = pytest.mark.django_db


def new_key():
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


@pytest.fixture
def keys(settings):
    """An old key with mails concealed under it, and the new one in front of it."""
    old, new = new_key(), new_key()
    settings.FIELD_KEYS = [old]
    person = Person.objects.create_person(given_name="Jan", family_name="", added_at=NOON)
    for number, body in enumerate(TEXTS):
        OutgoingMail.objects.create(
            person=person,
            purpose="test",
            key=str(number),
            language="pl",
            subject="-",
            body=body,
            written_at=NOON,
            next_try_at=NOON,
        )
    settings.FIELD_KEYS = [new, old]
    return old, new


def bodies():
    return list(OutgoingMail.objects.order_by("key").values_list("body", flat=True))


def test_after_rotation_the_old_key_is_not_needed(keys, settings):
    _old, new = keys
    settings.FIELD_KEYS = [new]
    with pytest.raises(CannotReveal):
        bodies()

    settings.FIELD_KEYS = list(reversed(keys))
    rotation = rotate()

    settings.FIELD_KEYS = [new]
    assert bodies() == TEXTS
    assert (rotation.renewed, rotation.failed) == (2, [])


def test_rotating_twice_changes_nothing(keys):
    rotate()

    assert rotate().renewed == 0


def test_every_encrypted_field_is_found():
    assert (OutgoingMail, OutgoingMail._meta.get_field("body")) in encrypted_fields()


def test_the_command_says_how_many(keys, capsys):
    with override("en"):
        call_command("rotate_field_keys")

    assert capsys.readouterr().out == "2 values are now under the newest key.\n"


def test_the_command_names_what_no_key_reveals_and_renews_the_rest(keys, settings, capsys):
    lost = OutgoingMail.objects.get(key="2")
    settings.FIELD_KEYS = [new_key()]
    OutgoingMail.objects.filter(pk=lost.pk).update(body="unreadable later")
    settings.FIELD_KEYS = list(reversed(keys))

    with override("en"), pytest.raises(CommandError, match="cannot be revealed"):
        call_command("rotate_field_keys")

    assert capsys.readouterr().err == f"people.OutgoingMail.body {lost.pk}\n"
    settings.FIELD_KEYS = [keys[1]]
    assert OutgoingMail.objects.get(key="0").body == TEXTS[0]
