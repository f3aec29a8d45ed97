"""Narrow the list of outgoing mails."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from people.forms.filters import Filter
from people.mail_words import PURPOSES
from people.models import OutgoingMail


class MailFilter(Filter):
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

    @property
    def names_chosen(self):
        """The filters that are on; the state stands above them."""
        return [name for name in super().names_chosen if name != "state"]
