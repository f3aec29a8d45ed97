"""One row of the file turned into values, with everything that is wrong in it."""

import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from people.forms.dates import NotADay, parse_day
from people.importing.places import Places
from people.importing.reading import Formula
from people.joining import ON_TIME
from people.models import ImportRow, Kind
from people.searching import fold

NAME_LENGTH = 80
EMAIL_LENGTH = 254
SHOWN = 60
#: Besides control characters: marks that turn or hide text.
UNSEEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LANGUAGES = {
    "pl": "pl", "polski": "pl", "polish": "pl", "po polsku": "pl", "polska": "pl",
    "en": "en", "angielski": "en", "english": "en", "po angielsku": "en", "ang": "en",
}  # fmt: skip
#: What people write for the kinds besides our own names of them, without accents.
KINDS = {
    Kind.STAFF: "pracownik pracownica pracowniczka pracownicy etat employee",
    Kind.VOLUNTEER: "wolontariusz wolontariuszka wolontariusze volunteers",
    Kind.CONTRACTOR: "zlecenie zleceniobiorca zleceniobiorczyni b2b wspolpracownik "
    "wspolpracowniczka contractors freelancer",
    Kind.TRAINEE: "stazysta stazystka praktykant praktykantka praktyka intern",
    Kind.BOARD: "czlonek-zarzadu czlonkini-zarzadu board",
    Kind.PARTNER: "partner partnerka partners",
    Kind.EXPERT: "ekspert ekspertka ekspert-zewnetrzny ekspertka-zewnetrzna expert",
}


def kinds_by_word():
    """Every word for a kind of people, folded, in both languages."""
    found = {}
    for kind, words in KINDS.items():
        found |= dict.fromkeys((word.replace("-", " ") for word in words.split()), kind)
        found[kind.value] = kind
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {fold(str(kind.label)): kind for kind in Kind}
    return found


class Cells:
    """Turns rows of texts into unsaved ImportRows; ``on`` is the day of the import."""

    def __init__(self, columns, *, on):
        self.columns = columns
        self.on = on
        self.places = Places()
        self.kinds = kinds_by_word()

    def row(self, imported, number, texts):
        """The row with its values, and all that is wrong with the single cells."""
        row = ImportRow(imported=imported, number=number, leader=number)
        given = {name: text for name, text in zip(self.columns, texts, strict=False) if name}
        sound = {name: self._sound(row, name, text) for name, text in given.items()}
        row.given_name = self._name(row, "given_name", sound)
        row.family_name = self._name(row, "family_name", sound)
        row.email = self._email(row, sound.get("email") or "")
        row.language = self._language(row, sound.get("language") or "")
        row.kind = self._kind(row, sound)
        self._days(row, sound)
        self._place(row, sound)
        row.name_key = fold(f"{row.given_name} {row.family_name}".strip())
        if row.problems:
            row.state = ImportRow.State.PROBLEM
        return row

    def _sound(self, row, name, text):
        """The text of a cell, or None when it cannot be a value at all."""
        if isinstance(text, Formula):
            return problem(row, name, "formula")
        if any(letter in UNSEEN or unicodedata.category(letter) == "Cc" for letter in text):
            return problem(row, name, "control")
        return text

    def _name(self, row, name, sound):
        text = sound.get(name, "")
        if text is not None and len(text) > NAME_LENGTH:
            text = problem(row, name, "too_long", most=NAME_LENGTH)
        if text == "" and name == "given_name":
            problem(row, name, "missing")
        return text or ""

    def _email(self, row, text):
        email = text.lower()
        if not email:
            return ""
        try:
            validate_email(email)
        except ValidationError:
            return problem(row, "email", "bad_email", value=text) or ""
        if len(email) > EMAIL_LENGTH:
            return problem(row, "email", "too_long", most=EMAIL_LENGTH) or ""
        return email

    def _language(self, row, text):
        found = LANGUAGES.get(fold(text), "")
        if text and not found:
            problem(row, "language", "bad_language", value=text)
        return found

    def _kind(self, row, sound):
        text = sound.get("kind", "")
        if text == "":
            problem(row, "kind", "missing")
        if not text:
            return ""
        found = self.kinds.get(fold(text), "")
        if not found:
            problem(row, "kind", "bad_kind", value=text)
        return found

    def _days(self, row, sound):
        for name in ("starts_on", "ends_on"):
            text = sound.get(name) or ""
            try:
                setattr(row, name, parse_day(text) if text else None)
            except (NotADay, ValueError):
                problem(row, name, "bad_day", value=text)
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            problem(row, "ends_on", "ends_before")
        elif row.ends_on and not sound.get("starts_on", "") and row.ends_on < self.on:
            problem(row, "starts_on", "missing")
        if row.kind in ON_TIME and not sound.get("ends_on", ""):
            problem(row, "ends_on", "needs_end")

    def _place(self, row, sound):
        if sound.get("function"):
            row.function_id = self.places.functions.get(fold(sound["function"]))
            if row.function_id is None:
                problem(row, "function", "unknown_function", value=sound["function"])
        text = sound.get("unit", "")
        if text == "":
            problem(row, "unit", "missing")
        if not text:
            return
        row.unit_id, code = self.places.unit(text, row.starts_on or self.on, row.ends_on)
        if code:
            problem(row, "unit", code, value=text)


def problem(row, column, code, /, **params):
    """Note that something is wrong with a cell of the row, or with the row (no column)."""
    shown = {name: str(value)[:SHOWN] for name, value in params.items()}
    row.problems.append({"column": column, "code": code, **shown})


def kinds_in_words():
    """All kinds, as the sentence about a wrong one lists them."""
    return ", ".join(str(kind.label) for kind in Kind) or _("none")
