"""Signing in: who came in or tried to, and who lost their second step (security.md 4.1, 6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SignInQuerySet(models.QuerySet):
    def older_than(self, at):
        return self.filter(at__lt=at)


class SignIn(models.Model):
    """One try to sign in: whose, from about where, and how it ended.

    ``source`` is the network only (24 bits of an IPv4 address, 48 of an IPv6 one). An address
    that belongs to nobody is not kept: ``person`` is empty then.
    """

    data_level = 2

    class Outcome(models.TextChoices):
        OPENED = "opened", _("signed in")
        REFUSED = "refused", _("wrong password")
        SLOWED = "slowed", _("too many tries")

    at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sign_ins"
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    strength = models.CharField(max_length=14, blank=True)
    source = models.CharField(max_length=43)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="people_sign_in_by_person"),
            models.Index(fields=["-at"], name="people_sign_in_by_moment"),
        ]

    def __str__(self):
        return f"{self.at} {self.outcome}"


class FactorRecovery(models.Model):
    """A lost second step that two people together take away: one asks, another one confirms.

    For an administrator it is carried out a day after the confirmation, so that the person, who is
    told at once, can stop it.
    """

    data_level = 2

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recoveries"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at=None, stopped_at=None),
                name="people_recovery_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person"))
                & (Q(confirmed_by=None) | ~Q(confirmed_by=F("person"))),
                name="people_recovery_by_others",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="people_recovery_by_two",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None, due_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, due_at__isnull=False),
                name="people_recovery_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(confirmed_at__isnull=False, stopped_at=None),
                name="people_recovery_done_after_two",
            ),
        ]

    def __str__(self):
        return f"{self.person_id}: {self.asked_at}"
