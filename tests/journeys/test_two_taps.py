"""A volunteer at the platform (ux.md 12.2): two taps from any page to the first step."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.accessibility import violations
from tests.guards.keeping import at_hand
from tests.guards.world import World

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"
HEIGHT = 844


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    return at_hand(World)


def picture(page, name, *, whole=False):
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


def is_in_view(locator):
    """Whether the whole of it is above the tab bar, without scrolling."""
    box = locator.bounding_box()
    bar = locator.page.locator(".lt-tabbar").bounding_box()
    return box["y"] >= 0 and box["y"] + box["height"] <= bar["y"]


@pytest.mark.feature("1.14", "2.19")
@pytest.mark.parametrize(("language", "theme"), [("pl", "light"), ("en", "dark")])
def test_two_taps_from_my_tasks_to_the_first_step_on_a_phone(world, page_at, language, theme):
    """R3: "What now?" in the tab bar, then the situation; the first step is in view."""
    person = world.demo.people["oksana"]
    person.theme = theme
    person.save(update_fields=["theme"])
    page = page_at(390, language, theme, person=person)
    page.goto(f"/{language}/my/tasks/")

    page.locator(".lt-tabbar").get_by_text("Co teraz?" if language == "pl" else "What now?").click()
    page.wait_for_url(f"**/{language}/now/")
    picture(page, f"now-{language}-{theme}")
    assert violations(page) == []
    words = "Dziecko bez opieki" if language == "pl" else "A child without care"
    page.get_by_role("link", name=words).click()
    page.wait_for_url("**/now/child-alone/")

    assert is_in_view(page.locator(".lt-step").first.locator(".lt-step-do"))
    assert is_in_view(page.locator(".lt-step").first.locator(".lt-call"))
    picture(page, f"now-steps-{language}-{theme}")
    picture(page, f"now-steps-{language}-{theme}-whole", whole=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "language"), [(390, "en"), (1280, "pl")])
def test_a_keeper_writes_a_step_without_scripts(world, page_at, width, language):
    keeper = world.demo.people["marta"]
    page = page_at(width, language, "light", person=keeper, java_script_enabled=False)
    page.goto(f"/{language}/policies/partner/v1.0/steps/")
    picture(page, f"steps-{width}", whole=True)
    before = page.locator("section[id^=step-]").count()
    page.locator("a[href$='/steps/new/']").click()
    page.fill("[name=action_pl]", "Zamknij drzwi.")
    page.fill("[name=action_en]", "Close the door.")
    picture(page, f"step-edit-{width}", whole=True)
    page.locator("form button.btn-primary").click()
    page.wait_for_url("**/v1.0/steps/")

    expect(page.locator("section[id^=step-]")).to_have_count(before + 1)
    page.goto(f"/{language}/policies/coverage/")
    picture(page, f"coverage-{width}", whole=True)


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_what_a_keeper_sees_is_accessible(world, page_at, width, theme):
    keeper = world.demo.people["marta"]
    keeper.theme = theme
    keeper.save(update_fields=["theme"])
    page = page_at(width, "en", theme, person=keeper)
    found = {}
    for path in (
        "/en/policies/partner/v1.0/steps/",
        "/en/policies/partner/v1.0/steps/new/",
        "/en/policies/partner/v1.0/steps/notes/",
        "/en/policies/partner/v1.0/review/",
        "/en/policies/partner/v1.0/",
        "/en/policies/coverage/",
        "/en/policies/new/",
        "/en/my/policies/disclosure/",
    ):
        page.goto(path)
        if problems := violations(page):
            found[path] = problems
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found[path, "sideways"] = True
    assert found == {}
