"""Narrow the list of outgoing mails."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from people.mail_words import PURPOSES
from people.models import OutgoingMail


class MailFilter(forms.Form):
    """Which mails to show; every field is optional, the state is chosen above the list."""

    purpose = forms.ChoiceField(
        label=_("What for"), required=False, choices=[("", _("everything")), *PURPOSES.items()]
    )
    day = DayField(label=_("Written on"), required=False)
    state = forms.ChoiceField(
        required=False,
        choices=[("", _("all")), *OutgoingMail.State.choices],
        widget=forms.HiddenInput,
    )

    def chosen(self, name):
        """The cleaned value of a field, or None when it is missing or wrong."""
        self.is_valid()  # cleans it once
        return (self.cleaned_data.get(name) or None) if self.is_bound else None

    @property
    def number_chosen(self):
        """How many filters are on."""
        return sum(bool(self.chosen(name)) for name in ("purpose", "day"))
