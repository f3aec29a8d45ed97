"""Open questions pause due days: which days wait, for whom, and how far back a cut-off moves.

A day waits when the question was open at its end. The due day moves by the days that waited, and
while a question is open nothing is missing. Few people have questions, so their days are read once
and compared here, never shifted in SQL.
"""

from collections import defaultdict
from datetime import timedelta
from functools import cached_property

from django.db.models import OuterRef

from policies.models import PolicyQuestion


class Pauses:
    """What questions about some versions pause as of a day, for everybody or for some people."""

    def __init__(self, versions, on, people=None):
        self.versions, self.on, self.people = list(versions), on, people

    @cached_property
    def _by_policy(self):
        """(policy id, person id) to their (opened, closed) days in order; one query."""
        majors = {version.policy_id: version.major for version in self.versions}
        rows = PolicyQuestion.objects.filter(policy__in=majors, opened_on__lte=self.on)
        if self.people is not None:
            rows = rows.filter(person__in=self.people.order_by().values("pk"))
        found = defaultdict(lambda: defaultdict(list))
        for policy, major, person, *days in rows.order_by("opened_on", "pk").values_list(
            "policy", "major", "person", "opened_on", "closed_on"
        ):
            if majors[policy] == major:
                found[policy][person].append(tuple(days))
        return found

    def of(self, version, person):
        """One person's (opened, closed) days about a version's major number, the oldest first."""
        return self._by_policy[version.policy_id].get(person, ())

    def moved(self, version, days):
        """Maps each cut-off that lies further back than usual to the people whose it is.

        Usually something with so many ``days`` is missing when owed since before the day ``days``
        ago; days that waited do not count. People whose question is open are left out.
        """
        usual, moved = self.on - timedelta(days=days), defaultdict(list)
        for person, spans in self._by_policy[version.policy_id].items():
            if not is_paused(spans, self.on):
                cutoff = cut_off(spans, self.on, days)
                if cutoff != usual:
                    moved[cutoff].append(person)
        return moved


def open_questions(version, on, person_ref):
    """The questions that pause what a row's person owes of a version, for use in ``Exists``."""
    return PolicyQuestion.objects.open_on(on).filter(
        policy=version.policy_id, major=version.major, person=OuterRef(person_ref)
    )


def is_paused(spans, on):
    """Whether one of these questions was open at the end of the day."""
    return any(opened <= on and (closed is None or closed > on) for opened, closed in spans)


def paused_days(spans, *, since, on):
    """How many days from ``since`` through ``on`` waited for an answer."""
    after = on + timedelta(days=1)
    return sum(
        max(0, (min(closed or after, after) - max(opened, since)).days) for opened, closed in spans
    )


def cut_off(spans, on, days):
    """The earliest day since when something may be owed that is not missing yet on a day.

    Goes back from ``on`` over so many ``days`` that did not wait; ``spans`` do not overlap, and
    none of them is open on the day.
    """
    day = on
    for opened, closed in reversed(spans):
        counted = (day - closed).days
        if counted > days:
            break
        days -= counted
        day = opened
    return day - timedelta(days=days)
