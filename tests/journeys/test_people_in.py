"""An administrator lets people in from a file and sees them to their first day (ux.md 12.10)."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from people.models import Person
from tests.accessibility import violations
from tests.guards.keeping import at_hand
from tests.guards.world import World

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"
FILE = """Imię;Nazwisko;E-mail;Zespół;Rodzaj
Zuzanna;Malec;zuzanna.malec@example.org;Punkt na dworcu;wolontariat
Leon;Gaj;leon.gaj@example.org;Noclegi i transport;wolontariusz
"""


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    return at_hand(World)


def picture(page, name):
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.mark.feature("9.14")
@pytest.mark.feature("9.8")
def test_from_the_file_to_the_invitation(world, page_at):
    anna = world.people["administrator"]
    page = page_at(1280, "pl", "light", person=anna)
    page.goto("/pl/people/")
    page.get_by_role("link", name="Importuj").click()
    page.wait_for_url("**/import/")
    picture(page, "import-upload-1280")
    page.get_by_label("Plik", exact=True).set_input_files(
        {"name": "wiosna.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1250")}
    )
    page.get_by_role("button", name="Sprawdź plik").click()
    page.get_by_role("button", name="Przejmij 2 wiersze").click()
    page.get_by_role("link", name="Zaproś nowe osoby").click()
    page.wait_for_url("**/people/onboarding/?open=invitation")
    leon = Person.objects.get(email="leon.gaj@example.org")
    page.get_by_label("Zaznacz: Leon Gaj").check()
    page.get_by_role("button", name="Zaproś", exact=True).click()
    expect(page.get_by_text("1 zaproszenie jest w drodze.")).to_be_visible()
    assert leon.invitations.count() == 1
    picture(page, "onboarding-invited-1280")


@pytest.mark.parametrize(
    ("width", "language", "theme"), [(390, "pl", "light"), (1280, "en", "dark")]
)
def test_what_needs_an_eye_can_be_read_on_every_screen(world, page_at, width, language, theme):
    anna = world.people["administrator"]
    page = page_at(width, language, theme, person=anna)
    for name, path in {
        "import-preview": f"people/import/{world.imported.uid}/",
        "import-decide": f"people/import/{world.imported.uid}/?show=ask",
        "onboarding": "people/onboarding/",
        "retention": "retention/",
        "people-list": "people/",
        "my-data": "my/data/",
        "leave": f"people/{world.demo.people['marta'].uid}/leave/",
    }.items():
        page.goto(f"/{language}/{path}")
        assert violations(page) == [], name
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        picture(page, f"{name}-{width}")
