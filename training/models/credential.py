"""That somebody has learned something, until when, and what was said about it later."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from training.models.course import Course, CourseVersion
from training.models.importing import CredentialImport
from training.models.learning import Attempt
from training.rules import overseen


class CredentialQuerySet(models.QuerySet):
    def visible_to(self, person, *, on):
        """One's own, and those of the people whose training one may look up."""
        others = overseen(person, on=on).order_by().values("pk")
        return self.filter(Q(person=person) | Q(person__in=others))

    def awarded_by(self, day):
        """Those that were there on a day, whatever became of them."""
        return self.filter(awarded_on__lte=day)

    def lasting(self, day):
        """Those whose last day, as it was extended, is not before a day."""
        longer = Extension.objects.filter(credential=OuterRef("pk"), valid_until__gte=day)
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day) | Exists(longer))

    def unrevoked(self, day):
        """Those that were not revoked by a day."""
        revoked = Revocation.objects.filter(credential=OuterRef("pk"), revoked_on__lte=day)
        return self.filter(~Exists(revoked))

    def valid_on(self, day):
        """Those that held on a day, as far as is known now."""
        return self.awarded_by(day).unrevoked(day).lasting(day)


class Credential(models.Model):
    """Somebody has completed a course (R20). Each completion is a new row; none is ever changed.

    ``valid_until`` and ``renewable_until`` are last days, worked out when it is awarded; None is
    for good. ``number`` is what the public check page asks for. ``version`` is the version taken:
    of the course itself or, when a former credential was renewed, of its refresher. One that was
    earned in a session rests on the ``participation`` and on the ``attendance`` that was noted;
    what a file told of the time before names its ``imported`` file instead.
    """

    data_level = 1

    class Source(models.TextChoices):
        ONLINE = "online", _("online, questions answered")
        SESSION = "session", _("face to face")
        OUTSIDE = "outside", _("taken elsewhere")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credentials"
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="credentials")
    version = models.ForeignKey(
        CourseVersion, null=True, on_delete=models.PROTECT, related_name="credentials"
    )
    source = models.CharField(max_length=8, choices=Source)
    awarded_on = models.DateField(_("completed on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    renewable_until = models.DateField(null=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    renews = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="renewed_by"
    )
    attempt = models.ForeignKey(
        Attempt, null=True, on_delete=models.PROTECT, related_name="credentials"
    )
    participation = models.ForeignKey(
        "training.Participation", null=True, on_delete=models.PROTECT, related_name="credentials"
    )
    attendance = models.ForeignKey(
        "training.ParticipationStatus",
        null=True,
        on_delete=models.PROTECT,
        related_name="credentials",
    )
    provider = models.CharField(_("who gave the course"), max_length=160, blank=True)
    evidence = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    evidence_sha256 = models.CharField(max_length=64, blank=True, default="")
    imported = models.ForeignKey(
        CredentialImport, null=True, on_delete=models.PROTECT, related_name="credentials"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    row_hash = models.CharField(max_length=64)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-awarded_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None, renewable_until=None)
                | Q(valid_until__gte=F("awarded_on"), renewable_until__gte=F("valid_until")),
                name="training_credential_days",
            ),
            models.CheckConstraint(
                condition=Q(source="online", attempt__isnull=False, recorded_by=None)
                | (
                    Q(source="session", recorded_by__isnull=False)
                    & (
                        Q(participation__isnull=False, attendance__isnull=False)
                        | Q(imported__isnull=False)
                    )
                )
                | (Q(source="outside", recorded_by__isnull=False) & ~Q(provider="")),
                name="training_credential_source",
            ),
            models.CheckConstraint(
                condition=Q(evidence=None, evidence_sha256="")
                | (Q(evidence__isnull=False, source="outside") & ~Q(evidence_sha256="")),
                name="training_credential_evidence",
            ),
            models.UniqueConstraint(
                fields=["attempt", "course"], name="training_credential_per_attempt"
            ),
            models.UniqueConstraint(
                fields=["attendance", "course"], name="training_credential_per_attendance"
            ),
        ]
        indexes = [
            models.Index(
                fields=["course", "person", "awarded_on", "valid_until"],
                name="training_cred_coverage",
            ),
            models.Index(fields=["person", "course"], name="training_cred_by_person"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("credential", args=[self.uid])


class Revocation(models.Model):
    """A credential does not hold any more from a day on: a mistake, or not genuine."""

    data_level = 1

    credential = models.OneToOneField(
        Credential, on_delete=models.PROTECT, related_name="revocation"
    )
    revoked_on = models.DateField(_("from"))
    reason = models.CharField(_("reason"), max_length=400)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField()
    row_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-revoked_at", "-pk"]

    def __str__(self):
        return f"{self.credential_id}: {self.revoked_on}"


class ValidityChange(models.Model):
    """Somebody let the credentials of a group hold longer, and said why.

    ``row_hash`` covers the change and every Extension that belongs to it.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="validity_changes")
    valid_until = models.DateField(_("valid until"))
    reason = models.CharField(_("reason"), max_length=400)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    row_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-decided_at", "-pk"]

    def __str__(self):
        return f"{self.course_id}: {self.valid_until}"

    def get_absolute_url(self):
        return reverse("validity-change", args=[self.uid])


class Extension(models.Model):
    """One credential of such a group, with its new last days."""

    data_level = 1

    change = models.ForeignKey(ValidityChange, on_delete=models.PROTECT, related_name="extensions")
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="extensions")
    valid_until = models.DateField()
    renewable_until = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "credential"], name="training_extended_once_a_change"
            )
        ]
        indexes = [
            models.Index(fields=["credential", "valid_until"], name="training_ext_by_credential")
        ]

    def __str__(self):
        return f"{self.credential_id}: {self.valid_until}"
