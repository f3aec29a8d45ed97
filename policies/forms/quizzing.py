"""One question that checks understanding, in both languages beside each other."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.models.comprehension import FEWEST_OPTIONS, MOST_OPTIONS

PLACES = range(1, MOST_OPTIONS + 1)
LANGUAGES = (("pl", _("in Polish")), ("en", _("in English")))


def words(label, code, *, longest, rows=1):
    """A field for one language; an empty one is filled in later."""
    attributes = {"lang": code, "rows": rows}
    widget = forms.Textarea(attrs=attributes) if rows > 1 else forms.TextInput({"lang": code})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)


class OptionsForm(forms.Form):
    """A question in both languages, two to five options, which one is right, and why."""

    longest_question, longest_explanation = 300, 600
    #: Further fields of the model that the form fills.
    further = ()

    correct = forms.TypedChoiceField(
        label=_("The right answer"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which answer is right.")},
    )
    revision = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def __init__(self, data=None, *, question=None):
        super().__init__(data)
        self.fields["correct"].choices = [
            (place - 1, _("Answer %(number)s") % {"number": place}) for place in PLACES
        ]
        for code, language in LANGUAGES:
            names = {"language": language}
            self.fields[f"question_{code}"] = words(
                _("Question %(language)s") % names, code, longest=self.longest_question, rows=2
            )
            self.fields[f"explanation_{code}"] = words(
                _("Why, %(language)s") % names, code, longest=self.longest_explanation, rows=3
            )
            for place in PLACES:
                label = _("Answer %(number)s %(language)s") % {"number": place, **names}
                self.fields[f"option_{place}_{code}"] = words(label, code, longest=200)
        self.order_fields(["question_pl", "question_en"])
        if question is not None:
            self.initial = _stored(question, self.further)

    @property
    def options(self):
        """(Polish field, English field) of each answer."""
        return [(self[f"option_{place}_pl"], self[f"option_{place}_en"]) for place in PLACES]

    def clean(self):
        values = self.cleaned_data
        pairs = [
            {code: values.get(f"option_{place}_{code}", "") for code, _language in LANGUAGES}
            for place in PLACES
        ]
        filled = [place for place, pair in enumerate(pairs) if any(pair.values())]
        if not (values.get("question_pl") or values.get("question_en")):
            self.add_error("question_pl", _("Write the question in at least one language."))
        if len(filled) < FEWEST_OPTIONS:
            self.add_error("option_1_pl", _("Write at least two answers."))
        elif filled != list(range(len(filled))):
            self.add_error("option_1_pl", _("Fill in the answers from the first one on."))
        elif values.get("correct") is not None and values["correct"] not in filled:
            self.add_error("correct", _("The right answer is empty."))
        values["options"] = [pairs[place] for place in filled]
        return values

    @property
    def words(self):
        """What to store, by the names of the model's fields."""
        names = [*self.further, "correct", "options"]
        names += [
            f"{field}_{code}" for field in ("question", "explanation") for code in ("pl", "en")
        ]
        return {name: self.cleaned_data[name] for name in names}


class QuestionForm(OptionsForm):
    """A question about a policy, and the section that answers it."""

    further = ("section_key",)

    section_key = forms.ChoiceField(
        label=_("The section that answers it"),
        help_text=_("A wrong answer leads back there."),
        error_messages={"required": _("Choose a section.")},
    )

    def __init__(self, data=None, *, sections, question=None):
        super().__init__(data, question=question)
        self.fields["section_key"].choices = [
            (section.key, f"{number}. {section.heading_pl or section.heading_en or section.key}")
            for number, section in enumerate(sections, start=1)
        ]


def _stored(question, further):
    """The stored question as the form's first values."""
    values = {name: getattr(question, name) for name in further} | {
        "correct": question.correct,
        "revision": question.revision,
    }
    for code, _language in LANGUAGES:
        for field in ("question", "explanation"):
            values[f"{field}_{code}"] = getattr(question, f"{field}_{code}") or ""
        for place, option in enumerate(question.options, start=1):
            values[f"option_{place}_{code}"] = option.get(code, "")
    return values
