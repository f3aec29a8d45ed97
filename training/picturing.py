"""Put pictures into lessons: decoded and written anew, small enough for a slow connection.

What a camera writes beside the pixels (place, time, device) is gone with that (security.md 5.7).
"""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from documents import uploads
from training.drafting import CannotWrite, changing, locked_lesson
from training.models import LessonPicture, Picture
from training.weighing import check_weight

#: The heaviest picture, in bytes, and how many a page may have.
MOST_BYTES = 60_000
MOST_PICTURES = 6
#: Sides and qualities that are tried, the best first, until the picture is light enough.
SIDES, QUALITIES = (1200, 960, 760), (82, 68, 55)
WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Drawn:
    """A picture written anew, as JPEG."""

    content: bytes
    width: int
    height: int

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def rewritten(upload):
    """The Drawn of an uploaded JPEG or PNG. Raises ValidationError with a sentence to read."""
    scan = uploads.checked(upload)
    if scan.format == uploads.Format.PDF:
        raise ValidationError(_("Choose a JPEG or PNG picture."), code="extension")
    pixels = _pixels(scan)
    for side in SIDES:
        smaller = pixels.copy()
        smaller.thumbnail((side, side))
        for quality in QUALITIES:
            written = BytesIO()
            smaller.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
            if written.tell() <= MOST_BYTES:
                return Drawn(written.getvalue(), *smaller.size)
    raise ValidationError(
        _("The picture has too many details to be made small. Choose a simpler one."), code="heavy"
    )


def _pixels(scan):
    """The picture upright and without transparency."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(scan.content), formats=["JPEG", "PNG"]) as picture:
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("The picture is damaged or not complete. Choose another one."), code="damaged"
        ) from error
    plain = Image.new("RGB", upright.size, WHITE)
    plain.paste(upright, mask=upright.getchannel("A"))
    return plain


@transaction.atomic
def add_picture(lesson, *, by, at, on, drawn, alt_pl, alt_en):
    """Put a picture into a page, with the words for those who do not see it.

    Raises NotAllowed, IsPublished, CannotWrite at the limit, TooHeavy.
    """
    with changing(lesson.version, by=by, at=at, on=on, fields=["pictures"]) as version:
        found = locked_lesson(version, lesson)
        here = version.pictures.filter(lesson_key=found.key)
        if here.count() >= MOST_PICTURES:
            raise CannotWrite(_("A page has six pictures at the most."))
        check_weight(found, more=len(drawn.content))
        number = (here.aggregate(last=Max("number"))["last"] or 0) + 1
        return LessonPicture.objects.create(
            version=version,
            lesson_key=found.key,
            number=number,
            alt_pl=alt_pl,
            alt_en=alt_en,
            picture=_stored(drawn, by=by, at=at),
        )


def _stored(drawn, *, by, at):
    return Picture.objects.create(
        content=drawn.content,
        width=drawn.width,
        height=drawn.height,
        size=len(drawn.content),
        sha256=drawn.sha256,
        added_by=by,
        added_at=at,
    )


@transaction.atomic
def save_picture(place, *, by, at, on, alt_pl, alt_en, drawn=None):
    """Change what a picture's words say, or replace it. Raises as ``add_picture``."""
    with changing(place.version, by=by, at=at, on=on, fields=["pictures"]) as version:
        found = _locked(version, place)
        found.alt_pl, found.alt_en = alt_pl, alt_en
        former = found.picture
        if drawn is not None:
            lesson = version.lessons.get(key=found.lesson_key)
            check_weight(lesson, more=len(drawn.content), without=found)
            found.picture = _stored(drawn, by=by, at=at)
        found.save()
        _forget(former)
    return found


@transaction.atomic
def remove_picture(place, *, by, at, on):
    """Take a picture out of a page; its bytes go when no version shows it any more."""
    with changing(place.version, by=by, at=at, on=on, fields=["pictures"]) as version:
        found = _locked(version, place)
        former = found.picture
        found.delete()
        _forget(former)


def _locked(version, place):
    rows = version.pictures.select_for_update(of=["self"]).select_related("picture")
    found = rows.filter(lesson_key=place.lesson_key, number=place.number).first()
    if found is None:
        raise CannotWrite(_("This picture is not there any more."))
    return found


def _forget(picture):
    if not picture.places.exists():
        picture.delete()
