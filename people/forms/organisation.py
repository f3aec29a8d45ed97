"""Settings of the organisation, and what the trail shows."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.anchoring import reachable
from people.forms.choosing import TrailIdField
from people.forms.dates import DayField
from people.forms.filters import Filter
from people.models import Person
from people.trail_words import WORDS


class OrganisationForm(forms.Form):
    """Name, data controller, how people sign in, and who keeps the end of the trail."""

    name_pl = forms.CharField(label=_("Name in Polish"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    controller_pl = forms.CharField(
        label=_("Data controller, in Polish"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "Who answers for personal data, and how to reach them. Shown on the help pages."
        ),
    )
    controller_en = forms.CharField(
        label=_("Data controller, in English"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    exit_site = forms.URLField(
        label=_("Neutral page for a quick exit"),
        assume_scheme="https",
        help_text=_(
            "Where somebody lands who must leave a page quickly, for example a weather page."
        ),
    )
    login_codes = forms.BooleanField(
        label=_("Sign-in with a code sent by e-mail"),
        required=False,
        help_text=_(
            "Volunteers and staff without a role may sign in with a code instead of a password. "
            "Whoever reads their e-mail can then sign in as them."
        ),
    )
    second_factor_required = forms.BooleanField(
        label=_("Second step for everybody with a role"),
        required=False,
        help_text=_(
            "People with a role set up a passkey or a code app before they see anything. "
            "Without it, one stolen password opens the data of everybody."
        ),
    )
    procedures_are_public = forms.BooleanField(
        label=_("“What do I do now?” for everybody"),
        required=False,
        help_text=_(
            "Anybody with the address can read the steps of your procedures without signing in, "
            "for example from the QR code of a printed card. Numbers on duty are not shown to them."
        ),
    )
    field_card_is_public = forms.BooleanField(
        label=_("The field card for everybody"),
        required=False,
        help_text=_(
            "Anybody with the address can read the signs, what to do and the checked helplines "
            "without signing in. Numbers on duty are not on it."
        ),
    )
    first_anchor_keeper = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who keeps the end of the trail"),
        required=False,
        empty_label=_("by role: management first"),
        help_text=_(
            "Gets a mail every day with the number and hash of the trail’s last entry. Whoever "
            "keeps these mails can show later that nobody rewrote the trail or cut off its end. "
            "Best somebody who does not run the server."
        ),
    )
    second_anchor_keeper = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who keeps it as well"),
        required=False,
        empty_label=_("by role: management first"),
        help_text=_("Somebody else, so that one lost mailbox loses nothing."),
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_anchor_keeper", "second_anchor_keeper"):
            self.fields[name].queryset = reachable(on).order_by("sort", "pk")

    def clean_second_anchor_keeper(self):
        second = self.cleaned_data["second_anchor_keeper"]
        if second is not None and second == self.cleaned_data.get("first_anchor_keeper"):
            raise ValidationError(_("Choose two different people, or leave one empty."))
        return second


class TrailFilter(Filter):
    """What the trail shows; every field is optional."""

    actor = TrailIdField(
        label=_("Who did it"),
        required=False,
        help_text=_("A name, or an id from the trail."),
    )
    object = TrailIdField(
        label=_("About what"),
        required=False,
        takes_numbers=True,
        help_text=_("A person's name, or an id from the trail."),
    )
    action = forms.ChoiceField(label=_("What"), required=False)
    since = DayField(label=_("From"), required=False, help_text="")
    until = DayField(label=_("Until"), required=False, help_text="")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("everything")), *WORDS.items()]
