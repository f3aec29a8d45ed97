from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from people.models import Unit


class ReadinessFilter(forms.Form):
    """Whose readiness, and as of which day; both optional."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), required=False, label=_("Unit"), empty_label=_("all units")
    )
    on = DayField(required=False, label=_("As of"))

    def __init__(self, *args, units=None, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Unit.objects.with_tree_fields()
        self.fields["unit"].queryset = offered if units is None else offered.filter(pk__in=units)

    def chosen(self, name):
        """The cleaned value of a field, or None when it is missing or wrong."""
        return self.cleaned_data.get(name) if self.is_bound and self.errors is not None else None
