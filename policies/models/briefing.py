import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from people.models import Role, Unit
from people.roles import holds, scope
from policies.models.version import PolicyVersion
from policies.rules import READERS


class BriefingQuerySet(models.QuerySet):
    def visible_to(self, person, *, on):
        """All for those who oversee policies; a unit lead sees those of the unit."""
        if holds(person, *READERS, on=on):
            return self
        return self.filter(unit__in=scope(person, Role.UNIT_LEAD, on=on))


class Briefing(models.Model):
    """Policies were gone through together, and people signed a sheet (features.md 2.10).

    Prepared first, with a sheet to print; frozen once the signatures were entered.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=120)
    led_by = models.CharField(_("led by"), max_length=120)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    versions = models.ManyToManyField(PolicyVersion, through="BriefingText", related_name="+")
    #: People who are on the sheet though they owe nothing there: added by hand.
    guests = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)
    sheet = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    sheet_sha256 = models.CharField(max_length=64, blank=True, default="")

    objects = BriefingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_at=None, recorded_by=None, sheet=None, sheet_sha256="")
                | Q(recorded_at__isnull=False, recorded_by__isnull=False, cancelled_at=None),
                name="policies_briefing_recorded",
            ),
        ]

    def __str__(self):
        return f"{self.place} {self.held_on}"

    def get_absolute_url(self):
        return reverse("briefing", args=[self.uid])

    @property
    def is_recorded(self):
        return self.recorded_at is not None

    @property
    def is_open(self):
        """Whether signatures may still be entered."""
        return self.recorded_at is None and self.cancelled_at is None


class BriefingText(models.Model):
    """One of the texts of a briefing, in the order in which they are on the sheet."""

    data_level = 1

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="texts")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["briefing", "version"], name="policies_briefing_text_once"
            ),
        ]

    def __str__(self):
        return f"{self.briefing_id}: {self.version_id}"
