"""Who owes which background check: the SQL against a slow reading of the rules in Python (R44)."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from people.check_obligations import late_people, open_obligations
from people.days import add_months
from people.models import BackgroundCheck, CheckKind, Kind, Person
from people.obligations import State
from people.sets import among
from tests.factories import (
    AssignmentFactory,
    CheckRuleFactory,
    FunctionFactory,
    PersonFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)
SPAN = 400


def seen(person, day, valid_until=None, kind=CheckKind.OFFENDERS_REGISTER):
    return BackgroundCheck.objects.create(
        person=person, kind=kind, seen_on=day, valid_until=valid_until, seen_by=person
    )


def owed_by(person, day):
    found = open_obligations(Person.objects.filter(pk=person.pk), on=day).get(person.pk, [])
    return [(owed.since_on, owed.due_on, owed.state) for owed in found]


def test_a_check_is_due_for_its_days_and_missing_afterwards():
    CheckRuleFactory(due_days=10, starts_on=START)
    person = AssignmentFactory(starts_on=date(2025, 3, 1)).person

    assert owed_by(person, date(2025, 2, 28)) == []
    since, due = date(2025, 3, 1), date(2025, 3, 11)
    assert owed_by(person, due) == [(since, due, State.DUE)]
    assert owed_by(person, date(2025, 3, 12)) == [(since, due, State.MISSING)]


def test_what_is_needed_before_the_first_duty_is_missing_from_the_first_day():
    CheckRuleFactory(before_first_duty=True, starts_on=START)
    person = AssignmentFactory(starts_on=date(2025, 3, 1)).person

    assert owed_by(person, date(2025, 3, 1)) == [
        (date(2025, 3, 1), date(2025, 2, 28), State.MISSING)
    ]


@pytest.mark.feature("9.7")
def test_a_check_counts_through_its_last_valid_day_and_not_before_it_was_seen():
    CheckRuleFactory(due_days=5, starts_on=START)
    person = AssignmentFactory(starts_on=START).person
    seen(person, date(2025, 2, 1), valid_until=date(2025, 6, 30))

    assert owed_by(person, date(2025, 1, 31)) == [(START, date(2025, 1, 6), State.MISSING)]
    assert owed_by(person, date(2025, 6, 30)) == []
    assert owed_by(person, date(2025, 7, 1)) == [(date(2025, 7, 1), date(2025, 7, 6), State.DUE)]


def test_a_rule_may_ask_again_sooner_than_the_document_runs_out():
    CheckRuleFactory(due_days=0, renew_months=6, starts_on=START)
    person = AssignmentFactory(starts_on=START).person
    seen(person, date(2025, 1, 31), valid_until=date(2030, 1, 1))

    assert owed_by(person, date(2025, 7, 30)) == []
    assert owed_by(person, date(2025, 7, 31)) == [(date(2025, 7, 31), date(2025, 7, 31), State.DUE)]


def test_somebody_who_comes_back_gets_the_days_of_the_rule_again():
    CheckRuleFactory(due_days=14, starts_on=START)
    person = AssignmentFactory(starts_on=START, ends_on=date(2025, 2, 1)).person
    seen(person, START, valid_until=date(2025, 3, 1))
    AssignmentFactory(person=person, starts_on=date(2025, 9, 1))

    assert owed_by(person, date(2025, 9, 2)) == [(date(2025, 9, 1), date(2025, 9, 15), State.DUE)]


def test_a_check_entered_by_mistake_does_not_count():
    CheckRuleFactory(due_days=0, starts_on=START)
    person = AssignmentFactory(starts_on=START).person
    check = seen(person, START)
    check.voided_at, check.voided_by, check.void_reason = datetime.now(UTC), person, "wrong person"
    check.save()

    assert owed_by(person, date(2025, 2, 1)) != []


def test_the_number_of_queries_does_not_grow_with_rules_or_people(django_assert_num_queries):
    for count in (1, 3):
        for _each in range(count):
            CheckRuleFactory(check_kind=CheckKind.IDENTITY).units.set([UnitFactory()])
            seen(AssignmentFactory().person, START)
        with django_assert_num_queries(6):
            open_obligations(Person.objects.all(), on=date(2025, 2, 1))


# A plain reading of the rules, one person and one day at a time.


def ancestors(unit):
    while unit is not None:
        yield unit.pk
        unit = unit.parent


def meant(rule, assignment, day):
    units = {unit.pk for unit in rule.units.all()}
    functions = {function.pk for function in rule.functions.all()}
    return (
        assignment.starts_on <= day
        and (assignment.ends_on is None or assignment.ends_on >= day)
        and (not rule.kinds or assignment.kind in rule.kinds)
        and (not units or bool(units & set(ancestors(assignment.unit))))
        and (not functions or assignment.function_id in functions)
    )


def first_day_gone(rule, check):
    ends = [date.max]
    if check.valid_until:
        ends.append(check.valid_until + timedelta(days=1))
    if rule.renew_months:
        ends.append(add_months(check.seen_on, rule.renew_months))
    return min(ends)


def plain_answer(rules, person, day):
    """{kind: (due, since, state)} of the most urgent obligation of each kind."""
    found = {}
    for rule in rules:
        mine = [
            assignment for assignment in person.assignments.all() if meant(rule, assignment, day)
        ]
        open_then = rule.starts_on <= day and (rule.ends_on is None or rule.ends_on >= day)
        if not open_then or not mine:
            continue
        gone = [
            first_day_gone(rule, check)
            for check in person.checks.all()
            if check.kind == rule.check_kind and check.seen_on <= day
        ]
        if any(last > day for last in gone):
            continue
        since = max([rule.starts_on, min(a.starts_on for a in mine), *gone])
        due = since + timedelta(days=-1 if rule.before_first_duty else rule.due_days)
        answer = (due, since, State.MISSING if due < day else State.DUE)
        found[rule.check_kind] = min(found.get(rule.check_kind, answer), answer)
    return found


def random_world(random):
    def day():
        return START + timedelta(days=random.randrange(SPAN))

    root = UnitFactory()
    units = [root, UnitFactory(parent=root), UnitFactory(parent=root)]
    functions = FunctionFactory.create_batch(2)
    people = PersonFactory.create_batch(6)
    kinds = CheckKind.values[:2]
    for person in people:
        for _each in range(random.randint(0, 3)):
            start = day()
            AssignmentFactory(
                person=person,
                unit=random.choice(units),
                function=random.choice([None, *functions]),
                kind=random.choice(Kind.values[:3]),
                starts_on=start,
                ends_on=random.choice([None, start + timedelta(days=random.randrange(200))]),
            )
        for _each in range(random.randint(0, 3)):
            start = day()
            until = random.choice([None, start + timedelta(days=random.randrange(200))])
            seen(person, start, until, random.choice(kinds))
    rules = []
    for _each in range(4):
        start = day()
        rule = CheckRuleFactory(
            check_kind=random.choice(kinds),
            kinds=random.choice([[], [random.choice(Kind.values[:3])]]),
            due_days=random.choice([0, 7, 30]),
            renew_months=random.choice([None, 1, 6]),
            before_first_duty=random.random() < 0.2,
            starts_on=start,
            ends_on=random.choice([None, start + timedelta(days=random.randrange(300))]),
        )
        rule.units.set(random.choice([[], [random.choice(units)]]))
        rule.functions.set(random.choice([[], [random.choice(functions)]]))
        rules.append(rule)
    return people, rules


@pytest.mark.feature("9.5")
@pytest.mark.parametrize("seed", range(4))
def test_sql_agrees_with_a_slow_plain_reading(seed):
    """The one source of obligations, held against the rules read person by person."""
    random = Random(seed)
    people, rules = random_world(random)
    for _each in range(12):
        day = START + timedelta(days=random.randrange(SPAN + 200))
        found = open_obligations(None, on=day)
        late = set(Person.objects.filter(among(late_people(on=day))).values_list("pk", flat=True))
        for person in people:
            shown = {
                owed.what.check_kind: (owed.due_on, owed.since_on, owed.state)
                for owed in found.get(person.pk, [])
            }
            expected = plain_answer(rules, person, day)
            assert shown == expected
            states = {state for _due, _since, state in expected.values()}
            assert (person.pk in late) == (State.MISSING in states)
