"""How many trained people a unit needs."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Function, Unit
from people.models.dated import Dated, DatedQuerySet
from training.models.course import Course


class Target(Dated):
    """So many people of a unit, with those below it, should hold a course (features 4.16).

    With a ``function`` only those count who have it there. A target is never edited, only ended and
    replaced, so a past day keeps its own.
    """

    data_level = 0

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="targets", verbose_name=_("course")
    )
    function = models.ForeignKey(
        Function,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("function"),
    )
    number = models.PositiveSmallIntegerField(
        _("people needed"), validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["unit__sort", "course__slug", "function__slug", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "course", "function"],
                condition=Q(ends_on=None),
                name="training_target_of_function_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "course"],
                condition=Q(ends_on=None, function=None),
                name="training_target_once",
            ),
        ]

    def __str__(self):
        return f"{self.unit}: {self.course} ({self.number})"
