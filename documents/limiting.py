"""Ten files an hour for each person, whether a list, a pack or a receipt (security.md 10).

What is made in the background is counted by its rows; what is set while the reader waits leaves no
row, so its moments stand in the cache for an hour, under an HMAC of whom it was for. Somebody who
is not signed in counts by source. To download again what was made before is always free.
"""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from documents.models import SCAN, Document

HOUR = timedelta(hours=1)
#: People behind one address, such as an office, may have so many times what one person may.
PEOPLE_BEHIND_A_SOURCE = 6


class TooMany(Exception):
    """As many files were made within the hour as may be; the next one in so many ``seconds``."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def check(person, *, at):
    """Refuse another file for the person, within the transaction that adds its row."""
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=person.pk).values("pk"))
    _refuse_beyond(settings.FILES_AN_HOUR, _rows(person, at) + _kept(_name(person.pk), at), at)


def count(request):
    """Count a file that is about to be set for this reader, or refuse it."""
    if request.user.is_authenticated:
        count_for(request.user, at=request.now)
    else:
        source = get_adapter(request).get_client_ip(request)
        most = settings.FILES_AN_HOUR * PEOPLE_BEHIND_A_SOURCE
        _keep(_name(source), most, [], request.now)


def count_for(person, *, at):
    """Count a file for the person that adds no row, or refuse it."""
    _keep(_name(person.pk), settings.FILES_AN_HOUR, _rows(person, at), at)


def _keep(name, most, rows, at):
    kept = _kept(name, at)
    _refuse_beyond(most, rows + kept, at)
    cache.set(name, [*kept, at], HOUR.total_seconds())


def _refuse_beyond(most, moments, at):
    """The moments are those of the last hour; with fewer than ``most`` there is room for one."""
    if len(moments) < most:
        return
    free_at = (sorted(moments)[-most] if most else at) + HOUR
    raise TooMany(max(1, round((free_at - at).total_seconds())))


def _rows(person, at):
    """When the person asked for files of the background; what they uploaded is none."""
    asked = Document.objects.filter(asked_by=person, asked_at__gt=at - HOUR, asked_at__lte=at)
    return list(asked.exclude(kind=SCAN).values_list("asked_at", flat=True))


def _kept(name, at):
    return [moment for moment in cache.get(name, ()) if moment > at - HOUR]


def _name(whom):
    digest = salted_hmac("documents.limiting", str(whom), algorithm="sha256").hexdigest()
    return f"documents.limiting.{digest}"
