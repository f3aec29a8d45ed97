"""Whom a rule means, seen before it is saved: how many, where, who starts and who stops."""

import pytest
from django.utils import timezone, translation

from people.models import Kind
from policies.models import PolicyRule
from tests.factories import AssignmentFactory, OrganisationFactory, UnitFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
ADDRESS = "/en/policies/code/audience/new/"


@pytest.fixture(autouse=True)
def organisation():
    translation.activate("en")  # addresses below are those of the English pages
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def rule(**changes):
    return {"starts_on": f"{timezone.localdate():%d.%m.%Y}", "due_days": 14} | changes


def test_the_preview_names_people_by_unit_and_says_who_is_asked_anew(manager):
    """R6: kinds and units; those whom another rule asks already are told apart."""
    steps.published(kinds=["staff"])
    station, office = UnitFactory(name_en="Station"), UnitFactory(name_en="Office")
    volunteer = AssignmentFactory(unit=station, kind=Kind.VOLUNTEER).person
    staff = AssignmentFactory(unit=office, kind=Kind.STAFF).person
    board = AssignmentFactory(unit=office, kind=Kind.BOARD).person

    shown = manager.post(ADDRESS, rule(kinds=["staff", "volunteer"], count="1")).content.decode()

    assert "<b>1 person</b> is asked anew." in shown
    assert "1 person is asked by another rule as well." in shown
    assert volunteer.family_name in shown and staff.family_name in shown
    assert board.family_name not in shown
    assert "Station" in shown.split("How many people in each unit")[1]
    assert PolicyRule.objects.count() == 1


def test_names_come_in_pages_that_keep_what_was_chosen(manager):
    steps.draft()
    unit = UnitFactory()
    people = [held.person for held in AssignmentFactory.create_batch(30, unit=unit)]
    names = sorted(people, key=lambda person: (person.sort, person.pk))

    first = manager.post(ADDRESS, rule(units=[unit.pk], count="1")).content.decode()
    second = manager.post(ADDRESS, rule(units=[unit.pk], page="2")).content.decode()

    assert str(names[0]) in first and str(names[29]) not in first
    assert str(names[29]) in second and 'name="page" value="1"' in second
    assert f'value="{unit.pk}"' in second and not PolicyRule.objects.exists()


def test_ending_a_rule_shows_who_is_no_longer_asked(manager):
    version = steps.published(kinds=["staff", "volunteer"])
    steps.add_rule(version.policy, **steps.act(), starts_on=timezone.localdate(), kinds=["staff"])
    AssignmentFactory(kind=Kind.STAFF)
    volunteer = AssignmentFactory(kind=Kind.VOLUNTEER).person

    page = f"/en/policies/code/audience/{version.policy.rules.first().pk}/end/"
    shown = manager.get(page).content.decode()

    assert "<b>1 person</b> is no longer asked." in shown
    assert "1 person is asked by another rule as well." in shown
    assert volunteer.family_name in shown
