"""Why a list is taken out, as what, and whether with a password."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.locking_sheets import LONGEST, SHORTEST
from people.exporting import FORMATS

LONGEST_REASON = 400


def _new_password(label, help_text=""):
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        min_length=SHORTEST,
        error_messages={
            "min_length": _("This is too short: type at least %(limit_value)s characters.")
        },
        max_length=LONGEST,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=help_text,
    )


class ExportForm(forms.Form):
    """What kind of file, what it is needed for, and perhaps its password."""

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

    #: No name of a secret, so that it is kept where the password is not: a form that is sent again
    #: (people.kept_text) must never make an open file of a locked one.
    is_locked = forms.BooleanField(
        label=_("Protect the file with a password"),
        required=False,
        help_text=_("Then the file opens only for those whom you tell the password. XLSX only."),
    )
    password = _new_password(
        _("Password of the file"),
        help_text=_(
            "At least 10 characters, and not the one you sign in with. We do not keep it: without "
            "it nobody opens the file. Never send it together with the file; rather call."
        ),
    )
    password_again = _new_password(_("The same password again"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["format"].hints = {
            "xlsx": _("For Excel and LibreOffice. Can have a password."),
            "csv": _("Plain text with semicolons, for other programs. Has no password."),
        }

    def clean(self):
        """Whoever ticked the box gets no open file, and whoever typed a password ticks it."""
        cleaned = super().clean()
        is_locked = cleaned.pop("is_locked")
        password, again = cleaned.get("password"), cleaned.pop("password_again", "")
        if "password" in self.errors or "password_again" in self.errors:
            return cleaned
        if is_locked and not password:
            self.add_error("password", _("Type the password that the file should have."))
        elif password and not is_locked:
            self.add_error("is_locked", _("Tick this box, or leave the password empty."))
        elif password != again:
            self.add_error("password_again", _("The two passwords differ. Type both once more."))
        if is_locked and cleaned.get("format") == "csv":
            self.add_error("format", _("A CSV file cannot have a password. Choose XLSX."))
        return cleaned
