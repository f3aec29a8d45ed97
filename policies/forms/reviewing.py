"""What one says after reading a policy again, and who stands in for its owner."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.dates import DayField
from people.models import Person
from policies.forms.drafting import possible_owners
from policies.models import ReviewRecord

HINTS = {
    "unchanged": _("The next review is due after the regular time, counted from today."),
    "new_version": _("Start the draft afterwards. In three months we ask what became of it."),
    "withdraw": _("Withdraw the version afterwards. In three months we ask what became of it."),
}


class ReviewForm(forms.Form):
    """The result of a review."""

    outcome = forms.ChoiceField(
        label=_("What the review showed"),
        choices=ReviewRecord.Outcome.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example who took part. Needed when something has to change."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].hints = HINTS


class DeputyForm(forms.Form):
    """Who stands in, from when to when."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who"),
        empty_label=_("Choose"),
        help_text=_("Gets the same rights for this policy and the same reminders as its owner."),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(
        label=_("Until"), required=False, help_text=_("Empty: until somebody ends it.")
    )

    def __init__(self, *args, policy, on, **kwargs):
        super().__init__(*args, **kwargs)
        offered = possible_owners(on).exclude(pk=policy.owner_id)
        self.fields["person"].queryset = offered
