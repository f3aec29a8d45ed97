"""What one types to ask about a policy, to answer and to close."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.models import PolicyQuestion

LONGEST = 4000
KEEP = "keep"
Outcome = PolicyQuestion.Outcome


class AskForm(forms.Form):
    """A question, or why one cannot agree."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=PolicyQuestion.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Leave out names of people whom you help."),
        error_messages={"required": _("Write what you would like to ask or say.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].hints = {
            "question": _("Something is unclear, or you do not know how to do it."),
            "disagree": _("Say what you cannot promise and why. Nobody holds it against you."),
        }


class ReplyForm(forms.Form):
    """The next message of whoever asked."""

    text = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    @property
    def outcome(self):
        """How the thread ends; empty: it goes on. Whoever asked closes it by its own button."""
        return Outcome.SETTLED if "settle" in self.data else ""


class AnswerForm(ReplyForm):
    """The answer of whoever looks after the policy, and what becomes of the question."""

    then = forms.ChoiceField(
        label=_("And then"),
        initial=KEEP,
        choices=[
            (KEEP, _("Keep it open")),
            (Outcome.ANSWERED, _("Close: answered")),
            (Outcome.WILL_CHANGE, _("Close: the policy will be changed")),
            (Outcome.STAYS, _("Close: the policy stays as it is")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your answer")
        self.fields["then"].hints = {
            KEEP: _("The due day goes on waiting."),
            "answered": _("The days to acknowledge run on from today."),
        }

    @property
    def outcome(self):
        then = self.cleaned_data["then"]
        return "" if then == KEEP else then
