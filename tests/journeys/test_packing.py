"""A manager puts a pack together: forms of policies, cards and the poster, with pictures."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from policies.models import Pack, Policy, PosterNumber
from policies.ready_packs import ready_pack
from tests.accessibility import APPEARANCES, violations
from tests.guards.keeping import at_hand
from tests.guards.world import World

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    return at_hand(World)


def picture(page, name):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def test_a_ready_pack_is_changed_and_saved_on_a_phone(world, page_at):
    page = page_at(390, "pl", "light", person=world.people["policy_manager"])
    page.goto("/pl/policies/packs/new/?ready=volunteer-starter")
    page.get_by_label("Adres").fill("na-dworzec")
    poster = page.get_by_label("Plakat", exact=True)
    proposed = ready_pack("volunteer-starter").choose(list(Policy.objects.in_order()))
    assert poster.input_value() == str(len(proposed))
    poster.fill("1")
    page.get_by_role("button", name="Zapisz pakiet").click()
    page.wait_for_url("**/packs/na-dworzec/")

    kinds = list(Pack.objects.get(slug="na-dworzec").parts.values_list("kind", flat=True))
    assert kinds[:2] == ["text", "poster"] and kinds.count("card") > 10
    picture(page, "pack-saved-phone")


def test_a_number_is_called_and_then_printed(world, page_at):
    page = page_at(1280, "pl", "light", person=world.people["policy_manager"])
    page.goto("/pl/policies/packs/poster/")
    page.get_by_text("Dzwoniono dziś pod ten numer i jest dobry").first.click()
    page.get_by_role("button", name="Zapisz sprawdzone numery").click()
    expect(page.get_by_text("Następne wydanie z plakatem wydrukuje te numery.")).to_be_visible()
    assert PosterNumber.objects.get(key="kcik").checked_on == world.today


@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_the_pages_of_packs_in_every_look(world, page_at, width, language, theme):
    page = page_at(width, language, theme, person=world.people["policy_manager"])
    look = f"{width}-{language}"
    for name, address in {
        "packs": "",
        "pack-new": "new/?ready=children",
        "pack-starter": "volunteer-starter/",
        "pack-children": "children/",
        "pack-poster": "poster/",
    }.items():
        page.goto(f"/{language}/policies/packs/{address}")
        picture(page, f"{name}-{look}")
