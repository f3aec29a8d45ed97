"""What the log of sign-ins shows."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from people.models import Person, SignIn


class SignInFilter(forms.Form):
    """Whose sign-ins, how they ended, on which day; every field is optional."""

    person = forms.CharField(label=_("Who"), required=False, max_length=100)
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        required=False,
        choices=[("", _("everything")), *SignIn.Outcome.choices],
    )
    on = DayField(label=_("Day"), required=False, help_text="")

    def clean_person(self):
        typed = self.cleaned_data["person"].strip()
        if not typed:
            return None
        found = list(Person.objects.matching(typed)[:2])
        if not found:
            raise ValidationError(_("Nobody has this name."))
        if len(found) > 1:
            raise ValidationError(
                _("Several people have this name. Write more of it, or the e-mail.")
            )
        return found[0]

    @property
    def number_chosen(self):
        """How many filters are on."""
        return (
            sum(bool(self.cleaned_data.get(name)) for name in self.fields) if self.is_bound else 0
        )
