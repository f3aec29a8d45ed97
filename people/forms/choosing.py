"""Several rows out of many, chosen by tick boxes."""

from django import forms
from django.core.exceptions import ValidationError

#: More digits than any id of ours has; SQLite cannot even compare with such a number.
LONGEST_ID = 18


class SeveralField(forms.ModelMultipleChoiceField):
    """Like its parent, but an impossible id is a wrong choice and not a crash."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        for pk in value or ():
            if len(str(pk)) > LONGEST_ID:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(pk)[:LONGEST_ID]},
                )
        return super().clean(value)
