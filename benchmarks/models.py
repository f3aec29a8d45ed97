from django.conf import settings
from django.db import models


class BareRow(models.Model):
    """The least that a durable insert can be: one row in one commit."""

    data_level = 0

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self):
        return str(self.pk)
