"""The short course on what changed: who owes it, against a slow plain reading (4.13, R20)."""

from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from people.days import day_of
from people.models import Person
from people.obligations import State
from people.sets import among
from policies.comprehension import asks_questions
from policies.drafting import start_version
from policies.models import Policy, PolicyVersion, Withdrawal
from policies.publishing import CannotPublish, publish
from policies.refreshing import refresher_for
from tests.factories import AssignmentFactory, OrganisationFactory, PersonFactory
from tests.policies import steps as policy_steps
from tests.training import steps
from tests.training.test_obligations import extend, outside
from training.awarding import revoke
from training.learning import StillValid, questions_for
from training.models import Course, Credential, PolicyRefresher
from training.obligations import late_people, open_obligations, owed_by_course
from training.refreshing import NotOffered, course_named, name_refresher, named_for

pytestmark = pytest.mark.django_db
START = date(2025, 1, 1)
SPAN = 400
Duty = PolicyVersion.Duty


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def version(policy, major, effective_on, *, minor=0, duty=Duty.REFRESH):
    """A published version of a policy as the database keeps it, from a day on."""
    return PolicyVersion.objects.create(
        policy=policy,
        major=major,
        minor=minor,
        title_pl="Kodeks",
        title_en="Code",
        state=PolicyVersion.State.PUBLISHED,
        readers_must=duty,
        effective_on=effective_on,
        version_hash=uuid4().hex * 2,
        started_by=steps.coordinator(),
        started_at=steps.noon(START),
        saved_at=steps.noon(effective_on),
        published_at=steps.noon(effective_on),
        published_by=steps.coordinator(),
    )


def policy(slug="code"):
    return Policy.objects.create(
        slug=slug,
        title_pl="Kodeks",
        title_en="Code",
        kind=Policy.Kind.CODE_OF_CONDUCT,
        owner=steps.coordinator(),
        added_at=steps.noon(steps.LONG_AGO),
    )


def named(code, course, *, days=30, on=START):
    return name_refresher(
        code, course, due_days=days, by=steps.coordinator(), at=steps.noon(on), on=on
    )


def owed_by(person, day):
    found = open_obligations(Person.objects.filter(pk=person.pk), on=day).get(person.pk, [])
    return [(owed.what.slug, owed.since_on, owed.due_on, owed.state) for owed in found]


@pytest.fixture
def code():
    """A policy with a course that teaches it and a short course on its changes."""
    row = policy()
    teaches, short = steps.course("basic"), steps.course("changes")
    teaches.policies.add(row)
    named(row, short, days=10)
    version(row, 1, START, duty=Duty.READ)
    return row


@pytest.mark.feature("4.13")
def test_those_trained_before_owe_the_short_course_and_nobody_else(code):
    trained, untrained, gone = (AssignmentFactory(starts_on=START).person for _one in range(3))
    basic, changes = course_of("basic"), course_of("changes")
    begins = date(2025, 6, 1)
    for person in (trained, gone):
        steps.passed(basic, person, on=date(2025, 2, 1))
    gone.assignments.update(ends_on=date(2025, 6, 10))
    version(code, 2, begins)

    assert owed_by(trained, begins - timedelta(days=1)) == []
    due = begins + timedelta(days=10)
    assert owed_by(trained, due) == [("changes", begins, due, State.DUE)]
    assert owed_by(trained, date(2025, 6, 12)) == [("changes", begins, due, State.MISSING)]
    assert owed_by(untrained, due) == []
    assert owed_by(gone, date(2025, 6, 9)) != [] and owed_by(gone, date(2025, 6, 11)) == []

    steps.passed(changes, trained, on=date(2025, 6, 12))
    assert owed_by(trained, date(2025, 6, 12)) == []


def course_of(slug):
    return Course.objects.get(slug=slug)


def test_the_day_before_the_version_decides(code):
    begins, basic = date(2025, 6, 1), course_of("basic")
    before = begins - timedelta(days=1)
    ended, on_the_day, too_early = (AssignmentFactory(starts_on=START).person for _one in range(3))
    outside(ended, basic, START, before)
    outside(on_the_day, basic, begins, None)
    outside(too_early, basic, START, before - timedelta(days=1))
    version(code, 2, begins)

    owing = {person for person, _course in owed_by_course(None, on=begins)}
    assert owing == {ended.pk}


