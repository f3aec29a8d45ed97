"""Learning together: sessions on days and at places, and who took part (R20)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from people.models import Role
from people.roles import holds
from training.models.course import Course, CourseVersion

MOST_DAYS = 12
#: Who may look up every session; trainers see those that they lead.
READERS = (
    Role.TRAINING_COORDINATOR,
    Role.POLICY_MANAGER,
    Role.UNIT_LEAD,
    Role.MANAGEMENT,
    Role.ADMINISTRATOR,
)


class SessionQuerySet(models.QuerySet):
    def visible_to(self, person, *, on):
        """All for those who keep or oversee sessions; others see those where they are trainers."""
        if holds(person, *READERS, on=on):
            return self
        return self.led_by(person)

    def led_by(self, person):
        """Those where this person is a trainer."""
        led = Session.trainers.through.objects.filter(person=person).values("session")
        return self.filter(pk__in=led)

    def planned(self):
        """Those that were not called off."""
        return self.filter(cancelled_at=None)

    def with_times(self):
        """Each with ``begins_at`` and ``ends_at`` of all its days."""
        days = SessionDay.objects.filter(session=OuterRef("pk")).order_by().values("session")
        return self.annotate(
            begins_at=Subquery(days.annotate(first=Min("starts_at")).values("first")),
            ends_at=Subquery(days.annotate(last=Max("ends_at")).values("last")),
        )

    def with_numbers(self):
        """Each with ``placed``, how many hold a place, and ``waiting``, how many wait for one."""
        mine = Participation.objects.with_status().filter(session=OuterRef("pk")).order_by()

        def number(*wanted):
            rows = mine.filter(status__in=wanted).values("session").annotate(number=Count("pk"))
            return Coalesce(Subquery(rows.values("number")), 0)

        return self.annotate(
            placed=number(*ParticipationStatus.PLACED),
            waiting=number(ParticipationStatus.Status.WAITING),
        )


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

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    def is_led_by(self, person):
        """Whether the person is one of its trainers; asked once for each."""
        known = self.__dict__.setdefault("_led_by", {})
        if person.pk not in known:
            known[person.pk] = self.trainers.filter(pk=person.pk).exists()
        return known[person.pk]


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
        """Each with ``status``, the one that was said last, and its id as ``status_id``."""
        last = ParticipationStatus.objects.filter(participation=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            status=Subquery(last.values("status")[:1]), status_id=Subquery(last.values("pk")[:1])
        )

    def placed(self):
        """Those who hold a place, taken or not."""
        return self.with_status().filter(status__in=ParticipationStatus.PLACED)

    def waiting(self):
        """Those on the waiting list, the first in the line first."""
        waiting = ParticipationStatus.Status.WAITING
        return self.with_status().filter(status=waiting).order_by("status_id")


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
    """What was said of a participation, by whom and when; the last row counts.

    ``said_by`` is None when a place got free and the next in the line moved up.
    """

    data_level = 1

    class Status(models.TextChoices):
        SIGNED_UP = "signed_up", _("signed up")
        WAITING = "waiting", _("on the waiting list")
        WITHDRAWN = "withdrawn", _("withdrew")
        PRESENT = "present", _("present")
        ATTENDED = "attended", _("took part")
        PARTLY = "partly", _("took part in a part")
        ABSENT = "absent", _("did not come")

    #: What was noted of the attendance afterwards.
    NOTED = (Status.ATTENDED, Status.PARTLY, Status.ABSENT)
    #: Those who hold a place.
    PLACED = (Status.SIGNED_UP, Status.PRESENT, *NOTED)

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
