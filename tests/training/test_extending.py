"""Certificates of a group hold longer: previewed, decided, seen in each history (features 4.14)."""

from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from people.days import add_months, day_of
from people.leaving import leave
from people.models import Kind, Role
from people.roles import with_subtree
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.training import steps
from training.awarding import revoke
from training.extending import Group
from training.models import Credential, Extension, ValidityChange
from training.standing import Status, standing_in

pytestmark = [pytest.mark.django_db, pytest.mark.feature("4.14")]
PAGE = "validity-change-new"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def today():
    return day_of(timezone.now())


def ago(days):
    return today() - timedelta(days=days)


@pytest.fixture
def course():
    return steps.course(valid_months=24, renewable_months=3)


@pytest.fixture
def keeper(client):
    person = steps.coordinator()
    client.force_login(person)
    return person


def holder(course, days, **fields):
    person = PersonFactory(**{"assigned": True, **fields})
    steps.passed(course, person, on=ago(days))
    return person


def chosen(course, /, **changes):
    return {
        "course": course.slug,
        "valid_until": f"{add_months(today(), 6):%d.%m.%Y}",
        **changes,
    }


def address(fields):
    return f"{reverse(PAGE)}?{urlencode(fields, doseq=True)}"


def seen_in(answer):
    return answer.text.split('name="seen" value="')[1].split('"')[0]


def extend(client, fields, **posted):
    seen = seen_in(client.get(address(fields)))
    return client.post(address(fields), {"reason": "The trainer is ill.", "seen": seen, **posted})


def names(course, **options):
    until = add_months(today(), 6)
    found = Group(course, **options).standings(until, on=today())
    return {each.credential.person for each in found}


def test_the_preview_shows_whom_it_reaches_and_changes_nothing(client, keeper, course):
    soon, later, lapsed = (holder(course, days) for days in (700, 30, 1000))

    shown = unescape(client.get(address(chosen(course))).text)

    assert str(soon) in shown
    assert str(later) not in shown and str(lapsed) not in shown
    assert "1 certificate will hold until" in shown
    assert not ValidityChange.objects.exists()


def test_the_decision_stands_in_the_history_of_each(client, keeper, course):
    people = [holder(course, days) for days in (700, 710, 750)]
    until = add_months(today(), 6)

    answer = extend(client, chosen(course))

    change = ValidityChange.objects.get()
    assert answer["Location"] == change.get_absolute_url()
    assert change.extensions.count() == 3
    for person in people:
        standing = standing_in(person, course, on=today())
        assert (standing.status, standing.valid_until) == (Status.VALID, until)
        assert standing.renewable_until == add_months(until, 3)
        shown = client.get(standing.credential.get_absolute_url()).text
        assert "extended until" in shown and "The trainer is ill." in shown
    event = Event.objects.get(action="validity.extended")
    assert (event.count, event.digest) == (3, change.row_hash)
    assert all(str(person) in client.get(answer["Location"]).text for person in people)
    assert "The trainer is ill." in client.get(reverse("validity-changes")).text
    assert (
        "The trainer is ill."
        not in client.get(reverse("certificate-check", args=[standing.credential.number])).text
    )


def test_a_group_by_unit_kind_and_day(course):
    unit, above = UnitFactory(), UnitFactory()
    below = UnitFactory(parent=above)
    here = holder(course, 700, assigned__unit=unit)
    there = holder(course, 720, assigned__unit=below, assigned__kind=Kind.STAFF)
    assert names(course) == {here, there}
    assert names(course, units=frozenset({unit.pk})) == {here}
    assert names(course, units=frozenset(with_subtree({above.pk}))) == {there}
    assert names(course, kinds=("staff",)) == {there}
    assert names(course, kinds=("staff",), units=frozenset({unit.pk})) == set()
    ends = add_months(ago(720), 24)
    assert names(course, ends_before=ends + timedelta(days=1)) == {there}
    assert names(course, ends_before=ends) == set()


