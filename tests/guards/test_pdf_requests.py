"""No PDF asks for anything while it is set (security.md 9, 16).

Every PDF that the product makes, after all texts that people typed were filled with pictures, style
sheets and attachments at an address where somebody listens, and of a file of this machine. A new
kind of PDF is looked at by itself: it is one of the downloads, or its template is missed here.
"""

import io
import socket
import tempfile
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pikepdf
import pytest
import weasyprint
from django.conf import settings
from django.db import connection
from django.test import TestCase
from django.test.signals import template_rendered
from django.urls import reverse

from documents import pdf
from home.personal_data import contents
from policies.models import PackEdition, Section
from tests.documents import reading
from tests.guards.poisoning import poison
from tests.guards.test_browser import NO_PAGE
from tests.tidying import silenced

pytestmark = pytest.mark.once

READERS = ["policy_manager", "administrator", "training_coordinator", "volunteer"]
TOGETHER = 3  # in one text; cards would be books with more
MARKER = "latarnia-secret-of-this-machine"
#: {url} is where somebody listens, {file} a file of this machine.
HOSTILE = [
    "<img src={url}/a>",
    "<img src={file}>",
    "<a rel=attachment href={file}>x</a>",
    "<link rel=attachment href={file}>",
    "<style>@import '{url}/b';</style>",
    "<p style='background:url({url}/c)'>x",
    "<object data={url}/d></object>",
    "<link rel=stylesheet href={url}/e>",
    "'\"><img src={url}/f>",
    "<svg><image href={url}/g /></svg>",
    "<iframe src={url}/h></iframe>",
]


@pytest.fixture
def secret():
    """A file of this machine with words that must stay there."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(MARKER)
        file.flush()
        yield file.name


@pytest.fixture
def listener():
    """Somebody who listens on this machine; ``callers`` are the connections."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        heard = Listener(server)
        thread = threading.Thread(target=heard.listen)
        thread.start()
        try:
            yield heard
        finally:
            heard.stop()
            thread.join()


class Listener:
    def __init__(self, server):
        self.server = server
        self.callers = []
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}"
        self.is_over = False

    def listen(self):
        while True:
            caller, address = self.server.accept()
            caller.close()
            if self.is_over:
                return
            self.callers.append(address)

    def stop(self):
        self.is_over = True
        socket.create_connection(self.server.getsockname()).close()


@pytest.fixture
def hostile(listener, secret):
    return [words.format(url=listener.url, file=f"file://{secret}") for words in HOSTILE]


@pytest.fixture
def templates():
    """The names of the templates of PDFs that were filled in."""
    found = set()

    def note(template, **_kwargs):
        if "/pdf/" in (template.name or ""):
            found.add(template.name)

    template_rendered.connect(note)
    yield found
    template_rendered.disconnect(note)


@pytest.fixture
def set_here(monkeypatch):
    """Pages are set in this process: most of the time of a small one is the start of another.

    Archive copies are not: the library leaves a file open behind them.
    """
    apart = pdf._typeset_apart

    def here(html, *, variant, pictures, beat):
        if variant != pdf.VARIANT:
            return apart(html, variant=variant, pictures=pictures, beat=beat)
        return pdf.typeset(html, variant=variant, pictures=pictures)

    monkeypatch.setattr(pdf, "_typeset_apart", here)


def read(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def downloads(world):
    """Every PDF that an address answers with, by the name of the address."""
    found = {}
    for actor in READERS:
        client = world.client(actor)
        for name in sorted(NO_PAGE - set(found)):
            answer = client.get(world.address(name))
            content = read(answer)
            assert answer.status_code != 422, f"{name}: a text was not escaped"
            if answer.status_code == 200 and answer.headers["Content-Type"] == "application/pdf":
                found[name] = content
    return found


def jobs(world):
    """Every PDF that the worker makes: a pack, its archive copy, personal data."""
    client = world.client("policy_manager")
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(world.address("edition-make"), {"languages": "both"})
    edition = PackEdition.objects.select_related("pack", "document").latest("pk")
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("edition-archive", args=[edition.pack.slug, edition.number]))
    yield "pack", stored(edition.document)
    yield "archive", stored(edition.archive.document)
    with zipfile.ZipFile(io.BytesIO(contents(world.export))) as package:
        for name in package.namelist():
            if name.endswith(".pdf"):
                yield "personal data", package.read(name)


def stored(document):
    with document.file.open("rb") as file:
        return file.read()


def holds(content, marker):
    """Whether a PDF has an attachment, or the words anywhere inside."""
    with reading.opened(content) as opened:
        streams = [each for each in opened.objects if isinstance(each, pikepdf.Stream)]
        return bool(opened.attachments) or any(marker in bytes_of(each) for each in streams)


def bytes_of(stream):
    """What a stream holds; of a photograph the file itself."""
    if stream.get("/Filter") == "/DCTDecode":
        return stream.read_raw_bytes()
    return stream.read_bytes()


def own_templates():
    root = Path(settings.BASE_DIR) / "templates"
    found = {str(path.relative_to(root)) for path in root.glob("*/pdf/[!_]*.html")}
    return found - {"documents/pdf/base.html"}


def test_no_pdf_asks_for_anything(set_here, world, templates, listener, hostile, settings):
    settings.FILES_AN_HOUR = 1000
    poison(hostile, each=TOGETHER)

    found = {**downloads(world), **dict(jobs(world))}

    assert listener.callers == []
    assert {name for name, content in found.items() if holds(content, MARKER.encode())} == set()
    assert own_templates() - templates == set(), "no such PDF was made here"


def test_what_slipped_past_the_cleaning_is_not_set(world, listener, hostile):
    """Hostile HTML in the database itself: the reader is told, and nothing is fetched."""
    with silenced(connection), connection.cursor() as cursor:
        table = Section._meta.db_table
        cursor.execute(f"UPDATE {table} SET body_pl = %s", ["".join(hostile)])  # noqa: S608 (ours)

    answer = world.client("policy_manager").get(world.address("version-pdf"))

    assert answer.status_code == 422
    assert listener.callers == []


def test_the_guard_hears_a_request_and_sees_an_attachment(listener, secret):
    """What the library does when it is left to itself."""
    html = f"<img src={listener.url}/a><link rel=attachment href=file://{secret}>"

    content = weasyprint.HTML(string=html).write_pdf()

    assert len(listener.callers) == 1
    assert holds(content, MARKER.encode())
