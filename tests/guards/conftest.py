import warnings

import pytest

from documents import pdf
from tests.guards.keeping import at_hand
from tests.guards.world import World


@pytest.fixture
def world(db):
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
def set_here(monkeypatch):
    """Every PDF is really set, but by this process and once for all readers who get the same.

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
