"""What a new organisation does first, in order: computed from what is there, never ticked off."""

from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import CheckRule, Organisation, Person, Role, RoleGrant, Unit
from people.roles import holds
from policies.models import Policy, PolicyRule, PolicyVersion
from policies.rules import APPROVERS
from training.models import CourseVersion
from training.rules import can_oversee

KEY = "first-steps-done"
SECONDS_KEPT = 3600


@dataclass(frozen=True)
class Step:
    """One thing to do: whether it is done, and the page where it is done."""

    title: str
    detail: str
    url: str
    is_done: bool


def first_steps(person, *, on):
    """The steps while some are open, for those who can take them; afterwards nothing.

    One query while something is open, none once all was seen to be done.
    """
    if not holds(person, Role.ADMINISTRATOR, Role.POLICY_MANAGER, on=on):
        return []
    if caches["process"].get(KEY):
        return []
    steps = _steps(_facts(on))
    if all(step.is_done for step in steps):
        caches["process"].set(KEY, True, SECONDS_KEPT)
        return []
    return [step for step in steps if step.url != reverse("courses") or can_oversee(person, on=on)]


def _facts(on):
    """What is there already, in one query; None before the organisation was set up."""
    approving = RoleGrant.objects.open_on(on).filter(person=OuterRef("pk"), role__in=APPROVERS)
    approvers = Person.objects.filter(Exists(approving)).order_by()
    return (
        Organisation.objects.annotate(
            has_units=Exists(Unit.objects.open_on(on).filter(parent__isnull=False)),
            has_people=Exists(Person.objects.present_on(on).order_by()[1:]),
            has_two_approvers=Exists(approvers[1:]),
            has_checks=Exists(CheckRule.objects.open_on(on)),
            has_policy=Exists(Policy.objects.all()),
            has_text=Exists(PolicyVersion.objects.in_force(on)),
            has_audience=Exists(PolicyRule.objects.open_on(on)),
            has_course=Exists(CourseVersion.objects.published()),
        )
        .order_by()
        .first()
    )


def _steps(facts):
    """The list of ux.md 12.10, as far as it concerns people and policies (R1, R5-R7, R44)."""
    if facts is None:
        return []
    settings, policies = reverse("organisation"), reverse("policies")
    return [
        Step(
            _("Say who answers for personal data"),
            _("Names in both languages, the data controller, the page for a quick exit."),
            settings,
            bool(facts.controller_pl),
        ),
        Step(
            _("Add your units and sites"),
            _("Teams, places, offices. Rules and figures follow this tree."),
            reverse("units"),
            facts.has_units,
        ),
        Step(
            _("Bring your people in"),
            _("One by one, or all at once from a spreadsheet."),
            reverse("people-import"),
            facts.has_people,
        ),
        Step(
            _("Give two people a role in approving"),
            _("Whoever writes a text cannot approve it, so you need a second pair of eyes."),
            reverse("people"),
            facts.has_two_approvers,
        ),
        Step(
            _("Start your first policy from a ready text"),
            _("The zero tolerance statement and the code of conduct come first."),
            reverse("policy-new"),
            facts.has_policy,
        ),
        Step(
            _("Publish it"),
            _("Others approve, then you choose the day."),
            policies,
            facts.has_text,
        ),
        Step(
            _("Say who has to acknowledge it"),
            _("By kind, unit and function. Whoever joins later is asked by itself."),
            policies,
            facts.has_audience,
        ),
        Step(
            _("Say whose background is checked"),
            _("Which documents somebody has to see, for whom and how often."),
            reverse("check-rules"),
            facts.has_checks,
        ),
        Step(
            _("Begin with the ready basic course"),
            _("Whoever coordinates training takes it over, adapts it and publishes it."),
            reverse("courses"),
            facts.has_course,
        ),
    ]