def test_who_took_it_for_the_version_before_takes_it_again(code):
    person = AssignmentFactory(starts_on=START).person
    changes = course_of("changes")
    steps.passed(course_of("basic"), person, on=date(2025, 2, 1))
    steps.passed(changes, person, on=date(2025, 3, 1))
    learning = steps.read(changes, person, on=date(2025, 5, 1))
    with pytest.raises(StillValid):
        questions_for(learning, on=date(2025, 5, 1))
    version(code, 2, date(2025, 6, 1))

    day = date(2025, 6, 2)
    assert [row[0] for row in owed_by(person, day)] == ["changes"]
    assert questions_for(learning, on=day)[0] == 2
    steps.attempt(learning, on=day)
    assert owed_by(person, day) == []


def test_a_minor_version_keeps_asking_a_major_one_without_it_ends_it_and_so_does_withdrawing(code):
    person = AssignmentFactory(starts_on=START).person
    steps.passed(course_of("basic"), person, on=date(2025, 2, 1))
    version(code, 2, date(2025, 6, 1))
    version(code, 2, date(2025, 7, 1), minor=1, duty=Duty.NOTHING)
    assert len(owed_by(person, date(2025, 7, 2))) == 1

    last = version(code, 3, date(2025, 8, 1), duty=Duty.READ)
    assert owed_by(person, date(2025, 8, 2)) == []
    assert len(owed_by(person, date(2025, 7, 2))) == 1  # a past day keeps its answer
    fourth = version(code, 4, date(2025, 9, 1))
    assert len(owed_by(person, date(2025, 9, 2))) == 1
    Withdrawal.objects.create(
        version=fourth,
        withdrawn_on=date(2025, 9, 10),
        reason="R",
        by=last.published_by,
        at=steps.noon(date(2025, 9, 1)),
    )
    assert owed_by(person, date(2025, 9, 10)) == []


def test_one_task_when_the_same_course_is_owed_twice(code):
    person = AssignmentFactory(starts_on=START).person
    steps.passed(course_of("basic"), person, on=date(2025, 2, 1))
    steps.asked(course_of("changes"), starts_on=START, due_days=5)
    version(code, 2, date(2025, 6, 1))

    due = START + timedelta(days=5)
    assert owed_by(person, date(2025, 6, 2)) == [("changes", START, due, State.MISSING)]


def test_naming_needs_the_role_and_a_course_that_can_be_taken(code):
    day = {"at": steps.noon(START), "on": START}
    with pytest.raises(Exception, match="training coordinator"):
        name_refresher(code, course_of("changes"), due_days=3, by=PersonFactory(), **day)
    retired = steps.course("old", retired_on=START)
    with pytest.raises(NotOffered):
        name_refresher(code, retired, due_days=3, by=steps.coordinator(), **day)

    assert PolicyRefresher.objects.count() == 1


def test_a_policy_learns_what_its_short_course_is_called(code):
    assert refresher_for(code, on=START) == course_named(code, on=START) == "Course changes"
    assert refresher_for(code, on=START - timedelta(days=1)) == ""
    assert refresher_for(policy("other"), on=START) == ""
    assert named_for(code, on=START).due_days == 10


@pytest.fixture
def next_text():
    """The approved second version of a policy, with a question for its readers."""
    OrganisationFactory(relaxed=True)
    first = policy_steps.draft()
    policy_steps.question(first)
    row = put_out(policy_steps.approved(first), ago=10).policy
    text = start_version(row, **policy_steps.act())
    return policy_steps.approved(policy_steps.written(text, en="<p>Other words.</p>"))


def put_out(text, *, ago=0, **how):
    now = timezone.now() - timedelta(days=ago)
    return publish(
        text,
        by=policy_steps.keeper(),
        at=now,
        effective_on=day_of(now),
        major=True,
        notes={"pl": "Zmiana.", "en": "A change."},
        **how,
    )


@pytest.mark.feature("4.13")
def test_publishing_with_a_refresher_is_refused_while_none_is_named(next_text):
    with pytest.raises(CannotPublish, match="No short course"):
        put_out(next_text, with_refresher=True)
    next_text.refresh_from_db()
    assert next_text.state == "approved"

    named(next_text.policy, steps.course("changes"))
    assert put_out(next_text, with_refresher=True).readers_must == "refresh"


@pytest.mark.feature("4.13")
def test_the_publish_page_offers_it_once_a_course_is_named(client, next_text):
    client.force_login(policy_steps.keeper())
    page = reverse("version-publish", args=[next_text.policy.slug, next_text.number])
    assert "take the short course" not in client.get(page).text

    named(next_text.policy, steps.course("changes"))
    shown = client.get(page).text
    assert "take the short course" in shown and "also take: Course changes." in shown
    typed = {
        "effective_on": f"{timezone.now():%d.%m.%Y}",
        "note_pl": "Zmiana.",
        "note_en": "A change.",
        "duty": "refresh",
    }
    assert client.post(page, typed).status_code == 302
    next_text.refresh_from_db()
    assert (next_text.readers_must, next_text.number) == ("refresh", "2.0")
    assert asks_questions(next_text)


