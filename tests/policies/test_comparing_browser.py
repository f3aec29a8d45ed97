"""A comparison and a comment in a browser, as they look and as they are made."""

from pathlib import Path

import pytest
from django.conf import settings

from policies.drafting import save_section, start_version
from policies.drift import behind
from policies.models import Comment
from tests.accessibility import APPEARANCES, violations
from tests.factories import OrganisationFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"
REVIEW = "/en/policies/code/v1.1/review/"


@pytest.fixture
def in_review():
    """Version 1.1 of the code in review, beside 1.0 in force."""
    OrganisationFactory(relaxed=True)
    titles = ("Kodeks postępowania", "Code of Conduct")
    version = start_version(steps.published(titles=titles).policy, **steps.act())
    section = version.sections.get()
    texts = {
        "heading_pl": "Nasza zasada",
        "body_pl": "<p>Zawsze szanujemy każdą osobę.</p><ul><li><p>Nie robimy zdjęć.</p></li></ul>",
        "body_en": "<p>We always respect everybody.</p><ul><li><p>We take no photos.</p></li></ul>",
    }
    save_section(section, **steps.act(), revision=section.revision, texts=texts)
    return steps.sent(version)


def shot(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "language", "theme"), APPEARANCES)
def test_a_comparison_is_readable(page_at, in_review, width, language, theme):
    page = page_at(width, language, theme, person=steps.approver())
    page.goto(REVIEW.replace("/en/", f"/{language}/"))
    page.locator("a[href*='/compare/']").click()

    page.locator("ins").first.wait_for()
    shot(page, f"comparison-{width}-{language}-{theme}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [390, 1280])
def test_selected_words_become_the_quote_of_a_comment(page_at, in_review, width):
    page = page_at(width, "en", person=steps.approver())
    page.goto(REVIEW)
    page.locator("[data-quotable][lang=en] li p").first.select_text()
    page.get_by_role("button", name="Comment on these words").click()

    assert page.get_by_label("Which words you mean").input_value() == "We take no photos."
    page.get_by_label("Your comment").fill("Also of the rooms?")
    page.get_by_role("button", name="Save the comment").click()
    page.get_by_text("Your comment is there.").wait_for()

    comment = Comment.objects.get()
    assert (comment.quote, comment.language) == ("We take no photos.", "en")
    page.get_by_text("Answer", exact=True).first.click()
    page.get_by_label("Your answer").fill("Yes, of the rooms too.")
    page.get_by_role("button", name="Save the answer").click()
    page.get_by_text("Yes, of the rooms too.").wait_for()
    shot(page, f"comment-{width}")
    assert violations(page) == []
    page.get_by_role("button", name="Settle").click()
    page.get_by_text("1 settled comment").wait_for()
    assert Comment.objects.get().is_settled


def test_words_in_another_form_are_not_left_behind_unasked(page_at, in_review):
    page = page_at(1280, "en", person=steps.approver())
    page.goto(REVIEW)
    page.locator("#decide").get_by_label("Comment").fill("Half of my decision")
    page.get_by_text("Comment on section 1").click()
    page.get_by_label("Your comment").fill("A comment")

    with page.expect_event("dialog") as asked:
        page.get_by_role("button", name="Save the comment").click(no_wait_after=True)

    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    assert page.locator("#decide").get_by_label("Comment").input_value() == "Half of my decision"
    assert not Comment.objects.exists()


def test_a_comment_is_made_without_scripts(page_at, in_review):
    page = page_at(390, "en", person=steps.approver(), java_script_enabled=False)
    page.goto(REVIEW)
    page.get_by_text("Comment on section 1").click()
    page.get_by_label("Which words you mean").fill("Nie robimy zdjęć")
    page.get_by_label("Your comment").fill("Także pomieszczeń?")
    page.get_by_role("button", name="Save the comment").click()

    page.get_by_text("Your comment is there.").wait_for()
    assert Comment.objects.get().language == "pl"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_editor_says_which_language_is_behind_and_settles_it(page_at, width):
    OrganisationFactory(relaxed=True)
    version = steps.draft(titles=("Kodeks postępowania", "Code of Conduct"))
    page = page_at(width, "en", person=steps.keeper())
    page.goto("/en/policies/code/v1.0/edit/")
    page.locator(".lt-prose[lang=en]").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" More.")
    note = page.get_by_text("The Polish text is older than the English one.")
    note.wait_for()
    shot(page, f"editor-drift-{width}")
    assert violations(page) == []

    page.get_by_role("button", name="The translation is current").click()
    note.wait_for(state="detached")

    assert behind(version.sections.get()) == ""
    assert "More." in version.sections.get().body_en
