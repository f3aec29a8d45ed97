"""The questions at the end of a course."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TryForm(forms.Form):
    """One try: an answer to each of its questions."""

    def __init__(self, *args, number, asked, **kwargs):
        """``number`` is that of the try; ``asked`` are its ``reading.Asked``, in its language."""
        super().__init__(*args, **kwargs)
        self.number = number
        self.asked = asked
        for each in asked:
            self.fields[each.name] = forms.TypedChoiceField(
                label=each.question,
                choices=each.options,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer.")},
            )

    @property
    def answers(self):
        """The place of the chosen option by the key of the question."""
        return {each.key: self.cleaned_data[each.name] for each in self.asked}

    @property
    def summary(self):
        """(anchor, words) of everything to look at again."""
        return [
            (
                f"question-{each.number}",
                _("Question %(number)s: %(words)s")
                % {"number": each.number, "words": self.errors[each.name][0]},
            )
            for each in self.asked
            if each.name in self.errors
        ]

    @property
    def rows(self):
        """Each question with its field."""
        return [{"asked": each, "field": self[each.name]} for each in self.asked]
