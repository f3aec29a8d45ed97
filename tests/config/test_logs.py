"""Log lines say where something went wrong, and nothing about whom."""

import io
import logging
from types import SimpleNamespace

import pytest

from config.logs import PrivateFormatter


@pytest.fixture
def logged():
    """A function that logs by a named logger and returns the text of the line."""

    def log(name, level, message, *args, **options):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(PrivateFormatter("{levelname} {name}: {message}", style="{"))
        logger = logging.Logger(name)
        logger.addHandler(handler)
        logger.log(level, message, *args, **options)
        return stream.getvalue()

    return log


def test_a_refused_request_is_logged_by_its_route(logged):
    request = SimpleNamespace(resolver_match=SimpleNamespace(view_name="person"))

    line = logged(
        "django.request",
        logging.WARNING,
        "Not Found: %s",
        "/pl/people/anna-nowak/",
        extra={"request": request, "status_code": 404},
    )

    assert line == "WARNING django.request: 404 at route person\n"


def test_a_request_without_a_route_is_logged_without_its_address(logged):
    line = logged(
        "django.security.DisallowedHost", logging.ERROR, "Invalid HTTP_HOST header: %r", "evil.pl"
    )

    assert line == "ERROR django.security.DisallowedHost: DisallowedHost at route (none)\n"


def test_a_refusal_is_one_line(logged):
    line = logged(
        "django.request",
        logging.WARNING,
        "Bad Request: %s",
        "/",
        extra={"status_code": 400},
        exc_info=ValueError("evil.pl"),
    )

    assert line == "WARNING django.request: 400 at route (none)\n"


def test_a_traceback_keeps_its_places_and_loses_its_words(logged):
    def fail():
        try:
            raise LookupError("anna@example.org")
        except LookupError as error:
            raise ValueError("Anna Nowak") from error

    try:
        fail()
    except ValueError:
        line = logged("people", logging.ERROR, "Import failed", exc_info=True)

    assert "Anna Nowak" not in line.replace('raise ValueError("Anna Nowak")', "")
    assert "builtins.ValueError at" in line
    assert "builtins.LookupError at" in line
    assert "in fail" in line