def test_who_has_left_is_revoked_or_holds_for_good_is_not_reached(client, keeper, course):
    act = {"by": keeper, "at": timezone.now(), "on": today()}
    gone, wrong = holder(course, 700), holder(course, 700)
    administrator = PersonFactory(role=Role.ADMINISTRATOR)
    leave(gone, by=administrator, at=timezone.now(), on=today(), last_day=ago(1))
    revoke(wrong.credentials.get(), revoked_on=today(), reason="R", **act)
    for_good = steps.course("for-good")
    holder(for_good, 700)

    assert names(course) == set()
    shown = client.get(address(chosen(course))).text
    assert "No certificate in this group ends before that day." in shown
    assert client.get(address(chosen(for_good))).status_code == 422


def test_somebody_who_came_in_since_the_preview_stops_it(client, keeper, course):
    holder(course, 700)
    seen = seen_in(client.get(address(chosen(course))))
    holder(course, 705)

    answer = client.post(address(chosen(course)), {"reason": "Illness", "seen": seen})

    assert answer.status_code == 422
    assert "The group has changed" in answer.text and "Illness" in answer.text
    assert not ValidityChange.objects.exists()
    again = {"reason": "Illness", "seen": seen_in(answer)}
    assert client.post(address(chosen(course)), again).status_code == 302
    assert Extension.objects.count() == 2


def test_twice_extends_once(client, keeper, course):
    holder(course, 700)
    seen = seen_in(client.get(address(chosen(course))))
    posted = {"reason": "Illness", "seen": seen}

    assert client.post(address(chosen(course)), posted).status_code == 302
    assert client.post(address(chosen(course)), posted).status_code == 422
    assert ValidityChange.objects.count() == 1


def test_a_later_decision_may_go_further_and_never_shortens(client, keeper, course):
    person = holder(course, 700)
    extend(client, chosen(course))
    further = add_months(today(), 12)
    extend(client, chosen(course, valid_until=f"{further:%d.%m.%Y}"))

    assert standing_in(person, course, on=today()).valid_until == further
    text = client.get(address(chosen(course))).text
    assert "No certificate in this group ends before that day." in text
    assert Extension.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"course": ""},
        {"course": "nothing"},
        {"valid_until": "01.01.2001"},
        {"valid_until": "01.01.2150"},
        {"valid_until": "soon"},
        {"unit": "99999999999999999999"},
        {"kinds": ["alien"]},
    ],
)
def test_a_wrong_choice_is_said(client, keeper, course, wrong):
    holder(course, 700)

    assert client.get(address(chosen(course, **wrong))).status_code == 422
    assert client.post(address(chosen(course, **wrong)), {"reason": "R"}).status_code == 422


def test_a_reason_is_needed(client, keeper, course):
    holder(course, 700)

    assert extend(client, chosen(course), reason=" ").status_code == 422
    assert not ValidityChange.objects.exists()


@pytest.mark.parametrize("role", [None, Role.MANAGEMENT, Role.ADMINISTRATOR])
def test_only_a_coordinator_extends(client, course, role):
    holder(course, 700)
    client.force_login(PersonFactory(role=role, assigned=True))

    assert client.get(address(chosen(course))).status_code == 403


def test_the_database_refuses_to_change_it(client, keeper, course):
    holder(course, 700)
    extend(client, chosen(course))

    for rows in (ValidityChange.objects, Extension.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(valid_until=today())
    assert Credential.objects.get().valid_until == add_months(ago(700), 24)


def test_lists_cost_the_same_for_one_and_for_three(client, keeper, course):
    def cost(place):
        client.get(place)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(place).status_code == 200
        return len(queries)

    holder(course, 700)
    preview = cost(address(chosen(course)))
    extend(client, chosen(course))
    listed = cost(reverse("validity-changes"))
    one = cost(ValidityChange.objects.get().get_absolute_url())
    for days in (701, 702):
        holder(course, days)
    further = chosen(course, valid_until=f"{add_months(today(), 8):%d.%m.%Y}")
    assert cost(address(further)) == preview
    extend(client, further)
    assert cost(reverse("validity-changes")) == listed
    assert cost(ValidityChange.objects.first().get_absolute_url()) == one
