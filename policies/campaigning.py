"""Start and change a campaign, and say how far it is: concluded, never stored."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.audiences import condition, load_units
from people.models import Assignment, Person, Unit
from people.sets import among
from policies import rules
from policies.figures import Coverage, coverages, first_ones, together
from policies.models import Campaign
from policies.obligations import owed
from policies.refusals import Refused


class CannotCampaign(Refused):
    """The campaign cannot be started or changed like that."""


@transaction.atomic
def save_campaign(
    *,
    by,
    at,
    on,
    titles,
    policies,
    starts_on,
    goal_on,
    owner,
    kinds=(),
    units=(),
    functions=(),
    campaign=None,
):
    """Start a campaign, or change one that is not over; nobody is asked anything by it."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    if goal_on < starts_on:
        raise CannotCampaign(_("The goal day cannot be before the first day."))
    if campaign is not None:
        campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if campaign.has_closed(on):
            raise CannotCampaign(_("This campaign is over and stays as it was."))
    is_new = campaign is None
    if is_new and goal_on < on:
        raise CannotCampaign(_("The goal day is over already."))
    campaign = campaign or Campaign(added_at=at)
    campaign.title_pl, campaign.title_en = titles["pl"], titles["en"]
    campaign.kinds, campaign.owner = sorted(kinds), owner
    campaign.starts_on, campaign.goal_on = starts_on, goal_on
    campaign.save()
    campaign.policies.set(policies)
    campaign.units.set(units)
    campaign.functions.set(functions)
    record("campaign.started" if is_new else "campaign.changed", campaign, by=by, at=at)
    return campaign


@dataclass(frozen=True)
class Progress:
    """How far a campaign is on a day.

    ``people`` counts persons, asked for something and done with all of it; ``answers`` counts each
    person and policy; ``by_policy`` and ``by_unit`` are lists of (policy or unit, Coverage).
    """

    people: Coverage
    answers: Coverage
    by_policy: list
    by_unit: list


class Reach:
    """Whom a campaign looks at on a day, and what its policies ask of them.

    The campaign's policies, units and functions are prefetched.
    """

    def __init__(self, campaign, *, on, units=None):
        """``units`` are the ids of the units whose people are counted, None for all."""
        self.campaign = campaign
        self.on = min(on, campaign.goal_on)
        known = load_units() if campaign.units.all() else []
        self.assignments = Assignment.objects.open_on(self.on).filter(condition(campaign, known))
        if units is not None:
            self.assignments = self.assignments.filter(unit__in=units)
        self.entries = owed(self.on, policies=list(campaign.policies.all())).asked

    @property
    def people(self):
        """Everybody in the campaign's audience on the day."""
        held = self.assignments.filter(person=OuterRef("pk"))
        return Person.objects.filter(Exists(held))

    def asked(self):
        """Those of them whom at least one of the policies asks."""
        return self.people.filter(
            among(entry.assignments().values("person") for entry in self.entries)
        )

    def open(self):
        """The condition on persons "owes at least one of the policies"."""
        return among(entry.owing().values("pk") for entry in self.entries)


def progress(campaign, *, on, units=None):
    """The Progress of a campaign on the day, or on its goal day when that is over."""
    reach = Reach(campaign, on=on, units=units)
    counted = coverages(reach.entries, reach.people)
    asked, owing = reach.asked(), reach.open()
    by_policy = [(entry.policy, counted[entry.policy.pk]) for entry in reach.entries]
    total, undone = asked.count(), asked.filter(owing).count()
    return Progress(
        people=Coverage(total, total - undone),
        answers=Coverage(
            sum(each.asked for _policy, each in by_policy),
            sum(each.done for _policy, each in by_policy),
        ),
        by_policy=by_policy,
        by_unit=_by_unit(reach, asked, owing),
    )


def _by_unit(reach, asked, owing):
    """(unit, Coverage of persons) for each unit of the audience, those with most missing first."""
    mine = reach.assignments.filter(person__in=asked.order_by().values("pk")).order_by()
    undone = asked.filter(owing).order_by().values("pk")
    rows = mine.values_list("unit").annotate(
        asked=Count("person", distinct=True),
        open=Count("person", distinct=True, filter=Q(person__in=undone)),
    )
    counts = {unit: Coverage(total, total - left) for unit, total, left in rows}
    units = Unit.objects.in_bulk(counts)
    found = [(units[pk], counts[pk]) for pk in counts]
    return sorted(found, key=lambda row: (-row[1].missing, row[0].sort))


def history(campaign, *, on, units=None):
    """How many answers of those asked for had come in by the end of each day: (day, number) pairs.

    Counted for the people whom the policies ask on the last day, from the day before the campaign
    to that day; a day without an answer is left out, the first and the last one never are.
    """
    reach = Reach(campaign, on=on, units=units)
    people = reach.people.order_by().values("pk")
    parts = [
        first_ones(entry.terms[0])
        .filter(person__in=people)
        .filter(person__in=entry.done().order_by().values("pk"))
        .order_by()
        .annotate(of=Value(entry.policy.pk, IntegerField()))
        .values_list("of", "acknowledged_on")
        .annotate(number=Count("person"))
        for entry in reach.entries
    ]
    gained = Counter()
    for _policy, day, number in together(parts):
        gained[day] += number
    before = min(campaign.starts_on - timedelta(days=1), reach.on)
    total = sum(number for day, number in gained.items() if day <= before)
    points = [(before, total)]
    for day in sorted(day for day in gained if day > before):
        total += gained[day]
        points.append((day, total))
    if points[-1][0] != reach.on:
        points.append((reach.on, total))
    return points
