"""Whom a rule means and how soon: for checks here, for policies and courses above."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.choosing import SeveralField
from people.forms.dates import DayField
from people.models import CheckKind, Function, Kind, Unit


class AudienceForm(forms.Form):
    """Kinds, units and functions (an empty choice means all), days, and again after months."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of people"),
        choices=Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means all."),
    )
    units = SeveralField(
        Unit.objects.none(),
        label=_("Units"),
        required=False,
        help_text=_("With all units below them. None ticked means all."),
    )
    functions = SeveralField(
        Function.objects.all(),
        label=_("Functions"),
        required=False,
        help_text=_("None ticked means all."),
    )
    starts_on = DayField(label=_("From"))
    before_first_duty = forms.BooleanField(
        label=_("Needed before the first duty"),
        required=False,
        help_text=_("Missing from the first day, without further days to do it."),
    )
    due_days = forms.IntegerField(label=_("Days to do it"), min_value=0, max_value=365, initial=14)
    renew_months = forms.IntegerField(
        label=_("Again after so many months"), required=False, min_value=1, max_value=240
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.open_on(on).with_tree_fields()


class CheckRuleForm(AudienceForm):
    """Who needs which background check."""

    check_kind = forms.ChoiceField(label=_("Document"), choices=CheckKind, widget=forms.RadioSelect)

    field_order = ["check_kind"]
