"""Two people get the end of the trail every day: rewriting it is noticed (security.md 6)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, Head
from audit.trail import record
from audit.verifying import anchor, verify
from people.anchoring import PURPOSE, keepers_on, mail_anchor
from people.mail import deliver_due
from people.models import Organisation, OutgoingMail, Role
from tests.factories import OrganisationFactory, PersonFactory
from tests.tidying import silenced

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 23, 11, tzinfo=UTC)
TODAY = date(2026, 3, 23)


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def people():
    """Somebody of each role that matters, none of them chosen."""
    roles = (Role.ADMINISTRATOR, Role.TRAINING_COORDINATOR, Role.POLICY_MANAGER, Role.MANAGEMENT)
    return {role: PersonFactory(role=role) for role in roles}


def happen(by):
    with transaction.atomic():
        return record("person.edited", by, by=by, at=NOON)


def choose(first=None, second=None):
    Organisation.objects.update(first_anchor_keeper=first, second_anchor_keeper=second)


def test_both_get_the_end_of_the_trail_in_their_language(people, mailoutbox):
    people[Role.MANAGEMENT].language = "pl"
    people[Role.MANAGEMENT].save()
    happen(people[Role.ADMINISTRATOR])

    assert mail_anchor(at=NOON, on=TODAY) == 2
    deliver_due(NOON)

    told = {mail.to[0]: mail for mail in mailoutbox}
    polish, english = (told[people[role].email] for role in (Role.MANAGEMENT, Role.POLICY_MANAGER))
    assert polish.subject == "Koniec dziennika 23 marca 2026"
    assert english.subject == "The end of the audit trail on 23 March 2026"
    for mail in (polish, english):
        assert mail.body.count(anchor()) == 2


def test_a_day_has_one_mail_for_each_and_the_next_day_another(people):
    assert [mail_anchor(at=NOON, on=TODAY) for _time in range(2)] == [2, 0]
    assert mail_anchor(at=NOON, on=TODAY + timedelta(days=1)) == 2


def test_the_clock_does_it(people):
    call_command("run_due", on=timezone.localdate())
    call_command("send_due_mail")
    assert OutgoingMail.objects.filter(purpose=PURPOSE).count() == 2


def test_the_chosen_come_first_and_others_stand_in_by_role(people):
    management, manager = people[Role.MANAGEMENT], people[Role.POLICY_MANAGER]
    coordinator = people[Role.TRAINING_COORDINATOR]
    assert keepers_on(TODAY) == [management, manager]
    choose(second=coordinator)
    assert keepers_on(TODAY) == [coordinator, management]
    choose(coordinator, people[Role.ADMINISTRATOR])
    assert keepers_on(TODAY) == [coordinator, people[Role.ADMINISTRATOR]]


@pytest.mark.parametrize(
    "change", [{"left_on": TODAY - timedelta(days=1)}, {"email": None}, {"anonymised_at": NOON}]
)
def test_who_is_gone_or_has_no_address_is_replaced(people, change):
    gone = people[Role.MANAGEMENT]
    choose(gone)
    type(gone).objects.filter(pk=gone.pk).update(**change)
    assert keepers_on(TODAY) == [people[Role.POLICY_MANAGER], people[Role.ADMINISTRATOR]]


def test_before_there_is_an_organisation_nobody_is_written_to(organisation, people):
    Organisation.objects.all().delete()
    assert mail_anchor(at=NOON, on=TODAY) == 0


def test_a_rewritten_trail_does_not_pass_with_the_line_of_the_mail(people, mailoutbox, capsys):
    by = people[Role.MANAGEMENT]
    for _time in range(3):
        happen(by)
    mail_anchor(at=NOON, on=TODAY)
    deliver_due(NOON)
    line = re.search(r"--anchor (\S+)", mailoutbox[0].body)[1]
    happen(by)
    call_command("verify_audit", anchor=line)

    with silenced(connection):  # what somebody does who owns the database: cut, and begin anew
        Event.objects.all().delete()
        Head.objects.update(sequence=0, row_hash="0" * 64)
    for _time in range(4):
        happen(people[Role.ADMINISTRATOR])

    assert verify().is_sound
    with pytest.raises(CommandError):
        call_command("verify_audit", anchor=line)


def test_the_database_refuses_one_person_twice(people):
    keeper = people[Role.MANAGEMENT]
    with pytest.raises(IntegrityError), transaction.atomic():
        choose(keeper, keeper)


def test_the_administrator_chooses_two(client, people):
    client.force_login(people[Role.ADMINISTRATOR])
    manager, management = people[Role.POLICY_MANAGER], people[Role.MANAGEMENT]
    values = {"name_pl": "A", "name_en": "A", "exit_site": "https://www.meteo.pl/"}
    address = reverse("organisation")

    twice = {"first_anchor_keeper": manager.pk, "second_anchor_keeper": manager.pk}
    refused = client.post(address, values | twice)
    assert refused.status_code == 422
    assert "two different people" in refused.text
    stranger = {"first_anchor_keeper": PersonFactory().pk}  # without a role
    assert client.post(address, values | stranger).status_code == 422
    chosen = {"first_anchor_keeper": manager.pk, "second_anchor_keeper": management.pk}
    assert client.post(address, values | chosen).status_code == 302

    assert keepers_on(TODAY) == [manager, management]
    changed = Event.objects.latest("sequence").fields
    assert changed[-2:] == ["first_anchor_keeper", "second_anchor_keeper"]