@pytest.mark.parametrize("seed", range(4))
def test_sql_agrees_with_a_slow_plain_reading(seed):
    chance = Random(seed)
    policies = [policy(slug) for slug in ("one", "two")]
    courses = [steps.course(slug, valid_months=6) for slug in ("a", "b", "c")]
    shorts = [steps.course(slug) for slug in ("x", "y")]
    for code, course in zip(policies, courses, strict=False):
        course.policies.add(code)
        for _time in range(2):
            named(code, chance.choice(shorts), days=chance.choice([0, 9, 40]), on=some_day(chance))
        day = START
        for major in range(1, 4):
            version(code, major, day, duty=chance.choice([Duty.REFRESH, Duty.READ, Duty.REFRESH]))
            day += timedelta(days=chance.randrange(40, 160))
    courses[2].policies.add(policies[0])
    people = [PersonFactory() for _person in range(8)]
    for person in people:
        first = some_day(chance)
        ends_on = chance.choice([None, first + timedelta(days=200)])
        AssignmentFactory(person=person, starts_on=first, ends_on=ends_on)
        for course in (*courses, *shorts):
            for _time in range(chance.choice([0, 1, 1])):
                day = some_day(chance)
                until = chance.choice([None, day + timedelta(days=chance.choice([20, 150]))])
                credential = outside(person, course, day, until)
                if until and chance.random() < 0.3:
                    extend(credential, until + timedelta(days=50))
                if chance.random() < 0.3:
                    undo(credential, day + timedelta(days=10))

    for _look in range(6):
        day = some_day(chance) + timedelta(days=60)
        found = owed_by_course(Person.objects.all(), on=day)
        late = set(Person.objects.filter(among(late_people(on=day))).values_list("pk", flat=True))
        for person in people:
            plain = reading(person, policies, day)
            got = {
                owed.what.slug: (owed.since_on, owed.due_on, owed.state)
                for (pk, _course), owed in found.items()
                if pk == person.pk
            }
            assert got == plain
            is_late = any(state == State.MISSING for _since, _due, state in plain.values())
            assert (person.pk in late) == is_late


def undo(credential, day):
    revoke(
        credential,
        by=steps.coordinator(),
        at=steps.noon(day),
        on=day,
        revoked_on=day,
        reason="Mistake",
    )


def some_day(chance):
    return START + timedelta(days=chance.randrange(SPAN))


def reading(person, policies, day):
    """What the rules mean, said slowly."""
    owed = {}
    starts = [
        each.starts_on
        for each in person.assignments.all()
        if each.starts_on <= day and (each.ends_on is None or each.ends_on >= day)
    ]
    for code in policies if starts else ():
        bound = [row for row in code.versions.all() if row.effective_on <= day]
        newest = max(bound, key=lambda row: row.order, default=None)
        if newest is None or newest.readers_must != Duty.REFRESH:
            continue
        names = PolicyRefresher.objects.filter(policy=code, starts_on__lte=newest.effective_on)
        row = names.order_by("pk").last()
        if row is None:
            continue
        before = newest.effective_on - timedelta(days=1)
        teaching = [c for c in Credential.objects.filter(person=person) if teaches(c.course, code)]
        if not any(held(credential, before) for credential in teaching):
            continue
        took = Credential.objects.filter(person=person, course=row.course)
        if any(
            newest.effective_on <= each.awarded_on <= day and not revoked_by(each, day)
            for each in took
        ):
            continue
        since = max(newest.effective_on, min(starts))
        due = since + timedelta(days=row.due_days)
        state = State.MISSING if due < day else State.DUE
        known = owed.get(row.course.slug)
        if known is None or (due, since) < (known[1], known[0]):
            owed[row.course.slug] = (since, due, state)
    return owed


def teaches(course, code):
    return course.policies.filter(pk=code.pk).exists()


def revoked_by(credential, day):
    revocation = getattr(credential, "revocation", None)
    return revocation is not None and revocation.revoked_on <= day


def held(credential, day):
    if credential.awarded_on > day or revoked_by(credential, day):
        return False
    last = credential.valid_until or date.max
    return max([last, *(row.valid_until for row in credential.extensions.all())]) >= day
