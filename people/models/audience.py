from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.dated import Dated, DatedQuerySet
from people.models.organisation import Function, Unit
from people.models.standing import CheckKind


class AudienceRule(Dated):
    """Who owes something: kinds of people, units with their sub-units, functions; all if empty.

    A rule is never edited, only ended and replaced, so "who had to know what on day D" has one
    answer. ``due_days`` count from the day something is owed; ``renew_months`` after an answer the
    same is owed again; ``before_first_duty`` means that it is missing from the first day.
    """

    kinds = models.JSONField(_("kinds of people"), default=list, blank=True)
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units"))
    functions = models.ManyToManyField(
        Function, blank=True, related_name="+", verbose_name=_("functions")
    )
    due_days = models.PositiveSmallIntegerField(_("days to do it"), default=14)
    renew_months = models.PositiveSmallIntegerField(
        _("again after so many months"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    before_first_duty = models.BooleanField(_("needed before the first duty"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        abstract = True


class CheckRule(AudienceRule):
    """Who needs which background check (R44)."""

    data_level = 1

    check_kind = models.CharField(_("background check"), max_length=20, choices=CheckKind)

    class Meta(AudienceRule.Meta):
        ordering = ["check_kind", "starts_on", "pk"]

    def __str__(self):
        return self.get_check_kind_display()
