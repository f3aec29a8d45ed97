from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policies.acknowledging import wrong_answers


class StatementForm(forms.Form):
    """The explicit statement under a policy, and the text that the page showed."""

    version_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    agree = forms.BooleanField(
        error_messages={"required": _("Tick the statement if you agree with it, then confirm.")}
    )

    def __init__(self, *args, questions=(), **kwargs):
        """``questions`` are the ``comprehension.Quiz`` that the text asks, in its language."""
        super().__init__(*args, **kwargs)
        self.questions = questions
        for quiz in questions:
            self.fields[quiz.name] = forms.TypedChoiceField(
                label=quiz.question,
                choices=list(enumerate(quiz.options)),
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose an answer.")},
            )

    @property
    def answers(self):
        """The place of the chosen option by the position of the question."""
        return {quiz.position: self.cleaned_data.get(quiz.name) for quiz in self.questions}

    def mark(self, wrong):
        """Say at each of these questions (positions) that its answer is not right yet."""
        for quiz in self.questions:
            if quiz.position in wrong:
                self.add_error(quiz.name, _("Not yet."))

    @property
    def summary(self):
        """(anchor, words) of everything to look at again."""
        found = [
            (
                f"question-{quiz.position}",
                _("Question %(number)s: %(words)s")
                % {"number": quiz.position, "words": self.errors[quiz.name][0]},
            )
            for quiz in self.questions
            if quiz.name in self.errors
        ]
        return found + [("agree", words) for words in self.errors.get("agree", [])]

    @property
    def rows(self):
        """Each question with its field, and whether it was answered wrongly."""
        return [
            {
                "quiz": quiz,
                "field": self[quiz.name],
                "is_wrong": bool(self.errors.get(quiz.name)) and self.answer_of(quiz) is not None,
            }
            for quiz in self.questions
        ]

    def answer_of(self, quiz):
        """The place that was chosen, or None; also of an answer that was marked as wrong."""
        chosen = self[quiz.name].value()
        known = {str(place) for place, _option in enumerate(quiz.options)}
        return int(chosen) if str(chosen) in known else None


def is_stale(form, version):
    """Whether the page that was sent showed another text: its answers mean nothing here."""
    if not form.is_bound:
        return False
    return form.cleaned_data.get("version_hash") not in (None, version.version_hash)


def mark_answered(form):
    """Say at each question that was answered, but not rightly, that it was not."""
    if form.is_bound:
        answered = [quiz for quiz in form.questions if form.answer_of(quiz) is not None]
        given = {quiz.position: form.answer_of(quiz) for quiz in answered}
        form.mark(wrong_answers(answered, given))
