"""A form field for the scan of a paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents import uploads

HINT = _("PDF, JPEG or PNG, at most 10 MB.")


class ScanField(forms.FileField):
    """One PDF, JPEG or PNG file; cleaned to a checked ``Scan`` or None."""

    widget = forms.FileInput
    default_error_messages = {
        "required": _("Choose the file with the scan."),
        "empty": _("The file is empty. Scan it once more."),
    }

    def __init__(self, *, help_text=HINT, **kwargs):
        super().__init__(help_text=help_text, **kwargs)
        self.widget.attrs["accept"] = ",".join(uploads.EXTENSIONS)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return uploads.checked(upload) if upload else None
