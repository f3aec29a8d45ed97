"""Every visible word exists in Polish; English is the language of the source."""

import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from django.conf import settings

POLISH = Path(settings.LOCALE_PATHS[0]) / "pl" / "LC_MESSAGES" / "django.po"


def test_the_catalogue_is_well_formed():
    checked = subprocess.run(
        [shutil.which("msgfmt"), "--check", "--output-file=-", POLISH], capture_output=True
    )

    assert (checked.returncode, checked.stderr.decode()) == (0, "")


@pytest.mark.feature("10.11")
@pytest.mark.parametrize("kind", ["untranslated", "fuzzy"])
def test_no_entry_is_open(kind):
    catalogue = polib.pofile(str(POLISH))
    entries = {
        "untranslated": catalogue.untranslated_entries,
        "fuzzy": catalogue.fuzzy_entries,
    }[kind]()

    assert [entry.msgid for entry in entries] == []


def test_the_compiled_catalogue_says_the_same():
    written = polib.pofile(str(POLISH))
    compiled = polib.mofile(str(POLISH.with_suffix(".mo")))

    assert _texts(compiled) == _texts(written)


def _texts(catalogue):
    return {
        (entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in catalogue
        if not entry.obsolete
    }
