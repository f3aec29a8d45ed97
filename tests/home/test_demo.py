"""The demonstration: believable, whole, and safe to ask for twice."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from audit.verifying import verify as verify_trail
from home.demo.organisation import ACCOUNTS, PASSWORD
from home.demo.procedures import BEING_WRITTEN, NOT_BEGUN
from people.days import day_of
from people.models import Assignment, Kind, Organisation, Person, Unit
from policies.models import Acknowledgement, Policy, PolicyVersion
from policies.starting import procedures as starting_procedures
from policies.verifying import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


def test_a_small_organisation_with_policies_in_every_state(var):
    """R1, R5, R7: something is in force on the first day, and every state can be seen."""
    call_command("demo")

    assert Unit.objects.count() == 3
    assert 55 <= Person.objects.count() <= 70
    assert set(Assignment.objects.values_list("kind", flat=True)) == set(Kind.values)
    states = set(PolicyVersion.objects.values_list("state", flat=True))
    assert states == {"draft", "in_review", "changes_requested", "published", "discarded"}
    in_force = PolicyVersion.objects.in_force(day_of(timezone.now()))
    procedures = {text.slug for text in starting_procedures()} - NOT_BEGUN - BEING_WRITTEN
    assert set(in_force.values_list("policy__slug", flat=True)) == {
        "zero-tolerance",
        "code-of-conduct",
        "safe-reporting",
        *procedures,
    }
    assert verify().problems == []
    assert verify_trail().is_sound


def test_the_accounts_can_sign_in(var, client):
    call_command("demo")
    listed = json.loads((var / "demo-accounts.json").read_text())
    assert [set(account) for account in listed] == [{"role", "email", "password"}] * len(ACCOUNTS)
    credentials = {"login": "marta@example.org", "password": PASSWORD}
    answer = client.post(reverse("account_login"), credentials, follow=True)
    assert answer.context["user"].email == "marta@example.org"


def test_it_never_mixes_with_real_data(var):
    Organisation.objects.create(pk=1, name_pl="Nasza", name_en="Ours")
    call_command("demo", if_empty=True)
    assert not Person.objects.exists()
    with pytest.raises(CommandError):
        call_command("demo")


def test_large_has_the_same_shape(var):
    call_command("demo", people=700, seed=1)
    assert Person.objects.count() == 700
    per_policy = dict(
        Acknowledgement.objects.order_by().values_list("policy__slug").annotate(Count("pk"))
    )
    assert all(count > 300 for count in per_policy.values())
    assert Policy.objects.exclude(kind=Policy.Kind.PROCEDURE).count() == 6
    assert verify().problems == []
