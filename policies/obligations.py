"""Who owes which acknowledgement on a day: the one source for pages, lists, figures and mails.

``owed(on)`` turns the policies in force and the rules of that day into SQL over dated assignments
and acknowledgements. Nothing is stored, so joiners and leavers need no bookkeeping and a past day
gives the past answer (with what is known now about it). Who is exempt on the day is not asked; an
open question pauses the due day (see ``policies.pausing``).

Days are never shifted in SQL: each rule becomes a Term whose cut-off days are worked out here.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import (
    Case,
    CharField,
    Exists,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from people.audiences import condition, units_for
from people.days import add_months, last_day_expired
from people.models import Assignment, Person
from people.obligations import Obligation, State
from people.sets import having, without
from policies.models import Acknowledgement, Correction, Exemption, PolicyRule, PolicyVersion
from policies.pausing import Pauses, is_paused, open_questions, paused_days


@dataclass(frozen=True)
class Term:
    """One rule of one policy on one day, with its cut-off days.

    ``begins_on`` is the later of the rule's start and the first day of the major version.
    ``has_corrections`` says whether anything entered for the major version was ever corrected:
    only then are corrections looked at, so that the others are counted from their index alone.
    """

    version: PolicyVersion
    rule: PolicyRule
    begins_on: date
    audience: Q
    on: date
    has_corrections: bool = False

    @property
    def renewal_cutoff(self):
        """Acknowledgements up to this day have run out; None when they never do."""
        if self.rule.renew_months is None:
            return None
        return last_day_expired(self.on, self.rule.renew_months)

    @property
    def late_before(self):
        """What is owed since a day before this one is missing on the Term's day."""
        return self.on - timedelta(days=self.rule.due_days)

    def late_renewal_cutoff(self, late_before):
        """Acknowledgements up to this day ran out so long ago that the renewal is missing."""
        return last_day_expired(late_before - timedelta(days=1), self.rule.renew_months)

    def meant(self):
        """The assignments open on the day that the rule means, of exempt people too."""
        return Assignment.objects.open_on(self.on).filter(self.audience)

    def assignments(self):
        """The assignments through which the rule asks somebody on the day."""
        return self.meant().exclude(person__in=exempt(self.version.policy_id, self.on))

    def cutoffs(self, pauses):
        """(people or None for everybody else, the day before which what is owed is missing)."""
        moved = pauses.moved(self.version, self.rule.due_days)
        return [(None, self.late_before), *((people, day) for day, people in moved.items())]

    def acknowledgements(self):
        """What was acknowledged of this major version up to the day, without mistakes."""
        given = Acknowledgement.objects.filter(
            policy=self.version.policy_id, major=self.version.major, acknowledged_on__lte=self.on
        )
        return given.counted() if self.has_corrections else given

    def satisfying(self):
        """Those acknowledgements that still count on the day."""
        if self.renewal_cutoff is None:
            return self.acknowledgements()
        return self.acknowledgements().filter(acknowledged_on__gt=self.renewal_cutoff)

    def late(self, pauses):
        """Yield sets of assignments: together, of all who owe it under this rule too long."""
        waiting = open_questions(self.version, self.on, "person")
        mine = self.assignments().filter(~Exists(waiting))
        if self.rule.before_first_duty:
            yield without(mine, self.satisfying())
            return
        moved = []
        for people, late_before in self.cutoffs(pauses):
            if people is not None:
                moved += people
                yield from self._late(mine.filter(person__in=people), late_before)
        usual = mine.exclude(person__in=moved) if moved else mine
        yield from self._late(usual, self.late_before)

    def _late(self, mine, late_before):
        given = self.acknowledgements()
        if self.begins_on < late_before:
            yield without(mine.filter(starts_on__lt=late_before), given)
        if self.rule.renew_months is not None:
            cutoff = self.late_renewal_cutoff(late_before)
            ran_out = having(mine, given.filter(acknowledged_on__lte=cutoff))
            yield without(ran_out, given.filter(acknowledged_on__gt=cutoff))

    def owed_since(self, *, first_assigned_on, last_acknowledged_on):
        """The day since when it is owed, for dates that one person's row carries."""
        if last_acknowledged_on is not None:
            return add_months(last_acknowledged_on, self.rule.renew_months)
        return max(self.begins_on, first_assigned_on)

    def due_on(self, since, spans=()):
        """The last day in time, for something owed since a day; ``spans`` are paused days."""
        days = -1 if self.rule.before_first_duty else self.rule.due_days
        return since + timedelta(days=days + paused_days(spans, since=since, on=self.on))


