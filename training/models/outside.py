"""Courses that others give, many of them for free (R28)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutsideCourse(models.Model):
    """A course of somebody else, with the day on which we last looked whether it is still there.

    ``is_free`` and ``gives_certificate`` are None where nobody knows.
    """

    data_level = 0

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    provider = models.CharField(_("who gives it"), max_length=160)
    mode = models.CharField(_("how"), max_length=160, blank=True)
    duration = models.CharField(_("how long"), max_length=160, blank=True)
    audience = models.CharField(_("for whom"), max_length=240, blank=True)
    languages = models.CharField(
        _("languages"), max_length=120, blank=True, help_text=_("Codes, separated by commas.")
    )
    is_free = models.BooleanField(_("free of charge"), null=True, blank=True)
    gives_certificate = models.BooleanField(_("gives a certificate"), null=True, blank=True)
    address = models.URLField(_("address"))
    checked_on = models.DateField(_("last checked"), null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(address__startswith="https://"),
                name="training_outside_https",
                violation_error_message=_("The address must begin with https://."),
            )
        ]

    def __str__(self):
        return self.title
