"""One text field for a day, typed the way people write days in Polish and in English."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.searching import fold

#: Months by the beginning of their folded names: "marca", "marzec", "march", "mar".
MONTHS = (
    ("stycz", "sty", "jan"),
    ("lut", "feb"),
    ("mar",),
    ("kwie", "kwi", "apr"),
    ("maj", "may"),
    ("czerw", "cze", "jun"),
    ("lip", "jul"),
    ("sierp", "sie", "aug"),
    ("wrze", "wrz", "sep"),
    ("pazdz", "paz", "oct"),
    ("listop", "lis", "nov"),
    ("grud", "gru", "dec"),
)
DAY_FIRST = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,2})")
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+([^\W\d]+)\.?,?\s+(\d{4})")
ENDING = re.compile(r"\s*r(\.|oku)?$")
EXAMPLE = _("For example 23.03.2026.")
CENTURY = 2000
#: Years that a record of an organisation can mean; anything else is a slip of the finger.
YEARS = range(1900, 2200)


class NotADay(ValueError):
    """The text is no day at all."""


def parse_day(text: str) -> datetime.date:
    """The day that the text means.

    Understands ``23.03.2026``, ``23.3.26``, ``2026-03-23``, ``23 marca 2026`` and ``23 March
    2026``; two digits of a year belong to this century. Raises NotADay for anything else and
    ValueError for a day that does not exist.
    """
    words = ENDING.sub("", fold(text).strip())
    if found := YEAR_FIRST.fullmatch(words):
        year, month, day = map(int, found.groups())
    elif found := DAY_FIRST.fullmatch(words):
        day, month, year = map(int, found.groups())
        year += CENTURY if year < 100 else 0
    elif found := IN_WORDS.fullmatch(words):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        raise NotADay(text)
    if year not in YEARS:
        raise ValueError(text)
    return datetime.date(year, month, day)


def _month(word):
    for number, beginnings in enumerate(MONTHS, start=1):
        if word.startswith(beginnings):
            return number
    raise NotADay(word)


class DayInput(forms.TextInput):
    """A short text box that shows a day as 23.03.2026."""

    def __init__(self, attrs=None):
        super().__init__({"autocomplete": "off", "maxlength": 40, "size": 12, **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, datetime.date):
            return f"{value:%d.%m.%Y}"
        return value or None


class DayField(forms.Field):
    """A day typed as text; cleaned to a ``datetime.date`` or None."""

    widget = DayInput
    default_error_messages = {
        "invalid": _("Write the day like this: 23.03.2026."),
        "no_such_day": _("There is no such day. Write it like this: 23.03.2026."),
    }

    def __init__(self, *, help_text=EXAMPLE, **kwargs):
        super().__init__(help_text=help_text, **kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        if not str(value).strip():
            return None
        try:
            return parse_day(str(value))
        except NotADay as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        except ValueError as error:
            raise ValidationError(self.error_messages["no_such_day"], code="no_such_day") from error

    def has_changed(self, initial, data):
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
