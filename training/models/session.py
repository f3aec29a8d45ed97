"""Learning together: sessions on days and at places, and who took part (R20)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from training.models.course import Course, CourseVersion

MOST_DAYS = 12


class SessionQuerySet(models.QuerySet):
    def planned(self):
        """Those that were not called off."""
        return self.filter(cancelled_at=None)

    def with_times(self):
        """Each with ``begins_at`` and ``ends_at`` of all its days."""
        return self.annotate(begins_at=Min("days__starts_at"), ends_at=Max("days__ends_at"))


class Session(models.Model):
    """A course taught to a group, on one day or several. Places beyond ``capacity`` wait."""

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("course")
    )
    version = models.ForeignKey(
        CourseVersion, null=True, on_delete=models.PROTECT, related_name="sessions"
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="pl"
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(
        _("link"), blank=True, help_text=_("For those who take part on a screen.")
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: as many as come.")
    )
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("trainers")
    )
    outside_trainers = models.CharField(_("trainers from outside"), max_length=200, blank=True)
    note = models.CharField(_("what to bring, how to get there"), max_length=400, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    cancel_reason = models.CharField(_("reason"), max_length=400, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(place="", link=""),
                name="training_session_somewhere",
                violation_error_message=_("Give a place or a link."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (
                    Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")
                ),
                name="training_session_cancelled_whole",
            ),
        ]

    def __str__(self):
        return str(self.course)

    def get_absolute_url(self):
        return reverse("session", args=[self.uid])


class SessionDay(models.Model):
    """One day of a session, from when to when."""

    data_level = 0

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="days")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="training_day_ends_after_start",
                violation_error_message=_("It cannot end before it begins."),
            )
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d}"


class ParticipationQuerySet(models.QuerySet):
    def with_status(self):
        """Each with ``status``: the one that was said last."""
        last = ParticipationStatus.objects.filter(participation=OuterRef("pk")).order_by("-pk")
        return self.annotate(status=Subquery(last.values("status")[:1]))


class Participation(models.Model):
    """Somebody and a session: signed up, or came without; ``guest`` has no place among the people.

    What became of it is told by rows of ParticipationStatus, which are only added.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="participations",
    )
    guest = models.CharField(_("name"), max_length=120, blank=True)
    guest_from = models.CharField(_("organisation"), max_length=120, blank=True)
    is_walk_in = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="training_joined_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, guest="") | (Q(person=None) & ~Q(guest="")),
                name="training_participant_known",
            ),
        ]

    def __str__(self):
        return self.guest or str(self.person)


class ParticipationStatus(models.Model):
    """What was said of a participation, by whom and when; the last row counts."""

    data_level = 1

    class Status(models.TextChoices):
        SIGNED_UP = "signed_up", _("signed up")
        WAITING = "waiting", _("on the waiting list")
        WITHDRAWN = "withdrawn", _("withdrew")
        ATTENDED = "attended", _("took part")
        PARTLY = "partly", _("took part in a part")
        ABSENT = "absent", _("did not come")

    #: Those who hold a place.
    PLACED = (Status.SIGNED_UP, Status.ATTENDED, Status.PARTLY)

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="statuses"
    )
    status = models.CharField(max_length=10, choices=Status)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["participation", "-id"], name="training_status_by_part")]

    def __str__(self):
        return self.get_status_display()


class SignedSheet(models.Model):
    """A scan of the sheet that was signed at a session."""

    data_level = 1

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sheets")
    scan = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    scan_sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.session_id}: {self.added_at:%Y-%m-%d}"
