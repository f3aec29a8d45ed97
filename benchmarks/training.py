"""Training of everybody: percentage and matrix, tries handed in, former training, certificates."""

import io
import time
from datetime import timedelta
from itertools import cycle
from statistics import median
from unittest.mock import patch

from django.db import connection

from benchmarks import trying
from benchmarks.client import Load, Request, interleave
from benchmarks.counting import ask, statements
from benchmarks.figures import Figure
from benchmarks.models import BareRow
from benchmarks.packing import alone, cpu_of
from benchmarks.pages import address, against_bare
from benchmarks.visitors import account, cookie_of
from documents.pdf import as_html
from people.models import Assignment, Person, Unit
from people.presence import people_on
from people.roles import with_subtree
from training import certificates
from training.awarding import new_number
from training.bundling import ask_bundle, held_in
from training.figures import asked, coverages_by_unit
from training.importing import begin, take_over
from training.jobs import make_bundle
from training.models import Attempt, Course, CourseRule, Credential, CredentialImport

#: Courses that everybody is asked for, and how many per cent hold each one.
COURSES, HOLD = 3, 90
BATCH = 2000
#: Certificates a second that the take-over must reach.
GOAL = 3000
HAND = """
    SELECT m.unit_id, count(*),
           sum(CASE WHEN m.person_id IN (
               SELECT c.person_id FROM training_credential c
               WHERE c.course_id = %(course)s AND c.awarded_on <= %(on)s
               AND (c.valid_until IS NULL OR c.valid_until >= %(on)s)) THEN 0 ELSE 1 END)
    FROM (SELECT DISTINCT a.unit_id, a.person_id FROM people_assignment a
          WHERE a.starts_on <= %(on)s AND (a.ends_on IS NULL OR a.ends_on >= %(on)s)
          AND a.voided_at IS NULL) m
    GROUP BY m.unit_id
"""


def make_training(*, at, on):
    """Three courses asked of everybody, with credentials of nine people in ten; the courses."""
    courses = [_course(n, at=at, on=on) for n in range(COURSES)]
    for course in courses:
        CourseRule.objects.create(course=course, starts_on=on - timedelta(days=400))
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    for place, course in enumerate(courses):
        held = [pk for n, pk in enumerate(people) if (n + 31 * place) % 100 < HOLD]
        let_hold(course, held, at=at, on=on)
    return courses


def _course(number, *, at, on):
    return Course.objects.create(
        slug=f"measured-{number}",
        title_pl=f"Kurs {number}",
        title_en=f"Course {number}",
        owner=trying.keeper(on),
        created_at=at,
        valid_months=24,
    )


def let_hold(course, people, *, at, on):
    """Give each of these people, by their ids, a credential that came with a file."""
    owner = trying.keeper(on)
    former = CredentialImport.objects.create(
        filename=course.slug, sha256="0" * 64, asked_by=owner, asked_at=at
    )
    for start in range(0, len(people), BATCH):
        Credential.objects.bulk_create(
            _credential(pk, course, former, owner, at=at, on=on)
            for pk in people[start : start + BATCH]
        )


def _credential(person, course, former, owner, *, at, on):
    until = on + timedelta(days=30 + person % 500)
    return Credential(
        number=new_number(),
        person_id=person,
        course=course,
        source=Credential.Source.SESSION,
        awarded_on=on - timedelta(days=100),
        valid_until=until,
        renewable_until=until,
        language="pl",
        imported=former,
        recorded_by=owner,
        recorded_at=at,
        row_hash="0" * 64,
    )


def pages(server, pace, *, at, on, rounds):
    """The percentage per unit against SQL by hand, the matrix and the units against bare reads."""
    courses = make_training(at=at, on=on)
    yield percentage_per_unit(courses[0], on=on, rounds=rounds)
    manager = cookie_of(account("marta"))
    app = {"frame": "app", "against": "bare read"}
    for name, work in (
        ("training-matrix", "people by courses, page 1"),
        ("training-units", "units by courses"),
    ):
        request = Request(address(name), manager, marker=b"<table")
        yield against_bare(server, pace, request, **app, work=work)


def percentage_per_unit(course, *, on, rounds):
    """The Figure of our count for one course against the same by hand, on the clock."""
    arguments = {"course": course.pk, "on": on}
    (entry,) = asked(on, courses=[course])
    ours = {
        (unit, found.asked, found.missing)
        for (unit, _course), found in coverages_by_unit([entry]).items()
    }
    if ours != set(_fetch(arguments)):
        raise AssertionError("the SQL by hand counts otherwise than the product")
    spent, limit = [], []
    for _round in range(rounds):
        spent.append(_seconds(lambda: coverages_by_unit([entry])))
        limit.append(_seconds(lambda: _fetch(arguments)))
    return Figure(
        work="percentage per unit of a course",
        unit="ms",
        ours=median(spent) * 1000,
        limit=median(limit) * 1000,
        against="SQL by hand",
        goal=1.3,
        queries=1,
        note=f"{len(ours)} units; the limit looks at no extension and no revocation",
    )


