"""The field card: who may open it, what is on it, and that it opens without a network (R25-R27)."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from people.models import Organisation
from policies.models import PosterNumber
from policies.posters import HELPLINES
from tests.documents.reading import opened, text
from tests.factories import OrganisationFactory, PersonFactory
from tests.training import steps
from training.models import Indicator, IndicatorGroup

pytestmark = pytest.mark.django_db

#: Sizes of paper in points.
A6, A4 = [0, 0, 298, 420], [0, 0, 595, 842]


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def everybody():
    return OrganisationFactory(relaxed=True, field_card_is_public=True)


def test_the_organisation_decides_whether_everybody_may_read_it(client):
    OrganisationFactory(relaxed=True)
    assert client.get(reverse("field-card")).status_code == 302
    Organisation.objects.update(field_card_is_public=True)
    assert client.get(reverse("field-card")).status_code == 200


def test_it_says_nothing_about_its_reader(client, everybody):
    person = PersonFactory(assigned=True, given_name="Zuzanna")
    stranger = client.get(reverse("field-card")).text
    client.force_login(person)
    known = client.get(reverse("field-card")).text

    assert "Zuzanna" not in known
    assert without_tokens(known) == without_tokens(stranger)


def without_tokens(page):
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_the_signs_are_those_of_the_library(client, everybody):
    group = IndicatorGroup.objects.create(code="general", position=1)
    about = {"group": group, "strength": "strong", "position": 1}
    Indicator.objects.create(code="GEN-01", text_pl="Nasze słowa", text_en="Our words", **about)
    Indicator.objects.create(
        code="GEN-02", text_pl="Odłożone", text_en="Put aside", retired_on=date(2026, 1, 1), **about
    )

    page = client.get(reverse("field-card")).text

    assert "Our words" in page
    assert "Put aside" not in page
    assert "answers for the person" not in page  # the shipped words of the one put aside


def test_only_numbers_that_were_checked_lately_are_on_it(client, everybody):
    today = date.today()
    keeper = steps.coordinator()
    for key, days in (("kcik", 10), ("la-strada", 200)):
        PosterNumber.objects.create(
            key=key,
            number="+48226280120",
            checked_on=steps.after(today, -days),
            checked_by=keeper,
        )

    page = client.get(reverse("field-card")).text

    assert "National Centre for Victims" in page
    assert "La Strada" not in page


@pytest.mark.parametrize(
    ("language", "day"), [("pl", "Numery sprawdzono"), ("en", "Numbers checked on")]
)
def test_it_prints_as_cards_for_the_pocket_and_a_sheet_for_the_wall(
    client, everybody, language, day
):
    """Front and back of two cards, one poster, the day of the numbers on each (R27, R33)."""
    checked = steps.after(date.today(), -10)
    for line in HELPLINES:
        PosterNumber.objects.create(
            key=line.key, number=line.proposed, checked_on=checked, checked_by=steps.coordinator()
        )

    for name, pages, size in (("field-cards", 4, A6), ("field-poster", 1, A4)):
        with override(language):
            answer = client.get(reverse(name))
        with opened(answer.content) as pdf:
            assert (len(pdf.pages), rounded(pdf.pages[0].mediabox)) == (pages, size)
            assert pdf.Root.Lang == language
            words = text(pdf)
        assert f"{day} {checked:%d.%m.%Y}" in words
        assert "+48 22 628 01 20" in words.replace("\xa0", " ")


def test_a_number_checked_since_is_on_the_next_print(client, everybody):
    assert "116 111" not in printed(client)
    PosterNumber.objects.create(
        key="children", number="116111", checked_on=date.today(), checked_by=steps.coordinator()
    )
    assert "116 111" in printed(client)


def printed(client):
    with opened(client.get(reverse("field-cards")).content) as pdf:
        return text(pdf).replace("\xa0", " ")


def test_its_paper_is_for_those_who_may_open_it(client):
    OrganisationFactory(relaxed=True)
    for name in ("field-cards", "field-poster"):
        assert client.get(reverse(name)).status_code == 302


def rounded(box):
    return [round(float(side)) for side in box]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_opens_without_a_network_once_it_was_opened(page_at, everybody):
    page = page_at(390, "pl")
    page.goto(reverse("field-card").replace("/en/", "/pl/"))
    page.locator("[data-field-kept]").wait_for(state="visible")

    page.context.set_offline(True)
    page.reload()

    assert page.locator("h1").inner_text() == "Zauważ, wysłuchaj, przekaż"
    expect(page.locator("a[href='tel:112']")).to_be_visible()
    family = page.locator("h1").evaluate("heading => getComputedStyle(heading).fontFamily")
    assert "Source Serif" in family
    assert page.evaluate("document.fonts.check('16px \"Source Serif 4\"')")
