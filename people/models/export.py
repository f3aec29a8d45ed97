import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from keyring.values import EncryptedTextField


class Export(models.Model):
    """Somebody took a list of people out of the product: who, what, when and why (features 3.13).

    Only ever inserted. The file is removed after a day, this row stays; the trail holds who and
    what, and the reason, which is free text, stands here only.
    """

    data_level = 2

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    at = models.DateTimeField(_("asked for at"))
    what = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    #: The filters as they stood in the address, and as (label, value) pairs that people can read.
    parameters = models.TextField(blank=True)
    filters = models.JSONField(default=list)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    rows = models.PositiveIntegerField(_("rows"))
    has_password = models.BooleanField(_("with a password"), default=False)
    reason = EncryptedTextField(_("reason"))
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["by", "at"], name="people_export_by_person")]

    def __str__(self):
        return f"{self.what} {self.at:%Y-%m-%d}"


class ExportPassword(models.Model):
    """The password that a file of an export is going to have, until it has it.

    The worker needs it once; the row goes in the transaction that stores the file, or after a day.
    """

    data_level = 2

    export = models.OneToOneField(Export, on_delete=models.CASCADE, related_name="+")
    password = EncryptedTextField()
    asked_at = models.DateTimeField()

    def __str__(self):
        return str(self.export_id)
