from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from audit.chain import GENESIS, as_anchor
from audit.reading import EventQuerySet


class Event(models.Model):
    """Something that somebody did: who, what and when in ids and words, never in free text.

    Rows are only ever added, by ``audit.trail``; triggers refuse anything else. ``actor`` is the
    random id of a person and no foreign key: the trail knows nobody and outlives everybody.
    """

    data_level = 1

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64, blank=True)
    unit = models.BigIntegerField(null=True)
    result = models.CharField(max_length=40)
    fields = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(null=True)
    previous_hash = models.CharField(max_length=64)
    row_hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-sequence"]
        constraints = [
            models.CheckConstraint(condition=Q(sequence__gte=1), name="audit_event_from_one"),
            models.CheckConstraint(
                condition=Exact(Length(F("previous_hash")), 64)
                & Exact(Length(F("row_hash")), 64)
                & (Q(digest="") | Exact(Length(F("digest")), 64)),
                name="audit_event_whole_hashes",
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "sequence"], name="audit_event_by_actor"),
            models.Index(fields=["object_id", "sequence"], name="audit_event_by_object"),
            models.Index(fields=["action", "sequence"], name="audit_event_by_action"),
            models.Index(fields=["at"], name="audit_event_by_moment"),
        ]

    def __str__(self):
        return f"{self.sequence} {self.action}"


class Head(models.Model):
    """The end of the trail, in one row: who appends locks it, and a cut-off end is noticed."""

    data_level = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sequence = models.BigIntegerField(default=0)
    row_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_one_head")]

    def __str__(self):
        return as_anchor(self.sequence, self.row_hash)
