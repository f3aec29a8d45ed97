"""What the PDFs of policies hold, in the field's words: plain values for the templates.

The apps that know fill them in; nothing here knows a model. Every text is plain and is escaped,
except ``Section.body``: HTML that was sanitised when it was stored. Moments are aware and are
printed in the organisation's zone. What exists once per language is ``Words``.

    render("policies/pdf/pack.html", {"contents": PackContents(...)}, language="both", ...)
    render("policies/pdf/policy.html", {"contents": PolicyContents(...)}, language="pl", ...)
    render("policies/pdf/receipt.html", {"contents": ReceiptContents(...)}, language="pl", ...)
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: The documents that can be asked for, and the languages in them, the first one leading.
LANGUAGES = {"pl": ("pl",), "en": ("en",), "both": ("pl", "en")}
#: Sections of at most this many characters are kept on one page.
LONG_SECTION = 1500

#: How confidential a document can be, the most open first.
LEVELS = ("", "public", "internal", "confidential", "strict")

#: Titles of the pages that every document may have; each prints in the language that is active.
HEADINGS = {
    "contents": _("Contents"),
    "approvals": _("Approvals"),
    "acknowledgements": _("Acknowledgements"),
    "sign_off": _("Sign-off sheet"),
    "verification": _("Verification"),
    "receipt": _("Receipt of acknowledgement"),
    "sign_in": _("Sign-in sheet"),
    "acknowledged_text": _("The text that was acknowledged"),
}


def languages_of(language):
    """The languages of a document: ``languages_of("both")`` is ``("pl", "en")``."""
    return LANGUAGES[language]


@dataclass(frozen=True)
class Words:
    """A text in both languages; printed, it is the one of the language that is active."""

    pl: str = ""
    en: str = ""

    def __str__(self):
        return getattr(self, get_language() or "pl", self.pl)

    def __bool__(self):
        return bool(self.pl or self.en)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One numbered section of a policy."""

    number: int
    heading: Words
    #: Sanitised HTML: p, h3, ul, ol, blockquote, table, strong, em, a.
    body: Words
    #: How its bullet lists look: "do" (green ticks), "never" (red crosses) or plain.
    marks: str = ""

    @property
    def is_long(self):
        """Whether it may be cut between two pages; a short section moves to the next as a whole."""
        return max(len(self.body.pl), len(self.body.en)) > LONG_SECTION


@dataclass(frozen=True, kw_only=True)
class Approval:
    """Somebody approved exactly this text."""

    name: str
    role: Words
    decided_at: datetime
    #: SHA-256 of the text that was decided about.
    text_hash: str


