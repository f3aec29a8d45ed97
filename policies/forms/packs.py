from django import forms
from django.utils.translation import gettext_lazy as _

from policies.models import Extra, Languages, Pack, PackEdition, Policy


class PackForm(forms.Form):
    """A pack: titles, for whom, in what form, and its policies, each with a place.

    An empty place leaves the policy out. ``ready`` is a ReadyPack to begin with.
    """

    title_pl = forms.CharField(label=_("Title in Polish"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens: volunteer-starter"),
    )
    audience = forms.ChoiceField(
        label=_("For whom"),
        choices=Pack.Audience,
        initial=Pack.Audience.OTHER,
        help_text=_("A pack for everybody can be fetched without signing in."),
    )
    languages = forms.ChoiceField(
        label=_("Languages"), choices=Languages, initial=Languages.BOTH, widget=forms.RadioSelect
    )
    extras = forms.MultipleChoiceField(
        label=_("Beside the texts"),
        choices=Extra,
        initial=Extra.values,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, pack=None, ready=None, **kwargs):
        self.pack = pack
        self.offered = list(Policy.objects.in_order())
        kwargs["initial"] = _initial_of(pack or ready)
        super().__init__(*args, **kwargs)
        places = _places(pack, ready, self.offered)
        for policy in self.offered:
            self.fields[f"place_{policy.pk}"] = forms.IntegerField(
                label=policy.title,
                required=False,
                min_value=1,
                max_value=99,
                initial=places.get(policy.pk),
            )

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        others = Pack.objects.exclude(pk=self.pack.pk) if self.pack else Pack.objects.all()
        if others.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another pack already has this address."))
        return slug

    def clean(self):
        if not self.errors and not self.chosen_policies():
            raise forms.ValidationError(_("Give at least one policy a place."))
        return self.cleaned_data

    def refuse(self, refusal):
        """Show at each policy that it is not for everybody (NotForEverybody)."""
        self.add_error("audience", str(refusal))
        for policy in refusal.policies:
            self.add_error(
                f"place_{policy.pk}",
                _("Make the policy public first, or leave it out of this pack."),
            )

    def chosen_policies(self):
        """The policies that have a place, in order."""
        placed = [(self.cleaned_data.get(f"place_{policy.pk}"), policy) for policy in self.offered]
        chosen = [(place, policy) for place, policy in placed if place]
        return [
            policy for _place, policy in sorted(chosen, key=lambda entry: (entry[0], entry[1].slug))
        ]


def _initial_of(source):
    """What a pack or a ready pack fills in; nothing for neither."""
    if source is None:
        return None
    return {
        name: getattr(source, name)
        for name in ("title_pl", "title_en", "slug", "audience", "languages", "extras")
        if hasattr(source, name)
    }


def _places(pack, ready, offered):
    """The place of each policy, by id."""
    if pack:
        return {entry.policy_id: entry.position for entry in pack.entries.all()}
    chosen = ready.choose(offered) if ready else []
    return {policy.pk: place for place, policy in enumerate(chosen, start=1)}


class EditionForm(forms.Form):
    """In which languages an edition is made."""

    languages = forms.ChoiceField(
        label=_("Languages"), choices=PackEdition.Languages, widget=forms.RadioSelect
    )


#: Other printed numbers, each a function of the typed text that gives the address of the page which
#: checks it, or None; put here by the apps above.
PRINTED_ELSEWHERE = []


def elsewhere(text):
    """The address of the page that checks another kind of number, or None."""
    return next((found for find in PRINTED_ELSEWHERE if (found := find(text))), None)


class VerifyForm(forms.Form):
    """The code on the last page of a print; typed with or without hyphens, in any case."""

    code = forms.CharField(
        label=_("Check code"),
        max_length=40,
        help_text=_(
            "On the last page of a pack, in groups of four. The number of a certificate works too."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self):
        letters = "".join(
            letter for letter in self.cleaned_data["code"].upper() if letter.isalnum()
        )
        if len(letters) != 16 or not letters.isascii():
            raise forms.ValidationError(_("The code has 16 letters and digits, in four groups."))
        return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
