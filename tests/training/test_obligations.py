"""Who owes which course: the SQL against a slow reading of the rules in Python (R20, R43)."""

from datetime import date, timedelta
from random import Random

import pytest

from people.models import Kind, Person
from people.obligations import State
from people.sets import among
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory
from tests.training import steps
from training.awarding import accept_outside, revoke
from training.models import CourseRule, Credential, Extension, ValidityChange
from training.obligations import late_people, open_obligations
from training.standing import Status, standing_in

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)
SPAN = 500


def owed_by(person, day):
    found = open_obligations(Person.objects.filter(pk=person.pk), on=day).get(person.pk, [])
    return [(owed.what.slug, owed.since_on, owed.due_on, owed.state) for owed in found]


def outside(person, course, day, valid_until):
    """A credential from elsewhere, with days of one's own choice."""
    return accept_outside(
        person,
        course,
        by=steps.coordinator(),
        at=steps.noon(day),
        on=day,
        awarded_on=day,
        valid_until=valid_until,
        provider="Elsewhere",
    )


def extend(credential, until):
    change = ValidityChange.objects.create(
        course=credential.course,
        valid_until=until,
        reason="No trainer",
        decided_by=steps.coordinator(),
        decided_at=steps.noon(START),
    )
    return Extension.objects.create(
        change=change, credential=credential, valid_until=until, renewable_until=until
    )


def test_a_course_is_due_for_its_days_and_missing_afterwards():
    course = steps.course()
    steps.asked(course, due_days=10, starts_on=START)
    person = AssignmentFactory(starts_on=date(2025, 3, 1)).person

    since, due = date(2025, 3, 1), date(2025, 3, 11)
    assert owed_by(person, date(2025, 2, 28)) == []
    assert owed_by(person, due) == [("basic", since, due, State.DUE)]
    assert owed_by(person, date(2025, 3, 12)) == [("basic", since, due, State.MISSING)]
    steps.passed(course, person, on=date(2025, 3, 12))
    assert owed_by(person, date(2025, 3, 12)) == []


@pytest.mark.parametrize(
    ("day", "expected", "status"),
    [
        (date(2025, 10, 1), [], Status.VALID),
        (date(2025, 12, 5), [("short", State.DUE)], Status.EXPIRING),
        (date(2026, 2, 1), [("short", State.DUE)], Status.EXPIRING),
        (date(2026, 2, 10), [("short", State.DUE)], Status.RENEWABLE),
        (date(2026, 4, 1), [("short", State.MISSING)], Status.RENEWABLE),
        (date(2026, 6, 1), [("basic", State.MISSING)], Status.LAPSED),
    ],
)
def test_what_has_to_be_taken_follows_from_the_day(day, expected, status):
    short = steps.course("short")
    course = steps.course(refresher=short, valid_months=12, renewable_months=3)
    steps.asked(course, due_days=30)
    person = AssignmentFactory(starts_on=START).person
    steps.passed(course, person, on=date(2025, 2, 1))

    assert [(slug, state) for slug, _since, _due, state in owed_by(person, day)] == expected
    assert standing_in(person, course, on=day).status == status


def test_a_revoked_credential_counts_until_the_day_before():
    course = steps.course(valid_months=24)
    steps.asked(course, due_days=5)
    person = AssignmentFactory(starts_on=START).person
    steps.passed(course, person, on=START)
    day = date(2025, 6, 1)
    revoke(
        Credential.objects.get(),
        by=steps.coordinator(),
        at=steps.noon(day),
        on=day,
        revoked_on=day,
        reason="Taken by somebody else",
    )

    assert owed_by(person, date(2025, 5, 31)) == []
    assert owed_by(person, day) == [("basic", day, date(2025, 6, 6), State.DUE)]
    assert standing_in(person, course, on=day).status == Status.NONE


def test_an_extension_moves_the_last_day():
    course = steps.course(valid_months=12)
    steps.asked(course)
    person = AssignmentFactory(starts_on=START).person
    steps.passed(course, person, on=START)
    assert owed_by(person, date(2026, 2, 1))[0][3] == State.MISSING

    extend(Credential.objects.get(), date(2026, 12, 31))

    assert owed_by(person, date(2026, 2, 1)) == []
    assert standing_in(person, course, on=date(2026, 12, 31)).valid_until == date(2026, 12, 31)