@dataclass(frozen=True, kw_only=True)
class UnitCount:
    """How many of those whom a policy asks in a unit have acknowledged it."""

    unit: Words
    asked: int
    done: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Acknowledgements of a policy on a day: numbers, never names."""

    asked: int
    done: int
    units: tuple[UnitCount, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """A version of a policy as it is printed: its full text."""

    kind = "text"

    #: Unique in the document; becomes the address of the part inside the file.
    slug: str
    title: Words
    #: "2.0"; for a draft the number it would get.
    version: str
    #: "draft", "scheduled", "in_force", "superseded" or "withdrawn".
    state: str
    sections: tuple[Section, ...]
    #: Steps and notes by language, as ``policies.procedure_text.Procedure`` has them.
    procedures: dict = field(default_factory=dict)
    binding_language: str = "pl"
    in_force_from: date | None = None
    #: Number of the version before this one.
    replaces: str = ""
    change_note: Words = field(default_factory=Words)
    #: Until when the language that is missing follows.
    translation_due_on: date | None = None
    approvals: tuple[Approval, ...] = ()
    counts: Counts | None = None
    #: SHA-256 of the text in each language; empty where there is none.
    text_hash: Words = field(default_factory=Words)
    #: How confidential it is, one of LEVELS; printed on every page.
    level: str = ""

    @property
    def is_draft(self):
        return self.state == "draft"

    @property
    def has_binding_text(self):
        """Whether the language that decides has a text."""
        return self.binding_language not in self.missing

    @property
    def missing(self):
        """The languages in which there is no text."""
        return tuple(
            code
            for code in ("pl", "en")
            if not any(getattr(section.body, code) for section in self.sections)
        )


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """A sheet on which people sign a statement by hand."""

    #: What they sign for, such as "Kodeks postępowania 2.0".
    subject: Words
    statement: Words
    #: Empty: a line to write it on.
    unit: Words = field(default_factory=Words)
    lines: int = 14

    @property
    def numbers(self):
        return range(1, self.lines + 1)


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """An entry of the audit trail: whoever cuts the trail off behind it is found out."""

    number: int
    sha256: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Verification:
    """How a reader finds out whether a print is genuine and current."""

    #: Grouped as it is read out: "9F3K-2TQ7-XM4D".
    code: str
    #: The whole address behind the QR code.
    address: str
    #: The page where the code is typed in, as short as it can be said: "latarnia.example/verify".
    page: str
    anchor: Anchor | None = None


@dataclass(frozen=True)
class MissingPart:
    """A form of a policy that a pack asks for and nobody has written yet."""

    kind: str
    title: Words


@dataclass(frozen=True, kw_only=True)
class PackContents:
    """An edition of a pack."""

    headings = HEADINGS

    organisation: str
    title: Words
    number: str
    as_of: datetime
    #: In their order: full texts, and the handouts of ``documents.handouts``.
    parts: tuple
    verification: Verification
    sign_offs: tuple[SignOff, ...] = ()
    #: Whether it says who approved what.
    with_approvals: bool = True
    #: The day of the acknowledgement counts.
    counted_on: date | None = None
    #: What should be in it and is not there yet.
    missing: tuple[MissingPart, ...] = ()
    #: Units with fewer people than this show no numbers: they would name somebody.
    smallest_shown: int = 5
    #: False where the organisation lets the author approve (features.md 1.4): printed as a warning.
    four_eyes: bool = True
    #: "asset:logo" if ``render()`` got a picture of that name.
    logo: str = ""

    @property
    def texts(self):
        """The parts that are full texts of policies."""
        return [part for part in self.parts if part.kind == "text"]

    @property
    def has_cards(self):
        """Whether there is something to cut out."""
        return any(part.kind == "card" for part in self.parts)

    @property
    def has_poster(self):
        return any(part.kind == "poster" for part in self.parts)

    @property
    def approvers(self):
        """The names of all who approved something in the pack, each once; none if it keeps them."""
        if not self.with_approvals:
            return []
        return list(
            dict.fromkeys(approval.name for part in self.texts for approval in part.approvals)
        )

    @property
    def binding_language(self):
        """The language that decides in every text, or "" where texts differ."""
        found = {part.binding_language for part in self.texts}
        return found.pop() if len(found) == 1 else ""

    @property
    def level(self):
        """That of its most confidential part."""
        return max((part.level for part in self.parts), key=LEVELS.index)

    @property
    def counted(self):
        """The parts with acknowledgement counts."""
        return [part for part in self.texts if part.counts]


@dataclass(frozen=True, kw_only=True)
class PolicyContents:
    """One version of a policy: a preview of a draft, or a copy of a published text."""

    headings = HEADINGS

    organisation: str
    part: Part
    printed_at: datetime
    verification: Verification | None = None
    four_eyes: bool = True
    logo: str = ""

    number = ""

    @property
    def parts(self):
        return (self.part,)

    texts = parts

    @property
    def level(self):
        return self.part.level


@dataclass(frozen=True, kw_only=True)
class ReceiptContents:
    """What somebody acknowledged, when and how, with the full text."""

    headings = HEADINGS

    organisation: str
    #: Number of the receipt: the random id of the acknowledgement.
    number: str
    person: str
    title: str
    version: str
    #: The language of the text that was acknowledged, "pl" or "en"; the labels may be in the other.
    text_language: str
    statement: str
    acknowledged_at: datetime
    method: Words
    #: Who entered it, when the person did not do so: paper, briefing.
    recorded_by: str = ""
    #: The day on the paper; ``acknowledged_at`` is then when it was entered.
    signed_on: date | None = None
    note: str = ""
    #: SHA-256 of the scan of the paper.
    scan_hash: str = ""
    #: What became of it when it was a mistake, and why.
    correction: Words = field(default_factory=Words)
    correction_reason: str = ""
    sections: tuple[Section, ...] = ()
    procedures: dict = field(default_factory=dict)
    binding_language: str = "pl"
    in_force_from: date | None = None
    text_hash: str
    version_hash: str
    row_hash: str
    previous_hash: str = ""
    verification: Verification | None = None
    logo: str = ""
    #: How confidential the text is, one of LEVELS.
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetText:
    """A version of a policy that people sign for on a sheet."""

    title: Words
    version: str
    in_force_from: date
    statement: Words
    verification: Verification


@dataclass(frozen=True, kw_only=True)
class SignInSheet:
    """The sheet of a briefing: what is signed for, and a line per person."""

    headings = HEADINGS

    organisation: str
    held_on: date
    place: str
    led_by: str
    #: Empty: people of the whole organisation.
    unit: Words = field(default_factory=Words)
    texts: tuple[SheetText, ...]
    names: tuple[str, ...]
    #: Empty lines for people who were not expected.
    spare_lines: int = 5

    @property
    def spare_numbers(self):
        return range(len(self.names) + 1, len(self.names) + self.spare_lines + 1)
