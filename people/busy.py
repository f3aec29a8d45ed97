"""When too much is asked: a sentence when to try again, and what was typed (security.md 11)."""

import secrets
from math import ceil

from django.db import OperationalError
from django.shortcuts import render

from documents.limiting import TooMany
from people.kept_text import readable, typed
from people.passwords import Busy

RETRY_AFTER = 10  # seconds
#: PostgreSQL's codes for a lock that did not come in time, and a statement that took too long.
LOCK_NOT_AVAILABLE, QUERY_CANCELED = "55P03", "57014"


class AnswersBusy:
    """Turns a full queue for hashing, or a database that could not answer in time, into status 503.

    Somebody who has had enough files made within the hour gets status 429.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if isinstance(error, TooMany):
            minutes = ceil(error.seconds / 60)
            return _later(request, 429, "documents/enough.html", error.seconds, minutes=minutes)
        if is_busy(error):
            error_id = secrets.token_hex(4)
            return _later(request, 503, "503.html", RETRY_AFTER, error_id=error_id)
        return None


def _later(request, status, template, seconds, **context):
    """A page that says to come back after so many seconds, with everything that was typed."""
    fields = typed(request)
    context |= {"fields": fields, "kept": readable(fields)}
    answer = render(request, template, context, status=status)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def is_busy(error):
    """Whether the error only means that others were first, and that a moment's wait helps."""
    if isinstance(error, OperationalError):
        code = getattr(error.__cause__, "pgcode", None)
        return code in (LOCK_NOT_AVAILABLE, QUERY_CANCELED) or "database is locked" in str(error)
    return isinstance(error, Busy)
