"""A row of former training turned into values, with everything that is wrong in it."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from people.forms.dates import NotADay, parse_day
from people.importing.cells import SHOWN, UNSEEN
from people.importing.columns import BY_NAME, Column
from people.importing.reading import Formula
from people.models import Person
from people.searching import fold
from training.awarding import last_days
from training.models import Course, Credential

Source = Credential.Source
PROVIDER_LENGTH = 160
MOST_YEARS = 50
#: So many values of one query.
BATCH = 1000

COLUMNS = (
    Column("email", _("E-mail"), BY_NAME["email"].headings),
    Column(
        "reference",
        _("Reference"),
        ("oznaczenie", "numer osoby", "identyfikator", "reference", "person id", "uid"),
    ),
    Column(
        "course",
        _("Course"),
        ("kurs", "szkolenie", "nazwa kursu", "nazwa szkolenia", "course", "training"),
        is_needed=True,
    ),
    Column(
        "awarded_on",
        _("Completed"),
        (
            *("ukonczono", "ukonczone", "data ukonczenia", "data szkolenia", "dzien ukonczenia"),
            *("completed", "completed on", "date", "completion date"),
        ),
        is_needed=True,
    ),
    Column(
        "valid_until",
        _("Valid until"),
        ("wazne do", "wazny do", "data waznosci", "valid until", "expires", "expiry date"),
    ),
    Column(
        "way",
        _("Way of learning"),
        ("sposob nauki", "sposob", "forma", "way of learning", "how", "form", "way"),
    ),
    Column(
        "provider",
        _("Course provider"),
        (
            *("organizator kursu", "kto prowadzil", "organizator", "prowadzacy"),
            *("course provider", "given by", "provider", "trainer"),
        ),
    ),
)
LABELS = {column.name: column.label for column in COLUMNS}
WAYS = {
    "": Source.OUTSIDE,
    "poza organizacja": Source.OUTSIDE, "zewnetrzne": Source.OUTSIDE,
    "gdzie indziej": Source.OUTSIDE, "ukonczone gdzie indziej": Source.OUTSIDE,
    "outside": Source.OUTSIDE, "elsewhere": Source.OUTSIDE, "taken elsewhere": Source.OUTSIDE,
    "stacjonarnie": Source.SESSION, "stacjonarne": Source.SESSION, "na miejscu": Source.SESSION,
    "session": Source.SESSION, "face to face": Source.SESSION,
}  # fmt: skip

#: What is wrong with a cell or a row, by its code.
CELLS = {
    "missing": _("Fill in this cell."),
    "formula": _("This is a formula. Write the value itself."),
    "control": _("Remove the characters that cannot be seen."),
    "too_long": _("Too long: at most %(most)s characters."),
    "nobody": _("Give the e-mail or the reference of the person."),
    "unknown_person": _("Nobody here has “%(value)s”."),
    "two_people": _("The e-mail and the reference belong to two people."),
    "own": _("Nobody records training for themselves."),
    "unknown_course": _(
        "There is no course “%(value)s”. Write its name as on the list of courses."
    ),
    "several_courses": _("Several courses are called “%(value)s”. Write the end of its address."),
    "bad_day": _("“%(value)s” is not a day. Write it like this: 23.03.2026."),
    "future": _("This day has not come yet."),
    "ends_before": _("It cannot end before it was completed."),
    "too_far": _("At most %(years)s years from now. Leave it empty to follow the course."),
    "bad_way": _("“%(value)s” is not known here. Write: face to face, or taken elsewhere."),
    "same_row": _("Row %(row)s already says the same."),
    "other_end": _("It is recorded already, with another last day; a record is never changed."),
}


@dataclass(frozen=True)
class Former:
    """One sound row: who completed what, when, how, until when it holds, who gave it."""

    number: int
    person: int
    course: int
    source: str
    awarded_on: date
    valid_until: date | None
    provider: str

    @property
    def key(self):
        """Rows with the same key are the same completion."""
        return self.person, self.course, self.awarded_on

    def as_json(self):
        """As it waits in the database."""
        until = self.valid_until.isoformat() if self.valid_until else None
        start = [self.number, self.person, self.course, str(self.source)]
        return [*start, self.awarded_on.isoformat(), until, self.provider]

    @classmethod
    def of_json(cls, values):
        """The same row again."""
        *start, awarded_on, until, provider = values
        ends = date.fromisoformat(until) if until else None
        return cls(*start, date.fromisoformat(awarded_on), ends, provider)


class Rows:
    """Turns numbered rows of texts into Formers and problems; ``by`` is who brings them."""

    def __init__(self, columns, texts, *, by, on):
        self.by, self.on = by, on
        self.given = [
            (number, {name: text for name, text in zip(columns, row, strict=False) if name})
            for number, row in texts
        ]
        self.problems = []
        self.rows = []
        self._courses = _courses()
        self._by_email = _people("lower", {fold_email(row) for _number, row in self.given})
        self._by_uid = _people("uid", {_uid(row.get("reference")) for _number, row in self.given})

    def read(self):
        """Fill ``rows`` and ``problems``."""
        seen = {}
        for number, row in self.given:
            former = self._row(number, row)
            if former is None:
                continue
            first = seen.setdefault(former.key, number)
            if first != number:
                self._wrong(number, "", "same_row", row=first)
            else:
                self.rows.append(former)

    def _row(self, number, row):
        before = len(self.problems)
        sound = {name: self._sound(number, name, row.get(name, "")) for name in LABELS}
        person = self._person(number, sound)
        course = self._course(number, sound["course"])
        awarded_on = self._day(number, "awarded_on", sound, is_needed=True)
        until = self._day(number, "valid_until", sound)
        if awarded_on and awarded_on > self.on:
            self._wrong(number, "awarded_on", "future")
        if awarded_on and until and until < awarded_on:
            self._wrong(number, "valid_until", "ends_before")
        if until and until.year > self.on.year + MOST_YEARS:
            self._wrong(number, "valid_until", "too_far", years=MOST_YEARS)
        source = self._source(number, sound)
        if len(self.problems) > before:
            return None
        if until is None:
            until, _renewable = last_days(course, awarded_on)
        provider = sound["provider"]
        return Former(number, person, course.pk, source.value, awarded_on, until, provider)

    def _sound(self, number, name, text):
        """The text of a cell, or None when it cannot be a value at all."""
        if isinstance(text, Formula):
            return self._wrong(number, name, "formula")
        if any(letter in UNSEEN or unicodedata.category(letter) == "Cc" for letter in text):
            return self._wrong(number, name, "control")
        return text

    def _person(self, number, sound):
        email, reference = sound["email"], sound["reference"]
        if not email and not reference:
            return None if None in (email, reference) else self._wrong(number, "email", "nobody")
        found = set()
        for name, text, people, key in (
            ("email", email, self._by_email, (email or "").lower()),
            ("reference", reference, self._by_uid, _uid(reference)),
        ):
            if text:
                pk = people.get(key)
                found.add(pk)
                if pk is None:
                    self._wrong(number, name, "unknown_person", value=text)
        if len(found) > 1 and None not in found:
            return self._wrong(number, "reference", "two_people")
        pk = found.pop()
        return self._wrong(number, "email", "own") if pk == self.by.pk else pk

    def _course(self, number, text):
        if not text:
            return None if text is None else self._wrong(number, "course", "missing")
        found = self._courses.get(fold(text), ())
        if len(found) == 1:
            return found[0]
        code = "several_courses" if found else "unknown_course"
        return self._wrong(number, "course", code, value=text)

    def _day(self, number, name, sound, *, is_needed=False):
        text = sound[name]
        if not text:
            return self._wrong(number, name, "missing") if is_needed and text == "" else None
        try:
            return parse_day(text)
        except (NotADay, ValueError):
            return self._wrong(number, name, "bad_day", value=text)

    def _source(self, number, sound):
        provider = sound["provider"]
        if provider and len(provider) > PROVIDER_LENGTH:
            self._wrong(number, "provider", "too_long", most=PROVIDER_LENGTH)
        found = WAYS.get(fold(sound["way"] or ""))
        if found is None:
            return self._wrong(number, "way", "bad_way", value=sound["way"])
        if found == Source.OUTSIDE and provider == "":
            self._wrong(number, "provider", "missing")
        return found

    def _wrong(self, number, column, code, /, **params):
        shown = {name: str(value)[:SHOWN] for name, value in params.items()}
        self.problems.append({"number": number, "column": column, "code": code, **shown})

    def already_here(self):
        """Move out what is recorded already: returns the rows that are new, notes other ends."""
        known, new = recorded(self.rows), []
        for row in self.rows:
            if row.key not in known:
                new.append(row)
            elif row.valid_until not in known[row.key]:
                self._wrong(row.number, "valid_until", "other_end")
        return new


def recorded(rows):
    """Map the keys of those rows that are recorded to the last days that were written then."""
    wanted, found = {row.key for row in rows}, {}
    people, courses = sorted({row.person for row in rows}), {row.course for row in rows}
    for start in range(0, len(people), BATCH):
        known = Credential.objects.filter(
            course__in=courses, person__in=people[start : start + BATCH]
        ).order_by()
        for *key, until in known.values_list("person", "course", "awarded_on", "valid_until"):
            if tuple(key) in wanted:
                found.setdefault(tuple(key), set()).add(until)
    return found


def fold_email(row):
    """The e-mail of a row as it is looked up; empty for one that no database takes."""
    email = (row.get("email") or "").lower()
    return "" if "\x00" in email else email


def _uid(text):
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _people(name, values):
    """Map such values of people who are not anonymised to their ids."""
    values, found = sorted(values - {"", None}), {}
    people = Person.objects.filter(anonymised_at=None).order_by().alias(lower=Lower("email"))
    for start in range(0, len(values), BATCH):
        some = people.filter(**{f"{name}__in": values[start : start + BATCH]})
        for pk, email, uid in some.values_list("pk", "email", "uid"):
            found[email.lower() if name == "lower" else uid] = pk
    return found


def _courses():
    """The courses by every folded word for them: slug and title in either language."""
    found = {}
    for course in Course.objects.order_by("pk"):
        names = {
            course.slug,
            *(getattr(course, f"title_{code}") for code, _n in settings.LANGUAGES),
        }
        for name in {fold(name) for name in names if name}:
            found.setdefault(name, []).append(course)
    return found
