from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from people.models import Unit
from policies.models import Policy


class CoverageFilter(forms.Form):
    """What the list of acknowledgements shows; every field is optional."""

    STATES = [
        ("", _("everybody")),
        ("open", _("not acknowledged")),
        ("done", _("acknowledged")),
        ("exempt", _("exempt")),
    ]

    policy = forms.ModelChoiceField(
        Policy.objects.all(),
        to_field_name="slug",
        required=False,
        label=_("Policy"),
        empty_label=None,
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), required=False, label=_("Unit"), empty_label=_("all units")
    )
    state = forms.ChoiceField(choices=STATES, required=False, label=_("Who"))
    on = DayField(required=False, label=_("As of"))

    def __init__(self, *args, units=None, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Unit.objects.with_tree_fields()
        self.fields["unit"].queryset = offered if units is None else offered.filter(pk__in=units)

    def chosen(self, name):
        """The cleaned value of a field, or None when it is missing or wrong."""
        return self.cleaned_data.get(name) if self.is_bound and self.errors is not None else None
