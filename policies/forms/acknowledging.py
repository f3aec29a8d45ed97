from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class StatementForm(forms.Form):
    """The explicit statement under a policy, and the text that the page showed."""

    version_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    agree = forms.BooleanField(
        error_messages={"required": _("Tick the statement if you agree with it, then confirm.")}
    )
