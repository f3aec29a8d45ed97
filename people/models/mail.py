from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyring.values import EncryptedTextField


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self, at):
        """Those that may be tried now: not sent, not given up, not held by another sender."""
        return self.filter(state=OutgoingMail.State.WAITING, next_try_at__lte=at)


class OutgoingMail(models.Model):
    """The outbox: a mail to one person, written in the same transaction as what it is about.

    Delivered at least once. ``key`` makes it harmless to ask for the same mail again; the row stays
    as the memory of what was sent, the body is erased once it left.
    """

    data_level = 2

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("no longer needed")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails"
    )
    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=200)
    body = EncryptedTextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose", "key"], name="people_mail_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state="waiting"),
                name="people_mail_waiting",
            )
        ]

    def __str__(self):
        return f"{self.purpose} {self.key}"
