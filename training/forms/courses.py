"""What one types to start a course and to keep what is known about it."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from people.forms.choosing import SeveralField
from people.forms.dates import DayField
from people.models import Person, RoleGrant
from policies.models import Policy
from training.models import Course
from training.rules import READERS

#: Addresses that pages of the product have.
RESERVED = ("new",)


def possible_owners(on):
    """Those who may look after a course on that day: they see everybody's training."""
    held = RoleGrant.objects.open_on(on).filter(person=OuterRef("pk"), role__in=READERS)
    return Person.objects.filter(Exists(held), left_on=None).order_by("sort", "pk")


class CourseForm(forms.ModelForm):
    """What a course is, for how long it holds, and what renews it. Saves nothing by itself."""

    policies = SeveralField(
        Policy.objects.none(), label=_("Policies that it teaches"), required=False
    )

    class Meta:
        model = Course
        fields = (
            "title_pl",
            "title_en",
            "summary_pl",
            "summary_en",
            "form",
            "valid_months",
            "renewable_months",
            "refresher",
            "policies",
            "owner",
            "is_open",
        )
        labels = {
            "title_pl": _("Title in Polish"),
            "title_en": _("Title in English"),
            "summary_pl": _("What it is about, in Polish"),
            "summary_en": _("What it is about, in English"),
            "form": _("How it is taken"),
            "valid_months": _("Valid for so many months"),
            "renewable_months": _("May be renewed for so many months afterwards"),
            "refresher": _("Renewed by"),
            "owner": _("Owner"),
            "is_open": _("Anybody may take it, also unasked"),
        }
        widgets = {
            "title_pl": forms.TextInput({"lang": "pl"}),
            "title_en": forms.TextInput({"lang": "en"}),
            "summary_pl": forms.Textarea({"lang": "pl", "rows": 3}),
            "summary_en": forms.Textarea({"lang": "en", "rows": 3}),
            "form": forms.RadioSelect,
        }

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        for code in ("pl", "en"):
            self.fields[f"title_{code}"].required = True
        self.fields["form"].choices = Course.Form.choices
        self.fields["policies"].queryset = Policy.objects.in_order()
        others = Course.objects.exclude(pk=self.instance.pk)
        self.fields["refresher"].queryset = others
        self.fields["refresher"].empty_label = _("the same course, taken again")
        self.fields["owner"].queryset = possible_owners(on)
        self.fields["owner"].empty_label = None

    @property
    def values(self):
        """What was typed, by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewCourseForm(CourseForm):
    """A new course also has an address."""

    slug = forms.SlugField(
        label=_("Address"),
        max_length=60,
        required=False,
        help_text=_("Small letters, digits and hyphens. Empty: made from the English title."),
    )

    field_order = ["title_pl", "title_en", "slug"]

    def clean_slug(self):
        return free_slug(self.cleaned_data["slug"])

    def clean(self):
        values = super().clean()
        if values.get("slug") == "":
            made = slugify(values.get("title_en", ""))[:60].strip("-")
            try:
                values["slug"] = free_slug(made)
            except forms.ValidationError as error:
                self.add_error("slug", error)
            if not made and "title_en" in values:
                self.add_error("slug", _("Type an address: the title has no letters for one."))
        return values

    @property
    def values(self):
        return super().values | {"slug": self.cleaned_data["slug"]}


def free_slug(slug):
    """The slug in small letters, if no course and no page has it; empty stays empty."""
    slug = slug.lower()
    if slug in RESERVED or slug and Course.objects.filter(slug=slug).exists():
        raise forms.ValidationError(_("Another course already has this address."))
    return slug


class RetireForm(forms.Form):
    """From when a course is not offered any more."""

    retired_on = DayField(
        label=_("No longer offered from"),
        help_text=_("Who has begun may still read; certificates stay valid until they end."),
    )
