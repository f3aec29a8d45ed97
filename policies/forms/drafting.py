"""What one types to start a policy and to keep its details; the text itself is in ``editing``."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from people.models import Person, RoleGrant
from policies.addresses import RESERVED
from policies.duties import DUTIES
from policies.models import Policy
from policies.rules import READERS


def possible_owners(on):
    """Those who may look after a policy on that day: they read every text and every figure."""
    held = RoleGrant.objects.open_on(on).filter(person=OuterRef("pk"), role__in=READERS)
    return Person.objects.filter(Exists(held), left_on=None).order_by("sort", "pk")


def bilingual(label, language, **kwargs):
    """A line of text in one language, marked so for screen readers and spelling."""
    widget = forms.TextInput(attrs={"lang": language})
    return forms.CharField(label=label, max_length=160, widget=widget, **kwargs)


class PolicyForm(forms.Form):
    """A new policy: how it is called in both languages, where it lives, who looks after it."""

    title_pl = bilingual(_("Title in Polish"), "pl")
    title_en = bilingual(_("Title in English"), "en")
    kind = forms.ChoiceField(label=_("Kind"), choices=Policy.Kind)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        required=False,
        help_text=_("Small letters, digits and hyphens. Empty: made from the English title."),
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Owner"),
        empty_label=None,
        help_text=_("Looks after the text and answers questions about it."),
    )

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners(on)

    def clean_slug(self):
        return free_slug(self.cleaned_data["slug"])

    def clean(self):
        if "slug" in self.cleaned_data and not self.cleaned_data["slug"]:
            made = slugify(self.cleaned_data.get("title_en", ""))[:60].strip("-")
            try:
                self.cleaned_data["slug"] = free_slug(made)
            except forms.ValidationError as error:
                self.add_error("slug", error)
            if not made and "title_en" in self.cleaned_data:
                self.add_error("slug", _("Type an address: the title has no letters for one."))
        return self.cleaned_data


def free_slug(slug):
    """The slug in small letters, if no policy and no page has it; empty stays empty."""
    slug = slug.lower()
    if slug in RESERVED or slug and Policy.objects.filter(slug=slug).exists():
        raise forms.ValidationError(_("Another policy already has this address."))
    return slug


CONFIDENTIALITY_HINTS = {
    "internal": _("Everybody who signs in can read it."),
    "confidential": _("Only those read it whom it asks, and those who keep and oversee policies."),
    "strict": _("As confidential. Prints are kept locked and never copied."),
}


class DetailsForm(forms.ModelForm):
    """What may change about a policy without a new version."""

    class Meta:
        model = Policy
        fields = [
            "summary_pl",
            "summary_en",
            "owner",
            "binding_language",
            "review_months",
            "is_public",
            "answers",
            "confidentiality",
        ]
        labels = {
            "summary_pl": _("Summary in Polish"),
            "summary_en": _("Summary in English"),
            "review_months": _("Look at the text again after so many months"),
        }
        help_texts = {
            "binding_language": _("If the two texts differ, this one decides."),
            "is_public": _("Anybody can read the version in force, also people outside."),
            "confidentiality": _("Printed on every page. Leave “internal” for a public text."),
        }
        widgets = {
            "summary_pl": forms.Textarea(attrs={"rows": 3, "lang": "pl", "maxlength": 400}),
            "summary_en": forms.Textarea(attrs={"rows": 3, "lang": "en", "maxlength": 400}),
            "binding_language": forms.RadioSelect,
            "confidentiality": forms.RadioSelect,
        }

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        offered = possible_owners(on) | Person.objects.filter(pk=self.instance.owner_id)
        self.fields["owner"].queryset = offered.distinct()
        self.fields["owner"].empty_label = None
        self.fields["review_months"].widget.attrs |= {"min": 1, "max": 120}
        self.fields["answers"] = forms.MultipleChoiceField(
            label=_("Recommendations that it answers"),
            choices=[(code, f"{code}: {words}") for code, words in DUTIES.items()],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Coverage counts the policy under each of them."),
        )
        self.fields["confidentiality"].hints = CONFIDENTIALITY_HINTS
        self.fields["confidentiality"].choices = Policy.Confidentiality.choices

    def clean_review_months(self):
        months = self.cleaned_data["review_months"]
        if months > 120:
            raise forms.ValidationError(_("Choose at most 120 months."))
        return months
