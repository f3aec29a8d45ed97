import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import Function, Unit
from policies.models.policy import Policy


class CampaignQuerySet(models.QuerySet):
    def open_on(self, day):
        """Those that run on that day; the goal day is the last one."""
        return self.filter(starts_on__lte=day, goal_on__gte=day)


class Campaign(models.Model):
    """A time in which an organisation looks closely at several policies and some of its people.

    It asks nobody and changes no obligation: rules do. What it shows is concluded each time, and
    after its goal day it shows that day.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    policies = models.ManyToManyField(Policy, related_name="campaigns", verbose_name=_("policies"))
    kinds = models.JSONField(_("kinds of people"), default=list, blank=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units"))
    functions = models.ManyToManyField(
        Function, blank=True, related_name="+", verbose_name=_("functions")
    )
    starts_on = models.DateField(_("from"))
    goal_on = models.DateField(_("goal day"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )
    added_at = models.DateTimeField(editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-goal_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal_on__gte=F("starts_on")),
                name="policies_campaign_goal_after_start",
                violation_error_message=_("The goal day cannot be before the first day."),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("campaign", args=[self.uid])

    def has_closed(self, day):
        """Whether the goal day is over."""
        return self.goal_on < day
