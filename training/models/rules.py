"""Who must have taken which course."""

from django.db import models

from people.models.audience import AudienceRule
from training.models.course import Course


class CourseRule(AudienceRule):
    """Whom a course is asked of (R20). How long it lasts is the course's; the rule says by when.

    ``renew_months`` stays empty: what has to be renewed follows from the credential.
    """

    data_level = 0

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="rules")

    class Meta(AudienceRule.Meta):
        ordering = ["course", "starts_on", "pk"]

    def __str__(self):
        return str(self.course)
