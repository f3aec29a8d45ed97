from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from policies.models.policy import Policy


class Pack(models.Model):
    """An ordered set of policies that is handed out as one PDF."""

    data_level = 1

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=160)
    policies = models.ManyToManyField(Policy, through="PackPolicy", related_name="packs")
    added_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("pack", args=[self.slug])


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

    class Languages(models.TextChoices):
        POLISH = "pl", _("Polish")
        ENGLISH = "en", _("English")
        BOTH = "both", _("Polish and English")

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    languages = models.CharField(_("languages"), max_length=4, choices=Languages)
    contents = models.JSONField()
    contents_hash = models.CharField(max_length=64)
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
