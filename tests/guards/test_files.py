"""Every address that makes a file for its reader counts it: none is forgotten (security.md 10)."""

import ast

import pytest
from django.conf import settings as project

from documents.models import Document
from tests.guards.world import names

#: Files that are there already; downloading them again costs nothing.
STORED = {
    "edition-download",
    "archive-download",
    "public-pack",
    "personal-file",
    "document-file",
    "evidence-scan",
    "briefing-scan",
    "credential-evidence",
    "session-scan",
}
#: A few lines of text: an empty sheet, what was wrong with one's own upload, one's own codes.
SMALL = {
    "import-template",
    "import-problems",
    "training-import-template",
    "training-import-problems",
    "mfa_download_recovery_codes",
}
READERS = [
    "anonymous",
    "volunteer",
    "unit_lead",
    "policy_manager",
    "training_coordinator",
    "administrator",
]
#: The only modules that may add a Document: files that are made, scans that are uploaded.
DOORS = {"documents/making.py", "documents/uploads.py"}
OURS = ("audit", "documents", "home", "keyring", "people", "policies", "readiness", "training")


@pytest.fixture
def files(world, settings):
    """What each address answers somebody who has had enough: names by kind of answer."""
    settings.FILES_AN_HOUR = 0
    found = {"given": set(), "refused": set()}
    for actor in READERS:
        client = world.client(actor)
        for name in names():
            answer = client.get(world.address(name))
            if answer.streaming:
                b"".join(answer.streaming_content)  # closes the file
            if answer.get("Content-Disposition", "").startswith("attachment"):
                found["given"].add(name)
            if answer.status_code == 429:
                assert answer["Retry-After"] == "3600"
                found["refused"].add(name)
    return found


def test_beyond_the_measure_only_what_is_there_already_is_given(files):
    assert files["given"] <= STORED | SMALL
    assert {"now-card", "version-pdf", "acknowledgement-pdf", "public-plain-pdf"} <= files[
        "refused"
    ]
    assert not any("pdf" in name for name in files["given"] - {"public-pack"})


@pytest.mark.parametrize(("language", "words"), [("pl", "Dość plików"), ("en", "Enough files")])
@pytest.mark.parametrize(
    ("actor", "name"), [("anonymous", "public-plain-pdf"), ("policy_manager", "version-pdf")]
)
def test_the_refusal_is_a_page_in_the_readers_language(
    world, settings, actor, name, language, words
):
    settings.FILES_AN_HOUR = 0
    answer = world.client(actor).get(world.address(name, language))
    assert answer.status_code == 429
    assert words in answer.text
    assert "NO SUCH VARIABLE" not in answer.text


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("edition-make", {"languages": "en"}),
        ("export-new", {"format": "csv", "reason": "For the board"}),
    ],
)
def test_what_the_worker_makes_is_refused_before_it_begins(world, settings, name, fields):
    client, before = world.client("policy_manager"), Document.objects.count()
    settings.FILES_AN_HOUR = 0
    answer = client.post(world.address(name, "en"), fields)
    assert answer.status_code == 429
    assert f'value="{fields.get("reason", "en")}"' in answer.text
    assert Document.objects.count() == before


def test_documents_are_added_at_two_doors_only():
    found = set()
    for app in OURS:
        for path in (project.BASE_DIR / app).rglob("*.py"):
            if adds_documents(path.read_text()):
                found.add(str(path.relative_to(project.BASE_DIR)))
    assert found == DOORS


def adds_documents(source):
    """Whether a module calls ``Document(...)`` or a manager's method that makes rows."""
    makers = {"create", "bulk_create", "get_or_create", "update_or_create"}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            manager, _dot, method = called.rpartition(".")
            if called == "Document" or (manager == "Document.objects" and method in makers):
                return True
    return False


def test_the_guard_sees_a_new_door():
    assert adds_documents("Document.objects.create(kind='x')")
    assert not adds_documents("Document.objects.filter(kind='x')")
