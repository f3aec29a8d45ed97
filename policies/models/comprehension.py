from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.version import PolicyVersion

MOST_QUESTIONS = 5
FEWEST_OPTIONS, MOST_OPTIONS = 2, 5


class ComprehensionQuestion(models.Model):
    """A question that readers answer before they acknowledge; it leads back to a section.

    Part of the version: frozen with it and in its hash. ``options`` is a list of {"pl", "en"};
    ``correct`` is the place of the right one, from 0. ``revision`` grows with every save.
    """

    data_level = 1

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="comprehension"
    )
    position = models.PositiveSmallIntegerField()
    section_key = models.SlugField(max_length=60, blank=True)
    question = models.CharField(_("question"), max_length=300, blank=True)
    options = models.JSONField(default=list)
    correct = models.PositiveSmallIntegerField(default=0)
    explanation = models.CharField(_("explanation"), max_length=600, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="policies_comprehension_place"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_QUESTIONS),
                name="policies_comprehension_at_most_five",
            ),
            models.CheckConstraint(
                condition=Q(correct__lt=MOST_OPTIONS), name="policies_comprehension_correct"
            ),
        ]

    def __str__(self):
        return self.question or ""
