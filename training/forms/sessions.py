"""Plan a session, call it off, put people on its list, note who came."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.forms import ScanField
from documents.templatetags.page import in_our_zone
from people.days import zone
from people.forms.choosing import SeveralField
from people.forms.dates import DayField
from people.models import Person, Role, RoleGrant
from training.models import MOST_DAYS, Course, ParticipationStatus, Session

#: So many rows for days are on the page at first; a page that is sent has as many as it had.
FEWEST_ROWS = 3
LEADING = (Role.TRAINING_COORDINATOR, Role.UNIT_LEAD)


class HourField(forms.TimeField):
    """An hour of the day: 9:30, 09.30."""

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": _("Write the hour like this: 09:30.")},
            **kwargs,
        )


class SessionForm(forms.Form):
    """Which course, when, where, with whom and for how many."""

    course = forms.ModelChoiceField(
        Course.objects.none(), label=_("Course"), empty_label=_("choose a course")
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("For those who take part on a screen. Only people with a place see it."),
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Empty: as many as come. Who signs up later waits and moves up by itself."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    trainers = SeveralField(
        Person.objects.none(),
        label=_("Trainers"),
        required=False,
        help_text=_("They see the list and note who came. Add others on the page of the session."),
    )
    outside_trainers = forms.CharField(
        label=_("Trainers from outside"), max_length=200, required=False
    )
    note = forms.CharField(
        label=_("What to bring, how to get there"), max_length=400, required=False
    )

    def __init__(self, *args, on, session=None, **kwargs):
        if session is not None:
            kwargs["initial"] = _initial_of(session) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if session is None:
            self.fields["course"].queryset = _courses(on)
        else:
            del self.fields["course"]
        self.fields["trainers"].queryset = _trainers(session, on)
        for number in range(1, self._rows() + 1):
            self.fields[f"day_{number}"] = DayField(
                label=_("Day %(number)d") % {"number": number},
                required=number == 1,
                help_text="",
            )
            self.fields[f"starts_{number}"] = HourField(label=_("begins"), required=number == 1)
            self.fields[f"ends_{number}"] = HourField(label=_("ends"), required=number == 1)

    def _rows(self):
        source = self.data if self.is_bound else self.initial
        last = max(n for n in range(MOST_DAYS + 1) if n == 0 or f"day_{n}" in source)
        return min(MOST_DAYS, max(FEWEST_ROWS, last if self.is_bound else last + 1))

    @property
    def rows(self):
        """The fields of each day: day, starts, ends."""
        return [
            {name: self[f"{name}_{n}"] for name in ("day", "starts", "ends")}
            for n in range(1, self._rows() + 1)
        ]

    @property
    def head(self):
        """The fields before the days."""
        return [self[name] for name in ("course",) if name in self.fields]

    @property
    def tail(self):
        """The fields after the days."""
        names = ("place", "link", "capacity", "language", "trainers", "outside_trainers", "note")
        return [self[name] for name in names]

    def clean(self):
        cleaned = super().clean()
        if not self.errors.keys() & {"place", "link"} and not (
            cleaned.get("place") or cleaned.get("link")
        ):
            self.add_error("place", _("Give a place or a link."))
        self.days = [day for n in range(1, self._rows() + 1) if (day := self._day(n, cleaned))]
        return cleaned

    def _day(self, number, cleaned):
        """(begin, end) of one row as aware moments; None for an empty row or a wrong one."""
        names = [f"{name}_{number}" for name in ("day", "starts", "ends")]
        day, starts, ends = (cleaned.get(name) for name in names)
        if not any((day, starts, ends)) or self.errors.keys() & set(names):
            return None
        for name in names:
            if cleaned.get(name) is None:
                self.add_error(name, _("Fill in day, beginning and end, or leave all three empty."))
                return None
        if ends <= starts:
            self.add_error(names[2], _("It cannot end before it begins."))
            return None
        return tuple(datetime.combine(day, hour, zone()) for hour in (starts, ends))

    @property
    def values(self):
        """What ``planning.plan_session`` and ``change_session`` take."""
        names = ["course", *(field.name for field in self.tail)]
        return {name: self.cleaned_data[name] for name in names if name in self.fields} | {
            "days": self.days
        }


def _courses(on):
    forms_ = (Course.Form.SESSION, Course.Form.EITHER)
    taught = Course.objects.offered(on).filter(form__in=forms_)
    return taught.filter(versions__state="published").distinct().order_by("slug")


def _trainers(session, on):
    """Coordinators and leads, whoever was a trainer before, and those of this session."""
    grants = RoleGrant.objects.open_on(on).filter(role__in=LEADING)
    before = Session.trainers.through.objects.order_by()
    wanted = Q(pk__in=grants.order_by().values("person"))
    wanted |= Q(pk__in=before.values("person"), left_on=None)
    if session is not None:
        wanted |= Q(pk__in=before.filter(session=session).values("person"))
    return Person.objects.filter(wanted, anonymised_at=None)


def _initial_of(session):
    names = ("place", "link", "capacity", "language", "outside_trainers", "note")
    found = {name: getattr(session, name) for name in names}
    found["trainers"] = list(session.trainers.all())
    for number, day in enumerate(session.days.all(), start=1):
        begin, end = in_our_zone(day.starts_at), in_our_zone(day.ends_at)
        found |= {
            f"day_{number}": begin.date(),
            f"starts_{number}": begin.time(),
            f"ends_{number}": end.time(),
        }
    return found


class CancelForm(forms.Form):
    """Why a session does not take place."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        help_text=_("Everybody on the list reads it in a mail. No names, no sensitive details."),
    )


class GuestForm(forms.Form):
    """Somebody without an account who came."""

    guest = forms.CharField(label=_("First and last name"), max_length=120)
    guest_from = forms.CharField(label=_("Organisation"), max_length=120, required=False)


class SheetForm(forms.Form):
    """The signed sheet."""

    sheet = ScanField(
        label=_("Scan or photo of the sheet"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB. Several pages: one PDF. Keep the paper."),
    )


class AttendanceForm(forms.Form):
    """For each on the list whether they took part, and why something changes that was noted."""

    seen = forms.IntegerField(min_value=0, max_value=2**62, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why what was noted changes"),
        max_length=200,
        required=False,
        help_text=_(
            "Only for corrections. It stays in the history, and at the revoked certificate."
        ),
    )

    CHOICES = [
        (value, ParticipationStatus.Status(value).label) for value in ParticipationStatus.NOTED
    ]

    def __init__(self, *args, participations, reader, **kwargs):
        """``participations`` are read with their status; the reader's own is not asked."""
        super().__init__(*args, **kwargs)
        self.participations = participations
        for row in participations:
            if row.person_id != reader.pk:
                self.fields[_name(row)] = forms.ChoiceField(
                    label=str(row),
                    choices=self.CHOICES,
                    required=False,
                    widget=forms.RadioSelect,
                    initial=_guess(row),
                )

    @property
    def noted(self):
        """The Status by the id of the participation, for all of whom something is said."""
        return {
            row.pk: self.cleaned_data[_name(row)]
            for row in self.participations
            if self.cleaned_data.get(_name(row))
        }

    @property
    def rows(self):
        """Each participation with its field, None for the reader's own."""
        return [
            {"row": row, "field": self[_name(row)] if _name(row) in self.fields else None}
            for row in self.participations
        ]


def _name(row):
    return f"attendance_{row.pk}"


def _guess(row):
    """What is ticked at first: what was noted, or "took part" for who was there."""
    if row.status in ParticipationStatus.NOTED:
        return row.status
    return ParticipationStatus.Status.ATTENDED if row.status == "present" else ""