class Asked:
    """Everybody whom one policy asks on a day, through one rule or several."""

    def __init__(self, version, terms):
        self.version = version
        self.terms = terms

    @property
    def policy(self):
        return self.version.policy

    @property
    def on(self):
        return self.terms[0].on

    def meant(self):
        """The assignments that the policy's rules mean, each once, of exempt people too."""
        reached = Assignment.objects.open_on(self.on)
        if not all(term.audience for term in self.terms):
            return reached
        audience = Q()
        for term in self.terms:
            audience |= term.audience
        return reached.filter(audience)

    def assignments(self):
        """The assignments through which the policy asks people, each once."""
        return self.meant().exclude(person__in=exempt(self.policy.pk, self.on))

    def reached(self, units=None):
        """Those assignments, or only the ones to some units (ids)."""
        return self.assignments() if units is None else self.assignments().filter(unit__in=units)

    def people(self, units=None):
        """Everybody in the audience, each once; only through some units' assignments if given."""
        return Person.objects.filter(Exists(self.reached(units).filter(person=OuterRef("pk"))))

    def exempt(self, units=None):
        """Those whom the rules mean and who are exempt on the day: not asked, not counted."""
        held = self.meant().filter(person__in=exempt(self.policy.pk, self.on))
        if units is not None:
            held = held.filter(unit__in=units)
        return Person.objects.filter(pk__in=held.order_by().values("person"))

    def open_for(self, person_ref):
        """The condition "this person owes it", for rows that refer to a person by that name.

        A person owes it as long as any rule that means them is not satisfied.
        """
        if len({term.renewal_cutoff for term in self.terms}) == 1:
            satisfied = self.terms[0].satisfying().order_by().values("person")
            return ~Q(**{f"{person_ref}__in": satisfied})
        unsatisfied = Q()
        for term in self.terms:
            meant = Exists(term.assignments().filter(person=OuterRef(person_ref)))
            unsatisfied |= Q(meant) & ~Q(
                Exists(term.satisfying().filter(person=OuterRef(person_ref)))
            )
        return unsatisfied

    def owing(self, units=None):
        """Those in the audience who still owe it.

        They are found as a set: going through everybody by name is slow once few are left.
        """
        owing = self.reached(units).filter(self.open_for("person"))
        return Person.objects.filter(pk__in=owing.order_by().values("person"))

    def done(self, units=None):
        """Those in the audience who do not owe it."""
        return self.people(units).exclude(self.open_for("pk"))

    def late(self, pauses=None):
        """Sets of the ids of those who owe it and are past the due day.

        ``pauses`` are read for this policy alone when not given.
        """
        pauses = pauses or Pauses([self.version], self.on)
        return [late.values("person") for term in self.terms for late in term.late(pauses)]

    def rows(self, people=None, pauses=None):
        """One row per person and unsatisfied rule, with the dates the answer is made of.

        Each row is (person id, index of the term, first matching assignment's start, newest
        acknowledgement's day or None, state).
        """
        pauses = pauses or Pauses([self.version], self.on, people)
        return [self._rows_of(index, term, people, pauses) for index, term in enumerate(self.terms)]

    def _rows_of(self, index, term, people, pauses):
        base = Person.objects.order_by() if people is None else people.order_by()
        mine = term.assignments().filter(person=OuterRef("pk")).order_by()
        given = term.acknowledgements().filter(person=OuterRef("pk")).order_by()
        first = mine.values("person").annotate(first=Min("starts_on")).values("first")
        last = given.values("person").annotate(last=Max("acknowledged_on")).values("last")
        return (
            base.filter(Exists(mine), ~Exists(term.satisfying().filter(person=OuterRef("pk"))))
            .annotate(
                policy_ref=Value(self.version.policy_id, IntegerField()),
                term_ref=Value(index, IntegerField()),
                assigned_on=Subquery(first),
                last_on=Subquery(last),
            )
            .annotate(state=_state_of(term, pauses))
            .values_list("pk", "policy_ref", "term_ref", "assigned_on", "last_on", "state")
        )


def exempt(policy, on):
    """The ids of those who are exempt from a policy (its id) on a day, as a subquery."""
    return Exemption.objects.open_on(on).filter(policy=policy).order_by().values("person")


def _state_of(term, pauses):
    """The SQL expression: due while inside its days or paused, missing afterwards."""
    waits = When(Exists(open_questions(term.version, term.on, "pk")), then=Value(State.DUE.value))
    if term.rule.before_first_duty:
        late, usual = [], State.MISSING
    else:
        late, usual = _lateness(term, pauses), State.DUE
    return Case(waits, *late, default=Value(usual.value), output_field=CharField())


def _lateness(term, pauses):
    """One branch for those with a cut-off of their own, and the last one for everybody else."""
    found = []
    for people, late_before in reversed(term.cutoffs(pauses)):
        late = Q(last_on=None, assigned_on__lt=late_before)
        if term.begins_on >= late_before:
            late = Q(pk__in=[])
        if term.rule.renew_months is not None:
            late |= Q(last_on__lte=term.late_renewal_cutoff(late_before))
        if people is not None:
            found.append(When(late & Q(pk__in=people), then=Value(State.MISSING.value)))
            found.append(When(Q(pk__in=people), then=Value(State.DUE.value)))
        else:
            found.append(When(late, then=Value(State.MISSING.value)))
    return found


