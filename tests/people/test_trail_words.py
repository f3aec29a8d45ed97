"""Everything that the product writes into its trail can be read in words."""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

from people.signing_in import CHANGES
from people.trail_words import THINGS, WORDS, thing, words

ROOMS = ("home", "readiness", "training", "policies", "people", "documents", "audit", "keyring")
#: A code of the trail in the source: two words of which the second is something done.
WRITTEN = re.compile(r"""record(?:_batch)?\(\s*["']([a-z_]+\.[a-z_]+)["']""")


def codes():
    sources = [path for room in ROOMS for path in Path(settings.BASE_DIR, room).rglob("*.py")]
    written = {code for path in sources for code in WRITTEN.findall(path.read_text())}
    return written | set(CHANGES.values())


def test_every_code_that_is_written_has_its_words():
    found = codes()
    assert "person.added" in found
    assert found - set(WORDS) == set()


def test_every_thing_is_a_model_of_ours():
    labels = {model._meta.label_lower for model in apps.get_models()}
    assert set(THINGS) <= labels


def test_an_unknown_code_is_shown_as_it_is():
    assert words("later.invented") == "later.invented"
    assert thing("later.row") == "later.row"
