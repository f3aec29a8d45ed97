"""The review over HTTP: sending, four eyes, deciding, taking back (features.md 1.3 to 1.5)."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import Event
from people.models import OutgoingMail, Role
from policies.approving import CannotSend, decide, send_to_review
from policies.drafting import save_section
from policies.models import ApprovalDecision, PolicyVersion
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
SEND = "/en/policies/code/v1.0/send/"
REVIEW = "/en/policies/code/v1.0/review/"
State = PolicyVersion.State


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def state_of(version):
    version.refresh_from_db()
    return version.state


def decides(client, person, decision="approve", comment=""):
    client.force_login(person)
    return client.post(REVIEW, {"decision": decision, "comment": comment})


def test_approvers_are_offered_without_those_who_wrote(manager):
    """Four eyes: the list leaves out the sender and everybody who worked on the text."""
    version = steps.draft()
    writer = PersonFactory(role=Role.POLICY_MANAGER, given_name="Wanda")
    section = version.sections.get()
    save_section(
        section,
        **steps.act(by=writer),
        revision=section.revision,
        texts={"body_en": "<p>By Wanda.</p>"},
    )
    steps.approver()
    PersonFactory(role=Role.ADMINISTRATOR, given_name="Anna")

    page = manager.get(SEND).content.decode()

    assert str(steps.approver()) in page
    assert "Wanda" not in page and "Anna" not in page


def test_sending_writes_a_mail_that_names_no_policy_in_its_subject(manager):
    version = steps.draft(titles=("Kodeks", "Secret topic"))
    approver = steps.approver()

    response = manager.post(SEND, {"approvers": [approver.pk], "message": "Look at part two."})

    assert response.url == REVIEW
    assert state_of(version) == State.IN_REVIEW
    mail = OutgoingMail.objects.get(person=approver, purpose="approval")
    assert "Secret topic" not in mail.subject
    assert "/en/policies/code/v1.0/review/" in mail.body
    assert "Look at part two." in mail.body
    assert "part two" in manager.get(REVIEW).content.decode()


def test_sending_without_an_approver_keeps_the_message(manager):
    version = steps.draft()
    steps.approver()

    response = manager.post(SEND, {"message": "My words"})

    assert response.status_code == 422
    assert "Choose at least one person who approves." in response.content.decode()
    assert "My words" in response.content.decode()
    assert state_of(version) == State.DRAFT


def test_nobody_else_can_be_smuggled_in_as_approver(manager):
    version = steps.draft()
    steps.approver()

    for pk in (steps.keeper().pk, "9" * 30, "x", "-1"):
        assert manager.post(SEND, {"approvers": [pk]}).status_code == 422
    assert state_of(version) == State.DRAFT


def test_an_incomplete_text_is_not_sent(manager):
    version = steps.draft()
    manager.post("/en/policies/code/v1.0/edit/", {"title_pl": "Kodeks", "do": "add"})

    response = manager.post(SEND, {"approvers": [steps.approver().pk]})

    assert response.status_code == 422
    assert "at least one language" in response.content.decode()
    assert state_of(version) == State.DRAFT


def test_without_anybody_who_may_approve_the_page_says_what_to_do(manager):
    steps.draft()

    assert "Nobody can approve this text" in manager.get(SEND).content.decode()


def test_the_operation_refuses_a_writer_whatever_the_page_offers():
    version = steps.draft()

    with pytest.raises(CannotSend):
        send_to_review(version, **steps.act(by=steps.keeper()), approvers=[steps.keeper()])


def test_an_approver_approves(client):
    version = steps.sent(steps.draft())

    response = decides(client, steps.approver(), comment="Good.")

    assert response.url == REVIEW
    assert state_of(version) == State.APPROVED
    decision = ApprovalDecision.objects.get()
    assert (decision.outcome, decision.comment, decision.role) == (
        "approved",
        "Good.",
        "management",
    )
    assert "Good." in client.get(REVIEW).content.decode()


@pytest.mark.feature("1.3")
def test_all_must_approve(client):
    second = PersonFactory(role=Role.MANAGEMENT)
    version = steps.sent(steps.draft(), approvers=[steps.approver(), second])

    decides(client, steps.approver())
    assert state_of(version) == State.IN_REVIEW
    decides(client, second)
    assert state_of(version) == State.APPROVED


@pytest.mark.feature("1.3", "1.5")
def test_one_request_for_changes_returns_the_text_with_its_reason(client):
    version = steps.sent(steps.draft())

    response = decides(client, steps.approver(), "changes")
    assert response.status_code == 422
    assert "Say what should change." in response.content.decode()
    decides(client, steps.approver(), "changes", "Name the office.")

    assert state_of(version) == State.CHANGES_REQUESTED
    client.force_login(steps.keeper())
    page = client.get("/en/policies/code/v1.0/edit/").content.decode()
    assert "Requested changes" in page and "Name the office." in page


def test_who_was_not_asked_cannot_decide(client):
    version = steps.sent(steps.draft())
    stranger = PersonFactory(role=Role.MANAGEMENT)

    response = decides(client, stranger)

    assert response.status_code == 422
    assert "not waiting for your decision" in response.content.decode()
    assert state_of(version) == State.IN_REVIEW


@pytest.mark.feature("1.4")
def test_a_writer_cannot_approve_over_http(client):
    """Four eyes: who sends or writes the text decides nothing about it."""
    version = steps.sent(steps.draft())

    assert decides(client, steps.keeper()).status_code == 422
    assert state_of(version) == State.IN_REVIEW


def test_somebody_who_became_a_writer_after_being_asked_cannot_approve(client):
    version = steps.sent(steps.draft())
    version.editors.add(steps.approver())

    assert decides(client, steps.approver()).status_code == 403
    assert state_of(version) == State.IN_REVIEW


def test_an_approver_who_lost_the_role_cannot_approve(client):
    version = steps.sent(steps.draft())
    approver = steps.approver()
    approver.grants.all().delete()

    assert decides(client, approver).status_code == 403
    with pytest.raises(PermissionDenied):
        decide(version, **steps.act(by=approver), approve=True)
    assert state_of(version) == State.IN_REVIEW


def test_a_second_click_changes_nothing(client):
    second = PersonFactory(role=Role.MANAGEMENT)
    steps.sent(steps.draft(), approvers=[steps.approver(), second])
    decides(client, steps.approver())

    response = decides(client, steps.approver(), "changes", "No.")

    assert response.status_code == 422
    assert ApprovalDecision.objects.count() == 1


@pytest.mark.feature("1.5")
def test_the_text_is_taken_back_and_decisions_stay_on_record(manager):
    version = steps.approved(steps.draft())

    response = manager.post("/en/policies/code/v1.0/recall/")

    assert response.url == "/en/policies/code/v1.0/edit/"
    assert state_of(version) == State.DRAFT
    assert ApprovalDecision.objects.count() == 1
    assert Event.objects.filter(action="version.recalled").exists()
    assert manager.post("/en/policies/code/v1.0/recall/").url == REVIEW


def test_management_reads_the_review_but_does_not_take_it_back(client):
    steps.sent(steps.draft())
    client.force_login(PersonFactory(role=Role.MANAGEMENT))

    page = client.get(REVIEW).content.decode()

    assert "Szanujemy każdą osobę." in page and "We respect everybody." in page
    assert "Take back" not in page
    assert client.post("/en/policies/code/v1.0/recall/").status_code == 403


def test_a_version_that_does_not_exist_is_not_found(manager):
    steps.draft()

    for number in ("9.9", "x", "1", "1.0.0", "99999999999999.0"):
        assert manager.get(f"/en/policies/code/v{number}/review/").status_code == 404
