"""What an organisation's policies must answer, and whether they do on a day (R4).

The topics are the recommendations R5 to R19 and every situation of ``policies.scenarios``. A policy
names the recommendations it answers; a procedure answers the situation that its text names.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from people.days import zone
from policies.duties import ANSWERING, CONDUCT
from policies.models import PolicyVersion, Step
from policies.scenarios import SCENARIOS
from policies.starting import procedures, starters


class State(StrEnum):
    COVERED = "covered"
    DRAFTED = "drafted"
    GAP = "gap"


class Kind(StrEnum):
    CONDUCT = "conduct"
    ANSWERING = "answering"
    SITUATIONS = "situations"


@dataclass(frozen=True)
class Topic:
    """One thing to answer; ``versions`` are those that do, or else those that are being written."""

    kind: Kind
    code: str
    words: str
    state: State
    versions: tuple[PolicyVersion, ...]
    #: The starter text from which a policy for it can be made.
    starter: str


def topics_on(day):
    """Every topic with its state on that day, in the order of the leaflet; two queries."""
    covering = _by_topic(PolicyVersion.objects.in_force(day).select_related("policy", "guidance"))
    drafted = _by_topic(_being_written(day))
    texts = _starters()
    wanted = [
        *((Kind.CONDUCT, code, words) for code, words in CONDUCT.items()),
        *((Kind.ANSWERING, code, words) for code, words in ANSWERING.items()),
        *((Kind.SITUATIONS, each.key, each.title) for each in SCENARIOS),
    ]
    return [
        _topic(kind, code, words, covering[code], drafted[code], texts.get(code, ""))
        for kind, code, words in wanted
    ]


def figures(day):
    """How many topics there are, are covered, drafted or gaps on that day, by kind and in all.

    ``{"all": {"asked": 32, "covered": 28, "drafted": 1, "gap": 3}, "conduct": {…}, …}``
    """
    return counted(topics_on(day))


def counted(topics):
    """The counts of ``figures`` for topics that are at hand."""
    counts = defaultdict(Counter)
    for topic in topics:
        for group in ("all", topic.kind.value):
            counts[group].update(["asked", topic.state.value])
    return {
        group: {name: counts[group][name] for name in ("asked", *(state.value for state in State))}
        for group in ("all", *(kind.value for kind in Kind))
    }


def _topic(kind, code, words, covering, drafted, starter):
    state = State.COVERED if covering else State.DRAFTED if drafted else State.GAP
    return Topic(kind, code, words, state, tuple(covering or drafted), starter)


def _being_written(day):
    """Texts begun by that day that did not yet bind on it: drafts, or published for later."""
    tomorrow = datetime.combine(day + timedelta(days=1), time(), zone())
    return (
        PolicyVersion.objects.exclude(state=PolicyVersion.State.DISCARDED)
        .filter(Q(effective_on=None) | Q(effective_on__gt=day), started_at__lt=tomorrow)
        .select_related("policy", "guidance")
    )


def _by_topic(versions):
    """The versions by the codes they answer; a situation needs steps, not just a title."""
    has_steps = Exists(Step.objects.filter(version=OuterRef("pk")))
    found = defaultdict(list)
    for version in versions.annotate(has_steps=has_steps).order_by("policy__slug", "order"):
        for code in version.policy.answers:
            found[code].append(version)
        guidance = getattr(version, "guidance", None)
        if guidance and guidance.scenario and version.has_steps:
            found[guidance.scenario].append(version)
    return found


def _starters():
    """The first starter text for each topic."""
    found = {}
    for text in starters():
        for code in text.requirements:
            found.setdefault(code, text.slug)
    return found | {text.scenario: text.slug for text in procedures()}