def _fetch(arguments):
    with connection.cursor() as cursor:
        cursor.execute(HAND, arguments)
        return [tuple(map(int, row)) for row in cursor.fetchall()]


def _seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def handing_in(server, pace, visitors, *, at, on):
    """A first try that passes, each by somebody else, against one inserted row in one commit.

    It stores try and certificate with their events; the stored rows are counted.
    """
    versions = [trying.course(number, at=at, on=on) for number in range(COURSES)]
    for version in versions:
        trying.let_read(version, [person for person, _cookie in visitors], at=at)
    posts = (
        trying.handed_in(version, cookie) for version in versions for _person, cookie in visitors
    )
    ask(next(posts))
    spare = next(posts)
    queries = len(statements(lambda: ask(spare)))
    inserts = (
        Request(address("bare-insert"), cookie, fields={"agree": "on"}, status=302)
        for _person, cookie in cycle(visitors)
    )
    ours, bare = Load(posts, connections=2), Load(inserts, connections=2)
    stored, inserted = Attempt.objects.count(), BareRow.objects.count()
    most = len(versions) * len(visitors) // (pace.rounds + 1)
    interleave(server, [ours, bare], pace, most=most)
    if Attempt.objects.count() - stored != len(ours.answers):
        raise AssertionError("not every try that was answered is stored")
    if BareRow.objects.count() - inserted != len(bare.answers):
        raise AssertionError("not every bare row is stored")
    return Figure(
        work="hand in the questions of a course",
        unit="ms CPU",
        ours=ours.cpu_ms,
        limit=bare.cpu_ms,
        against="bare insert",
        queries=queries,
        note=f"{len(ours.answers):,} tries, as many certificates",
    )


def bundle(count, *, at, on):
    """The Figure of so many certificates as one file, against WeasyPrint alone on its HTML."""
    course = _course("bundled", at=at, on=on)
    root = Unit.objects.get(parent=None)
    there = people_on(on, units=with_subtree({root.pk})).order_by("pk")[:count]
    let_hold(course, list(there.values_list("pk", flat=True)), at=at, on=on)
    act = {"by": trying.keeper(on), "at": at, "on": on}
    asked_for = ask_bundle(root, course=course, languages="both", **act)
    ours = cpu_of(lambda: make_bundle.call(uid=str(asked_for.uid)))
    asked_for.document.refresh_from_db()
    if not asked_for.document.is_done:
        raise AssertionError("the certificates were not made")
    held = held_in(root, on=on, course=course)
    with patch.object(certificates, "render", _html):
        html = certificates.bundle_pdf(held, language="both", at=at, title=root.name)
    return Figure(
        work=f"{len(held)} certificates as one file",
        unit="s CPU",
        ours=ours,
        limit=cpu_of(lambda: alone(html)),
        against="WeasyPrint alone, started for it",
        note=f"{asked_for.document.size // 1024} KiB",
    )


def _html(template, context, *, apart, beat, **about):
    return as_html(template, context, **about)


def importing(rows, *, at, on):
    """Yield the Figures of one file of former training: the check, and the take-over."""
    owner = account("marta")
    file = spreadsheet(rows, _course("former", at=at, on=on), owner, on=on)
    before = Credential.objects.count()
    began = time.perf_counter()
    imported = begin(file, by=owner, at=at, on=on, filename="former.csv")
    checked = time.perf_counter() - began
    if imported.counts["new"] != rows:
        raise RuntimeError(f"The check found {imported.counts}.")
    began = time.perf_counter()
    written = take_over(imported, by=owner, at=at, on=on)
    taken = time.perf_counter() - began
    if not written == rows == Credential.objects.count() - before:
        raise RuntimeError(f"{written} rows were written.")
    for work, spent in (("the take-over", taken), ("check and take-over", checked + taken)):
        yield Figure(
            work=f"import {rows:,} certificates: {work}",
            unit="s",
            ours=spent,
            limit=rows / GOAL,
            against=f"{GOAL:,} a second",
            goal=1.0,
        )


def spreadsheet(rows, course, owner, *, on):
    """A CSV of so many completions of a course that nobody holds yet."""
    here = Assignment.objects.open_on(on).exclude(person=owner).order_by().values("person")
    uids = list(Person.objects.filter(pk__in=here).order_by("pk").values_list("uid", flat=True))
    lines = ["Reference;Course;Completed;Given by"]
    for number in range(rows):
        day = on - timedelta(days=200 + number // len(uids))
        lines.append(f"{uids[number % len(uids)]};{course.slug};{day:%d.%m.%Y};Straż Graniczna")
    return io.BytesIO("\n".join(lines).encode())
