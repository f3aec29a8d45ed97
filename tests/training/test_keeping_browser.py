"""The coordinator's pages in a browser: how they look, and the editor that saves by itself."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.accessibility import APPEARANCES, violations
from tests.browsing import sign_in
from tests.factories import OrganisationFactory, PersonFactory
from tests.training import steps
from training.asking import add_rule
from training.beginning import begin_course, begin_outside
from training.editing import newest, publish
from training.models import Lesson
from training.picturing import add_picture, rewritten

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"
PAGES = {
    "courses": "training/courses/",
    "course": "training/courses/refresher/",
    "course-new": "training/courses/new/",
    "course-version": "training/courses/basic/v1/",
    "lesson-edit": "training/courses/basic/v1/lessons/signs/",
    "lesson-preview": "training/courses/basic/v1/pages/4/",
    "course-question": "training/courses/basic/v1/questions/girl-of-17/",
    "course-test": "training/courses/basic/v1/test/",
    "course-rule": "training/courses/refresher/rules/new/",
    "picture-new": "training/courses/basic/v1/lessons/signs/pictures/new/",
    "signs": "training/signs/",
    "outside": "training/outside/",
}


@pytest.fixture
def keeper():
    """Somebody who keeps a published course and a draft with a picture."""
    OrganisationFactory(relaxed=True)
    person = steps.coordinator()
    act = {"by": person, "at": steps.noon(steps.LONG_AGO), "on": steps.LONG_AGO}
    basic = begin_course("basic", **act)
    begin_outside(**act)
    publish(newest(basic.refresher), **act)
    add_rule(basic.refresher, **act, starts_on=steps.LONG_AGO, kinds=["volunteer"])
    PersonFactory(assigned=True)
    lesson = newest(basic).lessons.get(key="signs")
    drawn = rewritten(steps.picture())
    add_picture(lesson, **act, drawn=drawn, alt_pl="Peron wieczorem", alt_en="A platform at night")
    return person


@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_it_looks_right_and_axe_finds_nothing(page_at, keeper, width, language, theme):
    page = page_at(width, language, theme, person=keeper)
    found = {}
    for name, path in PAGES.items():
        page.goto(f"/{language}/{path}")
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"keeping-{name}-{width}-{language}-{theme}.png")
        if problems := violations(page):
            found[name] = problems
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found[name, "sideways"] = True
    assert found == {}


def test_the_editor_saves_by_itself_and_keeps_both_texts_of_a_conflict(page_at, keeper):
    page = page_at(1280, "en", person=keeper)
    page.goto("/en/" + PAGES["lesson-edit"])
    english = page.locator(".lt-prose[lang=en]").first
    english.click()
    page.keyboard.press("Control+End")
    with page.expect_response("**/save/") as answered:
        page.keyboard.type(" Written here.")
    assert answered.value.status == 200
    lesson = Lesson.objects.get(version__course__slug="basic", key="signs")
    assert "Written here." in lesson.body_en

    Lesson.objects.filter(pk=lesson.pk).update(revision=7, body_en="<p>Theirs now.</p>")
    with page.expect_response("**/save/") as answered:
        page.keyboard.type(" And more.")
    assert answered.value.status == 409
    page.get_by_text("Theirs now.").first.wait_for()
    with page.expect_response("**/save/") as answered:
        page.get_by_role("button", name="Keep mine").click()
    assert answered.value.status == 200
    lesson.refresh_from_db()
    assert "And more." in lesson.body_en


def test_everything_is_written_without_scripts_too(new_context, live_server, keeper):
    context = new_context(java_script_enabled=False)
    sign_in(context, keeper, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/en/{PAGES['lesson-edit']}")
    page.get_by_label("Title in English").fill("Signs without scripts")
    page.get_by_role("button", name="Save and close").click()
    page.get_by_text("Signs without scripts").first.wait_for()
