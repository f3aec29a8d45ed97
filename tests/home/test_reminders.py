"""Reminders that are due: one mail for everything, once, then the unit lead (2.7, 2.8)."""

import threading
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.reminders import owing
from home.reminders.owing import REMINDER
from home.reminders.plan import GAPS
from home.reminders.writing import ESCALATION, write_due
from people.leaving import leave
from people.mail import deliver_due
from people.models import OutgoingMail, Role
from people.workdays import is_workday
from policies.acknowledging import acknowledge
from policies.models import Policy
from tests.factories import (
    AssignmentFactory,
    CheckRuleFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("2.7")]
TUESDAY = date(2026, 3, 3)


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def policy():
    """A policy that everybody owes since the Tuesday."""
    policy = steps.published(at=steps.noon(TUESDAY), titles=("Kodeks", "Code")).policy
    OutgoingMail.objects.all().delete()  # about its approval
    return policy


def write(day, **more):
    return write_due(at=steps.noon(day), on=day, **more)


def mails(purpose=REMINDER):
    return list(OutgoingMail.objects.filter(purpose=purpose).order_by("pk"))


def reminded_before(person, days, since=TUESDAY):
    """The reminders that the person got on days after the beginning."""
    for number in days:
        day = since + timedelta(days=number)
        OutgoingMail.objects.create(
            person=person,
            purpose=REMINDER,
            key=day.isoformat(),
            language="pl",
            subject="-",
            state=OutgoingMail.State.SENT,
            written_at=steps.noon(day),
            next_try_at=steps.noon(day),
        )


def acknowledged(person, day, slug="code"):
    version = Policy.objects.get(slug=slug).versions.get()
    acknowledge(
        version.policy,
        by=person,
        at=steps.noon(day),
        version_hash=version.version_hash,
        language="pl",
        strength="password",
    )


@pytest.mark.feature("10.9")
def test_one_mail_for_all_that_is_open_in_the_language_of_its_reader(policy):
    steps.published("zero", at=steps.noon(TUESDAY), titles=("Zero tolerancji", "Zero tolerance"))
    CheckRuleFactory(added_by=steps.keeper())
    PersonFactory(given_name="Oksana", language="pl", assigned=True)
    PersonFactory(given_name="Daniel", language="en", assigned=True)

    assert write(TUESDAY).reminders == 2

    polish, english = mails()
    assert polish.subject == "3 zadania czekają na Ciebie"
    assert english.subject == "3 tasks are waiting for you"
    assert "Oksana" in polish.body and "/pl/my/tasks/" in polish.body
    assert "Daniel" in english.body and "/en/my/tasks/" in english.body
    for mail in (polish, english):
        for topic in ("Kodeks", "Code", "Zero", "tolerancji", "rejestr", "register"):
            assert topic not in mail.subject + mail.body


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 zadanie czeka"), (2, "2 zadania czekają"), (5, "5 zadań czeka")],
)
def test_polish_counts_as_people_do(number, words):
    for each in range(number):
        steps.published(f"policy-{each}", at=steps.noon(TUESDAY))
    PersonFactory(language="pl", assigned=True)

    write(TUESDAY)

    assert mails()[0].subject == f"{words} na Ciebie"
    assert mails()[0].body.count(words) == 1


