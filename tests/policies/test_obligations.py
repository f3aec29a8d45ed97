"""Who owes which acknowledgement on a day: the SQL against a slow plain reading in Python."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from people.days import add_months
from people.models import Kind, Person, Unit
from people.obligations import State
from people.sets import among
from policies.figures import coverage, coverage_by_unit
from policies.models import (
    Acknowledgement,
    Correction,
    Exemption,
    Policy,
    PolicyQuestion,
    PolicyRule,
    PolicyVersion,
)
from policies.obligations import late_people, open_obligations, owed
from tests.factories import AssignmentFactory, PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Warsaw")
START = date(2025, 1, 1)
SPAN = 500


def at_noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def a_policy(owner, slug):
    return Policy.objects.create(
        slug=slug, kind="other", title_pl=slug, title_en=slug, owner=owner, added_at=at_noon(START)
    )


def a_version(policy, major, minor, effective_on):
    """A published row without going through approval: only its dates matter here."""
    return PolicyVersion.objects.create(
        policy=policy,
        major=major,
        minor=minor,
        state=PolicyVersion.State.PUBLISHED,
        title_pl=policy.slug,
        title_en=policy.slug,
        version_hash=uuid4().hex * 2,
        readers_must="read",
        started_by=policy.owner,
        started_at=at_noon(START),
        saved_at=at_noon(START),
        effective_on=effective_on,
        published_at=at_noon(START),
        published_by=policy.owner,
    )


def acknowledged(person, version, day, round=0):
    return Acknowledgement.objects.create(
        person=person,
        policy=version.policy,
        version=version,
        major=version.major,
        round=round,
        language="pl",
        statement="Znam.",
        version_hash=version.version_hash,
        method="session",
        strength="password",
        acknowledged_at=at_noon(day),
        acknowledged_on=day,
        row_hash=uuid4().hex * 2,
    )


def corrected(acknowledgement):
    """It was a mistake: it never counted, for any day."""
    Correction.objects.create(
        acknowledgement=acknowledgement,
        outcome="void",
        reason="Wrong person.",
        by=acknowledgement.person,
        at=at_noon(START),
        row_hash=uuid4().hex * 2,
    )


def a_rule(policy, starts_on=START, units=(), **fields):
    rule = PolicyRule.objects.create(policy=policy, starts_on=starts_on, **fields)
    rule.units.set(units)
    return rule


def a_question(person, version, opened_on, closed_on=None):
    closed = {}
    if closed_on:
        closed = {
            "closed_on": closed_on,
            "closed_at": at_noon(closed_on),
            "closed_by": version.policy.owner,
            "outcome": PolicyQuestion.Outcome.ANSWERED,
        }
    return PolicyQuestion.objects.create(
        person=person,
        policy=version.policy,
        version=version,
        major=version.major,
        kind=PolicyQuestion.Kind.QUESTION,
        opened_at=at_noon(opened_on),
        opened_on=opened_on,
        **closed,
    )


def an_exemption(person, policy, starts_on, ends_on):
    return Exemption.objects.create(
        person=person,
        policy=policy,
        starts_on=starts_on,
        ends_on=ends_on,
        ground=Exemption.Ground.ABSENCE,
        reason="Away.",
        added_by=policy.owner,
        added_at=at_noon(starts_on),
    )


# A plain reading of the rules, one person and one day at a time.


def ancestors(unit):
    while unit is not None:
        yield unit.pk
        unit = unit.parent


def meant(rule, assignment, day):
    named = set(rule.units.values_list("pk", flat=True))
    return (
        assignment.voided_at is None
        and assignment.starts_on <= day
        and (assignment.ends_on is None or assignment.ends_on >= day)
        and (not rule.kinds or assignment.kind in rule.kinds)
        and (not named or bool(named & set(ancestors(assignment.unit))))
    )


def version_in_force(policy, day):
    published = [version for version in policy.versions.all() if version.effective_on <= day]
    return max(published, key=lambda version: (version.major, version.minor), default=None)


def waited(questions, policy, major, day):
    """Whether one of a person's questions was open at the end of a day."""
    return any(
        q.policy_id == policy.pk
        and q.major == major
        and q.opened_on <= day
        and (q.closed_on is None or q.closed_on > day)
        for q in questions
    )


