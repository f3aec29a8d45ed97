"""The columns that we know, by their headings in Polish and in English."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from people.importing.refusals import CannotRead
from people.searching import fold


@dataclass(frozen=True)
class Column:
    """A column: our name for it, its heading in the template, and how else people call it."""

    name: str
    label: str
    headings: tuple
    is_needed: bool = False


COLUMNS = (
    Column(
        "given_name",
        _("First name"),
        ("imie", "imiona", "first name", "given name", "forename", "firstname"),
        is_needed=True,
    ),
    Column(
        "family_name",
        _("Last name"),
        ("nazwisko", "nazwiska", "last name", "family name", "surname", "lastname"),
    ),
    Column(
        "email",
        _("E-mail"),
        (
            *("e mail", "email", "mail", "adres e mail", "adres email", "adres mailowy"),
            *("poczta", "poczta elektroniczna", "e mail address", "email address"),
        ),
    ),
    Column("language", _("Language"), ("jezyk", "language", "lang", "preferred language")),
    Column(
        "unit",
        _("Unit"),
        (
            *("zespol", "jednostka", "zespol lub jednostka", "placowka", "oddzial", "dzial"),
            *("punkt", "miejsce", "unit", "team", "site", "department", "organisational unit"),
        ),
        is_needed=True,
    ),
    Column(
        "kind",
        _("Kind"),
        (
            *("rodzaj", "typ", "rodzaj osoby", "rodzaj wspolpracy", "forma wspolpracy"),
            *("kind", "type", "kind of person", "engagement"),
        ),
        is_needed=True,
    ),
    Column(
        "function",
        _("Function"),
        ("funkcja", "stanowisko", "zadanie", "function", "position", "job title"),
    ),
    Column(
        "starts_on",
        _("First day"),
        (
            *("pierwszy dzien", "od", "od dnia", "poczatek", "data rozpoczecia"),
            *("first day", "from", "start", "starts on", "start date", "since"),
        ),
    ),
    Column(
        "ends_on",
        _("Last day"),
        (
            *("ostatni dzien", "do", "do dnia", "koniec", "data zakonczenia"),
            *("last day", "until", "to", "end", "ends on", "end date"),
        ),
    ),
)


def by_headings(columns):
    """Our name of each heading that these columns may have."""
    return {heading: column.name for column in columns for heading in column.headings}


BY_HEADING = by_headings(COLUMNS)
BY_NAME = {column.name: column for column in COLUMNS}


def known(heading, columns=COLUMNS):
    """Our name for a heading, or an empty text."""
    words = re.sub(r"[^\w]+", " ", fold(heading)).replace("_", " ").split()
    by_heading = BY_HEADING if columns is COLUMNS else by_headings(columns)
    return by_heading.get(" ".join(words), "")


def recognise(headings, columns=COLUMNS):
    """Our names of these headings in their order, empty for columns that are not used.

    Raises CannotRead when one that is needed is missing or two mean the same.
    """
    names = [known(heading, columns) for heading in headings]
    used = [name for name in names if name]
    if missing := [c.label for c in columns if c.is_needed and c.name not in used]:
        raise CannotRead("no_columns", columns=", ".join(map(str, missing)))
    if twice := [c.label for c in columns if used.count(c.name) > 1]:
        raise CannotRead("twice", columns=", ".join(map(str, twice)))
    return names
