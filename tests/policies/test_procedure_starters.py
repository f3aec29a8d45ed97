"""The starter procedures are complete, equal in both languages and safe to hand out (R2 to R4)."""

import re

import pytest

from policies.duties import DUTIES
from policies.fields import ProseField
from policies.models import Policy, Step
from policies.procedure_text import STEP_WORDS
from policies.scenarios import SCENARIOS
from policies.starting import MalformedStarter, procedures, starter, starters
from policies.starting_procedures import PLACE, StarterStep, _step

TEXTS = procedures()
STEPS = [(text, number, step) for text in TEXTS for number, step in enumerate(text.steps, start=1)]
each_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.slug)
each_step = pytest.mark.parametrize(
    "step", [step for _t, _n, step in STEPS], ids=[f"{t.slug}-{n}" for t, n, _s in STEPS]
)


@pytest.mark.feature("1.14")
def test_there_is_one_procedure_per_situation():
    """R2, R3: all seventeen, found by their slug, and no file without a situation."""
    assert [text.scenario for text in TEXTS] == [each.key for each in SCENARIOS]
    assert len(TEXTS) == 17
    assert {path.stem for path in PLACE.glob("*.toml")} == {
        "shared",
        *(each.starter for each in SCENARIOS),
    }
    assert starter("disclosure").kind == Policy.Kind.PROCEDURE
    slugs = [text.slug for text in (*starters(), *TEXTS)]
    assert len(slugs) == len(set(slugs))


@pytest.mark.feature("1.13", "1.14")
@each_text
def test_each_is_whole_in_both_languages(text):
    """R26, R33: notes on sex, age and trauma, never-do, record, somebody to call, the limits."""
    for code in ("pl", "en"):
        assert all(getattr(text, f"{name}_{code}") for name in ("gender", "age", "trauma"))
        for name in ("never", "record", "call"):
            assert any(getattr(step, f"{name}_{code}") for step in text.steps)
    assert 3 <= len(text.steps) <= 7
    assert text.steps[0].minutes is not None
    assert {"when", "your-role", "what-you-may-promise"} <= {each.key for each in text.sections}
    assert "R2" in text.requirements
    assert not set(text.requirements) - {f"R{number}" for number in range(1, 46)}
    assert any(code in DUTIES for code in starter("code-of-conduct").requirements)


@each_step
def test_each_step_says_the_same_in_both_languages(step):
    for name in STEP_WORDS:
        polish, english = getattr(step, f"{name}_pl"), getattr(step, f"{name}_en")
        assert bool(polish) == bool(english)
        assert polish.count("[") == english.count("[")
        assert len(polish.splitlines()) == len(english.splitlines())
    assert step.who_pl
    assert step.within_pl
    assert step.call_to in Step.Call.values
    assert bool(step.call_to) == bool(step.call_pl)


@each_text
def test_no_number_is_handed_out_before_somebody_confirmed_it(text):
    """Every number but 112 stands in brackets that say so, and no starter has a button to call."""
    for step in text.steps:
        assert step.number == ""
    words = [
        getattr(row, name)
        for row in (*text.steps, *text.sections)
        for name in row.__dataclass_fields__
        if isinstance(getattr(row, name), str)
    ] + [getattr(text, f"{name}_{code}") for name in ("age", "trauma") for code in ("pl", "en")]
    for sentence in words:
        for number in re.findall(r"\+48[\d ]+\d|\b116 \d{3}", sentence):
            after = sentence[sentence.index(number) + len(number) :]
            assert re.match(r"( \[|, )(numer do potwierdzenia|number to be confirmed)\]", after)


@each_text
def test_cleaning_on_save_changes_nothing(text):
    for section in text.sections:
        for body in (section.body_pl, section.body_en):
            assert ProseField().sanitize(body) == body


@each_text
def test_nothing_is_promised_that_nobody_can_keep(text):
    """law.md 12: nobody "is" a victim, no legal stay, no silence without limits."""
    everything = " ".join(str(value) for value in vars(text).values()).lower()
    for phrase in (
        "jest ofiarą.",
        "is a victim.",
        "zapewniamy pobyt",
        "we guarantee",
        "anonimowość",
    ):
        assert phrase not in everything


def test_a_step_with_an_unknown_field_is_named():
    with pytest.raises(MalformedStarter, match="step 3"):
        _step({"action_pl": "A", "action_en": "A", "whom": "x"}, "x.toml, step 3")
    assert isinstance(_step({"action_pl": "A", "action_en": "A"}, ""), StarterStep)
