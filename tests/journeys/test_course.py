"""Two people learn, in a browser: the shipped course from the first page to the certificate that a
stranger checks, and the short course on what changed in a policy (R20-R28)."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from people.models import Person
from policies.drafting import start_version
from policies.models import Policy
from tests.accessibility import violations
from tests.guards.keeping import at_hand
from tests.guards.world import World
from tests.policies import steps as policy_steps
from tests.training import steps
from training.models import Course, Credential

PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots"
POLICY, CHANGES = "zero-tolerance", "Co nowego w zasadach"


@pytest.fixture
def world(transactional_db, live_server):
    PICTURES.mkdir(parents=True, exist_ok=True)
    return at_hand(World)


def picture(page, name):
    assert violations(page) == [], name
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), name
    page.screenshot(path=PICTURES / f"course-{name}.png", full_page=True)


def read_to_the_questions(page, slug, *, name):
    """Start or go on with the course and finish page after page."""
    page.goto(f"/{page.evaluate('document.documentElement.lang')}/my/training/{slug}/")
    picture(page, f"{name}-course")
    page.locator("main form button").click()
    page.wait_for_url("**/lessons/**")
    while "/test/" not in page.url:
        number = page.url.rstrip("/").rpartition("/")[2]
        picture(page, f"{name}-page-{number}")
        page.locator("main form button").click()
        page.wait_for_url(lambda url, before=number: not url.endswith(f"/lessons/{before}/"))


def answer(page, course, *, wrong=0):
    """Choose the right answer to every question but the first ones, and hand in."""
    version = course.versions.published().order_by("number").last()
    right = {each.question_pl: each.options[each.correct]["pl"] for each in version.questions.all()}
    groups = page.locator(".lt-quiz fieldset")
    for place in range(groups.count()):
        group = groups.nth(place)
        asked = group.locator("legend").inner_text().partition(". ")[2].replace("\xa0", " ")
        wanted = right[asked]
        for choice in group.locator("label").all():
            if (choice.inner_text().replace("\xa0", " ") == wanted) == (place >= wrong):
                choice.click()
                break
    page.get_by_role("button", name="Oddaj").click()
    page.wait_for_url("**/tries/**")


@pytest.mark.feature("4.2", "4.18", "4.19")
def test_a_volunteer_fails_tries_again_and_is_certified(world, page_at):
    """The shipped basic course on a phone in Polish, to the page where a stranger checks (R20)."""
    oksana, course = world.demo.people["oksana"], Course.objects.get(slug="basic")
    page = page_at(390, "pl", "light", person=oksana)
    page.goto("/pl/my/tasks/")
    picture(page, "tasks")
    read_to_the_questions(page, "basic", name="basic")
    picture(page, "questions")
    answer(page, course, wrong=6)
    expect(page.get_by_role("heading", name="Jeszcze nie", exact=True)).to_be_visible()
    picture(page, "failed")
    assert not Credential.objects.filter(person=oksana, course=course).exists()

    page.get_by_role("link", name="Spróbuj ponownie").click()
    page.wait_for_url("**/test/")
    answer(page, course)
    picture(page, "passed")
    page.get_by_role("link", name="Do mojego zaświadczenia").click()
    page.wait_for_url("**/certificates/**")
    with page.expect_download() as download:
        page.get_by_role("link", name="polski", exact=True).click()
    credential = Credential.objects.get(person=oksana, course=course)
    assert credential.number in download.value.suggested_filename
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")

    stranger = page_at(390, "pl", "light")
    stranger.goto(f"/pl/check/{credential.number}/")
    expect(stranger.get_by_text("Prawdziwe i ważne.")).to_be_visible()
    picture(stranger, "checked")


@pytest.mark.feature("4.13")
def test_a_changed_policy_asks_those_trained_before_for_the_short_course(world, page_at):
    """Name the course, publish the policy with it; the trained are asked, others are not (R20)."""
    short = steps.course("changes", lessons=1, title_pl=CHANGES, title_en="What is new")
    keeper = page_at(1280, "pl", "light", person=world.demo.people["ewa"])
    keeper.goto(f"/pl/training/refreshers/new/?policy={POLICY}")
    keeper.get_by_label("Krótki kurs").select_option("changes")
    picture(keeper, "name-short")
    keeper.locator("main form button").click()
    keeper.wait_for_url("**/training/refreshers/")
    picture(keeper, "named")

    draft = policy_steps.written(
        start_version(Policy.objects.get(slug=POLICY), **policy_steps.act())
    )
    policy_steps.question(draft)
    policy_steps.approved(draft)
    manager = page_at(1280, "pl", "light", person=policy_steps.keeper())
    manager.goto(f"/pl/policies/{POLICY}/")
    manager.get_by_role("link", name="Opublikuj wersję").click()
    manager.get_by_label("Co się zmieniło, po polsku").fill("Jaśniej o prezentach.")
    manager.get_by_label("Co się zmieniło, po angielsku").fill("Clearer about presents.")
    manager.locator("label", has_text="krótki kurs").click()
    picture(manager, "publish-policy")
    manager.get_by_role("button", name="Opublikuj").click()
    manager.get_by_text("obowiązuje").first.wait_for()

    trained, untrained = knows_the_policy(world), world.demo.people["oksana"]
    for person, is_asked in ((trained, True), (untrained, False)):
        phone = page_at(390, "pl", "light", person=person)
        phone.goto("/pl/my/tasks/")
        expect(phone.locator("main").get_by_text(CHANGES)).to_have_count(1 if is_asked else 0)
        picture(phone, f"tasks-{'trained' if is_asked else 'untrained'}")

    phone = page_at(390, "pl", "light", person=trained)
    phone.goto("/pl/my/tasks/")
    read_to_the_questions(phone, "changes", name="short")
    answer(phone, short)
    expect(phone.get_by_role("link", name="Do mojego zaświadczenia")).to_be_visible()
    phone.goto("/pl/my/tasks/")
    expect(phone.locator("main").get_by_text(CHANGES)).to_have_count(0)


def knows_the_policy(world):
    """Somebody whom the policy means and whose certificate in the basic course held yesterday."""
    held = Credential.objects.filter(course__slug="basic").valid_on(world.today)
    people = Person.objects.filter(credentials__in=held, left_on=None).exclude(email="")
    return people.filter(assignments__ends_on=None).order_by("pk").first()
