"""A volunteer's first day (ux.md 12.1), in a real browser, with pictures in var/screenshots."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from home.demo.organisation import PASSWORD
from policies.models import Acknowledgement
from tests.guards.keeping import at_hand
from tests.guards.world import World

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    return at_hand(World)


def given(world):
    return Acknowledgement.objects.filter(person=world.demo.people["oksana"])


def agree(page):
    """Tick the statement where a finger would: on its words."""
    page.locator("label[for=agree]").click()
    assert page.locator("#agree").is_checked()


def picture(page, name):
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.mark.feature("2.16")
@pytest.mark.smoke
def test_from_signing_in_to_the_receipt_on_a_phone(world, page_at):
    """R7, R45: sign in, see the next step, read in Polish, state, and keep the receipt."""
    page = page_at(390, "pl", "light")
    page.goto("/pl/sign-in/")
    page.get_by_label("Adres e-mail").fill("oksana@example.org")
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się").click()
    page.wait_for_url("**/pl/my/tasks/")
    picture(page, "volunteer-tasks")

    page.get_by_role("link", name="Czytaj teraz").click()
    page.wait_for_url("**/pl/my/policies/zero-tolerance/")
    picture(page, "volunteer-read")
    page.get_by_role("button", name="Potwierdź").click()
    expect(page.locator("#agree-error")).to_be_visible()
    assert not given(world).exists()
    agree(page)
    page.get_by_role("button", name="Potwierdź").click()
    page.wait_for_url("**/my/acknowledgements/**")
    expect(page.get_by_text("Potwierdzenie zapisane.")).to_be_visible()
    picture(page, "volunteer-receipt")
    assert given(world).get().language == "pl"

    page.get_by_role("link", name="Wróć do moich zadań").click()
    expect(page.get_by_role("heading", name="Kodeks postępowania").first).to_be_visible()


def test_reading_in_the_other_language(world, page_at):
    page = page_at(390, "pl", "dark", person=world.demo.people["oksana"])
    page.goto("/pl/my/policies/code-of-conduct/")
    page.get_by_role("link", name="English", exact=True).click()
    agree(page)
    page.get_by_role("button", name="Potwierdź").click()
    page.wait_for_url("**/my/acknowledgements/**")
    assert given(world).get().language == "en"


def test_acknowledging_without_scripts(world, page_at):
    page = page_at(
        390, "pl", "light", person=world.demo.people["oksana"], java_script_enabled=False
    )
    page.goto("/pl/my/tasks/")
    page.get_by_role("link", name="Czytaj teraz").click()
    agree(page)
    page.get_by_role("button", name="Potwierdź").click()
    page.wait_for_url("**/my/acknowledgements/**")
    assert given(world).count() == 1


def test_acknowledging_by_keyboard_only(world, page_at):
    page = page_at(1280, "pl", "light", person=world.demo.people["oksana"])
    page.goto("/pl/my/policies/code-of-conduct/")
    page.locator("body").press("Tab")
    assert page.evaluate("document.activeElement.className") == "lt-skip"

    def tab_to(selector):
        for _each in range(80):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    tab_to("#agree")
    page.keyboard.press("Space")
    tab_to("#confirm button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/acknowledgements/**")
    assert given(world).count() == 1
