"""Which short course explains what changed in a policy."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models import Policy
from training.models.course import Course


class PolicyRefresher(models.Model):
    """The course that was named for a policy from a day on; the newest one by a day counts.

    Rows are only added, so what was asked on a past day has one answer. ``due_days`` count from the
    first day of the version that asks for it.
    """

    data_level = 0

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="explains", verbose_name=_("short course")
    )
    due_days = models.PositiveSmallIntegerField(
        _("days to do it"), default=30, validators=[MaxValueValidator(365)]
    )
    starts_on = models.DateField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField()

    class Meta:
        ordering = ["policy", "-pk"]
        indexes = [models.Index(fields=["policy", "starts_on"], name="training_refresher_by_day")]

    def __str__(self):
        return str(self.course)
