"""What one types about a place in a draft."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

LONGEST = 4000


class CommentForm(forms.Form):
    """A remark on a section, or on some words in it; a script fills in words that are selected."""

    section = forms.SlugField(max_length=60, widget=forms.HiddenInput)
    language = forms.ChoiceField(
        choices=[("", ""), *settings.LANGUAGES], required=False, widget=forms.HiddenInput
    )
    quote = forms.CharField(
        label=_("Which words you mean"),
        required=False,
        max_length=500,
        help_text=_("Select them in the text or copy them here. Empty: the whole section."),
    )
    text = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your comment.")},
    )


class AnswerForm(forms.Form):
    """What one says to a comment."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your answer.")},
    )
