"""From the last question to a certificate that others can check, in a browser (R20)."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.accessibility import APPEARANCES, violations
from tests.documents import reading
from tests.guards.keeping import at_hand
from tests.guards.world import World
from tests.training import steps
from training.models import Credential

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    return at_hand(World)


@pytest.fixture
def course(world):
    return steps.course(
        "peron",
        lessons=1,
        questions=2,
        valid_months=24,
        title_pl="Zauważ i przekaż",
        title_en="Notice and pass on",
    )


def picture(page, name):
    page.screenshot(path=PICTURES / f"certificate-{name}.png", full_page=True)


@pytest.mark.feature("4.8")
def test_a_volunteer_passes_downloads_and_somebody_else_checks(world, course, page_at, tmp_path):
    """On a phone in Polish: pass, keep the paper; then a stranger types number and name."""
    oksana = world.demo.people["oksana"]
    page = page_at(390, "pl", "light", person=oksana)
    page.goto("/pl/my/training/peron/")
    page.locator("main form button").click()
    page.wait_for_url("**/lessons/1/")
    page.locator("main form button").click()
    page.wait_for_url("**/test/")
    for choice in page.locator("label", has_text="Odpowiedź 1").all():
        choice.click()
    page.locator("main form button").click()
    page.wait_for_url("**/tries/**")
    page.get_by_role("link", name="Do mojego zaświadczenia").click()
    page.wait_for_url("**/certificates/**")
    picture(page, "own-390")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="polski", exact=True).click()
    paper = tmp_path / "paper.pdf"
    download.value.save_as(paper)
    credential = Credential.objects.get(person=oksana, course=course)
    assert download.value.suggested_filename.endswith(f"{credential.number}.pdf")
    text = reading.text(reading.opened(paper.read_bytes()))
    assert credential.number in text and "Oksana Koval" in text

    stranger = page_at(390, "pl", "light")
    stranger.goto("/pl/check/")
    picture(stranger, "check-390")
    stranger.get_by_label("Numer zaświadczenia").fill(credential.number.lower())
    stranger.get_by_role("button", name="Sprawdź numer").click()
    stranger.wait_for_url(f"**/check/{credential.number}/")
    assert stranger.get_by_text("Prawdziwe i ważne.").is_visible()
    assert "Oksana" not in stranger.content()
    stranger.get_by_label("Imię i nazwisko na zaświadczeniu").fill("oksana koval")
    stranger.get_by_role("button", name="Porównaj imię i nazwisko").click()
    stranger.get_by_text("Imię i nazwisko się zgadzają.").wait_for()
    picture(stranger, "checked-390")
    assert violations(stranger) == []


@pytest.mark.feature("4.7", "4.14")
@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_what_coordinators_see_is_accessible(world, page_at, width, language, theme):
    keeper = world.people["training_coordinator"]
    keeper.theme = theme
    keeper.save(update_fields=["theme"])
    page, found = page_at(width, language, theme, person=keeper), {}
    until = f"{world.today.year + 3}-01-01"
    preview = f"?course=guarded&valid_until={until}"
    for name, query in [
        ("person-training", ""),
        ("outside-training-new", ""),
        ("credential", ""),
        ("credential-revoke", ""),
        ("certificate-bundle", ""),
        ("validity-changes", ""),
        ("validity-change", ""),
        ("validity-change-new", preview),
        ("certificate-check", ""),
    ]:
        page.goto(world.address(name, language) + query)
        picture(page, f"{name}-{width}-{language}-{theme}")
        if problems := violations(page):
            found[name] = problems
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found[name, "sideways"] = True
    assert found == {}
