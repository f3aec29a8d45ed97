from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from people.forms.choosing import SeveralField
from people.models import Person, RoleGrant
from policies.rules import APPROVERS


def possible_approvers(version, *, sender, on):
    """Those whose role lets them approve, without everybody who worked on the text (four eyes)."""
    held = RoleGrant.objects.open_on(on).filter(person=OuterRef("pk"), role__in=APPROVERS)
    writers = {sender.pk, version.started_by_id, *version.editors.values_list("pk", flat=True)}
    return (
        Person.objects.filter(Exists(held), left_on=None)
        .exclude(pk__in=writers)
        .order_by("sort", "pk")
    )


class SendForm(forms.Form):
    """Who decides about the text, and what they should know."""

    approvers = SeveralField(
        Person.objects.none(),
        label=_("Who approves"),
        help_text=_("Everybody you tick must approve. One request for changes returns the text."),
        error_messages={"required": _("Choose at least one person who approves.")},
    )
    message = forms.CharField(
        label=_("Message to them"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands in the mail and on the review page."),
    )

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["approvers"].queryset = offered


class DecideForm(forms.Form):
    """Approve, or say what should change."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("Approve")), ("changes", _("Request changes"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed if you request changes. It stays with the decision."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].hints = {
            "approve": _("This exact text may be published."),
            "changes": _("The text goes back to its writers with your comment."),
        }

    def clean(self):
        wants_changes = self.cleaned_data.get("decision") == "changes"
        if wants_changes and not self.cleaned_data.get("comment"):
            self.add_error("comment", _("Say what should change."))
        return self.cleaned_data

    @property
    def approves(self):
        return self.cleaned_data["decision"] == "approve"
