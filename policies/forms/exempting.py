from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from policies.models import Exemption, Policy


class ExemptionForm(forms.Form):
    """From which policy somebody is exempt, from when until when, and why."""

    policy = forms.ModelChoiceField(
        Policy.objects.order_by("slug"),
        to_field_name="slug",
        label=_("Policy"),
        empty_label=_("choose"),
        error_messages={"required": _("Choose a policy.")},
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(
        label=_("Last day"),
        error_messages={"required": _("Every exemption has an end. It can be given anew.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=Exemption.Ground,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a ground.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only those who may exempt people read it. Leave out anything about health."),
    )
