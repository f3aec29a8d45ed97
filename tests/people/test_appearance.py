"""The pages about people in a browser: nothing that axe finds wrong, no sideways scrolling."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from people.models import BackgroundCheck, Role
from tests.accessibility import APPEARANCES, violations
from tests.factories import (
    AssignmentFactory,
    CheckRuleFactory,
    FunctionFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)


@pytest.fixture
def world(live_server):
    """A person with a history, in a small tree; returns (administrator, addresses by name)."""
    OrganisationFactory(relaxed=True)
    admin = PersonFactory(role=Role.ADMINISTRATOR)
    top = UnitFactory(name_pl="Biuro", name_en="Head office", phone="+48000000100")
    station = UnitFactory(name_pl="Dworzec", name_en="Station", parent=top)
    person = PersonFactory(given_name="Olga", family_name="Żółkiewska", role=Role.MANAGEMENT)
    driver = FunctionFactory(slug="driver", name_pl="transport", name_en="driver")
    AssignmentFactory(person=person, unit=top, ends_on=date(2024, 5, 31))
    AssignmentFactory(person=person, unit=station, function=driver)
    AssignmentFactory(unit=station)
    CheckRuleFactory().functions.set([driver])
    check = BackgroundCheck.objects.create(
        person=person, kind="identity", seen_on=date(2025, 2, 1), seen_by=admin
    )
    lists = ["people", "units", "functions", "check-rules", "organisation", "trail"]
    pages = [(name, []) for name in (*lists, "person-new", "unit-new", "check-rule-new")]
    pages += [(name, [person.uid]) for name in ("person", "person-leave", "role-new", "check-new")]
    pages += [("check-void", [person.uid, check.pk])]
    return admin, pages


@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_pages_about_people_are_accessible(page_at, world, width, language, theme):
    admin, pages = world
    admin.theme = theme
    admin.save(update_fields=["theme"])
    browser = page_at(width, language, theme, person=admin)
    found = {}
    for name, arguments in pages:
        with translation.override(language):
            address = reverse(name, args=arguments)
        browser.goto(address)
        wide = browser.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wrong := violations(browser) + ([f"{wide} px too wide"] if wide > 0 else []):
            found[name] = wrong
    assert found == {}


@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_a_refused_form_is_accessible(page_at, world, width, language, theme):
    browser = page_at(width, language, theme, person=world[0])
    with translation.override(language):
        browser.goto(reverse("person-new"))
    browser.fill("[name=starts_on]", "kiedyś")
    browser.locator("main form [type=submit], main form button").first.click()
    browser.locator(".lt-errors").wait_for()
    assert violations(browser) == []
    assert browser.input_value("[name=starts_on]") == "kiedyś"
