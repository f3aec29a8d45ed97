from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.dated import Dated, DatedQuerySet
from policies.models.policy import Policy
from policies.models.version import PolicyVersion


class ReviewRecord(models.Model):
    """Somebody looked at the text in force again and said what follows. Only ever inserted.

    ``due_on`` is the day by which it had to be done, as it was known then.
    """

    data_level = 1

    class Outcome(models.TextChoices):
        UNCHANGED = "unchanged", _("reviewed, no change needed")
        NEW_VERSION = "new_version", _("a new version is needed")
        WITHDRAW = "withdraw", _("to be withdrawn")

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"))
    outcome = models.CharField(_("result"), max_length=12, choices=Outcome)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-done_on", "-pk"]
        indexes = [models.Index(fields=["policy", "-done_on"], name="policies_review_by_policy")]

    def __str__(self):
        return f"{self.policy_id}: {self.done_on}"


class PolicyDeputy(Dated):
    """Somebody stands in for the owner of a policy, from a day to a day.

    Never edited: a deputy is named, and later ended. One that never began is removed.
    """

    data_level = 1

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="deputies")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["person", "starts_on"], name="policies_deputy_by_person")]

    def __str__(self):
        return f"{self.policy_id}: {self.person_id}"
