"""Courses in every state, and what people learned over the last months.

What only the coordinator does is done by the same operations as on the pages; what many people did
is written in bulk, with the same rows and hashes that their own clicks make.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import prefetch_related_objects

from audit.trail import record_batch
from home.demo.evidence import CHUNK, day_or, some_moment
from home.demo.policies import EVERYBODY, moment
from people.models import Assignment, Person
from policies.hashing import digest
from policies.models import Policy
from training.asking import add_rule
from training.awarding import accept_outside, last_days, new_number, revoke
from training.beginning import begin_course, begin_outside
from training.drafting import create_course, retire_course, save_course, save_lesson
from training.drawing import draw
from training.editing import newest, next_draft, publish
from training.hashing import attempt_hash, credential_hash
from training.learning import finish_lesson, questions_for, start, submit
from training.models import Attempt, Course, Credential, Learning, Lesson, LessonDone

#: Days ago: the first version, the second one, the refresher's first.
FIRST, SECOND, REFRESHER = 600, 150, 420
#: How long a certificate of the demonstration holds, in months, and how long it may be renewed.
VALID, RENEWABLE = 12, 3
#: Shares of people: who takes the course, who fails once before, who renews in time.
TAKEN, FAILED, RENEWED = 0.85, 0.15, 0.6
#: Days that people take at most, from the day it is asked of them.
DAYS = 40


def make_training(world):
    """The basic course in its second version, its refresher, a draft, and what came of them."""
    basic, refresher = _courses(world)
    _rows(world, basic, refresher)
    _named(world, basic)


def _act(world, days_ago, hour=10, who="ewa"):
    at = moment(world, days_ago, hour)
    return {"by": world.people[who], "at": at, "on": at.date()}


def _courses(world):
    basic = begin_course("basic", **_act(world, FIRST + 10))
    begin_outside(**_act(world, FIRST + 10))
    save_course(
        basic,
        **_act(world, FIRST + 9),
        valid_months=VALID,
        renewable_months=RENEWABLE,
        policies=list(Policy.objects.filter(slug__in=["zero-tolerance", "code-of-conduct"])),
    )
    publish(newest(basic), **_act(world, FIRST))
    add_rule(basic, **_act(world, FIRST, 11), starts_on=_act(world, FIRST)["on"], kinds=EVERYBODY)
    refresher = basic.refresher
    publish(newest(refresher), **_act(world, REFRESHER))
    _second_version(world, basic)
    begin_course("what-changed", **_act(world, 12))
    old = _retired(world)
    retire_course(old, **_act(world, 90), retired_on=world.today - timedelta(days=90))
    return basic, refresher


def _retired(world):
    """A course that is no longer offered."""
    act = _act(world, FIRST)
    course = create_course(
        **act,
        slug="autumn-briefing",
        title_pl="Odprawa jesienna",
        title_en="Autumn briefing",
        form=Course.Form.SESSION,
    )
    draft = newest(course)
    Lesson.objects.create(
        version=draft,
        position=1,
        key="briefing",
        title_pl="Co się zmienia jesienią",
        title_en="What changes in autumn",
        body_pl="<p>Nowe godziny punktu i nowe numery dyżurne.</p>",
        body_en="<p>New hours of the help point and new numbers on duty.</p>",
    )
    publish(draft, **act)
    return course


def _second_version(world, basic):
    draft = next_draft(basic, **_act(world, SECOND + 5))
    lesson = draft.lessons.first()
    lesson.version = draft
    save_lesson(lesson, **_act(world, SECOND + 4), revision=lesson.revision, minutes=10)
    notes = {
        "pl": "Pierwsza strona ma więcej czasu na historię z magazynu.",
        "en": "The first page has more time for the story from the warehouse.",
    }
    publish(draft, **_act(world, SECOND), notes=notes)


class _Taking:
    """One course while people take it: its versions with their questions, and the rows to write."""

    def __init__(self, course):
        self.course = course
        self.versions = list(course.versions.published().order_by("number"))
        prefetch_related_objects(self.versions, "questions")
        for version in self.versions:
            version.course = course

    def on(self, day):
        """The version that somebody got who started on that day, or None."""
        current = [each for each in self.versions if each.published_at.date() < day]
        return current[-1] if current else None

    def attempt(self, person, version, *, number, passed, at):
        drawn = draw(version, person, number)
        asked = len(drawn)
        wrong = 0 if passed else asked // 2
        answers = []
        for place, each in enumerate(drawn):
            right = each.question.correct
            chosen = (right + 1) % len(each.question.options) if place < wrong else right
            answers.append([each.question.key, chosen, list(each.order)])
        row = Attempt(
            person=person,
            version=version,
            number=number,
            language=person.language,
            answers=answers,
            asked=asked,
            right=asked - wrong,
            passed=passed,
            submitted_at=at,
            submitted_on=at.date(),
        )
        row.row_hash = attempt_hash(row)
        return row


def _credential(course, attempt, *, renews=None):
    """What a passed try earns, as ``training.awarding.award`` makes it."""
    valid, renewable = last_days(course, attempt.submitted_on)
    row = Credential(
        number=new_number(),
        person=attempt.person,
        course=course,
        version=attempt.version,
        source=Credential.Source.ONLINE,
        awarded_on=attempt.submitted_on,
        valid_until=valid,
        renewable_until=renewable,
        language=attempt.language,
        renews=renews,
        attempt=attempt,
        recorded_at=attempt.submitted_at,
    )
    row.row_hash = credential_hash(row)
    return row


def _rows(world, basic, refresher):
    """Who took the courses when, in chunks of people."""
    taking, again = _Taking(basic), _Taking(refresher)
    named = {world.people[who].pk for who in ("oksana", "daniel")}
    assigned = (
        Assignment.objects.valid()
        .filter(kind__in=EVERYBODY)
        .order_by("person", "starts_on")
        .values_list("person", "starts_on", "ends_on")
    )
    chunk, seen = [], set(named)
    for person, starts_on, ends_on in assigned.iterator(chunk_size=CHUNK):
        if person not in seen:
            seen.add(person)
            chunk.append((person, starts_on, day_or(ends_on)))
        if len(chunk) == CHUNK:
            _store(world, taking, again, chunk)
            chunk = []
    if chunk:
        _store(world, taking, again, chunk)
    _read_pages()


@transaction.atomic
def _store(world, taking, again, chunk):
    """The tries of some people and the certificates that they earned."""
    people = Person.objects.in_bulk([person for person, *_rest in chunk])
    attempts, earned, renewals = [], [], []
    for pk, starts_on, ends_on in chunk:
        passed = _take(world, taking, people[pk], starts_on, ends_on, attempts)
        if passed is None:
            continue
        earned.append(_credential(taking.course, passed))
        renewed = _renew(world, again, people[pk], earned[-1], ends_on, attempts)
        if renewed is not None:
            earned.append(_credential(again.course, renewed))
            renewals.append((renewed, earned[-2]))
    if not attempts:
        return
    Learning.objects.bulk_create(
        [
            Learning(person=row.person, version=row.version, started_at=row.submitted_at)
            for row in attempts
            if row.number == 1
        ],
        batch_size=1000,
    )
    Attempt.objects.bulk_create(attempts, batch_size=500)
    Credential.objects.bulk_create(earned, batch_size=1000)
    longer = [_credential(taking.course, row, renews=former) for row, former in renewals]
    Credential.objects.bulk_create(longer, batch_size=1000)
    for action, rows in (("attempt.submitted", attempts), ("credential.awarded", earned + longer)):
        record_batch(
            action,
            by=None,
            at=world.now,
            digest=digest([row.row_hash for row in rows]),
            count=len(rows),
        )


def _take(world, taking, person, starts_on, ends_on, attempts):
    """Somebody's tries at the course, if they took it; returns the one that passed."""
    random = world.random
    first = max(starts_on, world.today - timedelta(days=FIRST - 1))
    day = first + timedelta(days=1 + int(DAYS * random.random() ** 2))
    version = taking.on(day)
    if version is None or day >= min(world.today, ends_on) or random.random() > TAKEN:
        return None
    number = 1
    if random.random() < FAILED:
        at = some_moment(world, day)
        attempts.append(taking.attempt(person, version, number=1, passed=False, at=at))
        number, day = 2, day + timedelta(days=1)
        if day >= world.today:
            return None
    at = some_moment(world, day)
    attempts.append(taking.attempt(person, version, number=number, passed=True, at=at))
    return attempts[-1]


