"""Coverage: which recommendations and situations are answered on a day, and which are gaps."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.days import day_of
from policies.drafting import create_policy
from policies.models import Policy
from policies.starting import starter
from policies.topics import State, figures, topics_on
from tests.factories import OrganisationFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db


def today():
    return day_of(timezone.now())


def states(day):
    return {topic.code: topic.state for topic in topics_on(day)}


@pytest.mark.feature("1.20")
def test_every_recommendation_and_situation_is_covered_drafted_or_a_gap():
    """R4: R5 to R13 and each situation against what is in force, gaps named."""
    assert figures(today())["all"] == {"asked": 32, "covered": 0, "drafted": 0, "gap": 32}

    policy = steps.published("code").policy
    Policy.objects.filter(pk=policy.pk).update(answers=["R7", "R13"])
    steps.procedure("danger")
    steps.procedure_draft("disclosure")

    found = states(today())
    assert (found["R7"], found["R13"], found["R8"]) == (State.COVERED, State.COVERED, State.GAP)
    assert (found["SC12"], found["SC01"], found["SC02"]) == (
        State.COVERED,
        State.DRAFTED,
        State.GAP,
    )
    assert figures(today())["situations"] == {"asked": 17, "covered": 1, "drafted": 1, "gap": 15}
    assert figures(today())["conduct"]["asked"] == 9


def test_a_past_day_gets_its_own_answer():
    steps.procedure("danger")

    assert states(today() - timedelta(days=10))["SC12"] is State.COVERED
    assert states(today() - timedelta(days=11))["SC12"] is State.GAP


def test_a_policy_from_a_starter_comes_with_its_recommendations():
    text = starter("code-of-conduct")
    version = create_policy(
        **steps.act(), slug="code", kind=text.kind, titles={"pl": "K", "en": "C"}, starter=text
    )

    assert "R12" in version.policy.answers
    assert states(today())["R12"] is State.DRAFTED


def test_a_procedure_never_stands_in_for_the_rule_that_it_serves():
    """R12 is a clause of the code; what to do about a breach does not forbid it."""
    version = steps.procedure("own-person")

    assert version.policy.answers == []
    assert states(today())["R12"] is State.GAP


@pytest.mark.feature("1.20")
def test_the_page_names_the_gap_and_leads_to_the_starter(client):
    OrganisationFactory(relaxed=True)
    client.force_login(steps.keeper())
    steps.procedure("danger")

    text = client.get(reverse("policy-coverage")).content.decode()

    assert f"{reverse('policy-new')}?starter=disclosure" in text
    assert f"{reverse('policy-new')}?starter=danger" not in text
    assert reverse("policy", args=["danger"]) in text
    assert client.get(reverse("policy-coverage"), {"on": "never"}).status_code == 422
    past = client.get(reverse("policy-coverage"), {"on": "01.02.2020"}).content.decode()
    assert f"{reverse('policy-new')}?starter=danger" not in past


def test_recommendations_are_chosen_on_the_details(client):
    OrganisationFactory(relaxed=True)
    client.force_login(steps.keeper())
    policy = steps.published("code").policy
    form = {
        "owner": steps.keeper().pk,
        "binding_language": "pl",
        "review_months": "12",
        "confidentiality": "internal",
        "answers": ["R5", "R6"],
    }

    assert client.post(reverse("policy-details", args=["code"]), form).status_code == 302

    policy.refresh_from_db()
    assert policy.answers == ["R5", "R6"]
    wrong = client.post(reverse("policy-details", args=["code"]), form | {"answers": ["R99"]})
    assert wrong.status_code == 422
