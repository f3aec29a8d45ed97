"""The filters of lists: every field is optional and stands in the address of the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.templatetags.page import day
from people.forms.dates import DayField
from people.forms.units import UnitField
from people.roles import with_subtree


class Filter(forms.Form):
    """What a list shows."""

    def chosen(self, name):
        """The cleaned value of a field, or None when it is missing or wrong."""
        self.is_valid()  # cleans it once
        return (self.cleaned_data.get(name) or None) if self.is_bound else None

    @property
    def names_chosen(self):
        """The names of the filters that are on."""
        return [name for name in self.fields if self.chosen(name)]

    @property
    def number_chosen(self):
        """How many filters are on."""
        return len(self.names_chosen)

    def described(self):
        """The filters that are on as (label, value) pairs in the reader's language."""
        return [
            (str(self.fields[name].label), self._words(name, self.chosen(name)))
            for name in self.names_chosen
        ]

    def _words(self, name, value):
        field = self.fields[name]
        if isinstance(field, DayField):
            return day(value)
        if isinstance(field, forms.ModelChoiceField):
            return str(value)
        labels = dict(getattr(field, "choices", ()))
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(one, one)) for one in values)


class UnitsOnDay(Filter):
    """Whose lines, and as of which day: what every list of standings can be narrowed by."""

    unit = UnitField(required=False, label=_("Unit"), empty_label=_("all units"))
    on = DayField(required=False, label=_("As of"))

    def __init__(self, *args, units=None, **kwargs):
        """``units`` are the ids of the units that the reader answers for, None for all."""
        super().__init__(*args, **kwargs)
        self.allowed = units
        self.fields["unit"].show_all(units)

    @property
    def units(self):
        """The ids of the units meant, with all below them and within what is allowed; or None."""
        unit = self.chosen("unit")
        if unit is None:
            return self.allowed
        below = with_subtree({unit.pk})
        return below if self.allowed is None else below & self.allowed
