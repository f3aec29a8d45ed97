"""The matrix, the units, a campaign and an export in a real browser, with pictures."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from people.models import Export
from policies.models import Campaign
from tests.accessibility import APPEARANCES, violations
from tests.guards.keeping import at_hand
from tests.guards.world import World

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    return at_hand(World)


def settled(page, name):
    """Nothing sideways, nothing that axe finds, and a picture."""
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), name
    assert violations(page) == [], name


@pytest.mark.feature("2.17", "2.18", "2.21")
@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_everybody_at_once(world, page_at, width, language, theme):
    reader = world.people["policy_manager"]
    reader.theme = theme
    reader.save(update_fields=["theme"])
    page = page_at(width, language, theme, person=reader)
    tail = f"{width}-{language}-{theme}"

    page.goto(f"/{language}/acknowledgements/matrix/")
    expect(page.locator("table.lt-matrix tbody tr")).to_have_count(25)
    settled(page, f"matrix-{tail}")
    page.goto(f"/{language}/acknowledgements/units/?on={world.today.replace(day=1):%d.%m.%Y}")
    settled(page, f"matrix-units-{tail}")
    campaign = Campaign.objects.get(goal_on__gte=world.today)
    page.goto(f"/{language}{campaign.get_absolute_url().removeprefix('/pl')}")
    settled(page, f"campaign-{tail}")
    page.goto(f"/{language}/acknowledgements/campaigns/")
    settled(page, f"campaigns-{tail}")


def test_filters_open_as_a_sheet_on_a_phone(world, page_at):
    page = page_at(390, "pl", "light", person=world.people["policy_manager"])
    page.goto("/pl/acknowledgements/matrix/")

    page.get_by_role("link", name="Filtry").click()
    page.get_by_label("Stan na dzień").fill("1.1.2026")
    page.screenshot(path=PICTURES / "matrix-filters-390.png")
    page.get_by_role("button", name="Pokaż").click()

    page.wait_for_url("**/matrix/?*on=1.1.2026*")
    assert "Według wiedzy z dnia" in page.locator("main").inner_text()


@pytest.mark.feature("3.12", "3.13")
def test_from_the_list_to_the_file_and_its_record(world, page_at):
    page = page_at(1280, "en", "light", person=world.people["management"])
    page.goto("/en/acknowledgements/matrix/?state=missing")
    page.get_by_role("link", name="Export", exact=True).click()
    expect(page.get_by_text("something is missing")).to_be_visible()
    settled(page, "export-new-1280")
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_text("Fix 1 thing")).to_be_visible()

    page.get_by_label("What you need it for").fill("Talks with the unit leads.")
    page.get_by_role("button", name="Make the file").click()
    page.wait_for_url("**/en/documents/**")
    settled(page, "export-made-1280")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Download the XLSX file").click()

    assert downloaded.value.suggested_filename == "people-and-policies.xlsx"
    assert Export.objects.latest("pk").by == world.people["management"]
    page.goto("/en/exports/")
    expect(page.get_by_text("Talks with the unit leads.")).to_be_visible()
    settled(page, "exports-1280")
