from django import forms
from django.utils.translation import gettext_lazy as _

from policies.models import Pack, PackEdition, Policy


class PackForm(forms.Form):
    """A pack's titles and its policies, each with a place; an empty place leaves the policy out."""

    title_pl = forms.CharField(label=_("Title in Polish"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens: volunteer-starter"),
    )

    def __init__(self, *args, pack=None, **kwargs):
        self.pack = pack
        if pack:
            kwargs["initial"] = {
                "title_pl": pack.title_pl,
                "title_en": pack.title_en,
                "slug": pack.slug,
            }
        super().__init__(*args, **kwargs)
        places = {entry.policy_id: entry.position for entry in pack.entries.all()} if pack else {}
        self.offered = list(Policy.objects.in_order())
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

    def chosen_policies(self):
        """The policies that have a place, in order."""
        placed = [(self.cleaned_data.get(f"place_{policy.pk}"), policy) for policy in self.offered]
        chosen = [(place, policy) for place, policy in placed if place]
        return [
            policy for _place, policy in sorted(chosen, key=lambda entry: (entry[0], entry[1].slug))
        ]


class EditionForm(forms.Form):
    """In which languages an edition is made."""

    languages = forms.ChoiceField(
        label=_("Languages"), choices=PackEdition.Languages, widget=forms.RadioSelect
    )


class VerifyForm(forms.Form):
    """The code on the last page of a print; typed with or without hyphens, in any case."""

    code = forms.CharField(
        label=_("Check code"),
        max_length=40,
        help_text=_("On the last page of the pack, in groups of four."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self):
        letters = "".join(
            letter for letter in self.cleaned_data["code"].upper() if letter.isalnum()
        )
        if len(letters) != 16 or not letters.isascii():
            raise forms.ValidationError(_("The code has 16 letters and digits, in four groups."))
        return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
