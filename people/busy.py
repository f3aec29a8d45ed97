"""When too much is asked at once: a sentence to try again, and what was typed (security.md 11)."""

import secrets

from django.db import OperationalError
from django.shortcuts import render

from people.kept_text import readable, typed
from people.passwords import Busy

RETRY_AFTER = 10  # seconds
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code for a lock that did not come in time


class AnswersBusy:
    """Turns a full queue for hashing, or a database lock that did not come, into status 503."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if not is_busy(error):
            return None
        context = {"kept": readable(typed(request)), "error_id": secrets.token_hex(4)}
        answer = render(request, "503.html", context, status=503)
        answer.headers["Retry-After"] = str(RETRY_AFTER)
        return answer


def is_busy(error):
    """Whether the error only means that others were first, and that a moment's wait helps."""
    if isinstance(error, OperationalError):
        code = getattr(error.__cause__, "pgcode", None)
        return code == LOCK_NOT_AVAILABLE or "database is locked" in str(error)
    return isinstance(error, Busy)
