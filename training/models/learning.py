"""Learning online: who has started, which pages they opened, and every try at the questions."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from training.models.course import CourseVersion, Lesson


class Learning(models.Model):
    """Somebody started a version: they end it, whatever is published meanwhile."""

    data_level = 1

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="learning"
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="learning")
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="training_started_once")
        ]

    def __str__(self):
        return f"{self.version_id}: {self.person_id}"


class LessonDone(models.Model):
    """Somebody said "done, go on" on a page. Leaving and coming back costs nothing."""

    data_level = 1

    learning = models.ForeignKey(Learning, on_delete=models.CASCADE, related_name="done")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["learning", "lesson"], name="training_lesson_done_once")
        ]

    def __str__(self):
        return f"{self.learning_id}: {self.lesson_id}"


class Attempt(models.Model):
    """One try at the questions, inserted when it is handed in and never changed.

    ``answers`` lists each question as it stood: [key, place of the chosen option, places of the
    options in the order shown]. ``number`` counts a person's tries at a version from 1.
    """

    data_level = 1

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts"
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    answers = models.JSONField()
    asked = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    submitted_at = models.DateTimeField()
    submitted_on = models.DateField()
    row_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version", "number"], name="training_attempt_once"
            ),
            models.CheckConstraint(
                condition=Q(right__lte=F("asked"), asked__gte=1), name="training_attempt_counts"
            ),
        ]

    def __str__(self):
        return f"{self.version_id}: {self.person_id} {self.number}"

    def get_absolute_url(self):
        return reverse("attempt", args=[self.uid])

    @property
    def percent(self):
        """How many of the answers were right, in whole per cent, rounded down."""
        return self.right * 100 // self.asked
