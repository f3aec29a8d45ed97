from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.units import UnitField
from people.models import Function
from policies.models import Policy
from training.models import Course


class TargetForm(forms.Form):
    """How many people of a unit should hold a course."""

    unit = UnitField(label=_("Unit"), help_text=_("With all units below it."))
    course = forms.ModelChoiceField(
        Course.objects.none(), label=_("Course"), to_field_name="slug", empty_label=None
    )
    function = forms.ModelChoiceField(
        Function.objects.all(),
        label=_("Function"),
        to_field_name="slug",
        required=False,
        empty_label=_("any"),
        help_text=_("Only people with this function in the unit count."),
    )
    number = forms.IntegerField(label=_("People needed"), min_value=1, max_value=10_000)

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].show(on)
        self.fields["course"].queryset = Course.objects.offered(on)


class RefresherForm(forms.Form):
    """Which short course explains what changed in a policy."""

    policy = forms.ModelChoiceField(
        Policy.objects.all(), label=_("Policy"), to_field_name="slug", empty_label=None
    )
    course = forms.ModelChoiceField(
        Course.objects.none(), label=_("Short course"), to_field_name="slug", empty_label=None
    )
    due_days = forms.IntegerField(label=_("Days to do it"), min_value=0, max_value=365, initial=30)

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.offered(on)
