"""A manager chases those who have not acknowledged (ux.md 12.4), with pictures."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from audit.models import Event
from home.demo.mails import make_reminders
from home.reminders.owing import REMINDER
from people.models import OutgoingMail
from tests.accessibility import violations
from tests.guards.keeping import at_hand
from tests.guards.world import World

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    world = at_hand(World)
    OutgoingMail.objects.update(state=OutgoingMail.State.SENT, body="")
    return world


def picture(page, name):
    assert violations(page) == []
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.mark.feature("2.7")
def test_from_the_attention_list_to_the_mail_that_is_sent(world, page_at):
    """Home, who is missing, the policy by unit, the mail, the people, send (R7, R30)."""
    page = page_at(1280, "pl", "light", person=world.people["policy_manager"])
    page.goto("/pl/dashboard/")
    picture(page, "chasing-home")
    page.locator(".lt-attn a", has_text="Kto").first.click()
    page.wait_for_url("**/acknowledgements/**")
    picture(page, "chasing-who")

    page.goto("/pl/policies/code-of-conduct/")
    missing = page.locator(".lt-table-bars td[data-label='Brakuje'] b").all_inner_texts()
    assert missing == sorted(missing, key=int, reverse=True)
    picture(page, "chasing-policy")
    page.get_by_role("link", name="Przygotuj przypomnienie").click()
    page.wait_for_url("**/reminders/new/")
    expect(page.get_by_text("1 zadanie czeka na Ciebie").first).to_be_visible()
    expect(page.get_by_text("1 task is waiting for you").first).to_be_visible()
    picture(page, "chasing-preview")
    before = OutgoingMail.objects.filter(purpose=REMINDER).count()
    button = page.get_by_role("button", name="Wyślij do")
    number = int("".join(filter(str.isdigit, button.inner_text())))
    button.click()
    page.wait_for_url("**/acknowledgements/**")
    expect(page.get_by_role("status").first).to_be_visible()
    picture(page, "chasing-sent")

    assert OutgoingMail.objects.filter(purpose=REMINDER).count() == before + number > 0
    assert Event.objects.get(action="reminder.sent").count == number
    page.goto("/pl/policies/code-of-conduct/reminders/new/")
    expect(page.get_by_role("button", name="Wyślij do")).to_have_count(0)


def test_the_preview_and_the_list_for_leads_on_a_phone(world, page_at):
    make_reminders(world.demo)
    page = page_at(390, "en", "dark", person=world.people["policy_manager"])
    page.goto("/en/policies/code-of-conduct/reminders/new/?who=recent")
    picture(page, "chasing-preview-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    page = page_at(390, "pl", "light", person=world.people["unit_lead"])
    page.goto("/pl/reminders/")
    expect(page.get_by_text("brak adresu e-mail").first).to_be_visible()
    picture(page, "who-needs-you-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_outgoing_mail_shows_what_failed_and_tries_it_again(world, page_at):
    make_reminders(world.demo)
    page = page_at(1280, "en", "dark", person=world.people["administrator"])
    page.goto("/en/mail/")
    picture(page, "mail")
    page.get_by_role("link", name="failed").click()
    expect(page.get_by_text("The mail server refuses the address.").first).to_be_visible()
    picture(page, "mail-failed")
    page.get_by_role("button", name="Try all of them again").click()
    page.wait_for_url("**/mail/")
    assert not OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED).exists()

    page = page_at(390, "pl", "light", person=world.people["administrator"])
    page.goto("/pl/mail/")
    picture(page, "mail-phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
