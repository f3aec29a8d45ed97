from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.importing.reading import MOST_BYTES
from people.importing.refusals import FILES

ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")


class UploadForm(forms.Form):
    """A spreadsheet of people."""

    file = forms.FileField(
        label=_("File"),
        max_length=120,
        help_text=_("CSV or XLSX, up to 20 MB. Nothing changes before you have seen the preview."),
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
        error_messages={
            "empty": FILES["empty"],
            "required": _("Choose a file."),
            "max_length": _("The name of the file is too long. Shorten it."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.name.lower().endswith(".xls"):
            raise ValidationError(FILES["old_excel"])
        if not file.name.lower().endswith(ENDINGS):
            raise ValidationError(FILES["not_a_sheet"])
        if file.size > MOST_BYTES:
            raise ValidationError(FILES["too_large"])
        return file
