from django.db import models


class DailyRun(models.Model):
    """Something that is done once a day was done for a day; the same day is not gone over again."""

    data_level = 0

    purpose = models.CharField(max_length=40)
    day = models.DateField()
    finished_at = models.DateTimeField()
    written = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "day"], name="people_daily_run_once")
        ]

    def __str__(self):
        return f"{self.purpose} {self.day}"
