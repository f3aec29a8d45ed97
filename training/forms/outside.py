"""A course of somebody else, as the list tells it."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from training.models import OutsideCourse

KNOWN = ((None, _("not known")), (True, _("yes")), (False, _("no")))
CODES = re.compile(r"[a-z]{2,3}(?:\s*,\s*[a-z]{2,3})*")


class OutsideForm(forms.ModelForm):
    """Title, who gives it, how long, in which languages. Saves nothing by itself."""

    revision = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    class Meta:
        model = OutsideCourse
        fields = (
            "title_pl",
            "title_en",
            "provider",
            "address",
            "mode_pl",
            "mode_en",
            "duration_pl",
            "duration_en",
            "audience_pl",
            "audience_en",
            "languages",
            "is_free",
            "gives_certificate",
        )
        labels = {
            "title_pl": _("Title in Polish"),
            "title_en": _("Title in English"),
            "provider": _("Who gives it"),
            "address": _("Address"),
            "mode_pl": _("How, in Polish"),
            "mode_en": _("How, in English"),
            "duration_pl": _("How long, in Polish"),
            "duration_en": _("How long, in English"),
            "audience_pl": _("For whom, in Polish"),
            "audience_en": _("For whom, in English"),
            "languages": _("Languages"),
            "is_free": _("Free of charge"),
            "gives_certificate": _("Gives a certificate"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name[-3:] in ("_pl", "_en"):
                field.widget.attrs["lang"] = name[-2:]
        for code in ("pl", "en"):
            self.fields[f"title_{code}"].required = True
        for name in ("is_free", "gives_certificate"):
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                choices=[("" if value is None else str(value), words) for value, words in KNOWN],
                coerce=lambda text: text == "True",
                empty_value=None,
                required=False,
            )
        self.fields["address"].assume_scheme = "https"
        self.initial["revision"] = self.instance.revision

    def clean_languages(self):
        words = self.cleaned_data["languages"].strip().lower()
        if words and not CODES.fullmatch(words):
            raise forms.ValidationError(_("Codes of two letters, separated by commas: pl, en, uk"))
        return words

    @property
    def values(self):
        """What was typed, by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
