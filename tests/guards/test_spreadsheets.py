"""No sheet that leaves the product makes a spreadsheet calculate (security.md 9, 16).

Every list that can be exported, in both formats, and every address that answers with a sheet, after
all names, units, titles and notes were made to begin like a formula. A new export is looked at by
itself: lists are those that the apps offer, downloads those that the browser guard leaves out.
"""

import csv
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import TestCase

from documents.writing_sheets import FORMULA
from people.exporting import FORMATS, SOURCES
from people.models import Export
from people.views import importing
from tests.guards.poisoning import poison
from tests.guards.test_browser import NO_PAGE

SUM = "1+1"
#: PostgreSQL stores no NUL; a control character before the sign is left out of every sheet.
SIGNS = ["=", "+", "-", "@", "\t", "\r", "\x01="]
READERS = ["administrator", "policy_manager"]
#: The only modules that write sheets, and so the only ones that must know the rule.
WRITERS = {"documents/writing_sheets.py"}


@pytest.fixture
def poisoned(world):
    """The world, in which everything that was typed begins like a formula."""
    nul = ["\0"] if connection.vendor == "sqlite" else []
    poison([f"{sign}{SUM} " for sign in [*SIGNS, *nul]])
    return world


def sheets(content, name):
    """The sheets in an answer: itself, or those in an archive, as (name, cells)."""
    if zipfile.is_zipfile(io.BytesIO(content)) and name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for entry in package.namelist():
                yield from sheets(package.read(entry), entry)
    elif name.endswith(".csv"):
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        yield name, [cell for row in csv.reader(text, delimiter=";") for cell in row]
    elif name.endswith(".xlsx"):
        yield name, list(cells(content))


def cells(content):
    """The texts of a workbook as somebody sees them; a formula as one."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield f"={cell.value}"
            elif cell.value is not None:
                yield "'" + str(cell.value)  # a text to the program, whatever it begins with


def answered(client, path, **query):
    """The sheets of one address, if it has some."""
    answer = client.get(path, query)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found = re.search(r'filename\*?=(?:"|utf-8\'\')([^";]+)', answer.get("Content-Disposition", ""))
    if answer.status_code == 200 and found:
        yield from sheets(content, found[1])


def exported(world, source, format):
    """The sheet of a list, by the page on which people ask for it."""
    client = world.client("administrator")
    path = world.address("export-new").replace("matrix", source)
    with TestCase.captureOnCommitCallbacks(execute=True):
        asked = client.post(path, {"format": format, "reason": "R"})
    assert asked.status_code == 302, asked.text
    document = Export.objects.latest("pk").document
    return dict(answered(client, f"/pl/documents/{document.uid}/file/"))


def dangerous(found):
    """Cells that a program would work out."""
    return [cell for cell in found if cell.startswith(FORMULA)]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("source", sorted(SOURCES))
def test_no_exported_list_calculates(poisoned, source, format):
    [(name, found)] = exported(poisoned, source, format).items()

    assert name.endswith(f".{format}")
    assert dangerous(found) == []
    assert [cell for cell in found if SUM in cell], "nothing hostile came here"


def test_no_other_download_calculates(poisoned, monkeypatch):
    for name in ("typeset", "_typeset_apart"):  # PDFs have a guard of their own
        monkeypatch.setattr(f"documents.pdf.{name}", lambda html, **options: b"")
    seen = {}
    for actor in READERS:
        client = poisoned.client(actor)
        for name in sorted(NO_PAGE):
            for inner, found in answered(client, poisoned.address(name)):
                seen[name, inner.rpartition(".")[2]] = found
    client = poisoned.client("administrator")
    for ending in importing.ENDINGS:
        path = poisoned.address("import-template").replace(".xlsx", f".{ending}")
        for _name, found in answered(client, path):
            seen["import-template", ending] = found

    assert {key: dangerous(found) for key, found in seen.items()} == dict.fromkeys(seen, [])
    assert {key for key, found in seen.items() if not any(SUM in cell for cell in found)} == set()
    assert {("import-problems", "csv"), ("import-template", "csv")} <= set(seen)


def test_sheets_are_written_in_one_place():
    """Whatever writes one elsewhere would have to know the rule, and this guard about it."""
    root, writing = Path(settings.BASE_DIR), re.compile(r"\bcsv\.(?:Dict)?[wW]riter\b|\bWorkbook\b")
    rooms = [root / app.name for app in apps.get_app_configs() if (root / app.name).is_dir()]
    ours = [path for room in rooms for path in room.rglob("*.py")]
    found = {str(path.relative_to(root)) for path in ours if writing.search(path.read_text())}
    assert found == WRITERS
