"""Remind by hand after seeing the mail (ux 12.4); see whom reminders do not reach."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from home.reminders.owing import REMINDER
from home.reminders.plan import GAPS
from home.reminders.writing import write_due
from people.models import OutgoingMail, Role
from people.workdays import workday_from
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def policy():
    return steps.published().policy


@pytest.fixture
def manager(client):
    person = steps.keeper()
    client.force_login(person)
    return person


def address(policy, **query):
    return reverse("reminder-new", args=[policy.slug], query=query or None)


def reminded(person, day):
    return OutgoingMail.objects.create(
        person=person,
        purpose=REMINDER,
        key=day.isoformat(),
        language="pl",
        subject="-",
        state=OutgoingMail.State.SENT,
        written_at=steps.noon(day),
        next_try_at=steps.noon(day),
    )


def keys(person):
    return [mail.key for mail in OutgoingMail.objects.filter(person=person, purpose=REMINDER)]


@pytest.mark.feature("2.7")
def test_the_preview_shows_the_mail_in_both_languages_and_everybody_with_the_reason(
    client, policy, manager, today
):
    reached = PersonFactory(assigned=True)
    recent = PersonFactory(assigned=True)
    reminded(recent, today - timedelta(days=6))
    without = PersonFactory(assigned=True, email=None)

    page = client.get(address(policy))

    assert "1 zadanie czeka na Ciebie" in page.text
    assert "1 task is waiting for you" in page.text
    assert [group["number"] for group in page.context["groups"]] == [1, 1, 1]
    assert [row["person"] for row in page.context["rows"]] == [reached]
    for who, person in [("recent", recent), ("without", without)]:
        page = client.get(address(policy, who=who))
        assert [row["person"] for row in page.context["rows"]] == [person]
    assert not OutgoingMail.objects.filter(purpose=REMINDER, person=reached).exists()


def test_sending_reminds_those_and_leaves_a_trail(client, policy, manager, today):
    people = PersonFactory.create_batch(2, assigned=True)
    recent = PersonFactory(assigned=True)
    reminded(recent, today - timedelta(days=6))
    PersonFactory(assigned=True, email=None)

    page = client.post(address(policy), follow=True)

    assert "2\xa0wiadomości są w\xa0drodze." in page.text
    assert [keys(person) for person in people] == [[today.isoformat()]] * 2
    assert keys(recent) == [(today - timedelta(days=6)).isoformat()]
    event = Event.objects.filter(action="reminder.sent").get()
    assert (event.actor, event.count, event.object_id) == (manager.uid, 2, str(policy.uid))


def test_a_double_click_sends_once(client, policy, manager):
    PersonFactory(assigned=True)

    client.post(address(policy))
    client.post(address(policy))

    assert OutgoingMail.objects.filter(purpose=REMINDER).count() == 1
    assert Event.objects.filter(action="reminder.sent").count() == 1


def test_after_a_manual_reminder_the_automatic_one_waits_a_week(client, policy, manager, today):
    person = PersonFactory(assigned=True)
    client.post(address(policy))

    for number in range(1, 7):
        day = today + timedelta(days=number)
        write_due(at=steps.noon(day), on=day)
    assert keys(person) == [today.isoformat()]

    day = workday_from(today + timedelta(days=7))
    write_due(at=steps.noon(day), on=day)
    assert len(keys(person)) == 2


def test_a_large_organisation_is_reminded_in_the_background(client, policy, manager, monkeypatch):
    monkeypatch.setattr("home.views.reminding.ONE_GO", 1)
    PersonFactory.create_batch(3, assigned=True)

    client.post(address(policy))

    assert OutgoingMail.objects.filter(purpose=REMINDER).count() == 3
    assert Event.objects.filter(action="reminder.sent").get().count == 3


@pytest.mark.feature("9.9")
def test_a_unit_lead_reminds_the_own_people_only(client, policy):
    unit, other = UnitFactory(), UnitFactory()
    mine, foreign = PersonFactory(assigned__unit=unit), PersonFactory(assigned__unit=other)
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=unit))

    assert client.post(address(policy), {"unit": other.pk}).status_code == 422
    assert client.get(address(policy, unit=other.pk)).status_code == 422
    assert str(foreign) not in client.get(address(policy)).text
    client.post(address(policy))

    assert len(keys(mine)) == 1
    assert keys(foreign) == []


def test_others_do_not_remind(client, policy):
    PersonFactory(assigned=True)
    for role in (None, Role.MANAGEMENT, Role.ADMINISTRATOR):
        client.force_login(PersonFactory(role=role))
        assert client.post(address(policy)).status_code == 403
    assert not OutgoingMail.objects.filter(purpose=REMINDER).exists()


def test_a_policy_that_asks_nobody_cannot_remind_anybody(client, manager):
    policy = steps.published(asks=False).policy

    assert "nikogo o" in client.get(address(policy)).text
    assert client.post(address(policy)).status_code == 200
    assert not OutgoingMail.objects.filter(purpose=REMINDER).exists()


def test_the_pages_lead_there(client, policy, manager):
    PersonFactory(assigned=True)
    listed = client.get(reverse("acknowledgements"), {"policy": policy.slug, "state": "open"})

    assert address(policy) in listed.text
    assert address(policy) in client.get(policy.get_absolute_url()).text


class TestWhoNeedsSomebody:
    """The page that the mail to a lead leads to (2.8)."""

    pytestmark = pytest.mark.feature("2.8")

    @pytest.fixture
    def people(self, today):
        begun = today - timedelta(days=80)
        steps.published(at=steps.noon(begun))
        self.unit, self.other = UnitFactory(), UnitFactory()
        people = {
            "unmoved": PersonFactory(assigned__unit=self.unit),
            "offline": PersonFactory(assigned__unit=self.unit, email=None),
            "reachable": PersonFactory(assigned__unit=self.unit),
            "elsewhere": PersonFactory(assigned__unit=self.other, email=None),
        }
        for gap in GAPS:
            reminded(people["unmoved"], begun + timedelta(days=gap))
        return people

    def shown(self, client, **query):
        page = client.get(reverse("reminders"), query)
        return {row["entry"].person for row in page.context["rows"]}

    def test_a_lead_sees_the_own_people_and_why(self, client, people):
        client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=self.unit))

        assert self.shown(client) == {people["unmoved"], people["offline"]}
        assert self.shown(client, who="all") == {people["unmoved"], people["offline"]}
        assert client.get(reverse("reminders"), {"unit": self.other.pk}).status_code == 422

    def test_the_management_answers_for_units_without_a_lead(self, client, people):
        PersonFactory(role=Role.UNIT_LEAD, role__unit=self.unit)
        client.force_login(PersonFactory(role=Role.MANAGEMENT))

        assert self.shown(client) == {people["elsewhere"]}
        assert len(self.shown(client, who="all")) == 3

    def test_who_oversees_policies_sees_everybody(self, client, people):
        client.force_login(steps.keeper())

        assert len(self.shown(client)) == 3

    def test_a_mail_of_this_week_shows_up_at_home(self, client, people, today):
        lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=self.unit)
        client.force_login(lead)
        day = workday_from(today - timedelta(days=5))
        assert reverse("reminders") in client.get(reverse("dashboard")).text  # the menu

        write_due(at=steps.noon(day), on=day)

        urls = [line.url for line in client.get(reverse("dashboard")).context["attention"]]
        assert reverse("reminders") in urls
