"""Every page that a person can reach, in a real browser: axe, and what ``page_at`` watches for.

Each page with one of its readers in one of the two everyday appearances; in all eight of them, and
with the administrator too, in the continuous check (``LATARNIA_AXE=full``).
"""

from zlib import crc32

import pytest

from tests.accessibility import APPEARANCES, EVERYDAY, violations
from tests.guards.keeping import at_hand
from tests.guards.test_access import answered
from tests.guards.world import World, names

#: Nobody reads a page there: downloads, and addresses that only lead on.
NO_PAGE = {
    "edition-download",
    "archive-download",
    "public-pack",
    "import-template",
    "import-problems",
    "training-import-template",
    "training-import-problems",
    "personal-file",
    "document-file",
    "version-pdf",
    "now-card",
    "now-cards",
    "acknowledgement-pdf",
    "credential-pdf",
    "credential-evidence",
    "my-plain-pdf",
    "public-plain-pdf",
    "version-plain-pdf",
    "evidence-pdf",
    "evidence-scan",
    "briefing-sheet",
    "briefing-scan",
    "session-sheet",
    "session-scan",
    "course-handout",
    "lesson-handout",
    "field-cards",
    "field-poster",
    "field-worker",
    "my-handout",
    "my-lesson-handout",
    "picture",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    "account_logout",
}
READERS = ["anonymous", "volunteer", "policy_manager", "administrator"]


@pytest.fixture
def live_world(transactional_db, live_server, set_here):
    """The demonstration behind the live server."""
    return at_hand(World)


def readers_of(name):
    """Who gets a page of their own there, of those who look."""
    return [actor for actor in READERS if name in answered(actor) and name not in NO_PAGE]


def looked_at():
    """Pairs of a reader and an address: in the everyday run each page with one of its readers.

    In the full run the administrator, whose pages show most, looks at what others have seen too.
    """
    for name in names():
        if not (readers := readers_of(name)):
            continue
        if APPEARANCES == EVERYDAY:
            yield readers[crc32(name.encode()) % len(readers)], name
        else:
            yield from ((actor, name) for actor in dict.fromkeys([readers[0], readers[-1]]))


def is_turn(actor, name, appearance):
    """Whether this reader's page is looked at in this appearance."""
    if APPEARANCES != EVERYDAY:
        return True
    return EVERYDAY[crc32(f"{actor} {name}".encode()) % len(EVERYDAY)] == appearance


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_every_page_is_accessible_and_quiet(live_world, page_at, width, language, theme):
    found, pages = {}, {}
    for actor, name in looked_at():
        if not is_turn(actor, name, (width, language, theme)):
            continue
        if actor not in pages:
            person = live_world.people.get(actor)
            if person is not None:
                person.theme = theme
                person.save(update_fields=["theme"])
            pages[actor] = page_at(width, language, theme, person=person)
        page = pages[actor]
        page.goto(live_world.address(name, language))
        if problems := violations(page):
            found[actor, name] = problems
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found[actor, name, "sideways"] = ["the page scrolls sideways"]
    assert found == {}
