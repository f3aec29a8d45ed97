import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from keyring.values import EncryptedTextField

#: The kind of those that somebody uploaded: scans of paper.
SCAN = "scan"


def random_path(document, filename):
    """Where a file is stored: a random name that says nothing about what is in it."""
    ending = "sealed" if document.file_key else document.format
    return f"documents/{uuid.uuid4()}.{ending}"


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Those that the person asked for; the app it belongs to says who else may read one.

        Scans are evidence about others: whoever uploaded one sees it where the evidence stands.
        """
        return self.filter(asked_by=person).exclude(kind=SCAN)

    def done(self):
        return self.filter(state=Document.State.DONE)

    def unfinished(self):
        return self.filter(state__in=Document.UNFINISHED)

    def expiring(self, at):
        """Those whose time is over while their file, or the wish for it, is still there."""
        return self.filter(expires_at__lte=at).exclude(state=Document.State.EXPIRED)


class Document(models.Model):
    """A file that somebody asked for and a background job makes: its progress, then the file.

    The file is stored once and never made again: later downloads give the same bytes. A scan is
    there at once, lies encrypted under a key of its own, and can be erased: the row stays.
    """

    data_level = 1

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("not made")
        EXPIRED = "expired", _("removed")
        ERASED = "erased", _("erased")

    class Format(models.TextChoices):
        """What the file is; also how its name ends."""

        PDF = "pdf", "PDF"
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        JPEG = "jpg", "JPEG"
        PNG = "png", "PNG"

    class Failure(models.TextChoices):
        """Why there is no file, as the asker reads it. Never what the text says."""

        UNPRINTABLE = (
            "unprintable",
            _("The text has characters that cannot be printed. Replace them and try again."),
        )
        FOREIGN = (
            "foreign",
            _("The text asks for a file that is not part of it. Remove it and try again."),
        )
        TOO_LARGE = "too_large", _("The document is too large to be made. Divide it and try again.")
        BUSY = "busy", _("Too many documents are being made. Try again in a moment.")
        STOPPED = (
            "stopped",
            _("The work was interrupted several times. Try later or ask the administrator."),
        )
        DENIED = (
            "denied",
            _("You may no longer see these data. Ask the administrator if you need them."),
        )
        UNEXPECTED = (
            "unexpected",
            _("Something went wrong on our side. Try again, or ask the administrator."),
        )

    UNFINISHED = (State.QUEUED, State.RUNNING)
    #: Kinds whose file has a page of its own that hands it out: ``next_url``.
    ELSEWHERE = ("personal-data",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(max_length=40)
    format = models.CharField(max_length=4, choices=Format, default=Format.PDF)
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"))
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    #: From then on nobody gets the file, and it is removed; None for what is kept.
    expires_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=12, blank=True)
    file = models.FileField(upload_to=random_path, max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    #: The key of an encrypted file, itself under the key ring; without it the file is noise.
    file_key = EncryptedTextField(blank=True, default="")
    #: Where to go when it is done: a path without the language, such as /policies/packs/starter/.
    next_url = models.CharField(max_length=200, blank=True)
    #: What makes it, so that it can be asked for again: a dotted name and its arguments.
    job = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False, size__gt=0)
                & ~Q(file="")
                & ~Q(sha256="")
                | ~Q(state="done") & Q(file="", sha256="", size=0),
                name="documents_done_has_file",
            ),
            models.CheckConstraint(
                condition=Q(state="failed", finished_at__isnull=False) & ~Q(failure="")
                | ~Q(state="failed") & Q(failure=""),
                name="documents_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(steps_done__lte=models.F("steps_total")),
                name="documents_steps_within_total",
            ),
            models.CheckConstraint(
                condition=Q(next_url="")
                | Q(next_url__startswith="/") & ~Q(next_url__startswith="//"),
                name="documents_next_url_is_ours",
            ),
            models.UniqueConstraint(
                fields=["file"], condition=~Q(file=""), name="documents_file_of_one_document"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="documents_by_asker"),
            models.Index(
                fields=["heartbeat_at"],
                condition=Q(state__in=("queued", "running")),
                name="documents_unfinished",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False) & ~Q(state="expired"),
                name="documents_expiring",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        """The title in the language that is active, or else in the other one."""
        titles = {"pl": self.title_pl, "en": self.title_en}
        return titles.get(get_language() or "pl") or self.title_pl or self.title_en

    @property
    def is_elsewhere(self):
        """Whether another page hands the file out."""
        return self.kind in self.ELSEWHERE

    @property
    def is_done(self):
        return self.state == self.State.DONE

    @property
    def is_failed(self):
        return self.state == self.State.FAILED

    @property
    def failure_words(self):
        """Why there is no file, in a sentence, and what to do."""
        return self.Failure(self.failure).label if self.failure else ""

    def has_expired(self, at):
        """Whether its time is over, removed already or not."""
        return self.expires_at is not None and self.expires_at <= at

    @property
    def is_finished(self):
        """Nothing more will happen by itself."""
        return self.state not in self.UNFINISHED
