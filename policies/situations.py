"""The procedures in force, by the situation that they answer."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from policies.hashing import in_language
from policies.models import PolicyVersion, Step
from policies.procedure_text import guidance_of
from policies.reading import readable_language
from policies.scenarios import BY_KEY, SCENARIOS

OTHERS = _("Other situations")


@dataclass(frozen=True)
class Situation:
    """A button: the procedure's own title in the language it can be read in."""

    slug: str
    title: str
    language: str
    icon: str


@dataclass(frozen=True)
class Group:
    heading: str
    situations: tuple[Situation, ...]


def procedures_in_force(day):
    """The versions with steps that are in force on that day."""
    has_steps = Exists(Step.objects.filter(version=OuterRef("pk")))
    return (
        PolicyVersion.objects.in_force(day)
        .filter(has_steps)
        .select_related("policy", "guidance")
        .prefetch_related("steps")
        .order_by("policy__slug")
    )


def situations(day, language):
    """The procedures in force as groups of buttons, in the order of ``scenarios``."""
    order = [scenario.key for scenario in SCENARIOS]
    found = sorted(
        ((scenario_of(version), version) for version in procedures_in_force(day)),
        key=lambda pair: order.index(pair[0].key) if pair[0] else len(order),
    )
    groups = {}
    for scenario, version in found:
        heading = scenario.group if scenario else OTHERS
        groups.setdefault(heading, []).append(_situation(scenario, version, language))
    return [Group(heading, tuple(members)) for heading, members in groups.items()]


def scenario_of(version):
    """The scenario that a version answers, or None for a situation of the organisation's own."""
    guidance = guidance_of(version)
    return BY_KEY.get(guidance.scenario) if guidance else None


def _situation(scenario, version, wanted):
    language = readable_language(version, wanted)
    return Situation(
        slug=version.policy.slug,
        title=in_language(version, "title", language) or version.policy.title,
        language=language,
        icon=scenario.icon if scenario else "list-check",
    )
