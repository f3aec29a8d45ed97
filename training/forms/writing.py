"""The next version of a course: its pages in both languages, its questions, how it is passed."""

import secrets
from itertools import groupby

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.forms.editing import LONGEST_BODY, as_html
from policies.forms.quizzing import OptionsForm
from training.drafting import LESSON_WORDS
from training.models import Indicator, Lesson
from training.models.course import MOST_QUESTIONS
from training.picturing import rewritten

LABELS = {
    "title_pl": _("Title in Polish"),
    "title_en": _("Title in English"),
    "content_note_pl": _("Note before distressing material, in Polish"),
    "content_note_en": _("Note before distressing material, in English"),
    "body_pl": _("Text in Polish"),
    "body_en": _("Text in English"),
}
LONGEST = {"title": 160, "content_note": 400, "body": LONGEST_BODY}
LANGUAGES = ("pl", "en")


class TermsForm(forms.Form):
    """When a try is passed, how many questions it asks, how many tries there are."""

    pass_percent = forms.IntegerField(
        label=_("Right answers needed, in per cent"), min_value=1, max_value=100
    )
    questions_drawn = forms.IntegerField(
        label=_("Questions at a time"),
        min_value=0,
        max_value=MOST_QUESTIONS,
        help_text=_("0: all of them. Who tries again gets others."),
    )
    tries = forms.IntegerField(
        label=_("Tries"), min_value=0, max_value=50, help_text=_("0: as many as somebody likes.")
    )


class LessonWordsForm(forms.Form):
    """The words of a page in both languages; what the editor's script saves by itself.

    ``revision`` is the one that the writer started from; ``page`` and ``base`` are there for the
    script, which the editor of policies uses as well.
    """

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def __init__(self, data=None, *, lesson):
        super().__init__(data)
        self.lesson = lesson
        self.page = secrets.token_hex(8)
        for name in LESSON_WORDS:
            for code in LANGUAGES:
                self._add(name, code)

    def _add(self, name, code):
        attributes = {"lang": code, "class": "form-control"}
        widget = {
            "title": forms.TextInput(attributes),
            "content_note": forms.Textarea(attributes | {"rows": 2}),
            "body": forms.Textarea(attributes | {"rows": 8, "data-prose": ""}),
        }[name]
        field = f"{name}_{code}"
        self.fields[field] = forms.CharField(
            label=LABELS[field],
            required=False,
            max_length=LONGEST[name],
            initial=getattr(self.lesson, field) or "",
            widget=widget,
        )

    def clean(self):
        for code in LANGUAGES:
            if f"body_{code}" in self.cleaned_data:
                cleaned = as_html(self.cleaned_data[f"body_{code}"])
                self.cleaned_data[f"body_{code}"] = Lesson._meta.get_field("body").sanitize(cleaned)
        return self.cleaned_data

    @property
    def pairs(self):
        """(language, title field, note field, text field) for Polish and English."""
        return [(code, *(self[f"{name}_{code}"] for name in LESSON_WORDS)) for code in LANGUAGES]

    @property
    def values(self):
        """What was typed, by the names of the model's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class LessonForm(LessonWordsForm):
    """A page with its facts: how long it takes, support, film, signs."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=120)
    shows_support = forms.BooleanField(
        label=_("Show whom to call for support"),
        required=False,
        help_text=_("Always with distressing material."),
    )
    video_url = forms.URLField(
        label=_("Film"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("An https address. It opens in a new tab, on request."),
    )
    indicators = forms.MultipleChoiceField(
        label=_("Signs on this page"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data=None, *, lesson):
        super().__init__(data, lesson=lesson)
        for name in ("minutes", "shows_support", "video_url", "indicators"):
            self.fields[name].initial = getattr(lesson, name)
        for name in ("minutes", "video_url"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["indicators"].choices = offered_signs(lesson)

    def clean_video_url(self):
        address = self.cleaned_data["video_url"]
        if address and not address.startswith("https://"):
            raise forms.ValidationError(_("The address must begin with https://."))
        return address

    def clean(self):
        values = super().clean()
        notes = [values.get(f"content_note_{code}") for code in LANGUAGES]
        if any(notes) and not values.get("shows_support"):
            self.add_error(
                "shows_support", _("A page with such a note also says whom to call for support.")
            )
        return values


def offered_signs(lesson):
    """The signs of the library by group, and those that the page names although put aside."""
    rows = Indicator.objects.in_use() | Indicator.objects.filter(code__in=lesson.indicators)
    rows = rows.select_related("group").order_by("group__position", "position", "pk")
    return [
        (str(group), [(row.code, row.text) for row in members])
        for group, members in groupby(rows, key=lambda row: row.group)
    ]


class CourseQuestionForm(OptionsForm):
    """A question of a course: the page it is about, and whether it must be answered rightly."""

    longest_question, longest_explanation = 600, 800
    further = ("lesson_key", "is_critical", "is_case")

    lesson_key = forms.ChoiceField(
        label=_("The page that answers it"),
        help_text=_("A wrong answer leads back there."),
        error_messages={"required": _("Choose a page.")},
    )
    is_critical = forms.BooleanField(
        label=_("Must be answered rightly to pass"),
        required=False,
        help_text=_("For what nobody may get wrong, whatever else they know."),
    )
    is_case = forms.BooleanField(
        label=_("Tells a case"),
        required=False,
        help_text=_("A situation from the work and what to do in it."),
    )

    def __init__(self, data=None, *, lessons, question=None):
        super().__init__(data, question=question)
        self.fields["lesson_key"].choices = [
            (lesson.key, f"{number}. {lesson.title_pl or lesson.title_en or lesson.key}")
            for number, lesson in enumerate(lessons, start=1)
        ]


class PictureForm(forms.Form):
    """A picture and what it shows, in both languages."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG or PNG. It is made small, and place and time are removed from it."),
    )
    alt_pl = forms.CharField(
        label=_("What it shows, in Polish"),
        max_length=300,
        widget=forms.TextInput({"lang": "pl"}),
        help_text=_("For those who do not see it: one sentence."),
    )
    alt_en = forms.CharField(
        label=_("What it shows, in English"), max_length=300, widget=forms.TextInput({"lang": "en"})
    )

    def __init__(self, *args, place=None, **kwargs):
        if place is not None:
            kwargs["initial"] = {"alt_pl": place.alt_pl, "alt_en": place.alt_en}
        super().__init__(*args, **kwargs)
        if place is not None:
            self.fields["file"].required = False
            self.fields["file"].label = _("Another picture instead")

    def clean_file(self):
        upload = self.cleaned_data["file"]
        return rewritten(upload) if upload else None

    @property
    def values(self):
        """The arguments of the operation."""
        values = {code: self.cleaned_data[code] for code in ("alt_pl", "alt_en")}
        return values | {"drawn": self.cleaned_data["file"]}


class PublishForm(forms.Form):
    """What changed since the version before, for those who know it."""

    note_pl = forms.CharField(
        label=_("What changed, in Polish"),
        max_length=400,
        widget=forms.Textarea({"rows": 3, "lang": "pl"}),
    )
    note_en = forms.CharField(
        label=_("What changed, in English"),
        max_length=400,
        widget=forms.Textarea({"rows": 3, "lang": "en"}),
    )

    def __init__(self, *args, is_first, **kwargs):
        super().__init__(*args, **kwargs)
        if is_first:
            self.fields.clear()

    @property
    def notes(self):
        return {code: self.cleaned_data.get(f"note_{code}", "") for code in LANGUAGES}
