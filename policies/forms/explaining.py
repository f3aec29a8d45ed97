"""The text of a draft for other readers: title and body in both languages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.forms.editing import LONGEST_BODY, clean_body

FIELDS = ("title_pl", "body_pl", "title_en", "body_en")
LABELS = {
    "title_pl": _("Title in Polish"),
    "title_en": _("Title in English"),
    "body_pl": _("Text in Polish"),
    "body_en": _("Text in English"),
}


class PlainTextForm(forms.Form):
    """Both languages side by side, and the revision that the writer started from."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, data=None, *, row):
        super().__init__(data)
        self.fields["revision"].initial = row.revision
        for name in FIELDS:
            is_body = name.startswith("body")
            attributes = {"lang": name[-2:], "class": "form-control"}
            self.fields[name] = forms.CharField(
                label=LABELS[name],
                required=False,
                max_length=LONGEST_BODY if is_body else 160,
                initial=getattr(row, name) or "",
                widget=forms.Textarea(attrs={**attributes, "rows": 20, "data-prose": ""})
                if is_body
                else forms.TextInput(attrs=attributes),
            )

    def clean_body_pl(self):
        return clean_body(self.cleaned_data["body_pl"])

    def clean_body_en(self):
        return clean_body(self.cleaned_data["body_en"])

    @property
    def pairs(self):
        """(language, title field, body field) for Polish and English."""
        return [(code, self[f"title_{code}"], self[f"body_{code}"]) for code in ("pl", "en")]

    @property
    def texts(self):
        """The cleaned words by field name."""
        return {name: self.cleaned_data[name] for name in FIELDS}