class Owed:
    """All that is owed on a day, policy by policy."""

    def __init__(self, on, asked):
        self.on = on
        self.asked = asked

    @cached_property
    def by_policy(self):
        return {entry.version.policy_id: entry for entry in self.asked}

    def pauses(self, people=None):
        """What open questions pause, of everybody or of some people."""
        return Pauses([entry.version for entry in self.asked], self.on, people)

    def rows(self, people=None, pauses=None):
        """The rows of all policies in one query; nothing when nothing is asked."""
        pauses = pauses or self.pauses(people)
        parts = [part for entry in self.asked for part in entry.rows(people, pauses)]
        if not parts:
            return []
        return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]

    def obligations(self, people=None):
        """Map each person's id to their obligations, the most urgent first."""
        gathered, pauses = defaultdict(dict), self.pauses(people)
        for person, policy, index, assigned_on, last_on, state in self.rows(people, pauses):
            entry = self.by_policy[policy]
            term, spans = entry.terms[index], pauses.of(entry.version, person)
            since = term.owed_since(first_assigned_on=assigned_on, last_acknowledged_on=last_on)
            found = Obligation(
                due_on=term.due_on(since, spans),
                since_on=since,
                kind="policy",
                label=entry.version.title or entry.version.policy.title,
                state=State(state),
                what=entry.version,
                minutes=entry.version.minutes,
                is_paused=is_paused(spans, self.on),
            )
            known = gathered[person].get(policy)
            if known is None or found < known:
                gathered[person][policy] = found
        return {person: sorted(found.values()) for person, found in gathered.items()}


def owed(on, *, policies=None):
    """What every policy in force on the day asks, and of whom.

    ``policies`` narrows it to some; the number of queries does not depend on how many there are.
    """
    versions = PolicyVersion.objects.in_force(on).select_related("policy")
    if policies is not None:
        versions = versions.filter(policy__in=policies)
    versions = {version.policy_id: version for version in versions}
    if not versions:
        return Owed(on, [])
    rules = (
        PolicyRule.objects.open_on(on)
        .filter(policy__in=versions)
        .prefetch_related("units", "functions")
        .order_by("policy", "pk")
    )
    majors = _majors(versions.values())
    units = units_for(rules)
    terms = defaultdict(list)
    for rule in rules:
        version = versions[rule.policy_id]
        first_day, has_corrections = majors[rule.policy_id, version.major]
        begins_on = max(rule.starts_on, first_day)
        terms[rule.policy_id].append(
            Term(version, rule, begins_on, condition(rule, units), on, has_corrections)
        )
    ordered = sorted(terms, key=lambda policy: versions[policy].policy.slug)
    return Owed(on, [Asked(versions[policy], terms[policy]) for policy in ordered])


def _majors(versions):
    """By (policy id, major): its first effective day, and whether it has corrections."""
    corrected = Correction.objects.filter(
        acknowledgement__policy=OuterRef("policy"), acknowledgement__major=OuterRef("major")
    )
    rows = (
        PolicyVersion.objects.counted()
        .filter(policy__in={version.policy_id for version in versions})
        .order_by()
        .values_list("policy", "major")
        .annotate(first=Min("effective_on"), corrected=Exists(corrected))
    )
    return {(policy, major): (first, corrected) for policy, major, first, corrected in rows}


def open_obligations(people, *, on):
    """Map each of these persons' ids to what they owe, the most urgent first.

    ``people`` is a queryset of persons, or None for everybody.
    """
    return owed(on).obligations(people)


def late_people(*, on):
    """Sets of the ids of those who are late with at least one policy on that day."""
    asked = owed(on)
    pauses = asked.pauses()
    return [late for entry in asked.asked for late in entry.late(pauses)]


def has_run_out(acknowledgement, *, person, policy, on):
    """Whether the person owes the same major version again, because the former ran out."""
    run_out = run_out_up_to([person.pk], policy=policy, major=acknowledgement.major, on=on)
    return acknowledgement.acknowledged_on <= run_out.get(person.pk, date.min)


def run_out_up_to(people, *, policy, major, on):
    """Up to which day acknowledgements of the major version have run out for these persons (ids).

    Maps a person's id to that day; whoever no rule with a renewal means on the day is left out.
    """
    entry = owed(on, policies=[policy]).by_policy.get(policy.pk)
    if entry is None or entry.version.major != major:
        return {}
    found = {}
    for term in entry.terms:
        if term.renewal_cutoff is not None:
            meant = term.meant().filter(person__in=people).order_by()
            for person in meant.values_list("person", flat=True):
                found[person] = max(term.renewal_cutoff, found.get(person, date.min))
    return found
