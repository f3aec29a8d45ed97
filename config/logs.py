"""Log lines without addresses, names or other personal data."""

import copy
import logging
import traceback


class PrivateFormatter(logging.Formatter):
    """Writes the route's name for a request, and tracebacks without the errors' own words.

    A path may hold a person's or a policy's name, and the text of a database error the values
    that somebody typed; neither belongs in a log. What remains says where and of which kind.
    """

    def format(self, record):
        if record.name.startswith(("django.request", "django.security")):
            record = copy.copy(record)
            record.msg, record.args = "%s at route %s", (_outcome(record), _route(record))
            if getattr(record, "status_code", 500) < 500:  # refused, not failed
                record.exc_info = None
        return super().format(record)

    def formatException(self, ei):  # noqa: N802 (the name is the standard library's)
        lines, error = [], ei[1]
        while error is not None:
            kind = type(error)
            lines.append(f"{kind.__module__}.{kind.__qualname__} at")
            lines.extend(line.rstrip() for line in traceback.format_tb(error.__traceback__))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _outcome(record):
    return getattr(record, "status_code", None) or record.name.rpartition(".")[2]


def _route(record):
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return match.view_name if match else "(none)"
