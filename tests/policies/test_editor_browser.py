"""The editor in a browser: rich text, conflicts, lost sessions, phones, and no scripts at all."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from people.models import Role
from policies.drafting import save_section
from policies.models import Section
from tests.accessibility import APPEARANCES, violations
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"
EDIT = "/en/policies/code/v1.0/edit/"


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def draft():
    return steps.draft(titles=("Kodeks postępowania", "Code of Conduct"))


def english(page):
    return page.locator(".lt-prose[lang=en]").first


def types(page, words):
    """Type at the end of the English text and wait for the answer to its saving."""
    english(page).click()
    page.keyboard.press("Control+End")
    with page.expect_response("**/edit/sections/**") as answered:
        page.keyboard.type(words)
    return answered.value


def saved_elsewhere(section, words):
    section.refresh_from_db()
    save_section(
        section,
        **steps.act(by=PersonFactory(role=Role.POLICY_MANAGER)),
        revision=section.revision,
        texts={"body_en": words},
    )


def shot(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_it_looks_right_and_axe_finds_nothing(page_at, draft, width, language, theme):
    page = page_at(width, language, theme, person=steps.keeper())
    page.goto(EDIT.replace("/en/", f"/{language}/"))
    page.locator(".lt-prose").first.wait_for(state="attached")

    shot(page, f"editor-short-{width}-{language}-{theme}")
    assert violations(page) == []


def test_buttons_format_the_selected_words(page_at, draft):
    page = page_at(1280, "en", person=steps.keeper())
    page.goto(EDIT)
    english(page).click()
    page.keyboard.press("Control+a")
    bar = page.get_by_role("group", name="Formatting: Text in English")
    bar.get_by_role("button", name="Bold").click()
    expect(bar.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    bar.get_by_role("button", name="Link").click()
    page.get_by_label("Address").fill("https://example.org/help")
    page.get_by_role("button", name="Set the link").click()
    english(page).locator("a").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()

    body = Section.objects.get().body_en
    assert "<strong>" in body and 'href="https://example.org/help"' in body


def test_tables_and_links_show_without_breaking_the_content_policy(page_at, draft):
    Section.objects.update(
        body_en="<table><tbody><tr><th><p>Who</p></th></tr><tr><td><p>We</p></td></tr></tbody></table>"
    )
    page = page_at(1280, "en", person=steps.keeper())
    page.goto(EDIT)

    english(page).locator("table").wait_for()


@pytest.mark.feature("1.16")
def test_a_conflict_shows_their_text_and_mine_can_be_kept(page_at, draft):
    page = page_at(1280, "en", person=steps.keeper())
    page.goto(EDIT)
    saved_elsewhere(draft.sections.get(), "<p>Their words.</p>")

    assert types(page, " My words.").status == 409
    page.get_by_text("Somebody else has saved this section").wait_for()
    shot(page, "editor-conflict-1280")
    assert violations(page) == []
    assert Section.objects.get().body_en == "<p>Their words.</p>"

    with page.expect_response("**/edit/sections/**") as answered:
        page.get_by_role("button", name="Keep mine").click()
    assert answered.value.status == 200
    assert Section.objects.get().body_en == "<p>We respect everybody. My words.</p>"


def test_a_conflict_shows_their_text_and_it_can_be_taken(page_at, draft):
    page = page_at(390, "en", person=steps.keeper())
    page.goto(EDIT)
    saved_elsewhere(draft.sections.get(), "<p>Their words.</p>")
    types(page, " My words.")

    page.get_by_role("button", name="Take theirs").click()
    page.locator("[data-conflict]:empty").first.wait_for(state="attached")

    english(page).get_by_text("Their words.").wait_for()
    assert Section.objects.get().body_en == "<p>Their words.</p>"


def test_without_a_session_nothing_is_saved_and_the_page_says_so(page_at, draft):
    page = page_at(1280, "en", person=steps.keeper())
    page.goto(EDIT)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    english(page).click()
    page.keyboard.type("Late words. ")

    page.get_by_text("Not saved: you are signed out.").wait_for()
    assert "Late words." in english(page).inner_text()


def test_phones_show_one_language_at_a_time(page_at, draft):
    page = page_at(390, "pl", person=steps.keeper())
    page.goto(EDIT.replace("/en/", "/pl/"))
    page.locator(".lt-prose[lang=pl]").first.wait_for()
    expect(english(page)).to_be_hidden()

    page.locator(".lt-langtabs").get_by_role("link", name="English").click()

    english(page).wait_for()
    expect(page.locator(".lt-prose[lang=pl]").first).to_be_hidden()


def test_everything_is_written_and_saved_without_scripts(page_at, draft):
    page = page_at(390, "en", person=steps.keeper(), java_script_enabled=False)
    page.goto(EDIT)
    page.get_by_label("Heading in English").fill("Our rule")
    page.get_by_label("Text in English").fill("First paragraph.\n\nSecond one.")
    page.get_by_role("button", name="Add a section").click()

    expect(page.get_by_label("Heading in English")).to_have_count(2)
    section = draft.sections.first()
    assert section.heading_en == "Our rule"
    assert section.body_en == "<p>First paragraph.</p><p>Second one.</p>"
    page.get_by_role("button", name="Remove section 2").click()
    page.get_by_role("button", name="Remove the section").click()
    expect(page.get_by_label("Heading in English")).to_have_count(1)
    assert draft.sections.count() == 1
