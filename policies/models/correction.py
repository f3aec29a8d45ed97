import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policies.models.evidence import Acknowledgement


class Correction(models.Model):
    """What was entered from paper was a mistake: it never counted, perhaps another row does.

    Only ever inserted. The mistaken acknowledgement itself stays as it is.
    """

    data_level = 1

    class Outcome(models.TextChoices):
        VOID = "void", _("does not count")
        REPLACED = "replaced", _("replaced by the right entry")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    acknowledgement = models.OneToOneField(
        Acknowledgement, on_delete=models.PROTECT, related_name="correction"
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    replaced_by = models.OneToOneField(
        Acknowledgement, null=True, on_delete=models.PROTECT, related_name="replaces"
    )
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    row_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="void", replaced_by=None)
                | Q(outcome="replaced", replaced_by__isnull=False)
                & ~Q(replaced_by=F("acknowledgement")),
                name="policies_correction_outcome",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="policies_correction_reason"),
        ]

    def __str__(self):
        return f"{self.acknowledgement_id}: {self.outcome}"
