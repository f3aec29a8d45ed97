"""What do I do now: the steps for whoever needs them, whatever else they have not done."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from people.models import Organisation, Role
from policies.starting import starter
from tests.documents.reading import opened as pdf_of
from tests.documents.reading import text as words_in
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_force():
    OrganisationFactory(relaxed=True)
    return steps.procedure("disclosure")


def opened(client, person=None, slug=None):
    if person:
        client.force_login(person)
    with override("pl"):
        return client.get(reverse("now-steps", args=[slug]) if slug else reverse("now"))


@pytest.mark.feature("1.14", "2.19")
def test_somebody_who_has_acknowledged_nothing_gets_every_step(client, in_force):
    """R3: never a lock-out; one tap to the list, one to the first step."""
    steps.published("code", asks=True)
    reader = PersonFactory(assigned=True, language="pl")

    assert "Ktoś mówi mi, że jest wykorzystywany" in opened(client, reader).content.decode()
    text = opened(client, slug="disclosure").content.decode()
    first, last = (
        text.index("Oceń, czy zagrożenie jest teraz"),
        text.index("bezpieczny sposób kontaktu"),
    )
    assert first < last
    assert 'href="tel:112"' in text


def test_a_privileged_person_without_a_second_step_gets_them_too(client, in_force):
    Organisation.objects.update(second_factor_required=True)
    Organisation.objects.forget()
    manager = PersonFactory(role=Role.MANAGEMENT)

    assert opened(client, manager).status_code == 200
    assert opened(client, slug="disclosure").status_code == 200


def test_others_only_if_the_organisation_chooses_so(client, in_force):
    assert opened(client).status_code == 302
    assert opened(client, slug="disclosure").status_code == 302

    Organisation.objects.update(procedures_are_public=True)
    Organisation.objects.forget()

    assert opened(client).status_code == 200
    assert "Oceń, czy zagrożenie" in opened(client, slug="disclosure").content.decode()


def test_the_number_on_duty_is_that_of_the_readers_unit_and_not_public(client, in_force):
    Organisation.objects.update(procedures_are_public=True)
    Organisation.objects.forget()
    unit = UnitFactory(phone="+48000000111")

    assert "+48000000111" not in opened(client, slug="disclosure").content.decode()
    helper = PersonFactory(assigned__unit=unit)
    assert 'href="tel:+48000000111"' in opened(client, helper, "disclosure").content.decode()


def test_a_number_becomes_a_button_only_when_somebody_wrote_it(client, in_force):
    """The starter texts carry numbers to be confirmed: words, not buttons."""
    text = opened(client, PersonFactory(), "disclosure").content.decode()
    assert "22 628 01 20" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "tel:+48226280120" not in text

    source = starter("danger")
    call = replace(source.steps[1], call_to="number", number="+48000000220")
    steps.procedure(text=replace(source, steps=(source.steps[0], call)))
    assert "tel:+48000000220" in opened(client, slug="danger").content.decode()


def test_drafts_and_withdrawn_procedures_are_not_there(client, in_force):
    steps.procedure_draft("fishing")
    reader = PersonFactory(language="pl")

    assert "wypytuje" not in opened(client, reader).content.decode()
    assert opened(client, slug="fishing").status_code == 404


def test_reading_stores_nothing(client, in_force):
    client.force_login(PersonFactory())
    opened(client)  # the session row is touched at most every few minutes
    with CaptureQueriesContext(connection) as captured:
        opened(client)
        opened(client, slug="disclosure")
    written = [q["sql"] for q in captured if not q["sql"].lstrip("(").startswith("SELECT")]
    assert [sql for sql in written if sql.startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_it_is_one_tap_away_for_every_role(client, in_force):
    """In the tab bar and the sidebar of every page, also while reading a policy."""
    for role in (None, *set(Role) - {Role.REPORT_HANDLER, Role.UNIT_LEAD}):
        client.force_login(PersonFactory(role=role, assigned=True))
        text = client.get(reverse("my-tasks")).content.decode()
        bar = text[text.index("lt-tabbar") :]
        assert reverse("now") in bar[: bar.index("</nav>")]
    reading = client.get(reverse("my-policy", args=["disclosure"])).content.decode()
    bar = reading[reading.index("lt-readbar") :]
    assert reverse("now") in bar[: bar.index("</nav>")]


@pytest.mark.feature("3.10")
@pytest.mark.parametrize(("size", "width"), [("a6", 298), ("a5", 420)])
def test_a_card_has_the_steps_never_do_and_numbers(client, in_force, size, width):
    """Steps, never do, whom to call, the address behind the QR code; A6 is 105 mm wide."""
    client.force_login(PersonFactory(language="pl"))
    UnitFactory(name_pl="Dworzec", phone="+48000000111")
    with override("pl"):
        answer = client.get(reverse("now-card", args=["disclosure", size]))

    assert answer["Content-Type"] == "application/pdf"
    words = words_in(pdf_of(answer.content))
    for part in ("Nie obiecuj pełnej tajemnicy", "Oceń, czy zagrożenie", "+48 000 000 111", "112"):
        assert part in words
    assert "/now/disclosure" in words.replace(" ", "")
    pages = pdf_of(answer.content).pages
    assert round(float(pages[0].mediabox[2])) == width
    assert len(pages) <= 2


def test_all_cards_come_in_one_file_for_those_who_print_for_others(client, in_force):
    steps.procedure("danger")
    client.force_login(PersonFactory(assigned=True))
    assert client.get(reverse("now-cards", args=["a6"])).status_code == 403

    client.force_login(steps.keeper())
    words = words_in(pdf_of(client.get(reverse("now-cards", args=["a6"])).content))

    assert "Zagrożenie na miejscu" in words
    assert "Ktoś mówi mi" in words
    assert client.get(reverse("now-cards", args=["a9"])).status_code == 404
