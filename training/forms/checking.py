"""Check a certificate by its number, and compare a name with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

UNSEEN = {"autocomplete": "off", "spellcheck": "false"}


class NumberForm(forms.Form):
    """The number as it stands on the certificate, with or without hyphens, in any case."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=40,
        help_text=_("It begins with LAT and stands beside the square code."),
        widget=forms.TextInput(attrs=UNSEEN),
    )


class NameForm(forms.Form):
    """The name that stands on the paper."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        max_length=200,
        help_text=_("First and last name, as they are printed."),
        widget=forms.TextInput(attrs=UNSEEN),
    )
