"""Appending to the trail: one event per thing done, in the transaction that does it."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from audit.chain import GENESIS
from audit.models import Event, Head
from audit.naming import NotForTheTrail
from audit.trail import record, record_batch
from audit.verifying import verify
from people.models import Person, Unit

DIGEST = "ab" * 32


@pytest.fixture
def thing(db):
    return Head.objects.get()


def test_an_event_holds_ids_and_words(thing, actor):
    at = datetime(2026, 3, 2, 13, 0, 5, 999, tzinfo=timezone(timedelta(hours=1)))

    with transaction.atomic():
        record(
            "policy.published",
            thing,
            by=actor,
            at=at,
            fields=["title_pl"],
            unit=3,
            role="policy_manager",
            digest=DIGEST,
        )

    (row,) = Event.objects.values()
    assert row.pop("row_hash") == Head.objects.get().row_hash
    assert row == {
        "sequence": 1,
        "at": datetime(2026, 3, 2, 12, 0, 5, tzinfo=UTC),
        "actor": actor.uid,
        "role": "policy_manager",
        "action": "policy.published",
        "object_type": "audit.head",
        "object_id": "1",
        "unit": 3,
        "result": "done",
        "fields": ["title_pl"],
        "digest": DIGEST,
        "count": None,
        "previous_hash": GENESIS,
    }


def test_events_are_linked_and_the_head_follows(write):
    first, second = write(2)

    assert (first.sequence, second.sequence) == (1, 2)
    assert second.previous_hash == first.row_hash
    assert str(Head.objects.get()) == f"2:{second.row_hash}"


def test_the_hash_is_the_one_of_the_design(thing, actor, noon):
    """SHA-256 of the former hash and the canonical JSON: sorted keys, UTF-8, no spaces."""
    with transaction.atomic():
        event = record("policy.published", thing, by=actor, at=noon, fields=["title_pl"])

    content = (
        '{"action":"policy.published","actor":"00000000-0000-4000-8000-00000000000a",'
        '"at":"2026-03-02T12:00:00+00:00","count":null,"digest":"","fields":["title_pl"],'
        '"object_id":"1","object_type":"audit.head","result":"done","role":"","sequence":1,'
        '"unit":null}'
    )
    assert event.row_hash == hashlib.sha256(("0" * 64 + content).encode()).hexdigest()


def test_an_event_costs_three_queries(thing, actor, noon, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(3):
        record("policy.published", thing, by=actor, at=noon)


def test_nobody_but_the_system_acts_without_an_id(thing, noon):
    with transaction.atomic():
        assert record("run.done", thing, by=None, at=noon).actor is None
        with pytest.raises(AttributeError):
            record("run.done", thing, by=SimpleNamespace(), at=noon)


def test_a_row_is_named_by_its_random_id(db, noon):
    person = Person(pk=7)

    with transaction.atomic():
        event = record("person.added", person, by=None, at=noon)

    assert (event.object_type, event.object_id) == ("people.person", str(person.uid))


def test_a_row_that_was_never_saved_has_no_name(db, noon):
    with transaction.atomic(), pytest.raises(NotForTheTrail):
        record("unit.added", Unit(), by=None, at=noon)


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "published"},
        {"action": "policy.published now"},
        {"action": "Policy.published"},
        {"action": "policy.published\n"},
        {"fields": ["Jan Kowalski"]},
        {"fields": ["title=secret"]},
        {"fields": ["żółć"]},
        {"fields": "title"},
        {"fields": [3]},
        {"result": "refused because of Jan"},
        {"result": ""},
        {"role": "head of all"},
        {"digest": "ABCD"},
        {"digest": DIGEST.upper()},
        {"at": datetime(2026, 3, 2, 12, 0)},  # noqa: DTZ001 (naive on purpose)
    ],
    ids=str,
)
def test_values_are_refused(thing, actor, noon, wrong):
    given = {"action": "policy.published", "by": actor, "at": noon} | wrong

    with transaction.atomic(), pytest.raises(NotForTheTrail):
        record(given.pop("action"), thing, **given)

    assert not Event.objects.exists()


def test_a_batch_is_one_event(db, actor, noon):
    with transaction.atomic():
        record_batch(
            "person.imported",
            by=actor,
            at=noon,
            digest=DIGEST,
            count=100_000,
            of="people.person",
            name="march-2026",
        )

    event = Event.objects.get()
    assert (event.object_type, event.object_id) == ("people.person", "march-2026")
    assert (event.digest, event.count, event.fields) == (DIGEST, 100_000, [])
    assert verify().is_sound


@pytest.mark.parametrize("wrong", [{"digest": ""}, {"name": "Jan Kowalski"}, {"of": "all people"}])
def test_a_batch_is_named_by_words_too(db, actor, noon, wrong):
    given = {"by": actor, "at": noon, "digest": DIGEST, "count": 1} | wrong

    with transaction.atomic(), pytest.raises(NotForTheTrail):
        record_batch("person.imported", **given)


@pytest.mark.django_db(transaction=True)
def test_the_trail_is_written_in_a_transaction_only(actor, noon):
    with pytest.raises(TransactionManagementError):
        record("policy.published", Head.objects.get(), by=actor, at=noon)

    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_leaves_no_event(actor, noon):
    with pytest.raises(RuntimeError), transaction.atomic():
        record("policy.published", Head.objects.get(), by=actor, at=noon)
        raise RuntimeError

    assert not Event.objects.exists()
    assert Head.objects.get().sequence == 0


@pytest.mark.feature("9.15")
@pytest.mark.django_db(transaction=True)
def test_simultaneous_writers_make_one_chain(actor, noon):
    failures = []

    def work():
        try:
            for _ in range(10):
                with transaction.atomic():
                    record("version.edited", Head(pk=1), by=actor, at=noon)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=work) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failures == []
    findings = verify()
    assert (findings.count, findings.faults) == (40, ())
