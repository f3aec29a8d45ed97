"""Reviews of policies and deputies of their owners: recorded, due again, reminded of."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from people.days import add_months, day_of
from people.models import Organisation, OutgoingMail, Role
from policies.deputising import CannotDeputise, end_deputy, name_deputy
from policies.models import Policy, PolicyDeputy, ReviewRecord
from policies.review_reminders import remind
from policies.reviewing import CannotReview, record_review, reviews_due
from policies.standing import standing
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def organisation():
    made = OrganisationFactory(relaxed=True)
    Organisation.objects.forget()
    return made


def policy_due(days, slug="code"):
    """A policy in force whose review is due in so many days, or was."""
    version = steps.published(slug, at=timezone.now() - timedelta(days=400), asks=False)
    policy, months = version.policy, 12
    while add_months(version.effective_on, months) < TODAY + timedelta(days=days):
        months += 1
    policy.review_months = months
    policy.save(update_fields=["review_months"])
    return policy, add_months(version.effective_on, months)


def owner_of(policy, **fields):
    person = PersonFactory(role=Role.MANAGEMENT, **fields)
    Policy.objects.filter(pk=policy.pk).update(owner=person)
    return person


def review(policy, *, by=None, on=TODAY, outcome="unchanged", note=""):
    return record_review(
        policy, by=by or steps.keeper(), at=steps.noon(on), on=on, outcome=outcome, note=note
    )


@pytest.mark.feature("1.12")
def test_reviewed_without_change_is_recorded_and_moves_the_day(client):
    policy, due = policy_due(-5)
    client.force_login(steps.keeper())
    page = client.get("/en/policies/code/").content.decode()
    assert "Review overdue since" in page and "Reviewed, no change needed" in page

    answer = client.post("/en/policies/code/review/", {"outcome": "unchanged", "note": "With Ewa."})

    assert answer.status_code == 302
    row = ReviewRecord.objects.get()
    assert (row.due_on, row.done_on, row.by, row.outcome) == (
        due,
        TODAY,
        steps.keeper(),
        "unchanged",
    )
    assert standing(policy, on=TODAY).review_due_on == add_months(TODAY, policy.review_months)
    page = client.get("/en/policies/code/").content.decode()
    assert "With Ewa." in page and "overdue" not in page


@pytest.mark.feature("1.12")
def test_a_review_that_asks_for_a_change_is_asked_about_after_three_months():
    policy, _due = policy_due(3)
    review(policy, outcome="new_version", note="The number has changed.")

    assert standing(policy, on=TODAY).review_due_on == add_months(TODAY, 3)
    with pytest.raises(CannotReview):
        review(policy, outcome="withdraw")
    with pytest.raises(CannotReview):
        review(policy, outcome="new_version", note="Again.")


def test_a_new_version_counts_from_its_own_first_day():
    policy, _due = policy_due(-1)
    review(policy, on=TODAY - timedelta(days=3))
    version = steps.next_version(policy, major=False)

    assert standing(policy, on=TODAY).review_due_on == add_months(
        version.effective_on, policy.review_months
    )


def test_a_past_day_does_not_know_a_later_review():
    policy, due = policy_due(-20)
    review(policy)

    assert standing(policy, on=TODAY - timedelta(days=1)).review_due_on == due


def test_a_record_of_a_review_never_changes():
    policy, _due = policy_due(-1)
    row = review(policy)

    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewRecord.objects.filter(pk=row.pk).update(note="Other")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_nothing_in_force_has_nothing_to_review(client):
    steps.draft()
    client.force_login(steps.keeper())

    assert client.get("/en/policies/code/review/").status_code == 404


def test_what_is_overdue_shows_on_list_and_dashboard(client):
    policy, due = policy_due(-5)
    policy_due(40, "calm")
    client.force_login(steps.keeper())

    assert [(version.policy, day) for version, day in reviews_due(on=TODAY)] == [(policy, due)]
    with override("en"):
        dashboard = client.get(reverse("dashboard")).content.decode()
    listed = client.get("/en/policies/").content.decode()
    assert "Review due: Code" in dashboard
    assert listed.count("lt-tag-warn") == 1

    review(policy)
    with override("en"):
        assert "Review due: Code" not in client.get(reverse("dashboard")).content.decode()


@pytest.mark.feature("9.18")
def test_a_deputy_has_the_rights_of_the_owner_while_it_lasts(client):
    policy, _due = policy_due(-1)
    owner, deputy = owner_of(policy), PersonFactory(role=Role.ADMINISTRATOR)
    policy.refresh_from_db()
    client.force_login(deputy)
    assert client.get("/en/policies/code/review/").status_code == 403
    assert "Reviewed, no change needed" not in client.get("/en/policies/code/").content.decode()

    client.force_login(owner)
    answer = client.post(
        "/en/policies/code/deputies/new/",
        {"person": deputy.pk, "starts_on": TODAY.strftime("%d.%m.%Y"), "ends_on": ""},
    )
    assert answer.status_code == 302
    assert str(deputy) in client.get("/en/policies/code/").content.decode()

    client.force_login(deputy)
    assert client.post("/en/policies/code/review/", {"outcome": "unchanged"}).status_code == 302
    assert ReviewRecord.objects.get().by == deputy

    tomorrow = TODAY + timedelta(days=1)
    row = PolicyDeputy.objects.get()
    end_deputy(row, by=owner, at=steps.noon(tomorrow), on=tomorrow)
    with pytest.raises(PermissionDenied):
        review(policy, by=deputy, on=tomorrow + timedelta(days=1))
    assert PolicyDeputy.objects.get().ends_on == TODAY


@pytest.mark.feature("9.18")
def test_a_deputy_is_named_once_for_a_day_and_must_be_able_to_read():
    policy, _due = policy_due(-1)
    named = {"by": steps.keeper(), "at": timezone.now(), "on": TODAY, "starts_on": TODAY}
    person = PersonFactory(role=Role.MANAGEMENT)
    name_deputy(policy, **named, person=person)

    for wrong in (
        {"person": person},
        {"person": policy.owner},
        {"person": PersonFactory(assigned=True)},
        {"person": PersonFactory(role=Role.MANAGEMENT), "ends_on": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(CannotDeputise):
            name_deputy(policy, **named, **wrong)
    assert PolicyDeputy.objects.count() == 1


def reminders(first, days):
    """The days, counted from the first, on which mails about reviews were written."""
    for offset in range(days):
        on = first + timedelta(days=offset)
        remind(at=steps.noon(on), on=on)
        remind(at=steps.noon(on), on=on)
    return [
        ((datetime.fromisoformat(mail.key).date() - first).days, mail.person)
        for mail in OutgoingMail.objects.filter(purpose="policy-review").order_by("key", "person")
    ]


@pytest.mark.feature("1.11")
def test_owner_and_deputy_hear_of_it_before_and_after_with_growing_gaps():
    policy, due = policy_due(60)
    owner = owner_of(policy, language="pl")
    deputy = PersonFactory(role=Role.MANAGEMENT, language="en")
    PolicyDeputy.objects.create(
        policy=policy,
        person=deputy,
        starts_on=due,
        named_by=owner,
        named_at=timezone.now(),
    )

    found = reminders(due - timedelta(days=35), 175)

    assert [day for day, person in found if person == owner] == [5, 35, 42, 56, 84, 140]
    assert [day for day, person in found if person == deputy] == [35, 42, 56, 84, 140]
    polish = OutgoingMail.objects.filter(person=owner).order_by("key").first()
    english = OutgoingMail.objects.filter(person=deputy).order_by("key").first()
    assert (polish.subject, english.subject) == ("Czas na przegląd", "A review is due")
    for mail in (polish, english):
        assert "Kodeks" not in mail.body and "Code" not in mail.body and "/code/" not in mail.body
        assert f"/{mail.language}/policies/" in mail.body


@pytest.mark.feature("1.11")
def test_one_mail_for_all_policies_and_never_two_in_a_week():
    first, due = policy_due(10)
    second, _later = policy_due(14, "second")
    owner = owner_of(first)
    Policy.objects.filter(pk=second.pk).update(owner=owner)

    found = [day for day, _person in reminders(TODAY, 40)]

    assert found[0] == 0
    assert all(later - earlier >= 7 for earlier, later in zip(found, found[1:], strict=False))
    body = OutgoingMail.objects.filter(person=owner).order_by("key").first().body
    assert "2 reviews are due soon" in body


@pytest.mark.feature("1.11")
def test_a_review_ends_the_reminders_and_nobody_left_means_the_policy_managers():
    policy, _due = policy_due(-3)
    owner = owner_of(policy)
    type(owner).objects.filter(pk=owner.pk).update(left_on=TODAY - timedelta(days=1))

    call_command("run_due")
    call_command("run_due")
    assert [mail.person for mail in OutgoingMail.objects.filter(purpose="policy-review")] == [
        steps.keeper()
    ]

    review(policy)
    later = TODAY + timedelta(days=30)
    assert remind(at=steps.noon(later), on=later) == 0
    assert day_of(timezone.now()) == TODAY
