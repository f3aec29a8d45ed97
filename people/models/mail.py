from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyring.values import EncryptedTextField


class OutgoingMailQuerySet(models.QuerySet):
    def waiting(self, at):
        """Those that may be tried now: not sent, not given up, not held by another sender."""
        return self.filter(state=OutgoingMail.State.WAITING, next_try_at__lte=at)

    def server_trouble(self):
        """What the server's last answer said is wrong with it (a Failure), or None."""
        tried = self.exclude(tried_at=None).order_by("-tried_at", "-pk")
        failure = tried.values_list("failure", flat=True).first()
        return OutgoingMail.Failure(failure) if failure in OutgoingMail.OF_THE_SERVER else None


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

    class Failure(models.TextChoices):
        """Why the last try came to nothing."""

        UNREACHABLE = "unreachable", _("The mail server does not answer.")
        SIGN_IN = "sign_in", _("The mail server does not let us in.")
        LATER = "later", _("The mail server asks us to come later.")
        ADDRESS = "address", _("The mail server refuses the address.")
        REFUSED = "refused", _("The mail server refuses the mail.")

    #: What is wrong with the server, whoever the mail is for.
    OF_THE_SERVER = (Failure.UNREACHABLE, Failure.SIGN_IN)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails"
    )
    purpose = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(max_length=200)
    body = EncryptedTextField(blank=True)
    #: An address that is not the person's own any more; else the mail goes to where they are now.
    former_address = EncryptedTextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
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
            ),
            models.Index(
                fields=["written_at"],
                condition=models.Q(state="failed"),
                name="people_mail_failed",
            ),
            models.Index(fields=["tried_at"], name="people_mail_tried"),
            models.Index(fields=["written_at", "id"], name="people_mail_newest"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.key}"
