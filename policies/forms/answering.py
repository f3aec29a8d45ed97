"""As of which day coverage is shown."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField


class CoverageFilter(forms.Form):
    """One day; today when nothing is typed."""

    on = DayField(required=False, label=_("As of"))

    @property
    def chosen_day(self):
        """The day that was typed, or None."""
        return self.cleaned_data.get("on") if self.is_bound and self.is_valid() else None
