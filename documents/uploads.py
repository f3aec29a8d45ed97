"""Scans that people upload: checked before they are kept, and stored encrypted (security.md 9).

What a file says it is counts for nothing: its first bytes and, for pictures, its measures decide.
Each file has a key of its own, so that erasing the row's key erases every copy of the file.
"""

import hashlib
import warnings
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import PurePath

from cryptography.fernet import Fernet, InvalidToken
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from documents.models import SCAN, Document

MIB = 2**20
#: The largest file, the largest request, and what one person may upload within a day; in bytes.
LARGEST = 10 * MIB
LARGEST_REQUEST = 24 * MIB
QUOTA = 200 * MIB
QUOTA_PERIOD = timedelta(days=1)
#: Pictures with more points than this are refused before anybody unpacks them.
MOST_PIXELS = 40_000_000

Format = Document.Format
#: What may be uploaded, by the end of the name.
EXTENSIONS = {
    ".pdf": Format.PDF,
    ".png": Format.PNG,
    ".jpg": Format.JPEG,
    ".jpeg": Format.JPEG,
}
#: How such files begin.
BEGINNINGS = {
    Format.PDF: b"%PDF-",
    Format.PNG: b"\x89PNG\r\n\x1a\n",
    Format.JPEG: b"\xff\xd8\xff",
}
#: A PDF ends with this word, perhaps with a little behind it.
PDF_END, PDF_TAIL = b"%%EOF", 2048


@dataclass(frozen=True)
class Scan:
    """The bytes of an uploaded file that passed every check."""

    content: bytes
    format: Format

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def checked(upload):
    """The Scan in an uploaded file. Raises ValidationError with a sentence for the reader."""
    format = EXTENSIONS.get(PurePath(upload.name or "").suffix.lower())
    if format is None:
        raise ValidationError(_("Choose a PDF, JPEG or PNG file."), code="extension")
    if upload.size > LARGEST:
        raise ValidationError(
            _("The file is larger than %(most)s MB. Scan it with a lower resolution.")
            % {"most": LARGEST // MIB},
            code="size",
        )
    content = upload.read()
    if not content.startswith(BEGINNINGS[format]):
        raise ValidationError(
            _("The file is not what its name says. Choose a PDF, JPEG or PNG file."), code="content"
        )
    if format == Format.PDF:
        _check_pdf(content)
    else:
        _check_picture(content, format)
    return Scan(content, format)


def _check_pdf(content):
    if PDF_END not in content[-PDF_TAIL:]:
        raise ValidationError(
            _("The file is damaged or not complete. Scan it once more."), code="damaged"
        )


def _check_picture(content, format):
    """Read the measures only; nothing is unpacked before they are known to be small enough."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[format.name]) as picture:
                width, height = picture.size
    except Image.DecompressionBombError:
        width = height = MOST_PIXELS
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(
            _("The file is damaged or not complete. Scan it once more."), code="damaged"
        ) from error
    if width * height > MOST_PIXELS:
        raise ValidationError(
            _("The picture has more than %(most)s megapixels. Scan it with a lower resolution.")
            % {"most": MOST_PIXELS // 1_000_000},
            code="pixels",
        )


def has_room(person, *, at, size):
    """Whether the person may upload so many bytes more within the day."""
    recent = Document.objects.filter(kind=SCAN, asked_by=person, asked_at__gt=at - QUOTA_PERIOD)
    return (recent.aggregate(sum=Sum("size"))["sum"] or 0) + size <= QUOTA


def store_scan(scan, *, by, at, title_pl, title_en):
    """Keep a checked scan, encrypted under a new key; returns its Document.

    The file is whole on the disk before the row points at it.
    """
    key = Fernet.generate_key()
    document = Document(
        kind=SCAN,
        title_pl=title_pl,
        title_en=title_en,
        asked_by=by,
        asked_at=at,
        finished_at=at,
        state=Document.State.DONE,
        sha256=scan.sha256,
        size=len(scan.content),
        format=scan.format,
        file_key=key.decode(),
    )
    sealed = Fernet(key).encrypt_at_time(scan.content, current_time=0)
    document.file.save("", ContentFile(sealed), save=False)
    document.save(force_insert=True)
    return document


def content_of(document):
    """The bytes that were uploaded, or None when the file is lost, changed or erased."""
    try:
        with document.file.open("rb") as stored:
            content = Fernet(document.file_key.encode()).decrypt(stored.read())
    except (OSError, ValueError, InvalidToken):
        return None
    return content if hashlib.sha256(content).hexdigest() == document.sha256 else None


def erase_scan(document):
    """Delete the file and its key for good; the row stays, and so does the hash on the evidence.

    The file goes once the transaction is committed; without its key nobody can read it anyway.
    Returns whether there was anything to erase.
    """
    name = document.file.name
    erased = Document.objects.filter(pk=document.pk, kind=SCAN, state=Document.State.DONE).update(
        state=Document.State.ERASED, file="", file_key="", sha256="", size=0
    )
    if erased:
        storage = document._meta.get_field("file").storage
        transaction.on_commit(lambda: storage.delete(name))
    return bool(erased)


class RefusesHuge(FileUploadHandler):
    """Ends a request with files that is larger than any page asks for, before it fills the disk."""

    def handle_raw_input(self, input_data, meta, content_length, boundary, encoding=None):
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("A request with files is larger than any page asks for.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
