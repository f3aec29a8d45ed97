"""After some wrong passwords each further try has to wait, twice as long every time.

Counted by account and source together, so that nobody can lock another person out
(security.md 10). Nothing but the count and the moment is kept, for an hour.
"""

from datetime import timedelta

from django.core.cache import cache
from django.utils.crypto import salted_hmac

FREE_TRIES = 3
LONGEST = timedelta(minutes=5)
REMEMBERED = timedelta(hours=1)


def seconds_to_wait(key, at):
    """How long the next try under this key still has to wait; 0 when it may be made now."""
    failures, last = cache.get(_name(key), (0, None))
    if failures < FREE_TRIES:
        return 0
    pause = min(timedelta(seconds=2 ** (failures - FREE_TRIES + 1)), LONGEST)
    left = (last + pause - at).total_seconds()
    return max(0, int(left) + 1) if left > 0 else 0


def failed(key, at):
    """Count a wrong password."""
    failures, _last = cache.get(_name(key), (0, None))
    cache.set(_name(key), (failures + 1, at), REMEMBERED.total_seconds())


def succeeded(key):
    """Forget the wrong ones: the account and the source are the same person's."""
    cache.delete(_name(key))


def _name(key):
    return f"people.slowing.{salted_hmac('people.slowing', key, algorithm='sha256').hexdigest()}"
