"""People by courses, units by courses, targets: as of any day, for those who may look (4.16)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from people.days import day_of
from people.exporting import SOURCES
from people.models import Kind, Person, Role
from policies.figures import Coverage
from tests.factories import (
    AssignmentFactory,
    FunctionFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.training import steps
from tests.training.test_obligations import outside
from tests.training.test_refreshing import policy
from training.figures import asked, coverages, coverages_by_unit, ending, trained
from training.models import Target
from training.targets import end_target, set_target, strengths, targets_on, too_few

pytestmark = pytest.mark.django_db
TODAY = day_of(timezone.now())


@pytest.fixture(autouse=True)
def organisation():
    with override("en"):
        yield OrganisationFactory(relaxed=True)


@pytest.fixture
def coordinator(client):
    client.force_login(steps.coordinator())
    return client


def somebody(name, unit=None, **fields):
    return PersonFactory(
        given_name=name,
        family_name="Z",
        assigned__unit=unit or UnitFactory(),
        **{f"assigned__{key}": value for key, value in fields.items()},
    )


def ago(days):
    return TODAY - timedelta(days=days)


def holds(person, course, *, since=100, left=None):
    """The person completed it so many days ago; it holds so many days more, or for good."""
    until = None if left is None else TODAY + timedelta(days=left)
    return outside(person, course, ago(since), until)


def shown(answer):
    """The rows of the matrix as the page has them: name -> the words of its cells."""
    return {
        str(row["person"]): [cell["found"].words for cell in row["cells"]]
        for row in answer.context["rows"]
    }


def matrix(client, query=""):
    return client.get(f"{reverse('training-matrix')}?{query}")


@pytest.mark.feature("4.16")
def test_each_cell_says_where_somebody_stands(coordinator):
    course = steps.course("basic", renewable_months=2, valid_months=12)
    other = steps.course("other")
    steps.asked(course, kinds=[Kind.VOLUNTEER])
    holds(somebody("Valid"), course, left=200)
    holds(somebody("Good"), course)
    holds(somebody("Soon"), course, left=10)
    holds(somebody("Late"), course, left=-40)
    holds(somebody("Due"), course, left=-2)
    somebody("Never")
    holds(somebody("Lapsed", kind=Kind.STAFF), course, since=900, left=-200)
    holds(somebody("Renewable", kind=Kind.STAFF), course, left=-10)
    somebody("Unasked", kind=Kind.STAFF)

    answer = matrix(coordinator)

    assert shown(answer) == {
        "Due Z": ["due", "not taken"],
        "Good Z": ["valid", "not taken"],
        "Lapsed Z": ["ended", "not taken"],
        "Late Z": ["missing", "not taken"],
        "Never Z": ["missing", "not taken"],
        "Renewable Z": ["ended, may be renewed", "not taken"],
        "Soon Z": ["ends soon", "not taken"],
        "Unasked Z": ["not taken", "not taken"],
        "Valid Z": ["valid", "not taken"],
    }
    counted = {each["course"]: each["coverage"] for each in answer.context["columns"]}
    assert counted == {course: Coverage(6, 3), other: Coverage(0, 0)}
    page = " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
    assert "50%" in page and "3 of 6" in page and "held until" in page


@pytest.mark.feature("4.16")
def test_filters_narrow_people_and_courses_and_the_last_row_follows(coordinator):
    course, second = steps.course("basic"), steps.course("second")
    steps.asked(course)
    unit, driver = UnitFactory(), FunctionFactory()
    below = UnitFactory(parent=unit)
    holds(somebody("Ola", unit, kind=Kind.STAFF), course)
    holds(somebody("Ewa"), course, left=5)
    somebody("Jan", below, function=driver)
    steps.asked(second, kinds=[Kind.STAFF], starts_on=TODAY)

    def names(query):
        return sorted(name[:3] for name in shown(matrix(coordinator, query)))

    assert names(f"unit={unit.pk}") == ["Jan", "Ola"]
    assert names(f"unit={below.pk}") == ["Jan"]
    assert names("kind=staff") == ["Ola"]
    assert names(f"function={driver.slug}") == ["Jan"]
    assert names("q=ewa") == ["Ewa"]
    assert names("state=missing") == ["Jan"]
    assert names("state=open") == ["Jan", "Ola"]
    assert names("courses=basic&state=open") == ["Jan"]
    assert names("state=done") == ["Ewa"]
    assert names("state=ending") == ["Ewa"]
    narrowed = matrix(coordinator, f"unit={unit.pk}&courses=basic").context["columns"]
    assert [(each["course"], each["coverage"]) for each in narrowed] == [(course, Coverage(2, 1))]


@pytest.mark.feature("4.16")
def test_a_past_day_shows_who_was_here_then_with_what_they_held_then(coordinator):
    course = steps.course()
    steps.asked(course, starts_on=ago(400))
    gone, new = somebody("Gone", starts_on=ago(300)), somebody("New", starts_on=ago(5))
    gone.assignments.update(ends_on=ago(30))
    Person.objects.filter(pk=gone.pk).update(left_on=ago(30))
    holds(gone, course, since=200, left=-40)
    holds(new, course, since=1)
    day = f"{ago(50):%d.%m.%Y}"

    answer = matrix(coordinator, f"on={day}")

    assert shown(answer) == {"Gone Z": ["ends soon"]}
    assert "People who have left since are still here." in answer.text
    assert "left on" in answer.text and "As known on" in answer.text
    assert shown(matrix(coordinator)) == {"New Z": ["valid"]}


def test_a_wrong_filter_says_so(coordinator):
    steps.course()
    answer = matrix(coordinator, "on=31.02.2026&unit=x&courses=none")

    assert answer.status_code == 422
    assert "There is no such day." in answer.text


def test_the_number_of_queries_does_not_depend_on_people(coordinator):
    course = steps.course(valid_months=12)
    steps.asked(course)
    steps.asked(steps.course("other"), kinds=[Kind.STAFF])
    holds(somebody("A"), course, left=5)
    matrix(coordinator)
    with CaptureQueriesContext(connection) as few:
        matrix(coordinator)
    for number in range(8):
        person = somebody(f"B{number}", kind=Kind.STAFF)
        if number % 2:
            holds(person, course, left=-3)
    with CaptureQueriesContext(connection) as many:
        matrix(coordinator)

    assert len(many) == len(few)


@pytest.mark.feature("4.16")
def test_units_by_courses_count_somebody_in_each_of_their_units(coordinator):
    course = steps.course()
    steps.asked(course)
    one, two = UnitFactory(), UnitFactory()
    both = somebody("Both", one)
    AssignmentFactory(person=both, unit=two)
    holds(both, course)
    somebody("Lacks", two)

    answer = coordinator.get(reverse("training-units"))

    found = {
        row["unit"]: [cell["found"] for cell in row["cells"]] for row in answer.context["rows"]
    }
    assert found == {one: [Coverage(1, 1)], two: [Coverage(2, 1)]}
    assert answer.context["columns"][0]["coverage"] == Coverage(2, 1)
    entries = asked(TODAY)
    assert coverages_by_unit(entries, {one.pk}) == {(one.pk, course.pk): Coverage(1, 1)}
    assert coverages(entries, Person.objects.filter(pk=both.pk)) == {course.pk: Coverage(1, 1)}
    assert trained(on=TODAY) == Coverage(2, 1)


def test_a_unit_lead_sees_the_own_people_and_others_see_nothing(client):
    course = steps.course()
    mine, other = UnitFactory(), UnitFactory()
    somebody("Mine", mine), somebody("Other", other)
    Target.objects.bulk_create(
        Target(unit=unit, course=course, number=1, starts_on=TODAY, set_by=steps.coordinator())
        for unit in (mine, other)
    )
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=mine)
    client.force_login(lead)

    assert list(shown(matrix(client))) == ["Mine Z"]
    assert matrix(client, f"unit={other.pk}").status_code == 422
    rows = client.get(reverse("training-targets")).context["rows"]
    assert [row.target.unit for row in rows] == [mine]
    client.force_login(PersonFactory(assigned=True))
    for name in ("training-matrix", "training-units", "training-targets"):
        assert client.get(reverse(name)).status_code == 403


def test_what_ends_soon_is_not_told_when_a_longer_one_follows():
    course = steps.course()
    soon, followed = somebody("Soon"), somebody("Followed")
    for person in (soon, followed):
        holds(person, course, left=20)
    holds(followed, course, since=1, left=400)
    gone = somebody("Gone")
    gone.assignments.update(ends_on=ago(1))
    holds(gone, course, left=20)

    assert list(ending(TODAY)) == [soon]


def rows_of(name, person, query=""):
    sheet = SOURCES[name].sheet(person, QueryDict(query), on=TODAY)
    rows = list(sheet.rows)
    assert len(rows) == sheet.count
    return [[str(cell) for cell in row] for row in rows]


@pytest.mark.feature("4.16")
def test_the_matrix_and_the_certificates_leave_as_sheets():
    course = steps.course()
    steps.asked(course)
    held = holds(somebody("Ola"), course, left=90)
    somebody("Jan")

    (jan, ola) = rows_of("training-matrix", steps.coordinator())
    assert (jan[0], jan[5]) == ("Jan Z", "missing")
    assert ola[5:7] == ["valid", str(held.valid_until)]
    (row,) = rows_of("credentials", steps.coordinator(), "q=ola")
    assert row[0] == "Ola Z" and held.number in row and str(held.person.uid) in row
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory())
    assert rows_of("training-matrix", lead) == rows_of("credentials", lead) == []
    assert not SOURCES["training-matrix"].allows(PersonFactory(), on=TODAY)


def act(on=TODAY):
    return {"by": steps.coordinator(), "at": steps.noon(on), "on": on}


@pytest.mark.feature("4.16")
def test_a_target_counts_trained_people_of_the_unit_and_below_each_once():
    course, driver = steps.course(), FunctionFactory()
    site = UnitFactory()
    below = UnitFactory(parent=site)
    both = somebody("Both", site)
    AssignmentFactory(person=both, unit=below, function=driver)
    holds(both, course)
    holds(somebody("Ended", site), course, left=-1)
    somebody("Untrained", below, function=driver)
    holds(somebody("Elsewhere"), course)
    everybody = set_target(unit=site, course=course, function=None, number=2, **act())
    drivers = set_target(unit=site, course=course, function=driver, number=1, **act())

    found = {
        each.target: (each.trained, each.missing) for each in strengths(targets_on(TODAY), on=TODAY)
    }

    assert found == {everybody: (1, 1), drivers: (1, 0)}
    assert [each.target for each in too_few(on=TODAY, most=5)] == [everybody]


def test_a_new_target_takes_the_place_of_the_former_one_and_past_days_keep_theirs():
    course, site = steps.course(), UnitFactory()
    what = {"unit": site, "course": course, "function": None}
    first = set_target(**what, number=2, **act(ago(10)))
    assert set_target(**what, number=2, **act(ago(8))) == first
    second = set_target(**what, number=5, **act())

    assert [row.number for row in targets_on(ago(1))] == [2]
    assert [row.number for row in targets_on(TODAY)] == [5]
    third = set_target(**what, number=6, **act())  # the same day: the second never counted
    assert not Target.objects.filter(pk=second.pk).exists()
    end_target(third, **act(TODAY + timedelta(days=3)))
    assert list(targets_on(TODAY + timedelta(days=3))) == []
    assert [row.number for row in targets_on(TODAY)] == [6]


def test_targets_are_set_and_ended_on_their_pages(coordinator):
    course, site = steps.course(), UnitFactory()
    page = reverse("target-new")
    typed = {"unit": site.pk, "course": course.slug, "number": 0}
    wrong = coordinator.post(page, typed)
    assert wrong.status_code == 422 and f'value="{site.pk}" selected' in wrong.text

    coordinator.post(page, typed | {"number": 3})
    target = Target.objects.get()
    assert (target.unit, target.number, target.starts_on) == (site, 3, TODAY)
    assert "3 people missing" in coordinator.get(reverse("training-targets")).text
    coordinator.post(reverse("target-end", args=[target.pk]))
    assert not Target.objects.exists()


@pytest.mark.feature("4.13")
def test_the_short_course_is_named_on_its_page(coordinator):
    code, course = policy(), steps.course("changes")
    typed = {"policy": code.slug, "course": course.slug, "due_days": 21}

    assert "name one" in coordinator.get(reverse("training-refreshers")).text
    assert coordinator.post(reverse("refresher-new"), typed | {"due_days": -1}).status_code == 422
    coordinator.post(reverse("refresher-new"), typed)

    shown_row = coordinator.get(reverse("training-refreshers")).text
    assert "Course changes" in shown_row and "21" in shown_row
