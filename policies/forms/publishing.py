from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.forms.dates import DayField


class PublishForm(forms.Form):
    """From when the text binds, what changed, who must do what, when a translation follows."""

    effective_on = DayField(label=_("In force from"))
    note_pl = forms.CharField(
        label=_("What changed, in Polish"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "pl"}),
        help_text=_("Readers see it above the text."),
    )
    note_en = forms.CharField(
        label=_("What changed, in English"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    duty = forms.ChoiceField(
        label=_("What readers must do"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what readers must do.")},
    )
    translation_due_on = DayField(label=_("The missing translation follows by"))

    def __init__(self, *args, is_first, asked, minor, major, is_complete, **kwargs):
        """``asked`` is how many people the policy means; ``minor``, ``major`` are numbers."""
        super().__init__(*args, **kwargs)
        if is_first:
            for name in ("note_pl", "note_en", "duty"):
                del self.fields[name]
        else:
            self._offer(asked, minor, major)
        if is_complete:
            del self.fields["translation_due_on"]

    def _offer(self, asked, minor, major):
        duty = self.fields["duty"]
        duty.choices = [
            ("nothing", _("Nothing: version %(number)s") % {"number": minor}),
            ("read", _("Read and acknowledge: version %(number)s") % {"number": major}),
        ]
        duty.hints = {
            "nothing": _("For corrections that change no rule. Acknowledgements given stay valid."),
            "read": ngettext(
                "%(count)s person gets a new task on that day.",
                "%(count)s people get a new task on that day.",
                asked,
            )
            % {"count": asked},
        }

    @property
    def is_major(self):
        """A first version always asks its readers."""
        return self.cleaned_data.get("duty", "read") == "read"

    @property
    def notes(self):
        return {code: self.cleaned_data.get(f"note_{code}", "") for code in ("pl", "en")}


class WithdrawForm(forms.Form):
    """From when a version stops binding, and why."""

    withdrawn_on = DayField(label=_("Stops on"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record beside the version."),
    )
    despite_links = forms.BooleanField(
        label=_("I know that other texts link to this policy"),
        error_messages={"required": _("Confirm that you know which texts link to this policy.")},
    )

    def __init__(self, *args, is_linked=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_linked:
            del self.fields["despite_links"]
