"""The proof of training is recomputed, handed to its person, and outlives their name."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from audit import triggers
from audit.verifying import verify as verify_trail
from documents.models import Document
from documents.uploads import Scan
from home import retention
from home.erasing import erase
from home.personal_data import SOURCES
from people.anonymising import Why
from people.days import add_months, day_of
from people.leaving import leave
from people.models import Person, Role
from people.personal import Part
from policies.verifying import verify
from tests.documents import files
from tests.factories import OrganisationFactory, PersonFactory
from tests.training import steps
from training.awarding import accept_outside, revoke
from training.extending import Group, extend, fingerprint
from training.models import (
    Attempt,
    CourseVersion,
    Credential,
    Extension,
    Learning,
    Lesson,
    Revocation,
    ValidityChange,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("4.10")]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def today():
    return day_of(timezone.now())


def ago(days):
    return today() - timedelta(days=days)


def act():
    return {"by": steps.coordinator(), "at": timezone.now(), "on": today()}


@pytest.fixture
def learner():
    return PersonFactory(assigned=True, given_name="Ewa", family_name="Wróbel")


@pytest.fixture
def history(learner):
    """One credential earned, extended and revoked, and one accepted with a scan."""
    course = steps.course(valid_months=24, renewable_months=3)
    steps.passed(course, learner, on=ago(710))
    until, group = add_months(today(), 6), Group(course)
    found = group.standings(until, on=today())
    extend(group, valid_until=until, reason="Illness", seen=fingerprint(found), **act())
    earned = Credential.objects.get()
    revoke(earned, revoked_on=today(), reason="A mistake", **act())
    accept_outside(
        learner,
        course,
        **act(),
        awarded_on=ago(9),
        valid_until=None,
        provider="Krajowe Centrum",
        scan=Scan(files.picture(), "png"),
    )
    return earned


def tampered(model, **values):
    """Change rows behind the triggers, as somebody with the database file could."""
    triggers.lift(connection)
    model.objects.update(**values)
    found = verify()
    triggers.install(connection)
    return found.problems


def test_all_that_fits_is_counted(history, capsys):
    found = verify()

    assert found.problems == []
    assert found.more == {
        "course versions": 1,
        "attempts": 1,
        "credentials": 2,
        "revocations": 1,
        "changes of validity": 1,
    }
    call_command("verify_evidence")
    assert "2 credentials, 1 revocations" in capsys.readouterr().out
    assert verify_trail().is_sound


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (CourseVersion, {"pass_percent": 1}),
        (Lesson, {"body_pl": "<p>Coś innego.</p>"}),
        (Attempt, {"right": 3}),
        (Attempt, {"passed": False}),
        (Credential, {"awarded_on": ago(1000)}),
        (Revocation, {"reason": "Another one"}),
        (ValidityChange, {"reason": "Another one"}),
        (Extension, {"valid_until": ago(3)}),
        (Document, {"sha256": "0" * 64}),
    ],
)
def test_every_change_is_found(history, model, values):
    assert tampered(model, **values)


def test_a_missing_extension_is_found(history):
    triggers.lift(connection)
    Extension.objects.all().delete()
    found = verify()
    triggers.install(connection)

    assert [problem for problem in found.problems if problem.startswith("validitychange")]


def test_a_lost_scan_is_found_and_the_command_says_so(history, capsys):
    document = Credential.objects.exclude(evidence=None).get().evidence
    document.file.storage.delete(document.file.name)

    with pytest.raises(CommandError):
        call_command("verify_evidence")
    assert "its scan is missing or changed" in capsys.readouterr().err


@pytest.mark.feature("9.16")
def test_the_personal_export_has_everything_about_training(history, learner):
    parts = {part.name: part for source in SOURCES for part in source(learner)}

    assert all(isinstance(part, Part) for part in parts.values())
    assert [row["right"] for row in parts["attempts"].rows] == [4]
    numbers = [row["number"] for row in parts["certificates"].rows]
    assert sorted(numbers) == sorted(Credential.objects.values_list("number", flat=True))
    notes = json.dumps(parts["certificate_history"].rows, default=str)
    assert "Illness" in notes and "A mistake" in notes
    assert [row["pages_done"] for row in parts["courses_begun"].rows] == [2]


@pytest.mark.feature("9.16")
def test_anonymising_erases_the_scan_and_leaves_the_proof(history, learner):
    administrator = PersonFactory(role=Role.ADMINISTRATOR)
    by = {"by": administrator, "at": timezone.now(), "on": today()}
    leave(learner, **by, last_day=ago(1))

    erase(learner, **by, why=Why.REQUEST)

    outside = Credential.objects.exclude(evidence=None).get()
    assert (outside.evidence.state, outside.evidence.file_key) == ("erased", "")
    assert outside.evidence_sha256
    assert verify().problems == []
    assert verify_trail().is_sound


@pytest.mark.feature("9.16")
def test_courses_begun_go_a_year_after_somebody_left(history, learner):
    Person.objects.filter(pk=learner.pk).update(left_on=add_months(today(), -12))
    at = timezone.now()

    done = retention.execute(at=at, on=today())

    assert done["courses_begun"] == 1
    assert not Learning.objects.exists()
    assert Attempt.objects.count() == 1 and Credential.objects.count() == 2
    assert retention.execute(at=at, on=today())["courses_begun"] == 0


@pytest.mark.feature("9.16")
def test_retention_is_shown_with_training(client):
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))

    assert "guests at training sessions" in client.get(reverse("retention")).text
