"""The library of signs: one wording for lessons, the field card and later reports and risks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IndicatorGroup(models.Model):
    """Signs that belong together, such as those of forced labour."""

    data_level = 0

    code = models.SlugField(max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=80)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self):
        return self.title


class IndicatorQuerySet(models.QuerySet):
    def in_use(self):
        """Those that were not put aside."""
        return self.filter(retired_on=None)


class Indicator(models.Model):
    """One sign that may point to trafficking (R25). A single sign proves nothing.

    The strength says what to do, never what somebody is: weak ones matter only with others, for a
    medium one ask for advice, a strong one is passed on the same day.
    """

    data_level = 0

    class Strength(models.TextChoices):
        WEAK = "weak", _("weak: matters only together with others")
        MEDIUM = "medium", _("medium: ask for advice")
        STRONG = "strong", _("strong: pass it on today")

    code = models.CharField(max_length=20, unique=True)
    group = models.ForeignKey(IndicatorGroup, on_delete=models.PROTECT, related_name="indicators")
    strength = models.CharField(_("strength"), max_length=6, choices=Strength)
    text = models.CharField(_("sign"), max_length=240)
    position = models.PositiveSmallIntegerField()
    retired_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["group__position", "position", "pk"]

    def __str__(self):
        return self.text
