"""Accept training taken elsewhere, revoke, extend a group, ask for a unit's certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms import ScanField
from people.days import add_months
from people.forms.dates import DayField
from people.forms.filters import Filter
from people.forms.units import UnitField
from people.models import Kind
from people.roles import with_subtree
from training.awarding import last_days
from training.extending import Group
from training.models import Course, Languages

LONGEST_REASON = 400
FURTHEST_MONTHS = 120


class OutsideForm(forms.Form):
    """What somebody learned elsewhere, and the proof of it."""

    course = forms.ModelChoiceField(
        Course.objects.none(),
        to_field_name="slug",
        label=_("Counts as the course"),
        empty_label=_("choose a course"),
    )
    provider = forms.CharField(label=_("Who gave the training"), max_length=160)
    awarded_on = DayField(label=_("Completed on"))
    valid_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("Empty: as long as our own certificate of this course would be."),
    )
    scan = ScanField(
        label=_("Scan or photo of the certificate"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 10 MB. It is stored encrypted."),
    )
    seen = forms.BooleanField(
        label=_("I have seen the certificate, and it is this person's"),
        error_messages={"required": _("Tick this once you have looked at the certificate.")},
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.offered(on)

    @property
    def training(self):
        """The arguments of ``accept_outside`` about the training."""
        data = self.cleaned_data
        usual, _renewable = last_days(data["course"], data["awarded_on"])
        return {
            "course": data["course"],
            "provider": data["provider"],
            "awarded_on": data["awarded_on"],
            "valid_until": data["valid_until"] or usual,
            "scan": data["scan"],
        }


class RevokeForm(forms.Form):
    """From when on a certificate does not hold, and why."""

    revoked_on = DayField(label=_("Does not hold from"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The person can read it. Outsiders only see that it was revoked."),
    )


class GroupFilter(Filter):
    """Whose certificates are to hold longer, and until when; stands in the address."""

    course = forms.ModelChoiceField(
        Course.objects.none(),
        to_field_name="slug",
        label=_("Course"),
        empty_label=_("choose a course"),
    )
    valid_until = DayField(label=_("Valid until"))
    ends_before = DayField(
        label=_("Only those that end before"),
        required=False,
        help_text=_("Empty: all that end before the new day. For example 23.03.2026."),
    )
    unit = UnitField(
        label=_("Unit"),
        required=False,
        empty_label=_("the whole organisation"),
        help_text=_("With all units below it."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of people"),
        choices=Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["course"].queryset = Course.objects.exclude(valid_months=None)
        self.fields["unit"].show(on)

    def clean_valid_until(self):
        chosen = self.cleaned_data["valid_until"]
        if chosen <= self.on:
            raise forms.ValidationError(_("Choose a day in the future."))
        if chosen > add_months(self.on, FURTHEST_MONTHS):
            raise forms.ValidationError(_("That is more than ten years away."))
        return chosen

    @property
    def group(self):
        """The ``extending.Group`` that was chosen."""
        data = self.cleaned_data
        unit = data["unit"]
        return Group(
            course=data["course"],
            units=frozenset(with_subtree({unit.pk})) if unit else None,
            kinds=tuple(data["kinds"]),
            ends_before=data["ends_before"],
        )


class ExtendForm(forms.Form):
    """Why, and which preview it rests on."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands in the history of each certificate. Name nobody."),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class BundleForm(forms.Form):
    """Whose certificates go into one file."""

    unit = UnitField(
        label=_("Unit"), empty_label=_("choose a unit"), help_text=_("With all units below it.")
    )
    course = forms.ModelChoiceField(
        Course.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Course"),
        empty_label=_("all courses"),
    )
    languages = forms.ChoiceField(
        label=_("Language of the certificates"), choices=Languages, widget=forms.RadioSelect
    )

    def __init__(self, *args, on, units, **kwargs):
        """``units`` are the ids of those that the reader oversees, None for all."""
        super().__init__(*args, **kwargs)
        self.fields["unit"].show(on, units)
