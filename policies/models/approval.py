from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.version import PolicyVersion


class ApprovalRound(models.Model):
    """A text goes to its approvers once; all must approve, one request for changes returns it."""

    data_level = 1

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        CHANGES = "changes", _("changes requested")
        RECALLED = "recalled", _("taken back")

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="rounds")
    text_hash = models.CharField(max_length=64)
    message = models.TextField(_("message to the approvers"), blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(closed_at=None), name="policies_one_open_round"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="policies_round_closed_whole",
            ),
        ]

    def __str__(self):
        return f"{self.version_id}: {self.opened_at:%Y-%m-%d}"


class ApprovalSeat(models.Model):
    """Somebody whose decision a round needs."""

    data_level = 1

    round = models.ForeignKey(ApprovalRound, on_delete=models.PROTECT, related_name="seats")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "approver"], name="policies_seat_once"),
        ]

    def __str__(self):
        return f"{self.round_id}: {self.approver_id}"


class ApprovalDecision(models.Model):
    """What an approver decided about exactly this text; never changed (R5-R13 carry names)."""

    data_level = 1

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        CHANGES = "changes", _("changes requested")

    seat = models.OneToOneField(ApprovalSeat, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    comment = models.TextField(_("comment"), blank=True)
    text_hash = models.CharField(max_length=64)
    role = models.CharField(max_length=24, blank=True)
    decided_at = models.DateTimeField()

    def __str__(self):
        return f"{self.seat_id}: {self.outcome}"
