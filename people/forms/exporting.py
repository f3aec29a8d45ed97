"""Why a list is taken out, and as what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.exporting import FORMATS

LONGEST_REASON = 400


class ExportForm(forms.Form):
    """What kind of file, and what it is needed for."""

    format = forms.ChoiceField(
        label=_("File"),
        choices=[(format.value, format.label) for format in FORMATS],
        initial=FORMATS[0],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What you need it for"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Administrators and management read it. Name nobody."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].hints = {
            "xlsx": _("For Excel and LibreOffice."),
            "csv": _("Plain text with semicolons, for other programs."),
        }
