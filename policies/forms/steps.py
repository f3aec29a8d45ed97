"""One step of a procedure, and the notes beside the steps, in both languages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.telephone import as_dialled
from policies.models import Step
from policies.procedure_text import NOTES, STEP_FACTS, STEP_WORDS
from policies.scenarios import BY_KEY, SCENARIOS

LONGEST = 2000
MOST_MINUTES = 525_600  # a year

LABELS = {
    "who": (_("Who, in Polish"), _("Who, in English")),
    "within": (_("Within how long, in Polish"), _("Within how long, in English")),
    "action": (_("What to do, in Polish"), _("What to do, in English")),
    "call": (_("Whom to call, in Polish"), _("Whom to call, in English")),
    "never": (_("Never do, in Polish"), _("Never do, in English")),
    "record": (_("What to record, in Polish"), _("What to record, in English")),
    "gender": (
        _("Women, men, boys and girls, in Polish"),
        _("Women, men, boys and girls, in English"),
    ),
    "age": (_("Age, in Polish"), _("Age, in English")),
    "trauma": (_("After trauma, in Polish"), _("After trauma, in English")),
}
LINES = {"who": 120, "within": 120, "call": 200}


class PairsForm(forms.Form):
    """Fields that exist in both languages, side by side; ``names`` says which."""

    names: tuple = ()
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.names:
            for code, label in zip(("pl", "en"), LABELS[name], strict=True):
                self.fields[f"{name}_{code}"] = _words(name, code, label)

    @property
    def pairs(self):
        """(Polish, English) fields in the order of ``names``."""
        return [(self[f"{name}_pl"], self[f"{name}_en"]) for name in self.names]

    @property
    def texts(self):
        """What was typed, by the name of the stored field."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "revision"}


def _words(name, code, label):
    attributes = {"lang": code, "class": "form-control"}
    is_line = name in LINES
    rows = 4 if name == "action" else 3
    return forms.CharField(
        label=label,
        required=False,
        max_length=LINES.get(name, LONGEST),
        widget=forms.TextInput(attributes)
        if is_line
        else forms.Textarea(attributes | {"rows": rows}),
    )


class StepForm(PairsForm):
    """Who does what by when, whom to call, what never to do, what to record."""

    names = STEP_WORDS

    minutes = forms.IntegerField(
        label=_("Time limit in minutes"),
        required=False,
        min_value=0,
        max_value=MOST_MINUTES,
        help_text=_("0 is at once, empty is no limit. Readers see it where no words say how long."),
        widget=forms.NumberInput({"class": "form-control"}),
    )
    call_to = forms.ChoiceField(
        label=_("The button calls"),
        choices=Step.Call,
        required=False,
        widget=forms.Select({"class": "form-select"}),
    )
    number = forms.CharField(
        label=_("Telephone number"),
        required=False,
        max_length=24,
        help_text=_("Only a number that you have checked; it becomes a button to call."),
        widget=forms.TextInput({"class": "form-control", "inputmode": "tel"}),
    )

    @property
    def facts(self):
        """The fields that are the same in both languages."""
        return [self[name] for name in STEP_FACTS]

    def clean_number(self):
        typed = self.cleaned_data["number"].strip()
        return as_dialled(typed) if typed else ""

    def clean(self):
        values = self.cleaned_data
        if values.get("number") and values.get("call_to") != Step.Call.NUMBER:
            self.add_error("call_to", _("To call this number choose “another number”."))
        if not (values.get("action_pl") or values.get("action_en")) and not (
            self.has_error("action_pl") or self.has_error("action_en")
        ):
            self.add_error("action_pl", _("Say what to do, in at least one language."))
        return values


class GuidanceForm(PairsForm):
    """The situation that a procedure answers, and care by sex, age and trauma (R26)."""

    names = NOTES

    scenario = forms.ChoiceField(
        label=_("The situation that it answers"),
        required=False,
        choices=[("", _("another situation")), *((each.key, each.title) for each in SCENARIOS)],
        help_text=_("Readers find the procedure under this situation; coverage counts it there."),
        widget=forms.Select({"class": "form-select"}),
    )

    @property
    def facts(self):
        return [self["scenario"]]


def starting_values(row, form):
    """What a form of a stored row (or of none) begins with; ``form`` is its class."""
    if row is None:
        return {"revision": 0}
    words = [f"{name}_{code}" for name in form.names for code in ("pl", "en")]
    return {name: getattr(row, name) for name in (*form.base_fields, *words)}


def scenario_title(key):
    """The words of a situation, or nothing for one of the organisation's own."""
    return BY_KEY[key].title if key in BY_KEY else ""
