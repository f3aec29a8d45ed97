"""A file of credentials on its way in: what it says, until it is taken over or dropped."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CredentialImport(models.Model):
    """One file of former training: its rows as they were understood, and what became of it.

    The file itself is not kept. ``rows`` and ``problems`` go when it is taken over or dropped, and
    after a day in any case; this row stays, with numbers only.
    """

    data_level = 1

    class State(models.TextChoices):
        CHECKED = "checked", _("checked")
        TAKEN = "taken", _("taken over")
        DROPPED = "dropped", _("dropped")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filename = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.CHECKED)
    #: The headings of the file as [heading, our column or ""].
    columns = models.JSONField(default=list)
    #: Sound rows as [number, person id, course id, source, completed, valid until, provider].
    rows = models.JSONField(default=list)
    #: What is wrong, as {"row", "person", "column", "code", …}.
    problems = models.JSONField(default=list)
    #: How many rows are "new", "unchanged" or "problem".
    counts = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="checked", finished_at=None)
                | Q(state__in=["taken", "dropped"], finished_at__isnull=False),
                name="training_import_finished_whole",
            )
        ]

    def __str__(self):
        return self.filename
