"""The percentage per unit, written as SQL by hand: the least that the answer can cost."""

import time
from statistics import median

from django.db import connection

from benchmarks.figures import Figure
from policies.figures import coverage_by_unit
from policies.obligations import owed

REACHED = """
    a.starts_on <= %(on)s AND (a.ends_on IS NULL OR a.ends_on >= %(on)s)
    AND a.voided_at IS NULL AND a.kind IN ({kinds})
    AND a.person_id NOT IN (
        SELECT e.person_id FROM policies_exemption e
        WHERE e.policy_id = %(policy)s
        AND e.starts_on <= %(on)s AND (e.ends_on IS NULL OR e.ends_on >= %(on)s))
"""
GIVEN = """
    k.policy_id = %(policy)s AND k.major = %(major)s AND k.acknowledged_on <= %(on)s
    AND k.acknowledged_on > %(cutoff)s
"""
#: Only where somebody has corrected anything entered for the major version.
UNCORRECTED = """
    AND k.id NOT IN (SELECT c.acknowledgement_id FROM policies_correction c)
"""
#: Two ways to write the same answer; the fastest one on the database at hand is the limit.
WAYS = {
    "anti-join": """
        SELECT a.unit_id, count(DISTINCT a.person_id),
               count(DISTINCT CASE WHEN NOT EXISTS (
                   SELECT 1 FROM policies_acknowledgement k
                   WHERE k.person_id = a.person_id AND {given}) THEN a.person_id END)
        FROM people_assignment a WHERE {reached} GROUP BY a.unit_id
    """,
    "members, then lookup": """
        SELECT m.unit_id, count(*),
               sum(CASE WHEN m.person_id IN (
                   SELECT k.person_id FROM policies_acknowledgement k WHERE {given})
                   THEN 0 ELSE 1 END)
        FROM (SELECT DISTINCT a.unit_id, a.person_id FROM people_assignment a WHERE {reached}) m
        GROUP BY m.unit_id
    """,
}


def percentage_per_unit(slug, *, on, rounds):
    """The Figure of our figures against the better of the two, in milliseconds on the clock."""
    entry = next(entry for entry in owed(on).asked if entry.policy.slug == slug)
    (term,) = entry.terms
    arguments = {
        "on": on,
        "policy": entry.policy.pk,
        "major": entry.version.major,
        "cutoff": term.renewal_cutoff or term.begins_on.min,
    }
    kinds = {f"kind{number}": kind for number, kind in enumerate(term.rule.kinds)}
    names = ", ".join(f"%({name})s" for name in kinds)
    given = GIVEN + UNCORRECTED * term.has_corrections
    ways = {
        name: sql.format(reached=REACHED.format(kinds=names), given=given)
        for name, sql in WAYS.items()
    }
    answer = _as_rows(coverage_by_unit(entry))
    for name, sql in ways.items():
        if sorted(_fetch(sql, arguments | kinds)) != answer:
            raise AssertionError(f"'{name}' counts otherwise than the product")
    ours, limits = [], {name: [] for name in ways}
    for _round in range(rounds):
        ours.append(_seconds(lambda: coverage_by_unit(entry)))
        for name, sql in ways.items():
            limits[name].append(_seconds(lambda sql=sql: _fetch(sql, arguments | kinds)))
    best = min(limits, key=lambda name: median(limits[name]))
    return Figure(
        work="percentage per unit",
        unit="ms",
        ours=median(ours) * 1000,
        limit=median(limits[best]) * 1000,
        against=f"SQL by hand: {best}",
        goal=1.3,
        queries=2,
        note=f"{len(answer)} units",
    )


def _as_rows(coverages):
    return sorted((each.unit.pk, each.asked, each.missing) for each in coverages)


def _fetch(sql, arguments):
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [tuple(map(int, row)) for row in cursor.fetchall()]


def _seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