def _renew(world, again, person, former, ends_on, attempts):
    """The try at the refresher with which somebody renewed what ended, if they did."""
    random = world.random
    day = former.valid_until + timedelta(days=random.randint(-50, 60))
    version = again.on(day)
    if version is None or day >= min(world.today, ends_on) or random.random() > RENEWED:
        return None
    at = some_moment(world, day)
    attempts.append(again.attempt(person, version, number=1, passed=True, at=at))
    return attempts[-1]


@transaction.atomic
def _read_pages():
    """Whoever handed in a try has read all pages before."""
    done, learning, lesson = (each._meta.db_table for each in (LessonDone, Learning, Lesson))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{done}" (learning_id, lesson_id, done_at) '  # noqa: S608 (names in code)
            f'SELECT l.id, p.id, l.started_at FROM "{learning}" l '
            f'JOIN "{lesson}" p ON p.version_id = l.version_id'
        )


def _named(world, basic):
    """People one can sign in as: begun, failed once, revoked, taken elsewhere."""
    begun = start(basic, by=world.people["oksana"], at=moment(world, 3, 17))
    for lesson in begun.version.lessons.all()[:3]:
        finish_lesson(begun, lesson, at=moment(world, 3, 18))
    _failed(world, basic)
    held = Credential.objects.filter(course=basic, source=Credential.Source.ONLINE)
    named = [person.pk for person in world.people.values()]
    act = _act(world, 2)
    before = held.filter(person__in=named, awarded_on__lte=act["on"])
    mistaken = before.order_by("-awarded_on", "pk").first()
    if mistaken is not None:
        revoke(
            mistaken,
            **act,
            revoked_on=act["on"],
            reason="Pomylone osoby o tym samym nazwisku. / Two people of the same name were confused.",
        )
    act = _act(world, 40)
    accept_outside(
        world.people["piotr"],
        basic.refresher,
        **act,
        awarded_on=act["on"] - timedelta(days=30),
        valid_until=act["on"] + timedelta(days=335),
        provider="Szkolenie partnerskie, Lublin",
    )


def _failed(world, basic):
    """Daniel has read everything and has not passed yet."""
    learning = start(basic, by=world.people["daniel"], at=moment(world, 6, 9))
    for lesson in learning.version.lessons.all():
        finish_lesson(learning, lesson, at=moment(world, 6, 12))
    at = moment(world, 6, 13)
    number, drawn = questions_for(learning, on=at.date())
    answers = {
        each.question.key: (each.question.correct + place % 2) % len(each.question.options)
        for place, each in enumerate(drawn)
    }
    submit(learning, number=number, answers=answers, language="en", at=at)
