import uuid

from django.conf import settings
from django.db import models

from documents.models import Document


class PersonalExport(models.Model):
    """Somebody asked for everything that is stored about a person; the file goes after a day.

    The row stays as the proof of who got the data and why.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    document = models.OneToOneField(
        Document, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"{self.person_id}: {self.asked_at:%Y-%m-%d}"
