"""Training of everybody: the percentage per unit, the matrix, and a file of former training."""

import io
import time
from datetime import timedelta
from statistics import median

from django.db import connection

from benchmarks.client import Request
from benchmarks.figures import Figure
from benchmarks.pages import address, against_bare
from benchmarks.visitors import account, cookie_of
from people.models import Assignment, Person, Role, RoleGrant
from training.awarding import new_number
from training.figures import asked, coverages_by_unit
from training.importing import begin, take_over
from training.models import Course, CourseRule, Credential, CredentialImport

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
    owner = account("marta")
    RoleGrant.objects.get_or_create(
        person=owner, role=Role.TRAINING_COORDINATOR, defaults={"starts_on": on}
    )
    courses = [
        Course.objects.create(
            slug=f"measured-{n}",
            title_pl=f"Kurs {n}",
            title_en=f"Course {n}",
            owner=owner,
            created_at=at,
            valid_months=24,
        )
        for n in range(COURSES)
    ]
    for course in courses:
        CourseRule.objects.create(course=course, starts_on=on - timedelta(days=400))
    former = CredentialImport.objects.create(
        filename="measured", sha256="0" * 64, asked_by=owner, asked_at=at
    )
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    for place, course in enumerate(courses):
        held = [pk for n, pk in enumerate(people) if (n + 31 * place) % 100 < HOLD]
        for start in range(0, len(held), BATCH):
            Credential.objects.bulk_create(
                _credential(pk, course, former, owner, at=at, on=on)
                for pk in held[start : start + BATCH]
            )
    return courses


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


def importing(rows, *, at, on):
    """Yield the Figures of one file of former training: the check, and the take-over."""
    owner = account("marta")
    file = spreadsheet(rows, owner, on=on)
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


def spreadsheet(rows, owner, *, on):
    """A CSV of so many completions, none of them recorded yet."""
    course = Course.objects.order_by("pk").first()
    here = Assignment.objects.open_on(on).exclude(person=owner).order_by().values("person")
    uids = list(Person.objects.filter(pk__in=here).order_by("pk").values_list("uid", flat=True))
    lines = ["Reference;Course;Completed;Given by"]
    for number in range(rows):
        day = on - timedelta(days=200 + number // len(uids))
        lines.append(f"{uids[number % len(uids)]};{course.slug};{day:%d.%m.%Y};Straż Graniczna")
    return io.BytesIO("\n".join(lines).encode())
