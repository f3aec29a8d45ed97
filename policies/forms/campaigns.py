from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.audience import AudienceForm
from people.forms.choosing import SeveralField
from people.forms.dates import DayField
from people.models import Person, Role, RoleGrant
from policies.models import Policy
from policies.rules import READERS

TITLE_LENGTH = 160


class CampaignForm(AudienceForm):
    """What a campaign is called, which policies and people it looks at, until when, and whose."""

    title_pl = forms.CharField(label=_("Title in Polish"), max_length=TITLE_LENGTH)
    title_en = forms.CharField(label=_("Title in English"), max_length=TITLE_LENGTH)
    policies = SeveralField(Policy.objects.none(), label=_("Policies"))
    goal_on = DayField(label=_("Goal day"), help_text=_("By then all of it should be done."))
    owner = forms.ModelChoiceField(
        Person.objects.none(), label=_("Owner"), empty_label=_("choose a person")
    )

    #: A campaign asks nobody, so how soon and how often is not its business.
    before_first_duty = due_days = renew_months = None

    field_order = [
        "title_pl",
        "title_en",
        "policies",
        "kinds",
        "units",
        "functions",
        "starts_on",
        "goal_on",
        "owner",
    ]

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, on=on, **kwargs)
        grants = RoleGrant.objects.open_on(on).filter(role__in=[*READERS, Role.UNIT_LEAD])
        self.fields["policies"].queryset = Policy.objects.in_order()
        self.fields["owner"].queryset = Person.objects.filter(pk__in=grants.values("person"))

    def clean(self):
        cleaned = super().clean()
        starts_on, goal_on = cleaned.get("starts_on"), cleaned.get("goal_on")
        if starts_on and goal_on and goal_on < starts_on:
            self.add_error("goal_on", _("The goal day cannot be before the first day."))
        return cleaned

    @property
    def values(self):
        """What ``campaigning.save_campaign`` takes."""
        kept = {name: self.cleaned_data[name] for name in self.fields if "title" not in name}
        return kept | {
            "titles": {code: self.cleaned_data[f"title_{code}"] for code in ("pl", "en")}
        }


def values_of(campaign):
    """The initial values of the form for a campaign."""
    names = ("title_pl", "title_en", "kinds", "starts_on", "goal_on", "owner")
    several = ("policies", "units", "functions")
    return {name: getattr(campaign, name) for name in names} | {
        name: list(getattr(campaign, name).all()) for name in several
    }
