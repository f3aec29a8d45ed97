"""Everybody's training in a real browser: nothing sideways, nothing that axe finds, pictures."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from people.days import day_of
from people.models import Kind, Role
from tests.accessibility import APPEARANCES, violations
from tests.factories import (
    FunctionFactory,
    OrganisationFactory,
    PersonFactory,
    RoleGrantFactory,
    UnitFactory,
)
from tests.training import steps
from tests.training.test_obligations import outside
from tests.training.test_refreshing import named, policy
from training.importing import begin
from training.targets import set_target

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"
NAMES = ["Oksana", "Daniel", "Hanna", "Kamil", "Natalia", "Serhii", "Adam", "Daryna"]


@pytest.fixture
def everybody(transactional_db, live_server):
    """A coordinator and eight people in two units, each with another standing."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    OrganisationFactory(relaxed=True)
    on, coordinator = day_of(timezone.now()), steps.coordinator()
    RoleGrantFactory(person=coordinator, role=Role.POLICY_MANAGER)
    short = steps.course("changes", title_pl="Co się zmieniło", title_en="What changed")
    basic = steps.course(
        title_pl="Zauważ i reaguj",
        title_en="Notice and respond",
        valid_months=12,
        renewable_months=3,
        refresher=short,
    )
    steps.asked(basic, kinds=[Kind.VOLUNTEER])
    steps.asked(short, kinds=[Kind.BOARD])
    units = [
        UnitFactory(name_pl="Punkt na dworcu", name_en="Station help point"),
        UnitFactory(name_pl="Magazyn i transport", name_en="Warehouse and transport"),
    ]
    for place, name in enumerate(NAMES):
        person = PersonFactory(given_name=name, assigned__unit=units[place % 2])
        if place < 6:
            until = None if place == 0 else on + timedelta(days=[0, 300, 20, -10, -40, -200][place])
            outside(person, basic, on - timedelta(days=400), until)
    act = {"by": coordinator, "at": timezone.now(), "on": on}
    set_target(unit=units[0], course=basic, function=None, number=3, **act)
    set_target(unit=units[1], course=basic, function=None, number=1, **act)
    set_target(unit=units[1], course=basic, function=FunctionFactory(), number=1, **act)
    named(policy(), short, on=on)
    lines = "E-mail;Course;Completed\nnobody@example.org;basic;1.2.2026\n"
    imported = begin(BytesIO(lines.encode()), filename="former.csv", **act)
    return coordinator, person, imported


def settled(page, name):
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), name
    assert violations(page) == [], name


@pytest.mark.feature("4.16")
@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_everybody_at_once(everybody, page_at, width, language, theme):
    coordinator, learner, imported = everybody
    for person in (coordinator, learner):
        person.theme = theme
        person.save(update_fields=["theme"])
    page = page_at(width, language, theme, person=coordinator)
    tail = f"{width}-{language}-{theme}"
    places = {
        "training-matrix": "training/matrix/",
        "training-units": "training/matrix/units/",
        "training-targets": "training/targets/",
        "training-refreshers": "training/refreshers/",
        "training-imports": "training/import/",
        "training-import": f"training/import/{imported.uid}/",
        "training-dashboard": "dashboard/",
    }
    for name, place in places.items():
        page.goto(f"/{language}/{place}")
        settled(page, f"{name}-{tail}")
    page.goto(f"/{language}/training/matrix/")
    assert page.locator("table.lt-matrix tbody tr").count() == len(NAMES)

    page = page_at(width, language, theme, person=learner)
    page.goto(f"/{language}/my/tasks/")
    settled(page, f"training-my-tasks-{tail}")
