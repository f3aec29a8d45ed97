"""The field card: what to notice, do, never do and say, and whom to call (R25, R26, R27, R33).

The words are those of ``starters/field-card.toml``; the signs are read from the library, so that
what the organisation has changed there is on the card too. Nothing on it is about its reader.
"""

from dataclasses import dataclass
from datetime import date

from people.telephone import as_read
from policies.models import PosterNumber
from policies.posters import BY_KEY, printable
from training.models import Indicator
from training.starting import field_card, indicators

SAYING_LANGUAGES = ("uk", "ru")


@dataclass(frozen=True)
class Situation:
    """A kind of place or moment, with the signs to look for there: (words, is strong)."""

    key: str
    title: str
    signs: tuple


@dataclass(frozen=True)
class Call:
    """A number to call: as it is dialled and read, whose it is, and when to call it."""

    dial: str
    shown: str
    name: str
    when: str


@dataclass(frozen=True)
class Card:
    """The whole card in one language. ``checked_on`` is the day of its oldest number."""

    language: str
    title: str
    note: str
    danger: str
    situations: tuple
    do: tuple
    never: tuple
    say: tuple
    calls: tuple
    checked_on: date | None


def card_in(language, *, on):
    """The Card as it is on a day; two queries."""
    words, library = field_card(), indicators()
    numbers = printable(PosterNumber.objects.all(), on=on)
    return Card(
        language=language,
        title=_in(words, "title", language),
        note=_in(words, "note", language),
        danger=_in(library, "danger", language),
        situations=_situations(words, library, language),
        do=tuple(getattr(each, language) for each in words.do),
        never=tuple(getattr(each, language) for each in words.never),
        say=tuple(_saying(each, language) for each in words.say),
        calls=tuple(_call(row, language) for row in numbers),
        checked_on=min((row.checked_on for row in numbers), default=None),
    )


def _in(words, name, language):
    return getattr(words, f"{name}_{language}")


def _situations(words, library, language):
    """The situations with their signs; a sign that was put aside is left out."""
    kept = {sign.code: sign for sign in Indicator.objects.all()}
    shipped = {sign.id: sign for sign in library.signs}

    def sign(code):
        row = kept.get(code)
        if row is None:
            return getattr(shipped[code], language), shipped[code].strength == "strong"
        return getattr(row, f"text_{language}"), row.strength == Indicator.Strength.STRONG

    def in_use(code):
        return code not in kept or kept[code].retired_on is None

    return tuple(
        Situation(
            key=each.key,
            title=_in(each, "title", language),
            signs=tuple(sign(code) for code in each.signs if in_use(code)),
        )
        for each in words.situations
    )


def _saying(words, language):
    """(words in the card's language, the same in the languages of those whom it is said to)."""
    others = tuple((code, getattr(words, code)) for code in SAYING_LANGUAGES)
    return getattr(words, language), others


def _call(row, language):
    line = BY_KEY[row.key]
    return Call(
        dial=row.number,
        shown=as_read(row.number),
        name=getattr(line.name, language),
        when=getattr(line.when, language),
    )
