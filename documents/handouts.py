"""What is handed out beside full texts: cards to carry, versions for other readers, the poster.

Plain values for the templates, as in ``documents.contents``: alone in a file, or parts of a pack.
"""

from dataclasses import dataclass, field
from datetime import date
from math import ceil

from documents.contents import Words

#: A card with more characters than this is set smaller.
LONG_CARD = 950
#: How many lines fit on a side of a card at most, and how many letters into a line: by size.
#: What is longer takes the next size; ``a4`` has no end. Measured with the starter texts.
ROOM = {"a6": (49, 54), "a5": (58, 62)}
#: Lines on the back for its headings, the telephones on duty and the QR code.
BACK_LINES = 20


@dataclass(frozen=True, kw_only=True)
class Card:
    """A procedure to carry in a pocket."""

    title: str
    language: str
    version: str
    in_force_from: date | None
    #: Its steps and notes in that language, as ``policies.procedure_text.Procedure`` has them.
    procedure: object
    #: The page with the same steps, behind the QR code.
    address: str
    #: Where the contents of a pack lead; empty on the card in a pack's second language.
    anchor: str = ""

    @property
    def page(self):
        """The address as it is typed in."""
        return self.address.partition("://")[2].rstrip("/")

    @property
    def is_long(self):
        """Whether it takes smaller letters to keep the steps on one side."""
        steps = self.procedure.steps
        written = sum(len(step.who + step.within + step.action) for step in steps)
        return written + sum(len(line) for line in self.procedure.never) > LONG_CARD

    @property
    def calls(self):
        """The steps that name somebody to call, each once."""
        steps = self.procedure.steps
        named = {step.call or step.dial: step for step in steps if step.call or step.dial}
        return list(named.values())

    @property
    def smallest_size(self):
        """The smallest of a6, a5 and a4 whose sides have room for all its words."""
        for size, (most, letters) in ROOM.items():
            if max(self._front(letters), self._back(letters)) <= most:
                return size
        return "a4"

    def _front(self, letters):
        """How many lines the steps take at most, head and gaps included."""
        found = 5 + 2 * ceil(len(self.title) / (letters // 2))
        for step in self.procedure.steps:
            found += ceil((len(step.who) + len(step.within) + 2) / letters) + 0.6
            found += sum(ceil(max(len(line), 1) / letters) for line in step.action.splitlines())
            found += bool(step.dial or step.asks_duty)
        never = self.procedure.never
        return found + (2.5 if never else 0) + sum(ceil(len(line) / letters) for line in never)

    def _back(self, letters):
        """How many lines the numbers and the notes take at most."""
        notes = (self.procedure.trauma, self.procedure.age, self.procedure.gender)
        numbers = sum(1 + len(step.call) / (letters // 2) for step in self.calls)
        return (
            BACK_LINES + numbers + sum(ceil((len(note) + 20) / letters) for note in notes if note)
        )


@dataclass(frozen=True, kw_only=True)
class CardsContents:
    """Cards in one file, each on its own pages."""

    organisation: str
    #: "a6" or "a5".
    size: str
    printed_on: date
    #: (unit, number as read) of the telephones on duty; empty: a line to write one on.
    duty: tuple[tuple[Words, str], ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class CardSheet:
    """A page of A4 with cards to cut out and fold: front and back side by side.

    ``a6``: up to two cards above each other; ``a5``: one, across; ``a4``: one over whole pages.
    """

    size: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class PackCard:
    """A card as the contents and the last page of a pack name it."""

    slug: str
    title: Words
    version: str
    in_force_from: date
    #: SHA-256 of the text in each language; empty where there is none.
    text_hash: Words


@dataclass(frozen=True, kw_only=True)
class PackCards:
    """Cards that follow each other in a pack, on as few sheets as their order allows."""

    kind = "card"

    organisation: Words
    printed_on: date
    duty: tuple[tuple[Words, str], ...]
    named: tuple[PackCard, ...]
    sheets: tuple[CardSheet, ...]
    #: How confidential its most confidential card is, one of ``contents.LEVELS``.
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class PlainContents:
    """A version said again for other readers, in one language and large letters."""

    organisation: str
    #: "plain" or "children".
    kind: str
    title: str
    #: Sanitised HTML.
    body: str
    #: Title and number of the version that it explains.
    policy: str
    version: str
    in_force_from: date | None = None
    is_draft: bool = False
    level: str = ""
    logo: str = ""


@dataclass(frozen=True, kw_only=True)
class PlainPart:
    """A version for other readers as a part of a pack: one language after the other."""

    #: "plain" or "children".
    kind: str
    slug: str
    title: Words
    version: str
    in_force_from: date
    #: (language, PlainContents) of each language that it is printed in.
    readings: tuple
    #: SHA-256 of the text for other readers in each language; empty where there is none.
    text_hash: Words
    level: str = ""


@dataclass(frozen=True)
class PosterLine:
    """A number to call, as it is read, and what it is for."""

    number: str
    name: Words
    when: Words


@dataclass(frozen=True, kw_only=True)
class Poster:
    """A page to hang up, once in each language of the pack."""

    kind = "poster"
    level = "public"
    slug = "poster"
    version = ""

    title: Words
    organisation: Words
    #: The number of the pack, by which an old poster is recognised.
    number: str
    #: Called when there is danger, such as 112.
    emergency: str
    helplines: tuple[PosterLine, ...]
    #: The day since which every number is known to be right; None for the emergency number alone.
    checked_on: date | None
    #: What waits behind the QR code: "safe_reporting" or "rules".
    goal: str
    #: The web address by language.
    address: Words = field(default_factory=Words)
    #: SHA-256 of what it says.
    text_hash: Words = field(default_factory=Words)