def is_exempt(person, policy, day):
    return any(
        e.policy_id == policy.pk and e.starts_on <= day <= e.ends_on
        for e in person.exemptions.all()
    )


def plain_answer(person, policy, day):
    """(state, since, due) of the most urgent obligation, or None when nothing is owed."""
    version = version_in_force(policy, day)
    if version is None or is_exempt(person, policy, day):
        return None
    first_day = min(v.effective_on for v in policy.versions.all() if v.major == version.major)
    found, questions = [], list(person.policy_questions.all())
    for rule in policy.rules.all():
        if not (rule.starts_on <= day and (rule.ends_on is None or rule.ends_on >= day)):
            continue
        mine = [a for a in person.assignments.all() if meant(rule, a, day)]
        if not mine:
            continue
        given = [
            a.acknowledged_on
            for a in person.acknowledgements.all()
            if a.policy_id == policy.pk
            and a.major == version.major
            and a.acknowledged_on <= day
            and not a.is_corrected
        ]
        if given and (rule.renew_months is None or add_months(max(given), rule.renew_months) > day):
            continue
        if given:
            since = add_months(max(given), rule.renew_months)
        else:
            since = max(first_day, rule.starts_on, min(a.starts_on for a in mine))
        days = -1 if rule.before_first_duty else rule.due_days
        asked = [since + timedelta(days=n) for n in range((day - since).days + 1)]
        days += sum(waited(questions, policy, version.major, each) for each in asked)
        due = since + timedelta(days=days)
        is_due = due >= day or waited(questions, policy, version.major, day)
        found.append((due, since, State.DUE if is_due else State.MISSING))
    return min(found, default=None)


def random_world(seed):
    random = Random(seed)
    day = lambda: START + timedelta(days=random.randrange(SPAN))  # noqa: E731
    root = UnitFactory()
    units = [root, *(UnitFactory(parent=root) for _each in range(2))]
    units.append(UnitFactory(parent=units[1]))
    people = PersonFactory.create_batch(8)
    for person in people:
        for _each in range(random.randint(0, 3)):
            start = day()
            AssignmentFactory(
                person=person,
                unit=random.choice(units),
                kind=random.choice(Kind.values),
                starts_on=start,
                ends_on=random.choice([None, None, start + timedelta(days=random.randrange(200))]),
            )
    for number in range(3):
        policy = a_policy(people[0], f"policy-{seed}-{number}")
        first = day()
        versions = [a_version(policy, 1, 0, first)]
        for step in range(random.randint(0, 3)):
            last = versions[-1]
            major, minor = random.choice([(last.major + 1, 0), (last.major, last.minor + 1)])
            versions.append(
                a_version(
                    policy,
                    major,
                    minor,
                    last.effective_on + timedelta(days=random.randint(1, 90 + step)),
                )
            )
        for _each in range(random.randint(0, 3)):
            start = day()
            a_rule(
                policy,
                starts_on=start,
                ends_on=random.choice([None, None, start + timedelta(days=random.randrange(300))]),
                kinds=random.choice([[], [], [random.choice(Kind.values)]]),
                units=random.choice([[], [random.choice(units)]]),
                due_days=random.choice([0, 7, 14, 30]),
                renew_months=random.choice([None, 1, 6, 12]),
                before_first_duty=random.random() < 0.2,
            )
        for person in people:
            for version in versions:
                if version.minor == 0 and random.random() < 0.5:
                    given = version.effective_on + timedelta(days=random.randrange(60))
                    row = acknowledged(person, version, given)
                    if random.random() < 0.3:
                        acknowledged(person, version, given + timedelta(days=200), round=1)
                    if number == 1 and random.random() < 0.4:
                        corrected(row)
            ask_and_exempt(random, person, versions)
    return people


