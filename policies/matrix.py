"""The matrix: the people who were here on a day, and where each stands with each policy.

Nothing is stored; all of it is concluded from ``obligations.owed``, for a page of people as for
everybody, with the same number of queries.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import IntegerField, Q, Value
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.models import Person
from people.obligations import Obligation, State
from people.presence import people_on
from people.sets import among
from policies.figures import together
from policies.models import Acknowledgement, Exemption
from policies.obligations import Owed


@dataclass(frozen=True)
class Cell:
    """One person and one policy: ``state`` is None for somebody whom the policy does not ask.

    ``on`` is the day of the acknowledgement, the last day in time, the first day too late, or the
    last day of an exemption.
    """

    state: State | None = None
    on: date | None = None
    is_exempt: bool = False

    @property
    def words(self):
        """The state in words, without its day."""
        if self.is_exempt:
            return _("exempt")
        return {
            State.DONE: _("acknowledged"),
            State.DUE: _("due"),
            State.MISSING: _("missing"),
        }.get(self.state, _("not asked"))

    @property
    def when(self):
        """The day in words that go with the state."""
        if self.on is None:
            return ""
        if self.is_exempt:
            return _("until %(day)s") % {"day": day(self.on)}
        sentences = {
            State.DONE: _("on %(day)s"),
            State.DUE: _("by %(day)s"),
            State.MISSING: _("since %(day)s"),
        }
        return sentences[self.state] % {"day": day(self.on)}


NOT_ASKED = Cell()


def people_shown(form, entries, *, on):
    """The persons whom the filters mean."""
    people = people_on(
        on,
        units=form.units,
        kind=form.chosen("kind"),
        function=form.chosen("function"),
        words=form.chosen("q") or "",
    )
    state = form.chosen("state")
    return in_state(people, entries, state) if state else people


def in_state(people, entries, state):
    """Those of the persons who miss something, have something open, or have done all.

    ``entries`` are the policies looked at (``obligations.Asked``); "done" needs being asked at all.
    """
    if state == "missing":
        return people.filter(among(late for entry in entries for late in entry.late()))
    owing = among(entry.owing().values("pk") for entry in entries)
    if state == "open":
        return people.filter(owing)
    asked = among(entry.assignments().values("person") for entry in entries)
    return people.filter(asked).exclude(owing)


def cells(people, entries, *, on):
    """Map (person id, policy id) to the Cell of everybody whom a policy asks, or would ask if they
    were not exempt.

    ``people`` are persons that are few enough for one page or one step of an export.
    """
    ids = [person.pk for person in people]
    given = _given(ids, entries, on=on)
    exempt = _exempt(ids, entries, on=on)
    found = {
        key: Cell(on=exempt[key], is_exempt=True)
        if key in exempt
        else Cell(State.DONE, given.get(key))
        for key in _meant(ids, entries)
    }
    owed = Owed(on, entries).obligations(Person.objects.filter(pk__in=ids))
    for person, obligations in owed.items():
        for obligation in obligations:
            found[person, obligation.what.policy_id] = _open_cell(obligation)
    return found


def _open_cell(obligation):
    if obligation.is_missing:
        return Cell(State.MISSING, obligation.due_on + timedelta(days=1))
    return Cell(State.DUE, obligation.due_on)


def _meant(ids, entries):
    """The (person id, policy id) pairs that the policies' rules mean, of exempt people too."""
    parts = [
        entry.meant()
        .filter(person__in=ids)
        .order_by()
        .annotate(of=Value(entry.policy.pk, IntegerField()))
        .values_list("person", "of")
        for entry in entries
    ]
    return together(parts)


def _exempt(ids, entries, *, on):
    """The last day of each exemption that holds on the day, by the same pairs."""
    rows = Exemption.objects.open_on(on).filter(
        person__in=ids, policy__in=[entry.policy.pk for entry in entries]
    )
    return {
        (person, policy): ends_on
        for person, policy, ends_on in rows.order_by("ends_on").values_list(
            "person", "policy", "ends_on"
        )
    }


def _given(ids, entries, *, on):
    """The day of the newest acknowledgement of each major version in force, by the same pairs."""
    majors = Q(pk__in=[])
    for entry in entries:
        majors |= Q(policy=entry.policy.pk, major=entry.version.major)
    rows = Acknowledgement.objects.counted().filter(majors, person__in=ids, acknowledged_on__lte=on)
    return {
        (person, policy): given_on
        for person, policy, given_on in rows.order_by("acknowledged_on", "round").values_list(
            "person", "policy", "acknowledged_on"
        )
    }


@dataclass(frozen=True)
class Standing:
    """One person and one policy in full: where they belong, what they gave, what they owe."""

    units: list
    given: Acknowledgement | None
    owes: Obligation | None
    exempt: Exemption | None


def standings_with(entry, people):
    """Map the id of each of these persons to their Standing with one policy."""
    ids = [person.pk for person in people]
    units = defaultdict(dict)
    assigned = entry.meant().filter(person__in=ids).select_related("unit")
    for assignment in assigned.order_by("unit__sort"):
        units[assignment.person_id][assignment.unit_id] = assignment.unit
    given = {
        row.person_id: row
        for row in Acknowledgement.objects.counted()
        .filter(
            person__in=ids,
            policy=entry.policy,
            major=entry.version.major,
            acknowledged_on__lte=entry.on,
        )
        .select_related("version")
        .order_by("acknowledged_on", "round")
    }
    owes = Owed(entry.on, [entry]).obligations(Person.objects.filter(pk__in=ids))
    exempt = {
        row.person_id: row
        for row in Exemption.objects.open_on(entry.on).filter(policy=entry.policy, person__in=ids)
    }
    return {
        pk: Standing(
            list(units[pk].values()),
            given.get(pk),
            next(iter(owes.get(pk, [])), None),
            exempt.get(pk),
        )
        for pk in ids
    }


def entry_for(asked, policy):
    """What one policy asks on the day; the first one that asks anything when none is chosen."""
    if policy is not None:
        return asked.by_policy.get(policy.pk)
    return asked.asked[0] if asked.asked else None


def listed(entry, state, units, counted):
    """Those to show, and how many they are."""
    if state == "done":
        return entry.done(units), counted.done
    if state == "open":
        return entry.owing(units), counted.missing
    if state == "exempt":
        return entry.exempt(units), counted.exempt
    everybody = entry.people(units) | entry.exempt(units) if counted.exempt else entry.people(units)
    return everybody, counted.asked + counted.exempt
