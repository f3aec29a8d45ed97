"""The starter procedures: what to do in each situation, as steps in both languages (R2, R3, R26).

One TOML file per situation in ``starters/procedures``, named by its slug; ``shared.toml`` holds the
sections that end each of them. Telephone numbers stand in [square brackets] until the organisation
has confirmed them; the emergency number alone is used as it is.
"""

import tomllib
from dataclasses import dataclass
from functools import cache

from policies.models import Policy
from policies.scenarios import SCENARIOS
from policies.starting import (
    FOLDER,
    MalformedStarter,
    Starter,
    StarterSection,
    checked,
)

PLACE = FOLDER / "procedures"
SHARED = "shared.toml"
MINUTES_TO_READ = 4
REVIEW_MONTHS = 12
#: What a step may leave out.
DEFAULTS = {
    **{
        f"{name}_{code}": ""
        for name in ("who", "within", "call", "never", "record")
        for code in ("pl", "en")
    },
    "minutes": None,
    "call_to": "",
    "number": "",
}


@dataclass(frozen=True)
class StarterStep:
    """One step; the fields are those of ``policies.models.Step``."""

    who_pl: str
    who_en: str
    within_pl: str
    within_en: str
    minutes: int | None
    action_pl: str
    action_en: str
    call_to: str
    call_pl: str
    call_en: str
    number: str
    never_pl: str
    never_en: str
    record_pl: str
    record_en: str


@dataclass(frozen=True)
class ProcedureStarter(Starter):
    """A starter procedure: beside its sections the situation, the notes and the steps."""

    scenario: str
    gender_pl: str
    gender_en: str
    age_pl: str
    age_en: str
    trauma_pl: str
    trauma_en: str
    steps: tuple[StarterStep, ...]


@cache
def read_procedures():
    """All starter procedures; MalformedStarter names the file that cannot be used."""
    shared = tuple(checked(StarterSection, row, SHARED) for row in _load(SHARED)["sections"])
    return tuple(_read(scenario, shared) for scenario in SCENARIOS)


def _read(scenario, shared):
    name = f"{scenario.starter}.toml"
    content = _load(name)
    sections, steps = content.get("sections"), content.get("steps")
    if not sections or not steps:
        raise MalformedStarter(f"{name}: [[sections]] and [[steps]] are needed")
    own = tuple(checked(StarterSection, row, name) for row in sections)
    text = checked(
        ProcedureStarter,
        content
        | {
            "kind": Policy.Kind.PROCEDURE.value,
            "slug": scenario.starter,
            "minutes": MINUTES_TO_READ,
            "review_months": REVIEW_MONTHS,
            "sections": own + shared,
            "steps": tuple(
                _step(row, f"{name}, step {number}") for number, row in enumerate(steps, start=1)
            ),
        },
        name,
    )
    if text.scenario != scenario.key:
        raise MalformedStarter(f"{name}: the situation is not {scenario.key}")
    return text


def _load(name):
    try:
        return tomllib.loads((PLACE / name).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedStarter(f"{name}: {error}") from error


def _step(row, where):
    values = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in (DEFAULTS | row).items()
    }
    try:
        return StarterStep(**values)
    except TypeError as error:
        raise MalformedStarter(f"{where}: {error}") from error