def ask_and_exempt(random, person, versions):
    """Some questions one after the other, the last one perhaps still open; perhaps an exemption."""
    day = versions[0].effective_on + timedelta(days=random.randrange(40))
    for _each in range(random.randint(0, 4)):
        version = random.choice([v for v in versions if v.effective_on <= day] or versions[:1])
        closed_on = day + timedelta(days=random.choice([0, 1, 3, 10, 40]))
        last = random.random() < 0.25
        a_question(person, version, day, None if last else closed_on)
        if last:
            break
        day = closed_on + timedelta(days=random.choice([0, 0, 1, 4, 20, 90]))
    if random.random() < 0.3:
        start = versions[0].effective_on + timedelta(days=random.randrange(300))
        an_exemption(
            person, versions[0].policy, start, start + timedelta(days=random.randrange(120))
        )


@pytest.mark.feature("2.6", "2.9", "2.15", "2.18")
@pytest.mark.parametrize("seed", range(6))
def test_sql_agrees_with_a_slow_plain_reading(seed):
    """The one source of obligations, held against the rules read person by person."""
    people = random_world(seed)
    random = Random(seed)
    for _each in range(12):
        day = START + timedelta(days=random.randrange(SPAN + 300))
        found = open_obligations(Person.objects.all(), on=day)
        late = set(Person.objects.filter(among(late_people(on=day))).values_list("pk", flat=True))
        policies = Policy.objects.prefetch_related("versions", "rules")
        for person in people:
            expected = {}
            for policy in policies:
                if answer := plain_answer(person, policy, day):
                    expected[policy.slug] = answer
            shown = {
                owed_.what.policy.slug: (owed_.due_on, owed_.since_on, owed_.state)
                for owed_ in found.get(person.pk, [])
            }
            assert shown == expected
            states = {state for _due, _since, state in expected.values()}
            assert (person.pk in late) == (State.MISSING in states)
        for entry in owed(day).asked:
            owing = {p.pk for p in people if plain_answer(p, entry.policy, day)}
            assert set(entry.owing().values_list("pk", flat=True)) == owing
            figures = coverage(entry)
            assert figures.missing == len(owing)
            assert figures.asked == entry.people().count() == figures.done + len(owing)
            exempt = {p.pk for p in people if is_exempt(p, entry.policy, day)}
            assert set(entry.exempt().values_list("pk", flat=True)) <= exempt
            assert figures.exempt == entry.exempt().count()
            assert not exempt & set(entry.people().values_list("pk", flat=True))


def test_a_question_moves_the_due_day_by_the_days_it_was_open():
    """R7: somebody who asks instead of agreeing is not late while nobody has answered."""
    policy = a_policy(PersonFactory(), "code")
    version = a_version(policy, 1, 0, START)
    a_rule(policy, due_days=10)
    person = AssignmentFactory(starts_on=START).person
    a_question(person, version, date(2025, 1, 6), date(2025, 1, 26))

    def seen(day):
        (found,) = open_obligations(Person.objects.all(), on=day)[person.pk]
        late = Person.objects.filter(among(late_people(on=day)), pk=person.pk).exists()
        assert late == (found.state == State.MISSING)
        return found.due_on, found.state, found.is_paused

    assert seen(date(2025, 1, 5)) == (date(2025, 1, 11), State.DUE, False)
    assert seen(date(2025, 1, 25)) == (date(2025, 1, 31), State.DUE, True)
    assert seen(date(2025, 1, 31)) == (date(2025, 1, 31), State.DUE, False)
    assert seen(date(2025, 2, 1)) == (date(2025, 1, 31), State.MISSING, False)


@pytest.mark.feature("2.15")
def test_a_yearly_renewal_is_due_again_and_missing_after_its_days():
    policy = a_policy(PersonFactory(), "code")
    version = a_version(policy, 1, 0, START)
    a_rule(policy, due_days=14, renew_months=12)
    person = AssignmentFactory(starts_on=START).person
    acknowledged(person, version, date(2025, 1, 31))

    def seen(day):
        found = open_obligations(Person.objects.all(), on=day).get(person.pk)
        return found and (found[0].since_on, found[0].due_on, found[0].state)

    assert seen(date(2026, 1, 30)) is None
    assert seen(date(2026, 1, 31)) == (date(2026, 1, 31), date(2026, 2, 14), State.DUE)
    assert seen(date(2026, 2, 14))[2] == State.DUE
    assert seen(date(2026, 2, 15))[2] == State.MISSING
    acknowledged(person, version, date(2026, 2, 20), round=1)
    assert seen(date(2026, 2, 20)) is None and seen(date(2027, 2, 19)) is None
    assert seen(date(2027, 2, 20))[0] == date(2027, 2, 20)


