from django.conf import settings
from django.db import models
from django.db.models import Q
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


class Kind(models.TextChoices):
    """In what form a part of a pack is printed."""

    TEXT = "text", pgettext_lazy("part of a pack", "full text")
    PLAIN = "plain", pgettext_lazy("part of a pack", "in plain language")
    CHILDREN = "children", pgettext_lazy("part of a pack", "version for children")
    CARD = "card", pgettext_lazy("part of a pack", "field card")
    POSTER = "poster", pgettext_lazy("part of a pack", "poster")


class Pack(models.Model):
    """An ordered set of parts, mostly policies, that is handed out as one PDF."""

    data_level = 1

    class Audience(models.TextChoices):
        """Whom a pack is for; the public may fetch the newest edition of what is for them."""

        VOLUNTEERS = "volunteers", _("new volunteers and staff")
        PARTNERS = "partners", _("partners and donors")
        REVIEWERS = "reviewers", _("outside reviewers")
        CHILDREN = "children", _("children and those who look after them")
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


class PackPart(models.Model):
    """A place in a pack: a policy in one of its forms, or the poster, which has no policy."""

    data_level = 1

    Kind = Kind

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(_("form"), max_length=8, choices=Kind, default=Kind.TEXT)
    policy = models.ForeignKey(
        Policy, null=True, on_delete=models.PROTECT, related_name="pack_parts"
    )
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "policy", "kind"], name="policies_pack_part_once"
            ),
            models.UniqueConstraint(
                fields=["pack"], condition=Q(kind="poster"), name="policies_pack_one_poster"
            ),
            models.CheckConstraint(
                condition=Q(kind="poster", policy=None) | ~Q(kind="poster") & ~Q(policy=None),
                name="policies_pack_part_of_a_policy",
            ),
        ]

    def __str__(self):
        return f"{self.pack_id}: {self.kind} {self.policy_id}"

    @property
    def is_poster(self):
        return self.kind == Kind.POSTER


class PosterNumber(models.Model):
    """The number of a helpline as somebody found it right by calling it; only then it is printed.

    ``key`` is that of a Helpline. A newer check replaces an older one; editions keep what they had.
    """

    data_level = 1

    key = models.SlugField(max_length=20, unique=True)
    number = models.CharField(_("number"), max_length=20)
    checked_on = models.DateField(_("called on"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self):
        return self.number


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
