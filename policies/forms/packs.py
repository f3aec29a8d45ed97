from django import forms
from django.utils.translation import gettext_lazy as _

from policies.models import Extra, Languages, Pack, PackEdition, PackPart, Policy
from policies.pack_parts import FORMS, Place, in_reading_order

#: Addresses of pages that stand where a pack's address would.
TAKEN = {"new", "poster"}


class PackForm(forms.Form):
    """A pack: titles, for whom, how it is handed out, and its parts, each with a place.

    Each form of each policy has a field for its place, and so has the poster; an empty place leaves
    it out. ``ready`` is a ReadyPack to begin with.
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
        self.places = {_name_of(place): place for place in _offered(self.offered)}
        chosen = _chosen(pack, ready, self.offered)
        for name, place in self.places.items():
            self.fields[name] = forms.IntegerField(
                label=PackPart.Kind(place.kind).label,
                required=False,
                min_value=1,
                max_value=99,
                initial=chosen.get(name),
                widget=forms.NumberInput({"class": "form-control"}),
            )

    @property
    def plain_fields(self):
        """The fields that are no places."""
        return [self[name] for name in self.fields if name not in self.places]

    @property
    def fields_by_policy(self):
        """(policy, its places as bound fields) of each policy that is offered."""
        return [
            (policy, [self[_name_of(place)] for place in _forms_of(policy)])
            for policy in self.offered
        ]

    @property
    def poster_field(self):
        return self[_name_of(Place(PackPart.Kind.POSTER))]

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        others = Pack.objects.exclude(pk=self.pack.pk) if self.pack else Pack.objects.all()
        if slug in TAKEN or others.filter(slug=slug).exists():
            raise forms.ValidationError(_("Another pack already has this address."))
        return slug

    def clean(self):
        if not self.errors and not self.chosen_parts():
            raise forms.ValidationError(_("Give at least one part a place."))
        return self.cleaned_data

    def refuse(self, refusal):
        """Show at each policy that it is not for everybody (NotForEverybody)."""
        self.add_error("audience", str(refusal))
        for place in self.chosen_parts():
            if place.policy in refusal.policies:
                self.add_error(
                    _name_of(place),
                    _("Make the policy public first, or leave it out of this pack."),
                )

    def chosen_parts(self):
        """The parts that have a place, in order; those with the same place by form and address."""
        placed = [(self.cleaned_data.get(name), place) for name, place in self.places.items()]
        return in_reading_order((number, place) for number, place in placed if number)


def _initial_of(source):
    """What a pack or a ready pack fills in; nothing for neither."""
    if source is None:
        return None
    return {
        name: getattr(source, name)
        for name in ("title_pl", "title_en", "slug", "audience", "languages", "extras")
        if hasattr(source, name)
    }


def _forms_of(policy):
    """The forms in which a policy can be in a pack; only a procedure has steps for a card."""
    return [
        Place(kind, policy)
        for kind in FORMS
        if kind != PackPart.Kind.CARD or policy.kind == Policy.Kind.PROCEDURE
    ]


def _offered(policies):
    yield from (place for policy in policies for place in _forms_of(policy))
    yield Place(PackPart.Kind.POSTER)


def _name_of(place):
    """The name of the field: place_7 for a full text, place_7_card, place_poster."""
    if place.policy is None:
        return f"place_{place.kind}"
    form = "" if place.kind == PackPart.Kind.TEXT else f"_{place.kind}"
    return f"place_{place.policy.pk}{form}"


def _chosen(pack, ready, offered):
    """The number of each place that is filled in to begin with, by the name of its field."""
    if pack:
        parts = pack.parts.select_related("policy")
        return {_name_of(Place(part.kind, part.policy)): part.position for part in parts}
    chosen = ready.choose(offered) if ready else []
    return {_name_of(place): number for number, place in enumerate(chosen, start=1)}


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
