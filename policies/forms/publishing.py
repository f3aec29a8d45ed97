from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.forms.dates import DayField


class PublishForm(forms.Form):
    """From when the text binds, what changed, who must do what, when a translation follows."""

    effective_on = DayField(label=_("In force from"))
    note_pl = forms.CharField(
        label=_("What changed, in Polish"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "pl"}),
        help_text=_("Readers see it above the text."),
    )
    note_en = forms.CharField(
        label=_("What changed, in English"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    duty = forms.ChoiceField(
        label=_("What readers must do"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what readers must do.")},
    )
    translation_due_on = DayField(label=_("The missing translation follows by"))

    def __init__(
        self,
        *args,
        is_first,
        asked,
        minor,
        major,
        is_complete,
        can_ask=False,
        refresher="",
        **kwargs,
    ):
        """``asked`` is how many people the policy means; ``minor``, ``major`` are numbers.

        ``can_ask`` says that there are questions for readers, complete in both languages;
        ``refresher`` is what the short course named for the policy is called.
        """
        super().__init__(*args, **kwargs)
        self._offer(asked, minor, major, refresher)
        duties = list(self.fields["duty"].choices)
        if not can_ask:
            duties = [choice for choice in duties if choice[0] not in ("answer", "refresh")]
        if not refresher:
            duties = [choice for choice in duties if choice[0] != "refresh"]
        if is_first:
            duties = [choice for choice in duties if choice[0] not in ("nothing", "refresh")]
            del self.fields["note_pl"], self.fields["note_en"]
        self.fields["duty"].choices = duties
        if len(duties) == 1:
            del self.fields["duty"]
        if is_complete:
            del self.fields["translation_due_on"]

    def _offer(self, asked, minor, major, refresher):
        duty = self.fields["duty"]
        duty.choices = [
            ("nothing", _("Nothing: version %(number)s") % {"number": minor}),
            ("read", _("Read and acknowledge: version %(number)s") % {"number": major}),
            (
                "answer",
                _("Read, answer the questions and acknowledge: version %(number)s")
                % {"number": major},
            ),
            (
                "refresh",
                _("Read, answer, acknowledge and take the short course: version %(number)s")
                % {"number": major},
            ),
        ]
        task = ngettext(
            "%(count)s person gets a new task on that day.",
            "%(count)s people get a new task on that day.",
            asked,
        ) % {"count": asked}
        duty.hints = {
            "nothing": _("For corrections that change no rule. Acknowledgements given stay valid."),
            "read": task,
            "answer": task,
            "refresh": _("%(task)s Those trained before also take: %(course)s.")
            % {"task": task, "course": refresher},
        }

    @property
    def is_major(self):
        """A first version always asks its readers."""
        return self.cleaned_data.get("duty", "read") != "nothing"

    @property
    def with_questions(self):
        """Whether readers answer the version's questions before they acknowledge."""
        return self.cleaned_data.get("duty") in ("answer", "refresh")

    @property
    def with_refresher(self):
        """Whether those trained before take the short course on what changed."""
        return self.cleaned_data.get("duty") == "refresh"

    @property
    def notes(self):
        return {code: self.cleaned_data.get(f"note_{code}", "") for code in ("pl", "en")}


class WithdrawForm(forms.Form):
    """From when a version stops binding, and why."""

    withdrawn_on = DayField(label=_("Stops on"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on record beside the version."),
    )
    despite_links = forms.BooleanField(
        label=_("I know that other texts link to this policy"),
        error_messages={"required": _("Confirm that you know which texts link to this policy.")},
    )

    def __init__(self, *args, is_linked=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_linked:
            del self.fields["despite_links"]
