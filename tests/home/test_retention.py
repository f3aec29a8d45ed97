"""retention.toml is executed, shown, and complete."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import Event
from home import checks, personal_data, retention
from people import exporting, kept_text, sessions
from people.days import day_of
from people.importing import staging
from people.models import BackgroundCheck, Invitation, OutgoingMail, Person, Role
from tests.factories import OrganisationFactory, PersonFactory
from training import importing as training_importing

pytestmark = [pytest.mark.django_db, pytest.mark.feature("9.16")]


@pytest.fixture(autouse=True)
def in_english():
    """Messages are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def today(now):
    return day_of(now)


def rule(part):
    return next(rule for rule in retention.rules() if rule.part == part)


def test_every_model_with_personal_data_is_named():
    assert retention.unnamed() == ([], [])
    assert checks.every_model_has_a_period(None) == []


def test_a_model_that_is_left_out_stops_the_start(monkeypatch):
    text = retention.path().read_text(encoding="utf-8")
    short = retention.read(text.replace('"people.Session"', '"people.Nothing"'))
    monkeypatch.setattr(retention, "rules", lambda: short)
    assert {error.id for error in checks.every_model_has_a_period(None)} == {
        "home.E002",
        "home.E003",
    }


@pytest.mark.parametrize("change", [("months = 36", "months = 0"), ('"leavers"', '"lovers"')])
def test_a_rule_that_cannot_be_executed_is_refused(change):
    text = retention.path().read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="retention.toml"):
        retention.read(text.replace(*change))


def test_periods_that_the_code_fixes_are_those_of_the_file():
    fixed = {
        r.part: timedelta(**{r.period[1]: r.period[0]}) for r in retention.rules() if r.is_fixed
    }
    assert fixed == {
        "sessions": sessions.REMEMBERED,
        "kept_texts": kept_text.KEPT_FOR,
        "export_files": personal_data.KEPT_FOR,
        "export_passwords": exporting.LIFETIME,
        "import_files": staging.KEPT_FOR,
        "training_files": training_importing.KEPT_FOR,
    }


def test_leavers_become_codes_when_their_period_is_over(now, today):
    over = rule("leavers").last_day(today)
    gone = PersonFactory(assigned=True, left_on=over, family_name="Gone")
    recent = PersonFactory(assigned=True, left_on=over + timedelta(days=1))
    back = PersonFactory(assigned=True)
    assert [
        number for found, number in retention.due(at=now, on=today) if found.part == "leavers"
    ] == [1]

    assert retention.execute(at=now, on=today)["leavers"] == 1

    assert Person.objects.get(pk=gone.pk).anonymised_at == now
    assert list(Person.objects.filter(anonymised_at=None).order_by("pk")) == [recent, back]
    assert Event.objects.get(action="person.anonymised").result == "period"
    assert set(retention.execute(at=now, on=today).values()) == {0}


def test_old_notes_and_mails_are_deleted_with_an_entry_in_the_trail(now, today):
    person = PersonFactory(left_on=rule("checks").last_day(today))
    here = PersonFactory()
    for each in (person, here):
        BackgroundCheck.objects.create(
            person=each, kind="identity", seen_on=date(2020, 1, 1), seen_by=here
        )
    old = now - timedelta(days=91)
    Invitation.objects.create(person=here, invited_at=old, expires_at=old)
    Invitation.objects.create(person=person, invited_at=now, expires_at=now)
    for key, written, state in [
        ("a", now - timedelta(days=400), "sent"),
        ("b", now - timedelta(days=400), "waiting"),
        ("c", now, "sent"),
    ]:
        OutgoingMail.objects.create(
            person=here, purpose="x", key=key, language="pl", state=state,
            written_at=written, next_try_at=written,
        )  # fmt: skip

    done = retention.execute(at=now, on=today)

    assert (done["checks"], done["invitations"], done["mails"]) == (1, 1, 1)
    assert BackgroundCheck.objects.get().person == here
    assert Invitation.objects.get().person == person
    assert set(OutgoingMail.objects.values_list("key", flat=True)) == {"b", "c"}
    events = Event.objects.filter(action="retention.done")
    assert set(events.values_list("object_id", "count")) == {
        ("checks", 1), ("invitations", 1), ("mails", 1),
    }  # fmt: skip


def test_the_page_and_the_dry_run_say_what_is_over_and_change_nothing(client, today, capsys):
    PersonFactory(left_on=date(2001, 1, 1))
    client.force_login(PersonFactory(role=Role.MANAGEMENT))
    page = client.get(reverse("retention")).content.decode()
    assert "36 months" in page
    call_command("retention", dry_run=True)
    assert "1\t36 months" in capsys.readouterr().out
    assert not Person.objects.exclude(anonymised_at=None).exists()
    call_command("retention", language="pl")
    assert "1\tleavers" in capsys.readouterr().out
