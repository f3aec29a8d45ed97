from django import forms
from django.utils.translation import gettext_lazy as _

from people.telephone import as_dialled, as_read
from policies.posters import HELPLINES


class NumbersForm(forms.Form):
    """The numbers of the helplines, each with a tick of somebody who has called it today."""

    def __init__(self, *args, kept, **kwargs):
        super().__init__(*args, **kwargs)
        for line in HELPLINES:
            number = kept[line.key].number if line.key in kept else line.proposed
            self.fields[f"number_{line.key}"] = forms.CharField(
                label=_("Number"), max_length=24, initial=as_read(number)
            )
            self.fields[f"called_{line.key}"] = forms.BooleanField(
                label=_("I called it today and it is right"), required=False
            )

    def clean(self):
        for line in HELPLINES:
            self._clean_line(line.key)
        if not self.errors and not self.called:
            raise forms.ValidationError(_("Call at least one of the numbers and tick it."))
        return self.cleaned_data

    def _clean_line(self, key):
        name = f"number_{key}"
        if not self.cleaned_data.get(name):
            return
        try:
            self.cleaned_data[name] = as_dialled(self.cleaned_data[name])
        except forms.ValidationError as error:
            self.add_error(name, error)
            return
        was = as_dialled(self.get_initial_for_field(self.fields[name], name))
        if self.cleaned_data[name] != was and not self.cleaned_data[f"called_{key}"]:
            self.add_error(f"called_{key}", _("Call the new number first, then tick it."))

    @property
    def called(self):
        """The numbers that were called, as dialled, by the key of the helpline."""
        return {
            line.key: self.cleaned_data[f"number_{line.key}"]
            for line in HELPLINES
            if self.cleaned_data.get(f"called_{line.key}")
        }

    @property
    def lines(self):
        """(helpline, the field of its number, its tick) in the poster's order."""
        return [
            (line, self[f"number_{line.key}"], self[f"called_{line.key}"]) for line in HELPLINES
        ]
