"""Importing people: CSV into checked rows, and the take-over of all of them at once."""

import io
import time
from datetime import timedelta

from benchmarks.figures import Figure
from benchmarks.visitors import account
from people.importing.staging import begin, check
from people.importing.taking_over import take_over
from people.models import Person

#: People a second that the take-over must reach (design goal).
GOAL = 3000
HEADINGS = "Imię;Nazwisko;E-mail;Język;Zespół;Rodzaj;Pierwszy dzień"


def spreadsheet(people, *, on, mark):
    """A CSV of so many invented people, all of them new."""
    day = f"{on - timedelta(days=30):%d.%m.%Y}"
    rows = (
        f"Łucja {n};Żak-{mark};i{n}.{mark}@example.org;pl;Biuro krajowe;wolontariat;{day}"
        for n in range(people)
    )
    return io.BytesIO("\n".join([HEADINGS, *rows, ""]).encode())


def importing(people, *, at, on):
    """Yield the Figures of one import: seconds of the take-over against the goal, and the check."""
    anna, before = account("anna"), Person.objects.count()
    file = spreadsheet(people, on=on, mark=people)
    began = time.perf_counter()
    imported = check(begin(file, by=anna, at=at, on=on, filename="people.csv"))
    checked = time.perf_counter() - began
    if imported.counts.get("new") != people:
        raise RuntimeError(f"The check found {imported.counts}.")
    began = time.perf_counter()
    written = take_over(imported, by=anna, at=at, on=on)
    taken = time.perf_counter() - began
    if not written == people == Person.objects.count() - before:
        raise RuntimeError(f"{written} rows were written.")
    yield Figure(
        work=f"import {people:,} people: the take-over",
        unit="s",
        ours=taken,
        limit=people / GOAL,
        against=f"{GOAL:,} people a second",
        goal=1.0,
    )
    yield Figure(
        work=f"import {people:,} people: check and take-over",
        unit="s",
        ours=checked + taken,
        limit=people / GOAL,
        against=f"{GOAL:,} people a second",
        goal=1.0,
    )
