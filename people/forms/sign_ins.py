"""What the log of sign-ins shows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.choosing import SomebodyField
from people.forms.dates import DayField
from people.forms.filters import Filter
from people.models import SignIn


class SignInFilter(Filter):
    """Whose sign-ins, how they ended, on which day; every field is optional."""

    person = SomebodyField(label=_("Who"), required=False)
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        required=False,
        choices=[("", _("everything")), *SignIn.Outcome.choices],
    )
    on = DayField(label=_("Day"), required=False, help_text="")