def test_an_exempt_person_counts_neither_as_missing_nor_as_done():
    policy = a_policy(PersonFactory(), "code")
    a_version(policy, 1, 0, START)
    a_rule(policy, due_days=5)
    here, away = AssignmentFactory.create_batch(2, starts_on=START)
    an_exemption(away.person, policy, date(2025, 1, 10), date(2025, 1, 20))

    def counted(day):
        (entry,) = owed(day).asked
        figures = coverage(entry)
        late = Person.objects.filter(among(late_people(on=day)))
        return figures.asked, figures.missing, figures.exempt, late.count()

    assert counted(date(2025, 1, 9)) == (2, 2, 0, 2)
    assert counted(date(2025, 1, 20)) == (1, 1, 1, 1)
    assert counted(date(2025, 1, 21)) == (2, 2, 0, 2)


@pytest.mark.feature("2.4", "2.5", "2.6")
def test_everybody_from_joining_on_and_nobody_after_leaving():
    """R6, R7: joiners and leavers need no bookkeeping, and a past day keeps its answer."""
    policy = a_policy(PersonFactory(), "code")
    a_version(policy, 1, 0, START)
    a_rule(policy)
    here = AssignmentFactory(starts_on=date(2025, 3, 1), ends_on=date(2025, 4, 30)).person

    def asked(day):
        return {p.pk for entry in owed(day).asked for p in entry.people()}

    assert here.pk not in asked(date(2025, 2, 28))
    assert here.pk in asked(date(2025, 3, 1))
    assert here.pk in asked(date(2025, 4, 30))
    assert here.pk not in asked(date(2025, 5, 1))


@pytest.mark.feature("2.2", "2.3")
def test_a_minor_version_asks_nobody_and_a_major_one_asks_again():
    policy = a_policy(PersonFactory(), "code")
    first = a_version(policy, 1, 0, START)
    a_rule(policy, due_days=10)
    person = AssignmentFactory(starts_on=START).person
    acknowledged(person, first, date(2025, 1, 5))
    a_version(policy, 1, 1, date(2025, 2, 1))
    a_version(policy, 2, 0, date(2025, 3, 1))

    everybody = Person.objects.all()
    assert open_obligations(everybody, on=date(2025, 2, 15)) == {}
    (found,) = open_obligations(everybody, on=date(2025, 3, 11))[person.pk]
    assert (found.since_on, found.due_on, found.state) == (
        date(2025, 3, 1),
        date(2025, 3, 11),
        State.DUE,
    )
    (found,) = open_obligations(everybody, on=date(2025, 3, 12))[person.pk]
    assert found.state == State.MISSING


def test_units_are_counted_with_those_who_have_most_missing_first():
    policy = a_policy(PersonFactory(), "code")
    version = a_version(policy, 1, 0, START)
    a_rule(policy)
    done, open_ = UnitFactory(name_pl="A", name_en="A"), UnitFactory(name_pl="B", name_en="B")
    acknowledged(AssignmentFactory(unit=done, starts_on=START).person, version, START)
    AssignmentFactory.create_batch(2, unit=open_, starts_on=START)

    (entry,) = owed(date(2025, 2, 1)).asked

    assert [(c.unit, c.asked, c.done, c.percent) for c in coverage_by_unit(entry)] == [
        (open_, 2, 0, 0),
        (done, 1, 1, 100),
    ]


def test_the_number_of_queries_does_not_grow_with_policies(django_assert_num_queries):
    owner = PersonFactory()
    person = AssignmentFactory(starts_on=START).person
    for number in range(3):
        policy = a_policy(owner, f"p{number}")
        a_version(policy, 1, 0, START)
        a_rule(policy, units=[Unit.objects.first()])
    with django_assert_num_queries(8):
        open_obligations(Person.objects.filter(pk=person.pk), on=date(2025, 2, 1))
