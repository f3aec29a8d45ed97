"""The progress page in a browser: it looks again by itself, with scripts and without."""

from datetime import UTC, datetime

import pytest

from documents.making import Progress, ask
from documents.models import Document
from tests.accessibility import APPEARANCES, violations
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def person(settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    OrganisationFactory(relaxed=True)
    return PersonFactory(assigned=True)


@pytest.fixture
def progress(person):
    document = ask(
        "pack",
        by=person,
        at=NOON,
        title_pl="Pakiet dla wolontariuszy",
        title_en="Pack for volunteers",
        job="tests.documents.jobs.make",
        args={"title": "Pack for volunteers"},
        next_url="/policies/packs/starter/",
    )
    progress = Progress(document)
    progress.start()
    progress.step(1, 3)
    return progress


def address(progress, language="pl"):
    return f"/{language}/documents/{progress.document.uid}/"


@pytest.mark.feature("3.9")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_page_follows_the_work_until_the_file_is_there(page_at, person, progress, scripts):
    page = page_at(390, "en", person=person, java_script_enabled=scripts)
    page.goto(address(progress, "en"))
    page.get_by_text("1 of 3 steps.").wait_for()

    progress.step(2, 3)
    page.get_by_text("2 of 3 steps.").wait_for()

    progress.finish(b"%PDF-1.7 a file")
    page.get_by_role("link", name="Download the PDF").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    assert download.value.suggested_filename == "pack-for-volunteers.pdf"


@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
@pytest.mark.parametrize("state", ["running", "done", "failed"])
def test_the_page_is_accessible(page_at, person, progress, width, language, theme, state):
    if state == "done":
        progress.finish(b"%PDF-1.7 a file")
    if state == "failed":
        progress.fail(Document.Failure.TOO_LARGE)
    page = page_at(width, language, theme, person=person)

    page.goto(address(progress, language))

    assert violations(page) == []
