from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import Document
from policies.models.policy import Policy


class Languages(models.TextChoices):
    """In which languages a pack is printed."""

    POLISH = "pl", _("Polish")
    ENGLISH = "en", _("English")
    BOTH = "both", _("Polish and English")


class Extra(models.TextChoices):
    """What a pack may carry beside its texts."""

    APPROVALS = "approvals", _("who approved what, and when")
    FIGURES = "figures", _("how many have acknowledged, never who")
    SIGN_OFF = "sign_off", _("a sheet to sign by hand")


def every_extra():
    """All extras, as packs had them before one could choose."""
    return list(Extra.values)


class Pack(models.Model):
    """An ordered set of policies that is handed out as one PDF."""

    data_level = 1

    class Audience(models.TextChoices):
        """Whom a pack is for; the public may fetch the newest edition of what is for them."""

        VOLUNTEERS = "volunteers", _("new volunteers and staff")
        PARTNERS = "partners", _("partners and donors")
        REVIEWERS = "reviewers", _("outside reviewers")
        PUBLIC = "public", pgettext_lazy("pack for", "everybody")
        OTHER = "other", _("somebody else")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=160)
    audience = models.CharField(
        _("for whom"), max_length=12, choices=Audience, default=Audience.OTHER
    )
    languages = models.CharField(
        _("languages"), max_length=4, choices=Languages, default=Languages.BOTH
    )
    extras = models.JSONField(default=every_extra)
    policies = models.ManyToManyField(Policy, through="PackPolicy", related_name="packs")
    added_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("pack", args=[self.slug])

    @property
    def is_public(self):
        return self.audience == self.Audience.PUBLIC


class PackPolicy(models.Model):
    """A policy in a pack, at a place."""

    data_level = 1

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="entries")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="pack_entries")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "policy"], name="policies_pack_policy_once")
        ]

    def __str__(self):
        return f"{self.pack_id}: {self.policy_id}"


class PackEdition(models.Model):
    """A pack as it was handed out: its contents with their hashes, and the stored file."""

    data_level = 1

    Languages = Languages

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    languages = models.CharField(_("languages"), max_length=4, choices=Languages)
    contents = models.JSONField()
    contents_hash = models.CharField(max_length=64)
    extras = models.JSONField(default=every_extra)
    code = models.CharField(max_length=24, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="policies_edition_number"),
        ]

    def __str__(self):
        return f"{self.pack_id}: {self.number}"

    @property
    def label(self):
        """The number as it is printed: VOLUNTEER-STARTER-003."""
        return f"{self.pack.slug.upper()}-{self.number:03d}"

    @property
    def file_name(self):
        return f"{self.pack.slug}-{self.number:03d}-{self.languages}.pdf"


class EditionArchive(models.Model):
    """The same edition as PDF/A, for those who must keep it for decades; made once, stored."""

    data_level = 1

    edition = models.OneToOneField(PackEdition, on_delete=models.PROTECT, related_name="archive")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    def __str__(self):
        return f"{self.edition_id}: PDF/A"

    @property
    def file_name(self):
        return self.edition.file_name.replace(".pdf", "-pdfa.pdf")
