"""A campaign over several policies: its progress is concluded, and it changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from people.days import day_of
from people.models import Kind, Role
from policies.acknowledging import acknowledge
from policies.campaigning import history, progress, save_campaign
from policies.models import Campaign
from policies.obligations import open_obligations
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
TODAY = day_of(timezone.now())


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def typed(*versions, **fields):
    return {
        "title_pl": "Jesień",
        "title_en": "Autumn",
        "policies": [version.policy.pk for version in versions],
        "kinds": ["volunteer"],
        "starts_on": f"{TODAY - timedelta(days=5):%d.%m.%Y}",
        "goal_on": f"{TODAY + timedelta(days=9):%d.%m.%Y}",
        "owner": steps.keeper().pk,
        **fields,
    }


def started(*versions, **fields):
    values = {
        "titles": {"pl": "Jesień", "en": "Autumn"},
        "policies": [version.policy for version in versions],
        "starts_on": TODAY - timedelta(days=5),
        "goal_on": TODAY + timedelta(days=9),
        "owner": steps.keeper(),
    }
    return save_campaign(**steps.act(), **values | fields)


def has_acknowledged(person, version, *, days_ago=0):
    acknowledge(
        version.policy,
        by=person,
        at=timezone.now() - timedelta(days=days_ago),
        version_hash=version.version_hash,
        language="en",
        strength="password",
    )


@pytest.mark.feature("2.21")
def test_a_keeper_starts_a_campaign_and_sees_how_far_it_is(manager):
    first, second = steps.published("first"), steps.published("second", kinds=[Kind.VOLUNTEER])
    unit = UnitFactory(name_en="Station")
    ola, jan = PersonFactory(assigned__unit=unit), PersonFactory(assigned__unit=unit)
    PersonFactory(assigned__kind=Kind.STAFF)
    for version in (first, second):
        has_acknowledged(ola, version, days_ago=1)
    has_acknowledged(jan, first)

    answer = manager.post("/en/acknowledgements/campaigns/new/", typed(first, second))

    campaign = Campaign.objects.get()
    assert answer["Location"].endswith(campaign.get_absolute_url().removeprefix("/pl"))
    found = progress(campaign, on=TODAY)
    assert (found.people.done, found.people.asked) == (1, 2)
    assert (found.answers.done, found.answers.asked) == (3, 4)
    assert [(each.done, each.asked) for _policy, each in found.by_policy] == [(2, 2), (1, 2)]
    assert [(row.name, each.done, each.asked) for row, each in found.by_unit] == [("Station", 1, 2)]
    before = TODAY - timedelta(days=6)
    assert history(campaign, on=TODAY) == [(before, 0), (TODAY - timedelta(days=1), 2), (TODAY, 3)]
    page = " ".join(manager.get(answer["Location"]).content.decode().split())
    assert "of 4 acknowledgements, 75%" in page
    assert "state=open&amp;policies=" in page
    assert Event.objects.filter(action="campaign.started").count() == 1


def test_nobody_owes_more_or_less_because_of_it():
    version = steps.published()
    person = PersonFactory(assigned=True)
    before = open_obligations(None, on=TODAY)

    started(version)

    assert open_obligations(None, on=TODAY) == before
    assert person.pk in before


def test_after_the_goal_day_it_shows_that_day_and_cannot_be_changed(manager):
    version = steps.published(at=timezone.now() - timedelta(days=30))
    person = PersonFactory(assigned=True)
    goal = TODAY - timedelta(days=3)
    campaign = started(version, starts_on=goal - timedelta(days=9), goal_on=TODAY)
    Campaign.objects.update(goal_on=goal)
    campaign.refresh_from_db()
    has_acknowledged(person, version)

    assert progress(campaign, on=TODAY).people.done == 0
    assert history(campaign, on=TODAY)[-1] == (goal, 0)
    page = manager.get(f"/en/acknowledgements/campaigns/{campaign.uid}/").content.decode()
    assert "over" in page
    answer = manager.post(
        f"/en/acknowledgements/campaigns/{campaign.uid}/edit/", typed(version, title_en="Other")
    )
    assert answer.status_code == 422
    assert "This campaign is over" in answer.content.decode()


def test_a_campaign_is_changed_while_it_runs(manager):
    first, second = steps.published("first"), steps.published("second")
    campaign = started(first)

    answer = manager.post(
        f"/en/acknowledgements/campaigns/{campaign.uid}/edit/",
        typed(first, second, title_en="Winter"),
    )

    assert answer.status_code == 302
    campaign.refresh_from_db()
    assert (campaign.title_en, campaign.policies.count()) == ("Winter", 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_pl": ""},
        {"policies": []},
        {"policies": ["9" * 30]},
        {"goal_on": f"{TODAY - timedelta(days=6):%d.%m.%Y}"},
        {"starts_on": "30.02.2026"},
        {"owner": "x"},
    ],
)
def test_what_is_wrong_is_said_and_typed_text_kept(manager, wrong):
    answer = manager.post("/en/acknowledgements/campaigns/new/", typed(steps.published(), **wrong))

    assert answer.status_code == 422
    assert "Autumn" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_only_keepers_start_one_and_leads_see_their_own_people(client):
    version = steps.published()
    unit = UnitFactory()
    PersonFactory(assigned__unit=unit)
    PersonFactory(assigned=True)
    campaign = started(version)
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=unit))

    assert client.get("/en/acknowledgements/campaigns/new/").status_code == 403
    answer = client.get(f"/en/acknowledgements/campaigns/{campaign.uid}/")
    assert answer.context["progress"].people.asked == 1
    assert "People of your units only." in answer.content.decode()


def test_its_page_takes_as_many_queries_for_three_policies_and_units_as_for_one(manager):
    versions = [steps.published(f"policy-{number}") for number in range(3)]
    PersonFactory(assigned=True)
    campaign = started(versions[0])

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(f"/en/acknowledgements/campaigns/{campaign.uid}/").status_code == 200
        return len(captured)

    queries()
    one = queries()
    campaign.policies.set([version.policy for version in versions])
    for _number in range(2):
        has_acknowledged(PersonFactory(assigned=True), versions[0])

    assert queries() == one
