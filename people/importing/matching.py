"""Hold rows against the register and against each other: who is new, who changes, who is asked.

Somebody is recognised by the e-mail; without one by the name, without case and accents, in the
same unit. Nothing is guessed: where the two disagree, a person decides.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models.functions import Lower

from people.importing.cells import problem
from people.models import Assignment, ImportRow, Person

State = ImportRow.State
FIELDS = ("pk", "given_name", "family_name", "name_key", "email", "language")


@dataclass
class Known:
    """What the register and the earlier rows say about the rows of one chunk."""

    by_email: dict = field(default_factory=dict)
    by_name: dict = field(default_factory=lambda: defaultdict(list))
    places: dict = field(default_factory=lambda: defaultdict(list))
    earlier: dict = field(default_factory=lambda: defaultdict(list))


def match(imported, rows, *, places, on):
    """Set state, person and changes of these rows; earlier rows of the file are stored already."""
    sound = [row for row in rows if not row.problems]
    known = _known(imported, sound)
    for row in sound:
        _settle(row, known, places, on)
        if row.state != State.PROBLEM:
            known.earlier[_key(row)].append(row)


def _key(row):
    """Rows with the same key are about one person, or claim to be."""
    return row.email or f"\0{row.name_key}"


def _known(imported, rows):
    known = Known()
    emails = {row.email for row in rows if row.email}
    names = {row.name_key for row in rows}
    people = Person.objects.order_by("pk").filter(anonymised_at=None).only(*FIELDS)
    for person in people.alias(lower=Lower("email")).filter(lower__in=emails):
        known.by_email[person.email.lower()] = person
    for person in people.filter(name_key__in=names):
        known.by_name[person.name_key].append(person)
    ids = {person.pk for person in known.by_email.values()}
    ids |= {person.pk for found in known.by_name.values() for person in found}
    for assignment in Assignment.objects.filter(person__in=ids, voided_at=None).order_by("pk"):
        known.places[assignment.person_id].append(assignment)
    stored = imported.rows.exclude(state=State.PROBLEM)
    for row in stored.filter(email__in=emails):
        known.earlier[_key(row)].append(row)
    for row in stored.filter(email="", name_key__in=names):
        known.earlier[_key(row)].append(row)
    return known


def _settle(row, known, places, on):
    starts_on = row.starts_on
    row.starts_on = starts_on or on
    _compare_with_earlier(row, known, places)
    person = known.by_email.get(row.email) if row.email else None
    if person is not None:
        _plan(row, person, known, places, starts_on)
        if not row.problems and person.name_key != row.name_key:
            _ask(row, "renamed", name=str(person))
    elif not row.problems:
        _look_for_namesakes(row, known, places, starts_on)
    if row.problems and row.state != State.ASK:
        row.state = State.PROBLEM


def _compare_with_earlier(row, known, places):
    for other in known.earlier[_key(row)]:
        if not row.email:
            if places.lineage(other.unit_id) == places.lineage(row.unit_id):
                return problem(row, "given_name", "same_name", row=other.number)
        elif other.name_key != row.name_key:
            return problem(row, "given_name", "other_name", row=other.number)
        elif _is_same_place(other, row, places) and _overlap(other, row):
            return problem(row, "unit", "same_row", row=other.number)
        elif other.state == State.ASK and other.problems[0]["code"] == "like":
            return problem(row, "email", "decide_first", row=other.number)
        else:
            row.leader = other.leader
    return None


def _look_for_namesakes(row, known, places, starts_on):
    """Somebody without a known e-mail: new, unless the unit has somebody of that name."""
    lineage = places.lineage(row.unit_id)
    alike = [
        person
        for person in known.by_name[row.name_key]
        if any(places.lineage(place.unit_id) == lineage for place in known.places[person.pk])
    ]
    if len(alike) > 1:
        if row.email or not _is_one_of(alike, row, known, places, starts_on):
            problem(row, "email", "several_people")
    elif alike and row.leader == row.number:
        _plan(row, alike[0], known, places, starts_on)
        if not row.problems and (row.email or row.changes):
            _ask(row, "like")
    else:
        row.state = State.NEW


def _is_one_of(people, row, known, places, starts_on):
    """Whether one of these namesakes is already here exactly as the row says."""
    for person in people:
        _plan(row, person, known, places, starts_on)
        if not row.problems and not row.changes:
            return True
        row.problems.clear()
    row.person, row.changes, row.assignment_id = None, [], None
    return False


def _ask(row, code, **params):
    row.state = State.ASK
    row.problems = [{"column": "given_name", "code": code, **params}]


def _plan(row, person, known, places, starts_on):
    """What the row would change about somebody who is here."""
    row.person = person
    wanted = {"given_name": row.given_name, "family_name": row.family_name}
    wanted["language"] = row.language
    row.changes = [
        name for name, value in wanted.items() if value and value != getattr(person, name)
    ]
    if row.email and not person.email:
        row.changes.append("email")
    same = [
        place
        for place in known.places[person.pk]
        if _is_same_place(place, row, places) and _overlap(place, row)
    ]
    if same:
        _compare_days(row, same[-1], starts_on)
    else:
        row.changes.append("assignment")
    row.state = State.CHANGED if row.changes else State.UNCHANGED


def _compare_days(row, place, starts_on):
    """The days of an assignment that is there against the row's; an end can only come nearer."""
    if starts_on and starts_on != place.starts_on:
        problem(row, "starts_on", "starts_differently", day=place.starts_on.isoformat())
    elif row.ends_on and place.ends_on and row.ends_on > place.ends_on:
        problem(row, "ends_on", "ends_earlier", day=place.ends_on.isoformat())
    elif row.ends_on and row.ends_on != place.ends_on:
        row.changes.append("ends_on")
        row.assignment_id = place.pk


def _is_same_place(place, row, places):
    """Whether an assignment or an earlier row is what the row means; no function means any."""
    return (
        place.kind == row.kind
        and places.lineage(place.unit_id) == places.lineage(row.unit_id)
        and (row.function_id is None or place.function_id == row.function_id)
    )


def _overlap(one, other):
    """Whether two spans of days have a day in common; an open end reaches for ever."""
    return (one.ends_on is None or one.ends_on >= other.starts_on) and (
        other.ends_on is None or other.ends_on >= one.starts_on
    )
