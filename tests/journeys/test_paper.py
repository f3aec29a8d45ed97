"""Without a password and on paper, in a real browser, with pictures in var/screenshots."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from people.days import day_of
from people.mail import deliver_due
from people.models import Session
from policies.linking import send_link
from policies.models import Acknowledgement, Briefing, ComprehensionQuestion
from tests.documents import files
from tests.guards.keeping import at_hand
from tests.guards.world import World

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    return at_hand(World)


def picture(page, name):
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def answer(page):
    """Answer the questions that the text asks, if any, the right way."""
    shown = page.locator("#confirm [name=version_hash]").get_attribute("value")
    for quiz in ComprehensionQuestion.objects.filter(version__version_hash=shown):
        page.locator(f"label[for=id_answer_{quiz.position}_{quiz.correct}]").click()


@pytest.mark.feature("2.20")
def test_from_the_mail_to_the_receipt_on_a_phone(world, page_at):
    """R7, R45: a link by mail, a text in Polish, a statement, a receipt, and no account."""
    oksana, now = world.demo.people["oksana"], timezone.now()
    send_link(oksana, by=world.people["unit_lead"], at=now, on=day_of(now))
    deliver_due(timezone.now())
    sent = next(message for message in mail.outbox if message.to == [oksana.email])
    path = re.search(r"http://[^/\s]+(/pl/read/\S+/)", sent.body)[1]

    page = page_at(390, "pl", "light")
    page.goto(path)
    picture(page, "link-texts")
    confirmed = 0
    page.get_by_role("link", name="Przeczytaj").first.click()
    while True:
        if not confirmed:
            picture(page, "link-read")
        answer(page)
        page.locator("label[for=agree]").click()
        page.get_by_role("button", name="Potwierdź").click()
        page.get_by_text("Potwierdzenie zapisane.").wait_for()
        confirmed += 1
        picture(page, f"link-receipt-{confirmed}")
        following = page.get_by_role("link", name="Przeczytaj kolejny tekst")
        if not following.count():
            break
        following.click()
        page.locator("label[for=agree]").wait_for()

    rows = Acknowledgement.objects.filter(person=oksana)
    assert rows.count() == confirmed >= 2
    assert {(row.method, row.language) for row in rows} == {("link", "pl")}
    assert not Session.objects.filter(person=oksana).exists()
    page.goto(path)
    expect(page.get_by_role("heading", name="Ten odnośnik niczego nie otwiera")).to_be_visible()
    picture(page, "link-over")


@pytest.mark.feature("2.10")
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_a_briefing_from_the_sheet_to_the_signatures(world, page_at, tmp_path, width, theme):
    page = page_at(width, "pl", theme, person=world.people["policy_manager"])
    page.goto("/pl/briefings/")
    picture(page, f"briefings-{width}")
    page.get_by_role("link", name="Świetlica przy noclegowni").click()
    page.wait_for_url("**/briefings/*/")
    picture(page, f"briefing-{width}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Lista do druku").click()
    download.value.save_as(PICTURES / "sign-in-sheet.pdf")
    page.get_by_role("link", name="Wpisz podpisy").click()
    page.wait_for_url("**/enter/")
    boxes = page.get_by_role("checkbox")
    assert boxes.count() >= 2
    boxes.nth(0).check()
    boxes.nth(1).check()
    scan = tmp_path / "lista.png"
    scan.write_bytes(files.picture(size=(300, 400)))
    page.locator("input[type=file]").set_input_files(scan)
    picture(page, f"briefing-enter-{width}")
    page.get_by_role("button", name="Wpisz te podpisy").click()
    page.get_by_role("heading", name="Kto podpisał").wait_for()
    picture(page, f"briefing-entered-{width}")

    briefing = Briefing.objects.get(place="Świetlica przy noclegowni")
    assert briefing.is_recorded
    assert briefing.acknowledgements.values("person").distinct().count() == 2
    page.locator("#signed ~ *, table").get_by_role("link").first.click()
    page.wait_for_url("**/acknowledgements/*/")
    picture(page, f"evidence-{width}")
    page.get_by_role("link", name="Popraw pomyłkę").click()
    page.wait_for_url("**/correct/")
    picture(page, f"correct-{width}")
    page.locator("label[for=id_outcome_0]").click()
    page.get_by_label("Na czym polegała pomyłka").fill("Podpisała się siostra.")
    page.get_by_role("button", name="Zapisz tę korektę").click()
    page.get_by_text("Ten wpis był pomyłką").wait_for()
    picture(page, f"corrected-{width}")
