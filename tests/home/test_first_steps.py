"""From an empty database to the first policy: the command line, then the list on the home page."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from home.first_steps import first_steps
from people.days import day_of
from people.models import Organisation, Person, Role
from people.roles import holds
from tests.factories import (
    CheckRuleFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.people.test_second_steps import NEW
from tests.policies import steps
from tests.training import steps as training_steps

pytestmark = pytest.mark.django_db
FIRST = {"pl": "Pierwsze kroki", "en": "First steps"}
PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"
FOUNDING = {
    "name_pl": "Fundacja Peron",
    "name_en": "Peron Foundation",
    "given_name": "Anna",
    "family_name": "Nowak",
    "email": "Anna@Example.org",
    "language": "en",
}


def found(capsys, **changes):
    call_command("found_organisation", **FOUNDING | changes)
    return capsys.readouterr().out.split()[-1]


def test_the_first_administrator_comes_in_by_the_printed_address(client, capsys):
    address = found(capsys)

    path = urlsplit(address).path
    client.post(path, {"password": NEW, "again": NEW})

    person = Person.objects.get(email="anna@example.org")
    assert holds(person, Role.ADMINISTRATOR, on=day_of(timezone.now()))
    assert client.get(reverse("dashboard"))["Location"] == reverse("second-factor")
    assert Event.objects.order_by("sequence").first().action == "organisation.founded"
    assert client.get(path).status_code == 410


def test_it_happens_once_and_only_with_an_address(capsys):
    with pytest.raises(CommandError, match="nobody"):
        found(capsys, email="nobody")
    assert not Organisation.objects.exists()
    found(capsys)
    with pytest.raises(CommandError, match="already"):
        found(capsys, email="other@example.org")


def open_steps(client):
    with override("en"):
        address = reverse("dashboard")
    return [step.title for step in client.get(address).context["steps"] if not step.is_done]


def test_the_list_follows_what_is_there_and_goes_when_all_is_done(client):
    """R1, R5-R7, R44: nothing is ticked by hand."""
    OrganisationFactory(relaxed=True)
    admin = PersonFactory(role=Role.ADMINISTRATOR, assigned=True)
    client.force_login(admin)
    assert len(open_steps(client)) == 9

    Organisation.objects.update(controller_pl="Fundacja", controller_en="Foundation")
    UnitFactory(parent=UnitFactory())
    PersonFactory(assigned=True)
    steps.approver()
    steps.draft("draft")
    assert open_steps(client) == [
        "Publish it",
        "Say who has to acknowledge it",
        "Say whose background is checked",
        "Begin with the ready basic course",
    ]

    steps.published("code")
    CheckRuleFactory()
    training_steps.course()
    assert open_steps(client) == []
    assert caches["process"].get("first-steps-done")


def test_only_those_who_can_take_the_steps_see_them(client):
    OrganisationFactory(relaxed=True)
    on = day_of(timezone.now())
    assert first_steps(PersonFactory(role=Role.ADMINISTRATOR), on=on)
    assert first_steps(PersonFactory(role=Role.POLICY_MANAGER), on=on)
    assert not first_steps(PersonFactory(role=Role.MANAGEMENT), on=on)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("width", "language", "theme"), [(390, "pl", "light"), (1280, "en", "dark")]
)
def test_a_new_organisation_takes_its_first_steps(page_at, width, language, theme):
    """ux.md 12.10, as far as it concerns people and policies."""
    OrganisationFactory(relaxed=True)
    admin = PersonFactory(role=Role.ADMINISTRATOR, assigned=True, language=language, theme=theme)
    page = page_at(width, language, theme, person=admin)

    page.goto(f"/{language}/dashboard/")
    page.screenshot(path=PICTURES / f"first-steps-{width}-{language}-{theme}.png", full_page=True)
    page.get_by_role("region", name=FIRST[language]).get_by_role("link").nth(1).click()

    page.wait_for_url(f"**/{language}/people/units/")
