from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.filters import UnitsOnDay
from people.models import Function, Kind
from policies.models import Policy


class CoverageFilter(UnitsOnDay):
    """What the list of acknowledgements shows."""

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
    state = forms.ChoiceField(choices=STATES, required=False, label=_("Who"))

    field_order = ["policy", "unit", "state", "on"]


class PoliciesFilter(UnitsOnDay):
    """Which policies and units a table shows, and as of which day."""

    policies = forms.MultipleChoiceField(
        required=False, label=_("Policies"), widget=forms.CheckboxSelectMultiple
    )

    field_order = ["unit", "on", "policies"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Policy.objects.in_order()
        self.fields["policies"].choices = [(policy.slug, policy.title) for policy in offered]

    def narrowed(self, asked):
        """Those of the policies asked that are chosen, in the order of lists; all if none is."""
        slugs = self.chosen("policies") or ()
        asked = [entry for entry in asked if not slugs or entry.policy.slug in slugs]
        kinds = Policy.Kind.values
        return sorted(asked, key=lambda entry: (kinds.index(entry.policy.kind), entry.policy.slug))


class MatrixFilter(PoliciesFilter):
    """Which people the matrix shows, and which policies."""

    STATES = [
        ("", _("everybody")),
        ("missing", _("something is missing")),
        ("open", _("something is due or missing")),
        ("done", _("all acknowledged")),
    ]

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *Kind.choices]
    )
    function = forms.ModelChoiceField(
        Function.objects.all(),
        label=_("Function"),
        required=False,
        to_field_name="slug",
        empty_label=_("all"),
    )
    state = forms.ChoiceField(choices=STATES, required=False, label=_("Who"))

    field_order = ["q", "unit", "kind", "function", "state", "on", "policies"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.input_type = "search"

    @property
    def narrows_people(self):
        """Whether some of those who were here are left out."""
        return self.allowed is not None or bool({*self.names_chosen} - {"on", "policies"})
