from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyring.values import EncryptedTextField
from people.models.dated import Dated, DatedQuerySet
from policies.models.policy import Policy


class Exemption(Dated):
    """Somebody need not acknowledge a policy for a while: why, until when, and who says so.

    Never edited, only ended. On its days the person is neither missing nor done.
    """

    data_level = 2

    class Ground(models.TextChoices):
        ABSENCE = "absence", _("long absence")
        DUTIES = "duties", _("does not concern their work")
        OTHER = "other", _("another reason")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exemptions"
    )
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="exemptions")
    ground = models.CharField(_("ground"), max_length=8, choices=Ground)
    reason = EncryptedTextField(_("reason"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["-starts_on", "-pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False), name="policies_exemption_has_an_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["policy", "starts_on", "ends_on", "person"],
                name="policies_exemption_by_policy",
            )
        ]

    def __str__(self):
        return f"{self.policy_id}: {self.person_id}"
