"""How heavy the page of a lesson may be: it must open on a slow connection (features 4.21)."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from people.refusals import Refused
from training.hashing import LANGUAGES

#: What the text of a page and its pictures may weigh together, in bytes. With what every page
#: of the product carries (about 30 kB of HTML) a page stays under 200 kB.
MOST_BYTES = 160_000


class TooHeavy(Refused):
    """The page would take too long to open."""


def weight_of(lesson, *, without=None):
    """The bytes of the longer language and of the pictures; ``without`` one that is replaced."""
    texts = [len((getattr(lesson, f"body_{code}") or "").encode()) for code in LANGUAGES]
    pictures = lesson.version.pictures.filter(lesson_key=lesson.key)
    if without is not None:
        pictures = pictures.exclude(pk=without.pk)
    return max(texts) + (pictures.aggregate(sum=Sum("picture__size"))["sum"] or 0)


def check_weight(lesson, *, more=0, without=None):
    """Raises TooHeavy when the page with so many more bytes would be too heavy."""
    weight = weight_of(lesson, without=without) + more
    if weight > MOST_BYTES:
        raise TooHeavy(
            _(
                "This page would weigh %(weight)d kB; %(most)d kB are the most, so that it opens "
                "on a slow connection. Shorten the text, or move a picture to another page."
            )
            % {"weight": weight // 1000 + 1, "most": MOST_BYTES // 1000}
        )
