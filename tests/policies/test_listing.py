"""The list of policies and the page of one policy, for those who keep and oversee them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from people.models import Role
from policies.acknowledging import acknowledge
from policies.models import Policy
from policies.publishing import withdraw
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
READERS = [Role.POLICY_MANAGER, Role.MANAGEMENT, Role.ADMINISTRATOR]


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def words(response):
    """The page's text on one line, no-break spaces as plain ones."""
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def in_a_unit(unit=None):
    return PersonFactory(assigned__unit=unit or UnitFactory())


def has_acknowledged(person, version):
    acknowledge(
        version.policy,
        by=person,
        at=timezone.now(),
        version_hash=version.version_hash,
        language="en",
        strength="password",
    )


@pytest.mark.parametrize("role", READERS)
def test_readers_open_the_list_and_a_policy(client, role):
    version = steps.published()
    client.force_login(PersonFactory(role=role))

    assert client.get("/en/policies/").status_code == 200
    assert client.get(f"/en/policies/{version.policy.slug}/").status_code == 200


@pytest.mark.parametrize("role", [None, Role.TRAINING_COORDINATOR])
def test_others_do_not(client, role):
    steps.published()
    client.force_login(PersonFactory(role=role))

    assert client.get("/en/policies/").status_code == 403
    assert client.get("/en/policies/code/").status_code == 403


def test_a_policy_that_does_not_exist_is_not_found(manager):
    assert manager.get("/en/policies/nothing/").status_code == 404


def test_an_empty_list_leads_to_the_starter_texts(manager):
    page = words(manager.get("/en/policies/"))

    assert "No policies yet" in page
    assert reverse("policy-new").removeprefix("/pl") in page


def test_the_list_misses_the_two_policies_that_must_be_in_force(manager):
    """R1, R5, R7: a note says what is missing until both are in force."""
    page = words(manager.get("/en/policies/"))
    assert "Policies in force are missing" in page
    assert "zero tolerance statement" in page and "code of conduct" in page

    for slug, kind in [("zero", "zero_tolerance"), ("code", "code_of_conduct")]:
        version = steps.published(slug)
        Policy.objects.filter(pk=version.policy_id).update(kind=kind)

    assert "Policies in force are missing" not in words(manager.get("/en/policies/"))


def test_the_list_shows_state_and_share(manager):
    person = in_a_unit()
    in_a_unit()
    version = steps.published(titles=("Kodeks", "Our code"))
    has_acknowledged(person, version)
    steps.draft("rides", titles=("Przejazdy", "Safe rides"))

    page = words(manager.get("/en/policies/"))

    assert "since" in page
    assert "50%" in page and "1 of 2" in page
    assert "1.0, draft" in page
    assert "asks nobody" in page


def test_the_list_costs_the_same_for_one_policy_and_for_four(manager, django_assert_num_queries):
    in_a_unit()
    steps.published("one")
    steps.draft("one-draft")
    manager.get("/en/policies/")
    with CaptureQueriesContext(connection) as few:
        manager.get("/en/policies/")
    for slug in ("two", "three", "four"):
        steps.published(slug)
        steps.draft(f"{slug}-draft")

    with django_assert_num_queries(len(few)):
        manager.get("/en/policies/")


def test_a_policy_costs_the_same_with_one_unit_version_and_rule_and_with_more(
    manager, django_assert_num_queries
):
    in_a_unit()
    version = steps.published()
    manager.get("/en/policies/code/")
    with CaptureQueriesContext(connection) as few:
        manager.get("/en/policies/code/")
    for _more in range(2):
        in_a_unit()
        steps.published(f"other-{_more}")
    steps.next_version(version.policy, major=True)

    with django_assert_num_queries(len(few)):
        manager.get("/en/policies/code/")


def test_a_policy_shows_coverage_by_unit_most_missing_first(manager):
    calm, busy = UnitFactory(name_en="Calm"), UnitFactory(name_en="Busy")
    done = in_a_unit(calm)
    in_a_unit(busy)
    in_a_unit(busy)
    version = steps.published()
    has_acknowledged(done, version)

    response = manager.get("/en/policies/code/")

    page = words(response)
    assert page.index("Busy") < page.index("Calm")
    assert "33%, 2 to go" in page
    assert f"/en/acknowledgements/?policy=code&amp;unit={busy.pk}" in page


@pytest.mark.feature("1.2")
def test_the_timeline_tells_what_became_of_each_version(manager):
    first = steps.published(titles=("Kodeks", "Code"))
    steps.next_version(first.policy, major=True)
    later = timezone.now().date() + timedelta(days=30)
    steps.next_version(first.policy, major=False, effective_on=later, en="<p>Other.</p>")

    page = words(manager.get("/en/policies/code/"))

    assert "replaced" in page
    assert "scheduled" in page
    assert "2.1 scheduled" in page
    assert "A change." in page


def test_the_one_main_action_follows_the_state(manager, client):
    version = steps.draft()
    assert "Continue draft 1.0" in words(manager.get("/en/policies/code/"))

    steps.sent(version)
    assert "Review of version 1.0" in words(manager.get("/en/policies/code/"))
    client.force_login(steps.approver())
    assert "Decide about version 1.0" in words(client.get("/en/policies/code/"))


def test_the_main_action_of_a_published_policy_starts_the_next_version(manager):
    version = steps.published()
    assert "Start version 1.1" in words(manager.get("/en/policies/code/"))

    response = manager.post("/en/policies/code/start/")

    assert response.url == "/en/policies/code/v1.1/edit/"
    draft = version.policy.versions.open().get()
    assert draft.number == "1.1"
    assert manager.post("/en/policies/code/start/").url == "/en/policies/code/"


def test_a_withdrawn_policy_says_so(manager):
    version = steps.published()
    withdraw(
        version,
        by=steps.keeper(),
        at=timezone.now(),
        withdrawn_on=timezone.localdate(),
        reason="It was merged.",
    )

    page = words(manager.get("/en/policies/code/"))

    assert "withdrawn" in page
    assert "It was merged." in page
    assert "Nobody is asked while nothing is in force." in page


def test_details_are_changed_and_noted_without_their_values(manager):
    steps.draft()
    owner = PersonFactory(role=Role.MANAGEMENT)

    response = manager.post(
        "/en/policies/code/edit/",
        {
            "summary_pl": "Krótko.",
            "summary_en": "In short.",
            "owner": owner.pk,
            "binding_language": "en",
            "review_months": 6,
            "is_public": "on",
            "confidentiality": "internal",
        },
    )

    assert response.status_code == 302
    policy = Policy.objects.get()
    assert (policy.summary_en, policy.owner, policy.binding_language) == ("In short.", owner, "en")
    assert (policy.review_months, policy.is_public) == (6, True)
    event = Event.objects.order_by("-sequence").first()
    assert event.action == "policy.changed"
    assert "summary_pl" in event.fields


def test_wrong_details_stay_on_the_page(manager):
    steps.draft()

    response = manager.post("/en/policies/code/edit/", {"summary_pl": "Moje", "review_months": 0})

    assert response.status_code == 422
    assert "Moje" in response.content.decode()


@pytest.mark.parametrize("role", [Role.MANAGEMENT, Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "path", ["policies/new/", "policies/code/edit/", "policies/code/audience/new/"]
)
def test_those_who_only_read_change_nothing(client, role, path):
    steps.draft()
    client.force_login(PersonFactory(role=role))

    assert client.get(f"/en/{path}").status_code == 403
    assert "Continue draft" not in words(client.get("/en/policies/code/"))
