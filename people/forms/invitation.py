from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.signing_in import AGAIN, PASSWORD, RULES


class InvitationForm(forms.Form):
    """The password that somebody chooses when they accept; the rules are asked on accepting."""

    password = forms.CharField(
        label=PASSWORD,
        help_text=RULES,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=AGAIN,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("password"), cleaned.get("again")
        if first and second and first != second:
            self.add_error("again", _("The two passwords differ."))
        return cleaned