@pytest.mark.parametrize("seed", range(4))
def test_sql_agrees_with_a_slow_plain_reading(seed):
    chance = Random(seed)
    units = [UnitFactory() for _unit in range(3)]
    courses = [steps.course(slug, valid_months=6, renewable_months=2) for slug in ("one", "two")]
    for course in courses:
        for _rule in range(2):
            rule = steps.asked(
                course,
                starts_on=some_day(chance),
                due_days=chance.choice([0, 7, 40]),
                before_first_duty=chance.random() < 0.3,
                kinds=chance.choice([[], [Kind.VOLUNTEER], [Kind.STAFF]]),
            )
            rule.units.set(chance.sample(units, chance.choice([0, 1])))
    people = [PersonFactory() for _person in range(8)]
    for person in people:
        for _time in range(chance.choice([1, 2])):
            first = some_day(chance)
            AssignmentFactory(
                person=person,
                unit=chance.choice(units),
                kind=chance.choice([Kind.VOLUNTEER, Kind.STAFF]),
                starts_on=first,
                ends_on=chance.choice([None, first + timedelta(days=90)]),
            )
        for course in courses:
            for _time in range(chance.choice([0, 1, 2])):
                day = some_day(chance)
                until = chance.choice([None, day + timedelta(days=chance.choice([20, 150]))])
                credential = outside(person, course, day, until)
                if until and chance.random() < 0.3:
                    extend(credential, until + timedelta(days=50))
                if chance.random() < 0.3:
                    revoked_on = day + timedelta(days=10)
                    revoke(
                        credential,
                        by=steps.coordinator(),
                        at=steps.noon(revoked_on),
                        on=revoked_on,
                        revoked_on=revoked_on,
                        reason="Mistake",
                    )

    for _look in range(6):
        day = some_day(chance)
        found = open_obligations(Person.objects.all(), on=day)
        late = set(Person.objects.filter(among(late_people(on=day))).values_list("pk", flat=True))
        for person in people:
            plain = reading(person, day)
            got = {owed.what.slug: (owed.due_on, owed.state) for owed in found.get(person.pk, [])}
            assert got == plain
            is_late = any(state == State.MISSING for _due, state in plain.values())
            assert (person.pk in late) == is_late


def some_day(chance):
    return START + timedelta(days=chance.randrange(SPAN))


def reading(person, day):
    """What the rules mean, said slowly."""
    owed = {}
    for rule in CourseRule.objects.all():
        if rule.starts_on > day:
            continue
        units = set(rule.units.values_list("pk", flat=True))
        starts = [
            each.starts_on
            for each in person.assignments.all()
            if each.starts_on <= day
            and (each.ends_on is None or each.ends_on >= day)
            and (not rule.kinds or each.kind in rule.kinds)
            and (not units or each.unit_id in units)
        ]
        if not starts:
            continue
        ends = last_days(person, rule.course, day)
        if date.max in ends or any(end >= day + timedelta(days=60) for end in ends):
            continue
        since, last = max(rule.starts_on, min(starts)), max(ends, default=None)
        if last is not None and last >= day:
            due = last
        else:
            if last is not None:
                since = max(since, last + timedelta(days=1))
            due = since + timedelta(days=-1 if rule.before_first_duty else rule.due_days)
        state = State.MISSING if due < day else State.DUE
        known = owed.get(rule.course.slug)
        if known is None or due < known[0]:
            owed[rule.course.slug] = (due, state)
    return owed


def last_days(person, course, day):
    """The last day of each of the person's credentials as known on a day."""
    found = []
    for credential in Credential.objects.filter(person=person, course=course):
        if credential.awarded_on > day:
            continue
        last = credential.valid_until or date.max
        last = max([last, *(row.valid_until for row in credential.extensions.all())])
        revocation = getattr(credential, "revocation", None)
        if revocation and revocation.revoked_on <= day:
            last = min(last, revocation.revoked_on - timedelta(days=1))
        found.append(last)
    return found
