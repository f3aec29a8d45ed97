from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.audience import AudienceForm
from people.forms.dates import DayField


class CourseRuleForm(AudienceForm):
    """Whom a course is asked of, from when until when, and how long they have."""

    renew_months = None
    ends_on = DayField(
        label=_("Until"), required=False, help_text=_("Empty: until somebody ends the rule.")
    )

    field_order = [
        "kinds",
        "units",
        "functions",
        "starts_on",
        "ends_on",
        "before_first_duty",
        "due_days",
    ]

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, on=on, **kwargs)
        self.on = on
        self.fields["starts_on"].initial = on
        self.fields["due_days"].label = _("Days to take the course")

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day < self.on:
            raise forms.ValidationError(_("A rule cannot begin in the past."))
        return day

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first one."))
        return values
