"""One switch turns the demonstration's settings into those of a real site."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

REAL_SITE = {
    "LATARNIA_PRODUCTION": "on",
    "LATARNIA_URL": "https://latarnia.example.org",
    "LATARNIA_MAIL_URL": "smtp+tls://site:secret@mail.example.org:587",
    "LATARNIA_MAIL_FROM": "Latarnia <latarnia@example.org>",
}


@pytest.fixture
def run_as_real_site(tmp_path):
    """A function that runs Django's command line with the settings of a real site."""
    ours = ("LATARNIA_", "DJANGO_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    secrets = {
        "LATARNIA_SECRET_KEY": settings.SECRET_KEY,
        "LATARNIA_FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "LATARNIA_VAR": str(tmp_path),
    }

    def run(*arguments, without=None):
        environment = {**plain, **secrets, **REAL_SITE}
        environment.pop(without, None)
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )

    return run


def test_the_deployment_check_finds_nothing(run_as_real_site):
    checked = run_as_real_site("check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", [*sorted(REAL_SITE.keys() - {"LATARNIA_PRODUCTION"})])
def test_what_has_no_safe_default_stops_the_start_and_is_named(run_as_real_site, name):
    refused = run_as_real_site("check", without=name)

    assert refused.returncode != 0
    assert name in refused.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", ["LATARNIA_SECRET_KEY", "LATARNIA_FIELD_KEYS"])
def test_a_missing_secret_stops_the_start_and_is_named(run_as_real_site, name):
    refused = run_as_real_site("check", without=name)

    assert refused.returncode != 0
    assert name in refused.stderr.splitlines()[-1]


SHOW = """
from django.conf import settings
print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT)
print(settings.SECURE_HSTS_SECONDS, settings.ALLOWED_HOSTS, settings.DEBUG)
print(settings.FILES_AN_HOUR)
"""


def test_cookies_transport_and_limits_are_strict_on_a_real_site(run_as_real_site):
    shown = run_as_real_site("shell", "--no-imports", "-c", SHOW)

    assert shown.stdout.splitlines() == [
        "__Host-session __Host-csrf __Host-language",
        "True True True",
        "31536000 ['latarnia.example.org'] False",
        "10",
    ]


def test_pages_may_load_nothing_from_elsewhere_and_nothing_inline():
    sources = {source for values in settings.SECURE_CSP.values() for source in values}

    assert sources == {"'none'", "'self'", "data:"}
    assert settings.SECURE_CSP["img-src"] == ["'self'", "data:"]
