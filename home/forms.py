from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.filters import Filter
from people.forms.units import UnitField


class ReminderFilter(Filter):
    """Whom a reminder reaches: everybody, or the people of a unit and of those below."""

    unit = UnitField(required=False, label=_("Unit"), empty_label=_("all units"))

    def __init__(self, *args, on, units=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].show(on, units)


class NeedsFilter(ReminderFilter):
    """Which people need somebody; ``has_people`` says that some wait for the reader."""

    WHO = [("", _("those who wait for you")), ("all", _("everybody you may see"))]

    who = forms.ChoiceField(choices=WHO, required=False, label=_("Who"))

    def __init__(self, *args, has_people, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_people:
            del self.fields["who"]