def test_twice_on_the_same_day_is_once(policy):
    PersonFactory(assigned=True)

    assert [write(TUESDAY).reminders, write(TUESDAY).reminders] == [1, 0]
    assert len(mails()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_write_each_mail_once():
    OrganisationFactory(relaxed=True)
    steps.published(at=steps.noon(TUESDAY))
    PersonFactory.create_batch(20, assigned=True)
    start, written = threading.Barrier(2), []

    def run():
        start.wait()
        try:
            written.append(write(TUESDAY).reminders)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(written) == len(mails()) == 20


def test_killed_in_the_middle_the_next_run_writes_the_rest(policy, monkeypatch):
    people = PersonFactory.create_batch(3, assigned=True)
    monkeypatch.setattr(owing, "BATCH", 1)
    read = owing.open_obligations

    def die_at_the_second(persons, *, on):
        if persons.filter(pk=people[1].pk).exists():
            raise KeyboardInterrupt
        return read(persons, on=on)

    with monkeypatch.context() as patch:
        patch.setattr(owing, "open_obligations", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            write(TUESDAY)
    assert [mail.person for mail in mails()] == people[:1]

    assert write(TUESDAY).reminders == 2
    assert [mail.person for mail in mails()] == people


def test_on_days_off_nothing_is_written_and_the_next_working_day_makes_up_for_it():
    saturday = date(2026, 4, 4)  # Easter
    steps.published(at=steps.noon(saturday))
    PersonFactory(assigned=True)

    days = [saturday + timedelta(days=number) for number in range(5)]
    assert [write(day).reminders for day in days] == [0, 0, 0, 1, 0]


def test_a_machine_that_was_off_reminds_once_when_it_is_back(policy):
    reminded_before(PersonFactory(assigned=True), [0])

    days = [TUESDAY + timedelta(days=number) for number in (13, 14, 15)]
    assert [write(day).reminders for day in days] == [1, 0, 0]


def test_the_whole_course_of_somebody_who_does_nothing(policy):
    PersonFactory(assigned=True)

    for number in range(90):
        write(TUESDAY + timedelta(days=number))

    days = [date.fromisoformat(mail.key) - TUESDAY for mail in mails()]
    assert [day.days for day in days] == [0, 7, 21, 49]


def test_who_has_done_it_left_or_has_no_address_gets_nothing(policy):
    done, gone = PersonFactory(assigned=True), PersonFactory(assigned=True)
    PersonFactory(assigned=True, email=None)
    acknowledged(done, TUESDAY)
    administrator = PersonFactory(role=Role.ADMINISTRATOR)
    at = steps.noon(TUESDAY)
    leave(gone, by=administrator, at=at, on=TUESDAY, last_day=TUESDAY)

    assert write(TUESDAY + timedelta(days=1)).reminders == 0


def test_who_answers_before_the_mail_leaves_gets_none(policy):
    person, other = PersonFactory(assigned=True), PersonFactory(assigned=True)
    write(TUESDAY)
    acknowledged(person, TUESDAY)

    assert deliver_due(steps.noon(TUESDAY) + timedelta(hours=1)) == 1

    assert [message.to for message in django_mail.outbox] == [[other.email]]
    assert OutgoingMail.objects.get(person=person).state == OutgoingMail.State.DROPPED


def test_a_run_that_only_counts_writes_nothing(policy):
    PersonFactory(assigned=True)

    assert write(TUESDAY, dry_run=True).reminders == 1
    assert mails() == []


def test_queries_do_not_grow_with_the_people(policy):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            write(TUESDAY)
        return len(captured)

    PersonFactory(assigned=True)
    one = queries()
    OutgoingMail.objects.all().delete()
    PersonFactory.create_batch(5, assigned=True)
    assert queries() == one


class TestLeads:
    """When reminders do not help, somebody else is told: once a week, with numbers only."""

    pytestmark = pytest.mark.feature("2.8")
    LATER = TUESDAY + timedelta(days=GAPS[-1] + 7)

    @pytest.fixture
    def unit(self):
        return UnitFactory(name_pl="Punkt na dworcu", name_en="Station")

    @pytest.fixture
    def lead(self, unit):
        return PersonFactory(language="pl", role=Role.UNIT_LEAD, role__unit=unit)

    def unmoved(self, unit, **fields):
        person = PersonFactory(assigned__unit=unit, **fields)
        reminded_before(person, GAPS)
        return person

    def test_one_mail_counts_people_and_names_nobody(self, policy, unit, lead):
        people = [self.unmoved(unit), self.unmoved(unit), self.unmoved(unit, email=None)]
        people.append(PersonFactory(assigned__unit=unit, email=None))
        PersonFactory(assigned__unit=unit)  # still has its own reminders to come

        assert write(self.LATER).to_leads == 1

        (mail,) = mails(ESCALATION)
        assert mail.person == lead
        assert mail.subject == "4 osoby czekają na Ciebie"
        assert "/pl/reminders/" in mail.body
        for word in ("Kodeks", *(person.family_name for person in people)):
            assert word not in mail.subject + mail.body

    def test_the_next_mail_comes_after_a_week(self, policy, unit, lead):
        self.unmoved(unit)

        days = [self.LATER + timedelta(days=number) for number in range(15)]
        written = [day for day in days if write(day).to_leads]

        assert [(day - self.LATER).days for day in written] == [0, 7, 14]

    def test_before_the_fourth_has_had_a_week_nobody_is_told(self, policy, unit, lead):
        self.unmoved(unit)

        assert write(self.LATER - timedelta(days=1)).to_leads == 0

    def test_the_lead_of_the_unit_above_stands_in(self, policy, unit, lead):
        self.unmoved(UnitFactory(parent=unit))

        write(self.LATER)

        assert [mail.person for mail in mails(ESCALATION)] == [lead]

    def test_without_a_lead_it_is_the_management(self, policy, unit, lead):
        management = PersonFactory(role=Role.MANAGEMENT)
        self.unmoved(UnitFactory())

        write(self.LATER)

        assert {mail.person for mail in mails(ESCALATION)} == {management, steps.approver()}

    def test_nobody_is_told_about_themselves(self, policy, unit, lead):
        management = PersonFactory(role=Role.MANAGEMENT)
        AssignmentFactory(person=lead, unit=unit)
        reminded_before(lead, GAPS)

        write(self.LATER)

        assert {mail.person for mail in mails(ESCALATION)} == {management, steps.approver()}


def test_the_command_is_safe_to_run_twice(capsys):
    """Two of the mails say where the trail ends."""
    steps.published()  # ten days ago
    OutgoingMail.objects.all().delete()  # about its approval
    PersonFactory(assigned=True)
    day = timezone.localdate()
    while not is_workday(day):
        day -= timedelta(days=1)

    call_command("send_due_mail", on=day)
    call_command("send_due_mail", on=day)

    assert capsys.readouterr().out.splitlines() == [
        f"{day}: 1 reminders and 0 mails to leads written, 3 mails sent.",
        f"{day}: 0 reminders and 0 mails to leads written, 0 mails sent.",
    ]
    assert len([mail for mail in django_mail.outbox if "waiting" in mail.subject]) == 1


def test_the_command_looks_into_the_future_but_writes_nothing_for_it(policy, capsys):
    PersonFactory(assigned=True)
    monday = timezone.localdate() + timedelta(days=14)
    while monday.weekday():
        monday += timedelta(days=1)

    with pytest.raises(CommandError):
        call_command("send_due_mail", on=monday)
    call_command("send_due_mail", on=monday, dry_run=True)

    assert "are due." in capsys.readouterr().out
    assert mails() == []


@pytest.mark.parametrize(("hour", "number"), [(6, 0), (7, 1)])
def test_the_clock_writes_once_a_day_and_not_at_night(policy, hour, number):
    PersonFactory(assigned=True)
    with time_machine.travel(timezone.make_aware(datetime.combine(TUESDAY, time(hour)))):
        call_command("run_due")
        assert len(mails()) == number

        PersonFactory(assigned=True)
        call_command("run_due")
        assert len(mails()) == number  # the newcomer gets the mail tomorrow
