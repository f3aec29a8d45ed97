from django.utils.translation import gettext_lazy as _

from people.forms.importing import UploadForm


class FormerTrainingForm(UploadForm):
    """A spreadsheet of former training."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV or XLSX, up to 5 MB and 20,000 rows. Nothing changes before you have seen it."
        )
