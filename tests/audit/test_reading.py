"""What administrators may ask the trail."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction

from audit.models import Event, Head
from audit.trail import record, record_batch


def numbers(**question):
    return [event.sequence for event in Event.objects.matching(**question)]


@pytest.fixture
def other(actor, noon):
    """Somebody else; the trail gets three events of both, and one of a batch."""
    other = SimpleNamespace(uid=uuid4())
    head = Head(pk=1)
    with transaction.atomic():
        record("policy.published", head, by=actor, at=noon)
        record("policy_rule.added", head, by=actor, at=noon + timedelta(hours=1))
        record("policy.published", head, by=other, at=noon + timedelta(hours=2))
        record_batch(
            "person.imported",
            by=other,
            at=noon + timedelta(hours=3),
            digest="0" * 64,
            count=1,
            name="march",
        )
    return other


@pytest.mark.django_db
def test_events_come_newest_first(other):
    assert numbers() == [4, 3, 2, 1]


@pytest.mark.django_db
def test_events_are_found_by_who_what_and_when(other, actor, noon):
    hour = timedelta(hours=1)

    assert numbers(actor=other) == [4, 3]
    assert numbers(actor=str(actor.uid)) == [2, 1]
    assert numbers(object=Head(pk=1)) == [3, 2, 1]
    assert numbers(object="march") == [4]
    assert numbers(action="policy.published") == [3, 1]
    assert numbers(action="policy") == [3, 1]
    assert numbers(since=noon + hour, until=noon + 3 * hour) == [3, 2]
    assert numbers(actor=actor, action="policy", until=noon) == []
