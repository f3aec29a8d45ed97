"""People by policies and units by policies, as of any day."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from people.days import day_of
from people.leaving import leave
from people.models import Kind, Role
from policies.acknowledging import acknowledge
from policies.exempting import exempt
from tests.factories import (
    AssignmentFactory,
    FunctionFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.policies import steps

pytestmark = pytest.mark.django_db
TODAY = day_of(timezone.now())


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def somebody(name, unit=None, **fields):
    return PersonFactory(
        given_name=name,
        family_name="Z",
        assigned__unit=unit or UnitFactory(),
        **{f"assigned__{key}": value for key, value in fields.items()},
    )


def has_acknowledged(person, version, *, days_ago=0):
    acknowledge(
        version.policy,
        by=person,
        at=timezone.now() - timedelta(days=days_ago),
        version_hash=version.version_hash,
        language="en",
        strength="password",
    )


def shown(answer):
    """The rows of the matrix as the page has them: name -> the words of its cells."""
    return {
        str(row["person"]): [cell["found"].words for cell in row["cells"]]
        for row in answer.context["rows"]
    }


def shares(answer):
    return {
        column["policy"].slug: (column["coverage"].done, column["coverage"].asked)
        for column in answer.context["columns"]
    }


@pytest.mark.feature("2.17")
def test_each_cell_says_done_due_missing_or_not_asked(manager):
    long_ago = timezone.now() - timedelta(days=40)
    late = steps.published("late", at=long_ago, titles=("Spóźniona", "Late one"))
    steps.published("fresh", titles=("Świeża", "Fresh one"), kinds=[Kind.STAFF])
    ola, jan = somebody("Ola"), somebody("Jan", kind=Kind.STAFF)
    has_acknowledged(ola, late, days_ago=2)

    answer = manager.get("/en/acknowledgements/matrix/")

    assert shown(answer) == {
        "Ola Z": ["not asked", "acknowledged"],
        "Jan Z": ["due", "missing"],
    }
    assert shares(answer) == {"fresh": (0, 1), "late": (1, 2)}
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    assert "50%" in page and "1 of 2" in page
    assert jan.get_absolute_url().removeprefix("/pl") in answer.content.decode()


@pytest.mark.feature("2.17")
def test_somebody_exempt_is_shown_so_with_the_last_day_and_owes_nothing(manager):
    policy = steps.published("first", titles=("Pierwsza", "First")).policy
    other = steps.published("staff", titles=("Dla zespołu", "Staff"), kinds=[Kind.STAFF]).policy
    ola, _jan = somebody("Ola"), somebody("Jan")
    day = TODAY + timedelta(days=30)
    for exempted_from in (policy, other):  # the second one does not ask her anyway
        exempt(
            ola,
            by=steps.keeper(),
            at=timezone.now(),
            on=TODAY,
            policy=exempted_from,
            ground="absence",
            reason="Leave",
            starts_on=TODAY,
            ends_on=day,
        )

    answer = manager.get("/en/acknowledgements/matrix/")

    assert shown(answer) == {"Ola Z": ["exempt", "not asked"], "Jan Z": ["due", "not asked"]}
    assert shares(answer) == {"first": (0, 1), "staff": (0, 0)}
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("\xa0", " ").split())
    assert f"exempt until {day.day} " in page
    assert list(shown(manager.get("/en/acknowledgements/matrix/?state=open"))) == ["Jan Z"]
    assert shown(manager.get(f"/en/acknowledgements/matrix/?on={day + timedelta(days=1):%d.%m.%Y}"))


@pytest.mark.feature("2.17")
def test_filters_narrow_people_and_policies_and_the_last_row_follows(manager):
    first = steps.published("first", titles=("Pierwsza", "First"))
    steps.published("second", titles=("Druga", "Second"))
    unit, driver = UnitFactory(), FunctionFactory()
    below = UnitFactory(parent=unit)
    ola = somebody("Ola", unit, kind=Kind.STAFF)
    has_acknowledged(ola, first)
    somebody("Jan", below, function=driver)
    somebody("Ewa")

    def names(query):
        return sorted(shown(manager.get(f"/en/acknowledgements/matrix/?{query}")))

    assert names(f"unit={unit.pk}") == ["Jan Z", "Ola Z"]
    assert names(f"unit={below.pk}") == ["Jan Z"]
    assert names("kind=staff") == ["Ola Z"]
    assert names(f"function={driver.slug}") == ["Jan Z"]
    assert names("q=ewa") == ["Ewa Z"]
    assert names("policies=first&state=done") == ["Ola Z"]
    assert names("policies=first&state=open") == ["Ewa Z", "Jan Z"]
    assert names("state=missing") == []
    answer = manager.get(f"/en/acknowledgements/matrix/?unit={unit.pk}&policies=first")
    assert shares(answer) == {"first": (1, 2)}


def test_a_wrong_filter_says_so(manager):
    steps.published()
    answer = manager.get("/en/acknowledgements/matrix/?on=31.02.2026&unit=x&policies=none")

    assert answer.status_code == 422
    assert "There is no such day." in answer.content.decode()


@pytest.mark.feature("2.18")
def test_a_past_day_shows_who_was_here_and_has_left_since(manager):
    at = timezone.now() - timedelta(days=30)
    version = steps.published(at=at, titles=("Kodeks", "Code"))
    gone, stayed = somebody("Ola"), somebody("Jan")
    has_acknowledged(gone, version, days_ago=20)
    has_acknowledged(stayed, version, days_ago=3)
    administrator = PersonFactory(role=Role.ADMINISTRATOR)
    left_on = TODAY - timedelta(days=5)
    leave(gone, by=administrator, at=timezone.now(), on=TODAY, last_day=left_on)
    day = TODAY - timedelta(days=10)

    then = manager.get(f"/en/acknowledgements/matrix/?on={day:%d.%m.%Y}")
    now = manager.get("/en/acknowledgements/matrix/")

    assert shown(then) == {"Ola Z": ["acknowledged"], "Jan Z": ["missing"]}
    assert shares(then) == {"code": (1, 2)}
    page = " ".join(then.content.decode().split())
    assert f"left on {left_on.day} " in page.replace("\xa0", " ")
    assert "As known on" in page
    assert shown(now) == {"Jan Z": ["acknowledged"]}
    units = manager.get(f"/en/acknowledgements/units/?on={day:%d.%m.%Y}")
    assert [row["cells"][0]["found"].percent for row in units.context["rows"]] == [100, 0]


@pytest.mark.feature("2.17")
def test_units_show_how_many_per_cent_and_the_last_row_counts_everybody_once(manager):
    version = steps.published(titles=("Kodeks", "Code"))
    first, second = UnitFactory(name_en="First"), UnitFactory(name_en="Second")
    both = somebody("Ola", first)
    AssignmentFactory(person=both, unit=second)
    somebody("Jan", second)
    has_acknowledged(both, version)

    answer = manager.get("/en/acknowledgements/units/")

    found = {
        row["unit"].name: (row["cells"][0]["found"].done, row["cells"][0]["found"].asked)
        for row in answer.context["rows"]
    }
    assert found == {"First": (1, 1), "Second": (1, 2)}
    assert shares(answer) == {"code": (1, 2)}


def test_a_unit_lead_sees_the_people_of_the_unit_only(client):
    steps.published()
    unit = UnitFactory()
    somebody("Mine", unit)
    somebody("Foreign")
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=unit))

    answer = client.get("/en/acknowledgements/matrix/")

    assert set(shown(answer)) == {"Mine Z"}
    assert shares(answer) == {"code": (0, 1)}
    assert len(client.get("/en/acknowledgements/units/").context["rows"]) == 1


@pytest.mark.parametrize("page", ["matrix", "units", "campaigns"])
def test_others_are_refused(client, page):
    client.force_login(PersonFactory(assigned=True))

    assert client.get(f"/en/acknowledgements/{page}/").status_code == 403


def test_a_long_title_is_cut_for_the_eye_and_whole_for_the_ear(manager):
    title = "Rules for safe conversations with people who arrive at night"
    steps.published(titles=("Zasady", title))
    somebody("Ola")

    page = manager.get("/en/acknowledgements/matrix/").content.decode()

    assert '<span aria-hidden="true">Rules for safe conversations with…</span>' in page
    assert f'<span class="visually-hidden">{title}, version 1.0</span>' in page


def test_without_any_policy_the_pages_say_so(manager):
    for page in ("matrix", "units"):
        answer = manager.get(f"/en/acknowledgements/{page}/")
        assert "Nothing was asked on that day" in answer.content.decode()
