import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from policies.models.policy import Policy
from policies.models.version import PolicyVersion


class AcknowledgementQuerySet(models.QuerySet):
    def visible_to(self, person):
        """One's own."""
        return self.filter(person=person)

    def counted(self):
        """Those that nobody corrected: what was entered by mistake never counted."""
        from policies.models.correction import Correction

        corrected = Correction.objects.order_by().values("acknowledgement")
        return self.filter(~Q(pk__in=corrected))


class Acknowledgement(models.Model):
    """Somebody stated that they know, understand and will follow one exact text (R7).

    Only ever inserted. ``round`` is 0, and grows by one only when the former has run out, so the
    database allows one per person, policy, major version and round; a round that was corrected is
    used up. No address, no browser data.

    On paper and at a briefing, ``acknowledged_on`` is the day on the paper and ``acknowledged_at``
    the moment when somebody else entered it; a scan may be erased, its hash stays.
    ``questions_passed`` is how many questions were answered rightly before; None: none were asked.
    """

    data_level = 1

    class Method(models.TextChoices):
        SESSION = "session", _("signed in")
        LINK = "link", _("personal link")
        PAPER = "paper", _("on paper")
        BATCH = "batch", _("at a briefing")

    class Strength(models.TextChoices):
        PASSWORD = "password", _("password")
        CODE = "code", _("code by e-mail")
        PROVIDER = "provider", _("the organisation's own sign-in")
        PASSKEY = "passkey", _("passkey")
        SECOND_FACTOR = "second_factor", _("password and second step")
        NONE = "none", _("without signing in")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    major = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    statement = models.CharField(max_length=400)
    version_hash = models.CharField(max_length=64)
    questions_passed = models.PositiveSmallIntegerField(null=True)
    method = models.CharField(max_length=8, choices=Method)
    strength = models.CharField(max_length=14, choices=Strength)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField()
    acknowledged_on = models.DateField()
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    scan = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    scan_sha256 = models.CharField(max_length=64, blank=True, default="")
    briefing = models.ForeignKey(
        "policies.Briefing", null=True, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    previous_hash = models.CharField(max_length=64, blank=True)
    row_hash = models.CharField(max_length=64)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["-acknowledged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "policy", "major", "round"], name="policies_acknowledged_once"
            ),
            models.CheckConstraint(
                condition=Q(method__in=["session", "link"], recorded_by=None)
                | Q(method__in=["paper", "batch"], recorded_by__isnull=False),
                name="policies_acknowledged_recorder",
            ),
            models.CheckConstraint(
                condition=Q(method="batch", briefing__isnull=False)
                | ~Q(method="batch") & Q(briefing=None),
                name="policies_acknowledged_briefing",
            ),
            models.CheckConstraint(
                condition=Q(scan=None, scan_sha256="")
                | Q(scan__isnull=False, method__in=["paper", "batch"]) & ~Q(scan_sha256=""),
                name="policies_acknowledged_scan",
            ),
        ]
        indexes = [
            models.Index(
                fields=["policy", "major", "person", "acknowledged_on"],
                name="policies_ack_coverage",
            ),
            models.Index(fields=["person", "-id"], name="policies_ack_by_person"),
        ]

    def __str__(self):
        return f"{self.policy_id} {self.major}: {self.person_id}"

    def get_absolute_url(self):
        return reverse("acknowledgement", args=[self.uid])

    @property
    def is_on_paper(self):
        """Whether somebody else entered it."""
        return self.method in (self.Method.PAPER, self.Method.BATCH)

    @property
    def is_corrected(self):
        """Whether it was a mistake and does not count (select_related("correction") first)."""
        return hasattr(self, "correction")
