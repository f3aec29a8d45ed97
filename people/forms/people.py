"""Find people, enter them, give and end what they have."""

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from people.forms.filters import Filter
from people.forms.units import UnitField
from people.granting import OFFERED
from people.models import CheckKind, Function, Kind, Role

UNKNOWN = {"autocomplete": "off"}


class State(models.TextChoices):
    """Whom the list of people shows."""

    PRESENT = "present", _("here today")
    UPCOMING = "upcoming", _("not yet started")
    LEFT = "left", _("left")
    OFFLINE = "offline", _("without sign-in")
    ALL = "all", _("everybody")


class PeopleFilter(Filter):
    """What the list of people shows; every field is optional."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    unit = UnitField(label=_("Unit"), required=False, empty_label=_("all units"))
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *Kind.choices]
    )
    function = forms.ModelChoiceField(
        Function.objects.all(),
        label=_("Function"),
        required=False,
        to_field_name="slug",
        empty_label=_("all"),
    )
    state = forms.ChoiceField(label=_("Who"), required=False, choices=State)

    def __init__(self, *args, on, units=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].show(on, units)
        self.fields["q"].widget.input_type = "search"


class PersonForm(forms.Form):
    """Who somebody is; without an e-mail there is no way to sign in."""

    given_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput(UNKNOWN)
    )
    family_name = forms.CharField(
        label=_("Last name"), max_length=80, required=False, widget=forms.TextInput(UNKNOWN)
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("For signing in and reminders. Without it, others confirm on paper for them."),
        widget=forms.EmailInput(UNKNOWN),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class AssignmentForm(forms.Form):
    """Where somebody belongs, as what, from when."""

    unit = UnitField(label=_("Unit"), empty_label=_("choose a unit"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("choose a kind")), *Kind.choices])
    function = forms.ModelChoiceField(
        Function.objects.all(), label=_("Function"), required=False, empty_label=_("none")
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Only if it is known already. Outside experts need one."),
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].show(on)

    @property
    def assignment(self):
        names = ("unit", "kind", "function", "starts_on", "ends_on")
        return {name: self.cleaned_data[name] for name in names}


class NewPersonForm(AssignmentForm, PersonForm):
    """Somebody new, with the first assignment."""

    invite = forms.BooleanField(
        label=_("Invite at once"),
        required=False,
        help_text=_("Sends one e-mail with a link for setting up the sign-in."),
    )

    field_order = [
        "given_name", "family_name", "email", "language",
        "unit", "kind", "function", "starts_on", "ends_on", "invite",
    ]  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("invite") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("An invitation needs an e-mail."))
        return cleaned

    @property
    def person(self):
        names = ("given_name", "family_name", "email", "language")
        return {name: self.cleaned_data[name] for name in names}


class LastDayForm(forms.Form):
    """The last day that still counts."""

    last_day = DayField(label=_("Last day"))


class ReasonForm(forms.Form):
    """Why something was wrong."""

    reason = forms.CharField(
        label=_("What was wrong"),
        max_length=200,
        help_text=_("One sentence; it stays with the entry. No sensitive details."),
    )


class RoleForm(forms.Form):
    """A role, for a unit where it needs one, perhaps until a day."""

    HINTS = {
        Role.POLICY_MANAGER: _(
            "Writes, publishes and withdraws policies, asks people, makes packs, sees training."
        ),
        Role.TRAINING_COORDINATOR: _(
            "Writes courses, plans sessions, accepts certificates, sees everybody's training."
        ),
        Role.REFERRAL_COORDINATOR: _("Will keep the directory of help; sees the list of people."),
        Role.MANAGEMENT: _("Approves policies, sees all policies, training, people and figures."),
        Role.UNIT_LEAD: _(
            "Sees the people of one unit and what they miss, notes checks and paper, "
            "holds sessions."
        ),
        Role.ADMINISTRATOR: _("Keeps people, units, roles and settings, reads the audit trail."),
    }

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in OFFERED],
        widget=forms.RadioSelect,
    )
    unit = UnitField(
        label=_("Unit"),
        required=False,
        empty_label=_("the whole organisation"),
        help_text=_("Only for a unit lead; units below it are included."),
    )
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: until somebody ends it.")
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].show(on)
        self.fields["role"].hints = {role.value: hint for role, hint in self.HINTS.items()}


class CheckForm(forms.Form):
    """Which document was seen, and when."""

    kind = forms.ChoiceField(label=_("Document"), choices=CheckKind, widget=forms.RadioSelect)
    seen_on = DayField(label=_("Seen on"))
    valid_until = DayField(
        label=_("Valid until"), required=False, help_text=_("The last day on which it counts.")
    )
