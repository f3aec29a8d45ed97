"""Ready for duty: the list of people, one person, one's own tasks and the dashboard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from documents.templatetags.page import day
from people.days import day_of
from people.leaving import leave
from people.models import Kind, Role
from policies.acknowledging import acknowledge
from tests.factories import (
    AssignmentFactory,
    CheckRuleFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.policies.steps import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager():
    return PersonFactory(role=Role.MANAGEMENT)


def address(name, *arguments):
    with override("en"):
        return reverse(name, args=arguments)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def acknowledged(person, version, *, at=None):
    return acknowledge(
        version.policy,
        by=person,
        at=at or timezone.now(),
        version_hash=version.version_hash,
        language="pl",
        strength="password",
    )


def today():
    return day_of(timezone.now())


@pytest.mark.feature("9.6")
def test_ready_or_not_with_the_reasons_and_the_days(client, manager):
    """R44: what is past its day makes "not ready", what is inside its days does not."""
    ready, due, late = (PersonFactory(given_name=name) for name in ("Ala", "Ela", "Ola"))
    long_since = today() - timedelta(days=40)
    for person, starts_on in ((ready, long_since), (due, today()), (late, long_since)):
        AssignmentFactory(person=person, starts_on=starts_on, kind=Kind.STAFF)
    at = timezone.now() - timedelta(days=40)
    version = published(at=at, kinds=[Kind.STAFF], due_days=14)
    acknowledged(ready, version)
    client.force_login(manager)

    answer = client.get(address("readiness"))

    shown = {row["person"]: (row["tag"]["kind"], row["lines"]) for row in answer.context["rows"]}
    assert shown[ready] == ("ok", [{"text": "nothing", "quiet": True}])
    assert shown[due][0] == "warn"
    assert shown[late][0] == "bad"
    with override("en"):
        by = f"by {day(long_since + timedelta(days=14))}"
    assert shown[late][1] == [{"text": "Code", "small": by}]
    assert (answer.context["figures"].people, answer.context["figures"].ready) == (3, 2)


@pytest.mark.feature("9.6", "2.18")
def test_a_past_day_gives_the_answer_of_that_day(client, manager):
    """With those who have left since, and with what had been acknowledged by then."""
    at = timezone.now() - timedelta(days=40)
    version = published(at=at, kinds=[Kind.STAFF], due_days=5)
    gone, here = PersonFactory(given_name="Gość"), PersonFactory(given_name="Tu")
    for person in (gone, here):
        AssignmentFactory(person=person, kind=Kind.STAFF, starts_on=day_of(at))
    acknowledged(here, version, at=timezone.now() - timedelta(days=20))
    leave(
        gone,
        by=PersonFactory(role=Role.ADMINISTRATOR),
        at=timezone.now(),
        on=today(),
        last_day=today() - timedelta(days=3),
    )
    client.force_login(manager)

    def ready_on(past):
        answer = client.get(address("readiness"), {"on": past.isoformat()})
        return {row["person"]: row["tag"]["kind"] != "bad" for row in answer.context["rows"]}

    assert ready_on(today()) == {here: True}
    assert ready_on(today() - timedelta(days=10)) == {gone: False, here: True}
    assert ready_on(today() - timedelta(days=30)) == {gone: False, here: False}
    assert ready_on(today() - timedelta(days=38)) == {gone: True, here: True}


def test_the_list_is_narrowed_to_a_unit_and_what_lies_below(client, manager):
    station = UnitFactory()
    platform, elsewhere = UnitFactory(parent=station), UnitFactory()
    inside, outside = PersonFactory(), PersonFactory()
    AssignmentFactory(person=inside, unit=platform)
    AssignmentFactory(person=outside, unit=elsewhere)
    client.force_login(manager)

    answer = client.get(address("readiness"), {"unit": station.pk})

    assert [row["person"] for row in answer.context["rows"]] == [inside]


@pytest.mark.feature("9.9")
def test_a_unit_lead_sees_the_people_of_the_unit_only(client):
    own, other = UnitFactory(), UnitFactory()
    mine, theirs = PersonFactory(), PersonFactory()
    AssignmentFactory(person=mine, unit=own)
    AssignmentFactory(person=theirs, unit=other)
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=own))

    everybody = client.get(address("readiness"))
    asked = client.get(address("readiness"), {"unit": other.pk})

    assert [row["person"] for row in everybody.context["rows"]] == [mine]
    assert asked.status_code == 422
    assert theirs not in [row["person"] for row in asked.context["rows"]]


def test_a_wrong_day_is_said_and_today_is_shown(client, manager):
    client.force_login(manager)

    answer = client.get(address("readiness"), {"on": "31.02.2026"})

    assert answer.status_code == 422
    assert answer.context["on"] == today()


@pytest.mark.feature("2.19")
def test_what_is_missing_locks_nothing(client):
    """Who is late still reads everything, finds help and reports: no page turns them away."""
    at = timezone.now() - timedelta(days=40)
    version = published(at=at, kinds=[Kind.VOLUNTEER], due_days=0, before_first_duty=True)
    late = PersonFactory(assigned=True)
    client.force_login(late)

    tasks = client.get(address("my-tasks"))

    assert not tasks.context["standing"].is_ready
    for path in (
        address("my-policy", version.policy.slug),
        address("my-documents"),
        address("help"),
        address("public-policies"),
    ):
        assert client.get(path).status_code == 200, path


@pytest.mark.feature("2.16")
def test_my_tasks_put_the_most_urgent_first_and_empty_when_done(client):
    at = timezone.now() - timedelta(days=40)
    slow = published("slow", at=at, due_days=60, titles=("Spokojnie", "Slow"))
    urgent = published("urgent", at=at, due_days=1, titles=("Pilne", "Urgent"))
    person = PersonFactory(assigned=True)
    client.force_login(person)

    before = client.get(address("my-tasks"))
    for version in (slow, urgent):
        acknowledged(person, version)
    after = client.get(address("my-tasks"))

    assert before.context["next"].what == urgent
    assert [owed.what for owed in before.context["then"]] == [slow]
    assert after.context["next"] is None
    assert [row.version for row in after.context["receipts"]] == [urgent, slow]


def test_a_background_check_stands_among_the_tasks(client):
    CheckRuleFactory(due_days=5)
    person = PersonFactory(assigned=True)
    client.force_login(person)

    standing = client.get(address("my-tasks")).context["standing"]

    assert [owed.kind for owed in standing.obligations] == ["check"]
    assert not standing.is_ready


def test_the_dashboard_counts_and_says_what_needs_somebody(client, manager):
    at = timezone.now() - timedelta(days=40)
    version = published(at=at, kinds=[Kind.STAFF], due_days=5)
    done, late = PersonFactory(), PersonFactory()
    for person in (done, late):
        AssignmentFactory(person=person, kind=Kind.STAFF)
    acknowledged(done, version)
    client.force_login(manager)

    answer = client.get(address("dashboard"))

    assert answer.context["main_coverage"].percent == 50
    assert answer.context["readiness"].not_ready == 1
    assert "1 person has not acknowledged: Code" in text_of(answer)
    assert "Nothing in force: zero tolerance statement" in text_of(answer)


def test_the_dashboard_is_at_most_a_minute_old_and_says_its_time(client, manager, time_machine):
    version = published(at=timezone.now() - timedelta(days=40), kinds=[Kind.STAFF])
    person = PersonFactory()
    AssignmentFactory(person=person, kind=Kind.STAFF)
    client.force_login(manager)
    start = timezone.now()

    def done():
        return client.get(address("dashboard")).context["main_coverage"].done

    assert done() == 0
    acknowledged(person, version)
    assert done() == 0
    time_machine.move_to(start + timedelta(seconds=61), tick=True)
    assert done() == 1
