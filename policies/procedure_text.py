"""The steps and notes of a procedure: complete, copied, hashed and read, in one language each."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext, ngettext

from people.telephone import as_read
from policies.models import Guidance, Step

STEP_WORDS = ("who", "within", "action", "call", "never", "record")
STEP_FACTS = ("minutes", "call_to", "number")
NOTES = ("gender", "age", "trauma")
LANGUAGES = ("pl", "en")
EMERGENCY = "112"
HOUR, DAY = 60, 24 * 60


def guidance_of(version):
    """The version's situation and notes, or None when there are none."""
    return getattr(version, "guidance", None)


def stored(row, field, language):
    """The stored text of a field in one language, never the other language's."""
    return getattr(row, f"{field}_{language}") or ""


def is_complete(version, language):
    """Whether everything that a procedure says in any language is there in this one."""
    guidance = guidance_of(version)
    return all(step_is_complete(step, language) for step in version.steps.all()) and (
        guidance is None or _says_as_much(guidance, NOTES, language)
    )


def step_is_complete(step, language):
    """Whether a step says what to do, and in this language as much as in the other."""
    return bool(stored(step, "action", language)) and _says_as_much(step, STEP_WORDS, language)


def _says_as_much(row, fields, language):
    return all(
        stored(row, field, language)
        for field in fields
        if any(stored(row, field, code) for code in LANGUAGES)
    )


def fields_to_fill(version):
    """How many places in [square brackets] still wait for the organisation, in the longer language.

    A number in brackets is one that nobody has confirmed yet.
    """
    guidance = guidance_of(version)
    rows = [(step, STEP_WORDS) for step in version.steps.all()]
    rows += [(guidance, NOTES)] if guidance else []
    return max(
        sum(stored(row, name, code).count("[") for row, names in rows for name in names)
        for code in LANGUAGES
    )


def hashed_part(version, language):
    """What a procedure adds to the bytes of its text; nothing for a text without steps or notes.

    Empty for every other text, so that hashes made before there were steps still fit.
    """
    steps, guidance = list(version.steps.all()), guidance_of(version)
    if not steps and guidance is None:
        return {}
    return {
        "procedure": {
            "scenario": guidance.scenario if guidance else "",
            "notes": {name: stored(guidance, name, language) if guidance else "" for name in NOTES},
            "steps": [
                {name: stored(step, name, language) for name in STEP_WORDS}
                | {name: getattr(step, name) for name in STEP_FACTS}
                for step in steps
            ],
        }
    }


def copy_procedure(version, *, steps, guidance):
    """Give a new draft the steps and notes of another version or of a starter text."""
    Step.objects.bulk_create(
        Step(version=version, position=position, **_values(source, STEP_WORDS, STEP_FACTS))
        for position, source in enumerate(steps, start=1)
    )
    if guidance is not None:
        Guidance.objects.create(version=version, **_values(guidance, NOTES, ("scenario",)))


def _values(source, words, facts):
    texts = {f"{name}_{code}": stored(source, name, code) for name in words for code in LANGUAGES}
    return texts | {name: getattr(source, name) for name in facts}


@dataclass(frozen=True)
class ReadStep:
    """A step as a reader sees it; ``dial`` is empty where there is no number to call.

    ``asks_duty``: the number is that of the reader's unit on duty, which the page knows.
    """

    number: int
    who: str
    within: str
    action: str
    call: str
    dial: str
    shown: str
    is_emergency: bool
    asks_duty: bool
    never: tuple[str, ...]
    record: tuple[str, ...]


@dataclass(frozen=True)
class Procedure:
    """The steps and notes of a version in one language; falsy when there are none."""

    steps: tuple[ReadStep, ...]
    gender: str = ""
    age: str = ""
    trauma: str = ""

    def __bool__(self):
        return bool(self.steps) or self.has_notes

    @property
    def has_notes(self):
        return bool(self.gender or self.age or self.trauma)

    @property
    def never(self):
        """What never to do, of all steps, each once."""
        return tuple(dict.fromkeys(line for step in self.steps for line in step.never))


def procedure_of(version, language):
    """The steps and notes of a version as they are read in a language."""
    guidance = guidance_of(version)
    return Procedure(
        steps=tuple(
            read_step(step, number, language)
            for number, step in enumerate(version.steps.all(), start=1)
        ),
        **{name: stored(guidance, name, language) for name in NOTES if guidance},
    )


def read_step(step, number, language):
    """One step in a language, with the number to call."""
    is_emergency = step.call_to == Step.Call.EMERGENCY
    dial = EMERGENCY if is_emergency else step.number
    return ReadStep(
        number=number,
        who=stored(step, "who", language),
        within=stored(step, "within", language) or limit_in_words(step.minutes, language),
        action=stored(step, "action", language),
        call=stored(step, "call", language),
        dial=dial,
        shown=as_read(dial),
        is_emergency=is_emergency,
        asks_duty=step.call_to == Step.Call.DUTY,
        never=_lines(stored(step, "never", language)),
        record=_lines(stored(step, "record", language)),
    )


def limit_in_words(minutes, language):
    """A time limit as words in a language, where a step says it in minutes only."""
    if minutes is None:
        return ""
    with translation.override(language):
        if minutes == 0:
            return gettext("at once")
        if minutes % DAY == 0:
            count = minutes // DAY
            words = ngettext("within %(count)s day", "within %(count)s days", count)
        elif minutes % HOUR == 0:
            count = minutes // HOUR
            words = ngettext("within %(count)s hour", "within %(count)s hours", count)
        else:
            count = minutes
            words = ngettext("within %(count)s minute", "within %(count)s minutes", count)
        return words % {"count": count}


def _lines(words):
    return tuple(line.strip() for line in words.splitlines() if line.strip())
