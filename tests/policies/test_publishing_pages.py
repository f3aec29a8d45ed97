"""Publishing and withdrawing over HTTP: numbers, days, notes, languages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import Role
from policies.approving import decide, send_to_review
from policies.drafting import save_section, start_version
from policies.models import PolicyVersion, Withdrawal
from policies.publishing import next_number, withdraw
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
FIRST = "/en/policies/code/v1.0/publish/"
SECOND = "/en/policies/code/v1.1/publish/"


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


@pytest.fixture
def today():
    return timezone.localdate()


def said(day):
    return f"{day:%d.%m.%Y}"


def text(day, **more):
    return {
        "effective_on": said(day),
        "note_pl": "Zmiana.",
        "note_en": "A change.",
        "duty": "read",
    } | more


def approved_next(policy):
    version = start_version(policy, **steps.act())
    return steps.approved(steps.written(version, en="<p>New words.</p>"))


def test_a_first_version_asks_for_the_day_only(manager, today):
    version = steps.approved(steps.draft())
    page = manager.get(FIRST).content.decode()
    assert said(today) in page
    assert "What changed" not in page and "translation" not in page.split("<form")[-1]

    response = manager.post(FIRST, {"effective_on": said(today)})

    assert response.url == "/en/policies/code/"
    version.refresh_from_db()
    assert (version.state, version.number, version.readers_must) == ("published", "1.0", "read")


@pytest.mark.feature("2.2")
@pytest.mark.parametrize(("duty", "number"), [("nothing", "1.1"), ("read", "2.0")])
def test_the_choice_of_what_readers_do_makes_the_number(manager, today, duty, number):
    policy = steps.published().policy
    version = approved_next(policy)

    manager.post(SECOND, text(today, duty=duty))

    version.refresh_from_db()
    assert (version.number, version.change_note_en) == (number, "A change.")


def test_the_choices_say_how_many_people_are_asked(manager):
    policy = steps.published().policy
    for _more in range(3):
        PersonFactory(assigned=True)
    approved_next(policy)

    page = manager.get(SECOND).content.decode()

    assert "3 people get a new task on that day." in page
    assert "Nothing: version 1.1" in page and "Read and acknowledge: version 2.0" in page


@pytest.mark.feature("1.9")
@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("note_pl", "", "This field is required."),
        ("duty", "", "Choose what readers must do."),
        ("duty", "sing", "Select a valid choice"),
        ("effective_on", "soon", "Write the day like this"),
        ("effective_on", "30.02.2027", "There is no such day"),
        ("effective_on", "01.01.2021", "cannot begin in the past"),
    ],
)
def test_wrong_answers_are_refused_and_everything_typed_stays(
    manager, today, field, value, message
):
    version = approved_next(steps.published().policy)
    sent = text(today, note_en="My English words", **{field: value})

    response = manager.post(SECOND, sent)

    page = response.content.decode()
    assert response.status_code == 422
    assert message in page and "My English words" in page
    version.refresh_from_db()
    assert version.state == PolicyVersion.State.APPROVED


@pytest.mark.feature("1.10")
def test_a_version_begins_after_the_one_before(manager, today):
    policy = steps.published().policy
    steps.next_version(policy, major=True, effective_on=today + timedelta(days=30))
    approved_next(policy)

    response = manager.post("/en/policies/code/v2.1/publish/", text(today))

    assert response.status_code == 422
    assert "this one must begin later" in response.content.decode()


@pytest.mark.feature("10.3")
def test_a_missing_language_needs_a_day(manager, today):
    version = steps.draft()
    section = version.sections.get()
    save_section(section, **steps.act(), revision=section.revision, texts={"body_en": ""})
    steps.approved(version)
    response = manager.post(FIRST, {"effective_on": said(today)})
    assert response.status_code == 422
    assert "The English text is not complete." in response.content.decode()

    past = said(today - timedelta(days=1))
    answer = manager.post(FIRST, {"effective_on": said(today), "translation_due_on": past})
    assert "cannot be in the past" in answer.content.decode()
    due = today + timedelta(days=14)
    manager.post(FIRST, {"effective_on": said(today), "translation_due_on": said(due)})

    version.refresh_from_db()
    assert (version.state, version.translation_due_on) == ("published", due)


def test_only_an_approved_text_has_a_publish_page(manager):
    steps.draft()
    assert manager.get(FIRST).url == "/en/policies/code/v1.0/"

    steps.published("other")
    assert manager.get("/en/policies/other/v1.0/publish/").url == "/en/policies/other/v1.0/"


@pytest.mark.parametrize("role", [Role.MANAGEMENT, Role.ADMINISTRATOR])
def test_only_keepers_publish_and_withdraw(client, role):
    steps.published()
    client.force_login(PersonFactory(role=role))

    assert client.post(FIRST).status_code == 403
    assert client.post("/en/policies/code/v1.0/withdraw/").status_code == 403


def test_a_version_is_withdrawn_with_day_and_reason(manager, today):
    version = steps.published()
    address = "/en/policies/code/v1.0/withdraw/"
    assert "This stays" in manager.get(address).content.decode()
    assert manager.post(address, {"withdrawn_on": said(today)}).status_code == 422

    response = manager.post(address, {"withdrawn_on": said(today), "reason": "Merged."})

    assert response.url == "/en/policies/code/"
    assert Withdrawal.objects.get(version=version).reason == "Merged."
    assert manager.get(address).status_code == 403


def test_a_version_is_not_withdrawn_in_the_past(manager, today):
    steps.published()
    yesterday = said(today - timedelta(days=1))

    response = manager.post(
        "/en/policies/code/v1.0/withdraw/", {"withdrawn_on": yesterday, "reason": "My reason"}
    )

    assert response.status_code == 422
    assert "My reason" in response.content.decode()


# Numbers after a withdrawal


def withdrawn(version, day):
    withdraw(version, by=steps.keeper(), at=timezone.now(), withdrawn_on=day, reason="Mistake.")


def test_after_a_version_that_never_counted_a_minor_one_continues_what_was_asked(today):
    """Else acknowledgements of 1.0 would stop counting although nobody is asked again."""
    policy = steps.published().policy
    later = today + timedelta(days=30)
    withdrawn(steps.next_version(policy, major=True, effective_on=later), today)

    assert next_number(policy, major=False) == (1, 1)
    assert next_number(policy, major=True) == (3, 0)
    version = steps.next_version(policy, major=False)
    assert version.number == "1.1"


def test_after_a_minor_version_that_never_counted_numbers_are_not_given_twice(today):
    policy = steps.published().policy
    later = today + timedelta(days=30)
    withdrawn(steps.next_version(policy, major=False, effective_on=later), today)

    assert next_number(policy, major=False) == (1, 2)


def test_when_nobody_was_ever_asked_the_next_version_is_major(today):
    later = today + timedelta(days=30)
    version = steps.published(effective_on=later)
    withdrawn(version, today)

    assert next_number(version.policy, major=False) == (2, 0)


def test_sent_to_two_and_published_by_the_manager_alone(manager, today):
    """Publishing needs every approval, and no second decision after them."""
    version = steps.draft()
    second = PersonFactory(role=Role.MANAGEMENT)
    send_to_review(version, **steps.act(), approvers=[steps.approver(), second])
    decide(version, **steps.act(by=second), approve=True)
    assert manager.get(FIRST).url == "/en/policies/code/v1.0/"

    decide(version, **steps.act(by=steps.approver()), approve=True)
    assert manager.get(FIRST).status_code == 200
