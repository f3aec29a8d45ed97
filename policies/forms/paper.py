"""Enter paper, prepare briefings, correct mistakes."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from documents.forms import ScanField
from documents.templatetags.page import day
from people.forms.choosing import SeveralField
from people.forms.dates import DayField
from people.forms.units import UnitField
from people.models import Person
from policies.models import Correction, Policy, PolicyVersion


class LanguageField(forms.ChoiceField):
    """The language of what was signed."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Language of the paper"),
            choices=settings.LANGUAGES,
            widget=forms.RadioSelect,
            **kwargs,
        )


class VersionField(forms.ModelChoiceField):
    """A version that was, is or will be in force, newest first within its policy."""

    def __init__(self, **kwargs):
        super().__init__(queryset=PolicyVersion.objects.none(), **kwargs)

    def show(self, on):
        """Offer what was in force up to that day; the day on the paper decides which one it is."""
        self.queryset = (
            PolicyVersion.objects.counted()
            .filter(effective_on__lte=on)
            .select_related("policy")
            .order_by("policy__slug", "-order")
        )

    def label_from_instance(self, version):
        title = version.title or version.policy.title
        return _("%(title)s %(number)s, in force from %(day)s") % {
            "title": title,
            "number": version.number,
            "day": day(version.effective_on),
        }


class PaperForm(forms.Form):
    """What a signed paper says."""

    version = VersionField(label=_("What was signed"), empty_label=_("choose a version"))
    acknowledged_on = DayField(label=_("Day on the paper"))
    language = LanguageField()
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("For example where the paper is kept. No names, no sensitive details."),
    )
    scan = ScanField(label=_("Scan or photo of the paper"), required=False)
    signed = forms.BooleanField(
        label=_("I have the paper before me, and this person signed the statement on it"),
        error_messages={"required": _("Tick this once you have looked at the paper.")},
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].show(on)

    @property
    def paper(self):
        """The arguments of ``record_paper`` about the paper."""
        names = ("version", "acknowledged_on", "language", "note", "scan")
        return {name: self.cleaned_data[name] for name in names}


class CorrectionForm(forms.Form):
    """What was wrong with an entry, and what is right."""

    HINTS = {
        Correction.Outcome.VOID: _("Wrong person, or nothing was signed. It then never counted."),
        Correction.Outcome.REPLACED: _("Wrong day, version or language. Fill in the right ones."),
    }

    outcome = forms.ChoiceField(
        label=_("What happens to the entry"),
        choices=Correction.Outcome,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What was wrong"),
        max_length=200,
        help_text=_("One sentence; it stays with the entry. No sensitive details."),
    )
    version = VersionField(
        label=_("What was signed"), required=False, empty_label=_("choose a version")
    )
    acknowledged_on = DayField(label=_("Day on the paper"), required=False)
    language = LanguageField(required=False)

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].show(on)
        self.fields["outcome"].hints = {key.value: hint for key, hint in self.HINTS.items()}

    def clean(self):
        cleaned = super().clean()
        if self.is_replacement:
            for name in ("version", "acknowledged_on", "language"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill in what is right."))
        return cleaned

    @property
    def is_replacement(self):
        return self.cleaned_data.get("outcome") == Correction.Outcome.REPLACED

    @property
    def right(self):
        names = ("version", "acknowledged_on", "language")
        return {name: self.cleaned_data[name] for name in names}


class BriefingForm(forms.Form):
    """When and where people go through which policies together."""

    policies = SeveralField(Policy.objects.none(), label=_("Policies"))
    held_on = DayField(
        label=_("Day"), help_text=_("The sheet gets the versions that are in force on this day.")
    )
    place = forms.CharField(label=_("Place"), max_length=120)
    led_by = forms.CharField(label=_("Led by"), max_length=120)
    unit = UnitField(
        label=_("Unit"),
        required=False,
        empty_label=_("the whole organisation"),
        help_text=_("People of this unit, and of those below it, are on the sheet."),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args, on, units=None, **kwargs):
        super().__init__(*args, **kwargs)
        published = PolicyVersion.objects.counted().order_by().values("policy")
        self.fields["policies"].queryset = Policy.objects.filter(pk__in=published).in_order()
        self.fields["unit"].show(on, units)
        if units is not None:
            self.fields["unit"].required = True
            self.fields["unit"].empty_label = _("choose a unit")


class SignaturesForm(forms.Form):
    """Who signed the sheet, each in which language, and the sheet itself."""

    people = SeveralField(
        Person.objects.none(),
        error_messages={"required": _("Tick at least one person who signed.")},
    )
    sheet = ScanField(
        label=_("Scan or photo of the sheet"),
        required=False,
        help_text=_("PDF, JPEG or PNG, at most 10 MB. Several pages: one PDF. Keep the paper."),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people

    @property
    def signed(self):
        """The language by each ticked person's id: the one chosen, or else the person's own."""
        languages = dict(settings.LANGUAGES)
        chosen = {
            person: self.data.get(f"language-{person.pk}") for person in self.cleaned_data["people"]
        }
        return {
            person.pk: language if language in languages else person.language
            for person, language in chosen.items()
        }

    def ticked(self):
        """What to show as ticked when the page comes again: ids as text, and languages."""
        if not self.is_bound:
            return set()
        return set(self.data.getlist("people"))
