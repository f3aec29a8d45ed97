import pytest

from tests.guards.keeping import at_hand
from tests.guards.world import World


@pytest.fixture
def world(db, set_here):
    """The demonstration, with an address for everything."""
    return at_hand(World)


@pytest.fixture(autouse=True)
def loud_templates(settings):
    """A template that names a variable which is not there fails, instead of printing nothing."""
    settings.TEMPLATES = [
        {
            **engine,
            "OPTIONS": {**engine["OPTIONS"], "string_if_invalid": "NO SUCH VARIABLE: %s"},
        }
        for engine in settings.TEMPLATES
    ]


@pytest.fixture(autouse=True)
def one_process(set_here):
    """Many readers ask for the same PDF."""
