"""What all tests share: quick settings, a database that may be flushed, and a watched browser."""

import os
import shutil
import warnings
from pathlib import Path
from zlib import crc32

import pytest
from django.core.cache import caches
from django.db import connection, connections
from django.test import TransactionTestCase, override_settings
from django.utils import translation

from documents import pdf
from tests.accessibility import APPEARANCES, EVERYDAY
from tests.browsing import Watch, sign_in
from tests.tidying import silenced

# Playwright's loop runs in the tests' thread, so Django takes it for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

LOCALES = {"pl": "pl-PL", "en": "en-GB"}
HEIGHTS = {390: 844, 1280: 900}
GUARDS = Path(__file__).parent / "guards"
PATIENCE = 10_000  # milliseconds that the browser waits for something to appear


def is_turn(item):
    """Whether a journey is made in this appearance: in one of the two every day, in all in CI."""
    given = getattr(getattr(item, "callspec", None), "params", {})
    look = tuple(given.get(name) for name in ("width", "language", "theme"))
    if APPEARANCES != EVERYDAY or look not in EVERYDAY or GUARDS in item.path.parents:
        return True
    name = f"{item.path.name}::{item.originalname}"
    return EVERYDAY[crc32(name.encode()) % len(EVERYDAY)] == look


def pytest_collection_modifyitems(items):
    """Mark what needs a browser, so that nobody has to think of it.

    The guards, which look at every page, come first: last, one core would wait for the other.
    """
    items[:] = [item for item in items if is_turn(item)]
    for item in items:
        if {"page_at", "page", "browser", "new_context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    items.sort(key=lambda item: GUARDS not in item.path.parents)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """Put SQLite's test database into a file: in memory there is no WAL and no second process.

    No connection outlives its request: one that the live server keeps for a browser that is still
    open would be in the way when PostgreSQL's database is dropped.
    """
    settings = connections["default"].settings_dict
    settings["CONN_MAX_AGE"] = 0
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def media_root(tmp_path_factory):
    """A folder for stored files that goes away with the run."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def turns(tmp_path_factory):
    """A folder for the turns of this process's tests: they wait for nobody else's."""
    return tmp_path_factory.mktemp("turns")


@pytest.fixture(scope="session", autouse=True)
def media_address():
    """Django's live server wants an address for stored files; the site itself has none."""
    with override_settings(MEDIA_URL="/media/"):
        yield


@pytest.fixture(autouse=True)
def quick_settings(settings, media_root, turns):
    """Cheap passwords, jobs that run at once, files that go away; mail is kept by Django.

    Static files are looked up when asked for: else every test client would list them all first.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    settings.MEDIA_ROOT = media_root
    settings.TURNS = turns
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def empty_caches():
    """Rate limits count in the cache: no test starts with those of another."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def own_language(settings):
    """A request leaves its language behind in the thread: no test reads in that of another."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def set_here(monkeypatch):
    """Every PDF is really set, but by this process, and once where it is asked for again.

    WeasyPrint leaves the file of the colour profile to the collector of its process.
    """
    kept = {}

    def typeset_here(html, *, variant, pictures, beat):
        asked = (html, variant, *sorted(pictures.items()))
        if asked not in kept:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ResourceWarning)
                kept[asked] = pdf.typeset(html, variant=variant, pictures=pictures)
        return kept[asked]

    monkeypatch.setattr(pdf, "_typeset_apart", typeset_here)


@pytest.fixture(scope="session", autouse=True)
def silent_flush():
    """The triggers that keep evidence let the flush after a transactional test pass, no more."""
    from audit import triggers
    from audit.models import Head

    flush = TransactionTestCase._fixture_teardown

    def flush_in_silence(case):
        with silenced(connection):
            flush(case)
        triggers.install(connection)  # those that the test lifted
        Head.objects.get_or_create(pk=1)  # as the migration made it

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_in_silence)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the system's Chromium, which fetches nothing of its own accord."""
    found = (shutil.which(name) for name in ("chromium", "google-chrome", "chromium-browser"))
    program = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    arguments = [
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {
        **browser_type_launch_args,
        **({"executable_path": program} if program else {}),
        "args": arguments,
    }


@pytest.fixture
def page_at(new_context, live_server):
    """A function that opens a browser page of the running site; paths are relative to it.

    Its arguments: `width` in pixels, `language` pl or en, `theme` light or dark, `person` to be
    signed in, and anything a Playwright context takes. The test fails at its end if a page wrote
    an error, broke the content policy, lacked a file or asked another host for something.
    """
    watch = Watch(live_server.url)

    def open_page(width=390, language="pl", theme="light", *, person=None, **options):
        context = new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale=LOCALES[language],
            timezone_id="Europe/Warsaw",
            color_scheme=theme,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        if person is not None:
            sign_in(context, person, live_server.url)
        return context.new_page()

    yield open_page
    watch.close()
    assert watch.problems == []
