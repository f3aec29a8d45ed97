"""A new version from the first word to the last approval, in a browser (ux.md 12.3)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from people.days import day_of
from policies.asking import add_rule
from policies.drafting import create_policy
from policies.models import PolicyVersion
from policies.publishing import publish
from policies.starting import starter
from tests.accessibility import violations
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"


@pytest.fixture
def code():
    """The code of conduct from the starter text, in force for three people in two units."""
    OrganisationFactory(relaxed=True)
    at = timezone.now() - timedelta(days=10)
    version = from_starter("code-of-conduct", at=at)
    publish(
        steps.approved(version, at=at),
        by=steps.keeper(),
        at=at,
        effective_on=day_of(at),
        major=True,
        notes={},
    )
    add_rule(version.policy, **steps.act(at), starts_on=day_of(at), kinds=["volunteer"])
    from_starter("safe-reporting")
    centre = UnitFactory(name_pl="Biuro", name_en="Head office")
    point = UnitFactory(name_pl="Punkt na dworcu", name_en="Station help point")
    for unit in (centre, point, point):
        PersonFactory(assigned__unit=unit)
    return version.policy


def from_starter(slug, *, at=None):
    """A draft made from a starter text."""
    text = starter(slug)
    return create_policy(
        **steps.act(at),
        slug=text.slug,
        kind=text.kind,
        titles={"pl": text.title_pl, "en": text.title_en},
        summaries={"pl": text.summary_pl, "en": text.summary_en},
        starter=text,
    )


def shot(page, name, width, *, whole=True):
    """Keep a picture of the page; of long ones only what is seen at first."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=whole)


@pytest.mark.feature("1.2")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_manager_writes_and_publishes_what_somebody_else_approves(page_at, code, width):
    page = page_at(width, "en", person=steps.keeper())
    page.goto("/en/policies/")
    shot(page, "policies", width)
    page.get_by_role("rowheader").get_by_role("link", name="Code of Conduct").click()
    page.wait_for_url("**/policies/code-of-conduct/")
    shot(page, "policy", width)
    page.get_by_role("button", name="Start version 1.1").click()

    write(page, width)
    page.get_by_role("button", name="Send to review").click()
    page.locator("label", has_text=str(steps.approver())).click()
    page.get_by_label("Message to them").fill("Please look at the second sentence.")
    shot(page, "send", width)
    page.get_by_role("button", name="Send to review").click()
    page.get_by_text("The text is with 1 person now.").wait_for()

    approve(page_at, width)

    page.goto("/en/policies/code-of-conduct/")
    page.get_by_role("link", name="Publish version 1.1").click()
    page.get_by_label("What changed, in Polish").fill("Nowe zdanie o zdjęciach.")
    page.get_by_label("What changed, in English").fill("A new sentence about photos.")
    page.locator("label", has_text="Read and acknowledge: version 2.0").click()
    shot(page, "publish", width)
    assert violations(page) == []
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Version 2.0 is in force.").wait_for()
    shot(page, "policy-published", width)
    assert violations(page) == []

    version = PolicyVersion.objects.get(policy=code, major=2)
    assert "No photos." in version.sections.first().body_en
    assert version.readers_must == PolicyVersion.Duty.READ


def write(page, width):
    """Type into the English text and wait until it says that it is saved."""
    page.locator(".lt-prose[lang=en]").first.click()
    page.keyboard.press("Control+End")
    with page.expect_response("**/edit/sections/**") as answered:
        page.keyboard.type(" No photos.")
    assert answered.value.status == 200
    page.locator("#saved").get_by_text("Saved at").wait_for()
    assert "No photos." in PolicyVersion.objects.get(minor=1).sections.first().body_en
    assert violations(page) == []
    shot(page, "editor", width, whole=False)


def approve(page_at, width):
    """The second person reads both texts and approves."""
    page = page_at(width, "en", person=steps.approver())
    page.goto("/en/policies/code-of-conduct/v1.1/review/")
    page.locator("label", has_text="Approve").click()
    page.locator("#decide").get_by_label("Comment").fill("Good.")
    shot(page, "review", width, whole=False)
    assert violations(page) == []
    page.get_by_role("button", name="Save my decision").click()
    page.get_by_text("the text can be published").wait_for()
