"""Certificates of a unit, asked for as one file."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from people.models import Unit
from training.models.course import Course


class Languages(models.TextChoices):
    """The languages of a certificate; of both, Polish leads."""

    POLISH = "pl", _("Polish")
    ENGLISH = "en", _("English")
    BOTH = "both", _("Polish and English")


class Bundle(models.Model):
    """The certificates that people of a unit, and of those below it, held on a day.

    Without a course these are all courses. The file goes after a day, the row stays: who took what.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    course = models.ForeignKey(
        Course, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("course")
    )
    languages = models.CharField(_("languages"), max_length=4, choices=Languages)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"{self.unit_id}: {self.asked_at:%Y-%m-%d}"
