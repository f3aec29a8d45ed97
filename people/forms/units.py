"""Choose a unit from the tree, and keep the tree and the list of functions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from people.forms.dates import DayField
from people.models import Unit

INDENT = "\N{NO-BREAK SPACE}" * 3
NAME_LENGTH = 120
FUNCTION_LENGTH = 80


class UnitField(forms.ModelChoiceField):
    """A unit chosen from the tree as it stands on a day; units below are indented.

    Set the day with ``show(on)`` when the form is made, and perhaps the ids that are offered.
    """

    def __init__(self, **kwargs):
        super().__init__(queryset=Unit.objects.none(), **kwargs)

    def show(self, on, ids=None):
        """Offer the units that exist on that day, only those of ``ids`` if given."""
        units = Unit.objects.open_on(on).with_tree_fields()
        self.queryset = units if ids is None else units.filter(pk__in=ids)

    def show_all(self, ids=None):
        """Offer the units of every time, also closed ones, only those of ``ids`` if given."""
        units = Unit.objects.with_tree_fields()
        self.queryset = units if ids is None else units.filter(pk__in=ids)

    def label_from_instance(self, unit):
        return INDENT * unit.tree_depth + unit.name


class UnitForm(forms.Form):
    """What a unit is called and whom its people call."""

    name_pl = forms.CharField(label=_("Name in Polish"), max_length=NAME_LENGTH)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_LENGTH)
    phone = PhoneNumberField(
        label=_("Telephone on duty"),
        required=False,
        help_text=_("The number that people of this unit call when they do not know what to do."),
    )

    @property
    def names(self):
        return {code: self.cleaned_data[f"name_{code}"] for code in ("pl", "en")}


class NewUnitForm(UnitForm):
    """A unit, where it stands and since when."""

    parent = UnitField(label=_("Below"), required=False, empty_label=_("nothing: at the top"))
    opened_on = DayField(label=_("Exists from"))

    field_order = ["name_pl", "name_en", "parent", "opened_on", "phone"]

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].show(on)


class MoveForm(forms.Form):
    """Under which unit it stands from today on."""

    parent = UnitField(label=_("Below"), required=False, empty_label=_("nothing: at the top"))

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].show(on)


class CloseForm(forms.Form):
    """From which day on a unit exists no longer."""

    closed_on = DayField(label=_("First day without it"))


class FunctionForm(forms.Form):
    """What a function is called."""

    name_pl = forms.CharField(label=_("Name in Polish"), max_length=FUNCTION_LENGTH)
    name_en = forms.CharField(label=_("Name in English"), max_length=FUNCTION_LENGTH)

    @property
    def names(self):
        return {code: self.cleaned_data[f"name_{code}"] for code in ("pl", "en")}
