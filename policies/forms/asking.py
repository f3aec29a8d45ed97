from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.audience import AudienceForm


class RuleForm(AudienceForm):
    """Whom a policy asks, from when, and how long they have."""

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, on=on, **kwargs)
        self.on = on
        self.fields["starts_on"].initial = on
        self.fields["due_days"].label = _("Days to acknowledge")
        self.fields["renew_months"].help_text = _(
            "Empty: once is enough, until the next major version."
        )

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day < self.on:
            raise forms.ValidationError(_("A rule cannot begin in the past."))
        return day
