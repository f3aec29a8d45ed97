"""A session from sign-up to signed sheet, in a real browser; pictures in var/screenshots."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from tests.accessibility import APPEARANCES, violations
from tests.documents import files
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.training import steps
from training.attending import token_of
from training.models import Credential
from training.signing_up import sign_up

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"
NAMES = [("Iwona", "Zielińska"), ("Oksana", "Kowalenko"), ("Daniel", "Wójcik"), ("Li", "Nguyen")]


@pytest.fixture
def session(transactional_db, live_server):
    """A session that began a quarter of an hour ago, with four people on its list, one waiting."""
    OrganisationFactory(relaxed=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    titles = {"title_pl": "Pierwsza rozmowa: warsztat", "title_en": "The first talk: a workshop"}
    taught = steps.course("first-talk", form="session", questions=0, valid_months=24, **titles)
    now = timezone.now()
    unit = UnitFactory(name_pl="Punkt na dworcu", name_en="Station point")
    more = {"place": "Świetlica, ul. Jasna 4, Lublin", "outside_trainers": "Maria Lis"}
    running = steps.session(
        taught, starts_at=now - timedelta(minutes=15), hours=1, capacity=4, **more
    )
    for given, family in [*NAMES, ("Jan", "Czekający")]:
        person = PersonFactory(given_name=given, family_name=family, assigned__unit=unit)
        sign_up(running, by=person, at=now - timedelta(days=2))
    PersonFactory(given_name="Halina", family_name="Niezapisana", assigned__unit=unit)
    coming = {"starts_at": now + timedelta(days=9), "at": now, "capacity": 12}
    steps.session(taught, days=2, **coming, **more, note="Weź wygodne buty.")
    return running


@pytest.mark.feature("4.3", "4.4", "4.5", "4.6")
@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_a_session_with_a_walk_in_a_guest_and_a_scanned_sheet(
    session, page_at, tmp_path, width, language, theme
):
    for person in (steps.coordinator(), *session.participations.all()[:1]):
        person = getattr(person, "person", person)
        person.theme = theme
        person.save(update_fields=["theme"])
    words = {
        "pl": ("Znajdź", "Jest na miejscu", "Dodaj gościa", "Wpisz tego", "Zapisz obecność"),
        "en": ("Find", "Is here", "Add a guest", "Note this", "attendance"),
    }[language]

    def picture(page, name):
        assert violations(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        page.screenshot(path=PICTURES / f"{name}-{width}-{language}.png", full_page=True)

    reader = session.participations.first().person
    own = page_at(width, language, theme, person=reader)
    own.goto(f"/{language}/my/training/first-talk/")
    picture(own, "session-course")
    own.locator("#sessions ~ *, .lt-tasks a").first.click()
    picture(own, "session-mine")
    own.goto(f"/{language}/training/here/{token_of(session)}/")
    picture(own, "session-check-in")
    own.locator("main form button").click()
    own.locator(".lt-note-ok").first.wait_for()
    picture(own, "session-checked-in")

    page = page_at(width, language, theme, person=steps.coordinator())
    page.goto(f"/{language}/training/sessions/")
    picture(page, "sessions")
    page.goto(f"/{language}/training/sessions/new/")
    picture(page, "session-new")
    page.goto(f"/{language}/training/sessions/{session.uid}/")
    page.locator("#q").fill("niezapisana")
    page.get_by_role("button", name=words[0]).click()
    page.get_by_role("button", name=words[1]).click()
    page.get_by_role("link", name=words[2]).click()
    page.locator("#id_guest").fill("Ewa Nowa")
    page.locator("#id_guest_from").fill("MOPS Lublin")
    page.get_by_role("button", name=words[3]).click()
    page.get_by_text("MOPS Lublin").wait_for()
    picture(page, "session")
    with page.expect_download() as download:
        page.locator(f'a[href$="/{session.uid}/sheet/"]').click()
    download.value.save_as(PICTURES / "session-sheet.pdf")

    page.locator(f'a[href$="/{session.uid}/scans/new/"]').click()
    scan = tmp_path / "lista.png"
    scan.write_bytes(files.picture(size=(300, 400)))
    page.locator("input[type=file]").set_input_files(scan)
    page.locator("main form button").click()
    page.locator(f'a[href*="/{session.uid}/scans/"]').first.wait_for()

    page.locator(f'a[href$="/{session.uid}/attendance/"]').click()
    picture(page, "session-attendance")
    for row in session.participations.placed():
        chosen = "absent" if str(row) == "Li Nguyen" else "attended"
        page.locator(f'input[name="attendance_{row.pk}"][value="{chosen}"]').check()
    page.get_by_role("button", name=words[4]).click()
    page.locator(".lt-messages").wait_for()
    page.locator("main details summary").first.click()
    picture(page, "session-noted")

    earned = Credential.objects.values_list("person__family_name", flat=True)
    assert sorted(earned) == ["Kowalenko", "Niezapisana", "Wójcik", "Zielińska"]
    assert session.sheets.count() == 1
