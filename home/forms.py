from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from people.forms.units import UnitField
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


class ReminderFilter(forms.Form):
    """Whom a reminder reaches: everybody, or the people of a unit and of those below."""

    unit = UnitField(required=False, label=_("Unit"), empty_label=_("all units"))

    def __init__(self, *args, on, units=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].show(on, units)

    def chosen(self, name):
        """The cleaned value of a field, or None when it is missing or wrong."""
        return self.cleaned_data.get(name) if self.is_bound and self.errors is not None else None


class NeedsFilter(ReminderFilter):
    """Which people need somebody; ``has_people`` says that some wait for the reader."""

    WHO = [("", _("those who wait for you")), ("all", _("everybody you may see"))]

    who = forms.ChoiceField(choices=WHO, required=False, label=_("Who"))

    def __init__(self, *args, has_people, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_people:
            del self.fields["who"]
