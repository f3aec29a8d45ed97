"""Restricted values are readable with a key, for their purpose, and not otherwise."""

import base64
import os

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, models
from django.db.models import Q
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from keyring.apps import KeyringConfig
from keyring.values import CannotReveal, EncryptedTextField, conceal, is_newest, reveal, ring

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
PURPOSES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
MANY = effort(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def new_key():
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


@MANY
@given(TEXTS, PURPOSES)
def test_a_text_comes_back_as_it_was(text, purpose):
    assert reveal(conceal(text, purpose=purpose), purpose=purpose) == text


@MANY
@given(TEXTS, PURPOSES, PURPOSES)
def test_a_value_moved_to_another_purpose_is_not_revealed(text, purpose, other):
    token = conceal(text, purpose=purpose)
    if purpose == other:
        return

    with pytest.raises(CannotReveal):
        reveal(token, purpose=other)


@MANY
@given(TEXTS, st.data())
def test_a_changed_token_is_not_revealed(text, data):
    raw = bytearray(base64.urlsafe_b64decode(conceal(text, purpose="a.b.c")))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8

    with pytest.raises(CannotReveal):
        reveal(base64.urlsafe_b64encode(raw).decode(), purpose="a.b.c")


@MANY
@given(st.text(max_size=200))
def test_what_is_no_token_is_not_revealed(text):
    with pytest.raises(CannotReveal):
        reveal(text, purpose="a.b.c")


def test_a_token_tells_neither_the_text_nor_the_moment():
    tokens = {conceal("Zażółć gęślą jaźń", purpose="a.b.c") for _ in range(20)}

    assert len(tokens) == 20
    for token in tokens:
        raw = base64.urlsafe_b64decode(token)
        assert "Zażółć".encode() not in raw
        assert raw[1:9] == bytes(8)


def test_older_keys_reveal_and_the_newest_conceals(settings):
    old, new = new_key(), new_key()
    settings.FIELD_KEYS = [old]
    before = conceal("text", purpose="a.b.c")
    settings.FIELD_KEYS = [new, old]
    after = conceal("text", purpose="a.b.c")

    assert reveal(before, purpose="a.b.c") == "text"
    assert [is_newest(token, purpose="a.b.c") for token in (before, after)] == [False, True]
    settings.FIELD_KEYS = [new]
    assert reveal(after, purpose="a.b.c") == "text"
    with pytest.raises(CannotReveal):
        reveal(before, purpose="a.b.c")


@pytest.mark.parametrize(
    "keys", [[], ["short"], ["ż" * 44], [base64.b64encode(b"x" * 31).decode()]]
)
def test_nothing_starts_without_keys(settings, keys):
    settings.FIELD_KEYS = keys

    with pytest.raises(ImproperlyConfigured, match="LATARNIA_FIELD_KEYS"):
        KeyringConfig.create("keyring").ready()


def test_nothing_starts_without_the_setting(settings):
    del settings.FIELD_KEYS

    with pytest.raises(ImproperlyConfigured, match="LATARNIA_FIELD_KEYS"):
        ring()


@pytest.fixture
def note(db):
    """A model with two encrypted columns, and a table for it."""
    with isolate_apps("keyring"):

        class Note(models.Model):
            phone = EncryptedTextField(blank=True)
            place = EncryptedTextField(null=True)

            class Meta:
                app_label = "keyring"

            def __str__(self):
                return ""

        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE keyring_note (id integer PRIMARY KEY, phone text, place text)"
            )
        yield Note


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, place FROM keyring_note ORDER BY id")
        return cursor.fetchall()


def test_the_database_holds_tokens_only(note):
    note.objects.create(id=1, phone="600 700 800", place="Łódź")

    ((phone, place),) = stored()
    assert reveal(phone, purpose="keyring.note.phone") == "600 700 800"
    assert reveal(place, purpose="keyring.note.place") == "Łódź"
    kept = note.objects.get()
    assert (kept.phone, kept.place) == ("600 700 800", "Łódź")
    assert list(note.objects.values_list("phone", "place")) == [("600 700 800", "Łódź")]


def test_empty_stays_empty(note):
    note.objects.create(id=1, phone="", place=None)

    assert stored() == [("", None)]
    kept = note.objects.get()
    assert (kept.phone, kept.place) == ("", None)
    assert note.objects.filter(phone="", place=None).count() == 1


def test_every_way_of_writing_conceals_once(note):
    note.objects.bulk_create([note(id=1, phone="a"), note(id=2, phone="b"), note(id=3, phone="c")])
    note.objects.filter(id=1).update(phone="d")
    second = note.objects.get(id=2)
    second.phone = "e"
    note.objects.bulk_update([second], ["phone"])

    assert [note_.phone for note_ in note.objects.order_by("id")] == ["d", "e", "c"]
    assert all(len(phone) > 90 for phone, _place in stored())


def test_a_value_moved_to_another_column_is_not_revealed(note):
    note.objects.create(id=1, phone="600 700 800", place="Łódź")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE keyring_note SET place = phone")

    with pytest.raises(CannotReveal, match="keyring.note.place"):
        note.objects.get()


@pytest.mark.parametrize(
    "question", [{"phone": "600"}, {"phone__contains": "6"}, {"phone__in": ["600"]}]
)
def test_encrypted_text_cannot_be_searched(note, question):
    with pytest.raises(FieldError):
        list(note.objects.filter(Q(**question)))
