"""Rows out of many: several by tick boxes, a person by a name that somebody types."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.models import Person

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


class SomebodyField(forms.CharField):
    """One person by name or e-mail; cleaned to the Person, or None when nothing was typed."""

    default_error_messages = {
        "nobody": _("Nobody has this name."),
        "several": _("Several people have this name. Write more of it, or the e-mail."),
    }

    def __init__(self, *, max_length=100, **kwargs):
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value):
        typed = super().clean(value)
        return self.found(typed) if typed else None

    def found(self, typed):
        """The only person who matches; raises ValidationError for none and for several."""
        people = list(Person.objects.matching(typed)[:2])
        if len(people) != 1:
            code = "several" if people else "nobody"
            raise ValidationError(self.error_messages[code], code=code)
        return people[0]


class TrailIdField(SomebodyField):
    """An id as the trail has it, typed or of the person who is named; cleaned to text or None.

    ``takes_numbers`` lets a number stand for itself: other rows than people have such ids.
    """

    def __init__(self, *, takes_numbers=False, **kwargs):
        super().__init__(**kwargs)
        self.takes_numbers = takes_numbers

    def found(self, typed):
        if self.takes_numbers and typed.isdecimal():
            return typed
        try:
            return str(uuid.UUID(typed))
        except ValueError:
            return str(super().found(typed).uid)
