"""A volunteer asks, the owner answers; questions before the statement. In a browser."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from people.days import day_of
from people.models import Person
from policies.asking import add_rule
from policies.models import Acknowledgement, PolicyQuestion
from policies.publishing import publish
from tests.accessibility import violations
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"


def shot(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@pytest.fixture
def reader():
    return PersonFactory(given_name="Oksana", family_name="Koval", language="pl", assigned=True)


@pytest.fixture
def code(reader):
    """The code of conduct in force, with two questions for its readers."""
    OrganisationFactory(relaxed=True)
    owner = steps.keeper()
    Person.objects.filter(pk=owner.pk).update(given_name="Marta", family_name="Wrona")
    version = steps.draft("code", titles=("Kodeks postępowania", "Code of Conduct"))
    steps.question(version)
    steps.question(
        version,
        correct=0,
        words="May you take photos of the people we help?",
        question_pl="Czy wolno robić zdjęcia osobom, którym pomagamy?",
        options=[{"pl": "Nie, nigdy.", "en": "No, never."}, {"pl": "Tak.", "en": "Yes."}],
        explanation_pl="Zdjęcie może kogoś zdradzić. Tak szanujemy każdą osobę.",
        explanation_en="A photo can give somebody away. This is how we respect everybody.",
    )
    now = timezone.now()
    version = publish(
        steps.approved(version),
        by=owner,
        at=now,
        effective_on=day_of(now),
        major=True,
        notes={},
        with_questions=True,
    )
    add_rule(version.policy, **steps.act(), starts_on=day_of(now))
    return version.policy


@pytest.mark.feature("2.9")
def test_a_volunteer_asks_on_the_phone_and_the_owner_answers_at_the_desk(page_at, code, reader):
    phone = page_at(390, "pl", person=reader)
    phone.goto("/pl/my/policies/code/")
    phone.get_by_role("link", name="Mam pytanie albo nie mogę się zgodzić").click()
    phone.locator("label", has_text="Nie mogę się zgodzić").click()
    phone.get_by_label("Twoja wiadomość").fill("Nie mogę obiecać, że nie pojadę sama.")
    assert violations(phone) == []
    shot(phone, "question-new-390")
    phone.get_by_role("button", name="Wyślij wiadomość").click()
    phone.get_by_text("Twój termin czeka na odpowiedź").wait_for()
    shot(phone, "question-asked-390")

    desk = page_at(1280, "en", "dark", person=steps.keeper())
    desk.goto("/en/questions/")
    shot(desk, "questions-1280")
    assert violations(desk) == []
    desk.get_by_role("rowheader").get_by_role("link").click()
    desk.get_by_label("Your answer").fill("Then call the office first, somebody comes with you.")
    desk.locator("label", has_text="Close: the policy will be changed").click()
    assert violations(desk) == []
    shot(desk, "question-answer-1280")
    desk.get_by_role("button", name="Save the answer").click()
    desk.get_by_text("The question is closed.").wait_for()
    assert PolicyQuestion.objects.get().outcome == "will_change"

    phone.goto("/pl/my/tasks/")
    shot(phone, "question-tasks-390")
    phone.get_by_role("link", name="Kodeks postępowania: Nie mogę się zgodzić").click()
    expect(phone.get_by_text("somebody comes with you")).to_be_visible()
    assert violations(phone) == []
    shot(phone, "question-closed-390")


@pytest.mark.feature("2.13")
@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_answer_leads_back_to_the_section(page_at, code, reader, scripts):
    page = page_at(390, "pl", person=reader, java_script_enabled=scripts)
    page.goto("/pl/my/policies/code/")
    page.locator("#question-1 label", has_text="Każdego").click()
    page.locator("#question-2 label", has_text="Tak.").click()
    page.locator("label[for=agree]").click()
    shot(page, "quiz-390")
    page.get_by_role("button", name="Potwierdź").click()
    expect(page.locator("#question-2-error")).to_be_visible()
    expect(page.locator("#question-1-error")).to_have_count(0)
    assert not Acknowledgement.objects.exists()
    if scripts:
        assert violations(page) == []
        shot(page, "quiz-wrong-390")
    page.locator("#question-2-error").get_by_role("link").click()
    page.wait_for_url("**#s-text")
    page.locator("#question-2 label", has_text="Nie, nigdy.").click()
    page.get_by_role("button", name="Potwierdź").click()
    page.wait_for_url("**/my/acknowledgements/**")
    assert Acknowledgement.objects.get().questions_passed == 2


@pytest.mark.feature("2.13")
def test_a_manager_writes_a_question_beside_the_draft(page_at):
    OrganisationFactory(relaxed=True)
    version = steps.draft()
    page = page_at(1280, "en", "dark", person=steps.keeper())
    page.goto("/en/policies/code/v1.0/edit/")
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("Question in Polish").fill("Kogo szanujemy?")
    page.get_by_label("Answer 1 in Polish").fill("Każdego")
    page.get_by_label("Answer 2 in Polish").fill("Nikogo")
    page.locator("label", has_text="Answer 1").last.click()
    shot(page, "quiz-edit-1280")
    assert violations(page) == []
    page.get_by_role("button", name="Save the question").click()
    page.get_by_text("The question is added.").wait_for()
    assert version.comprehension.get().options[0] == {"pl": "Każdego", "en": ""}
    shot(page, "quiz-draft-1280")
    assert violations(page) == []


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_a_manager_sees_whom_a_rule_means_and_exempts_somebody(page_at, code, reader, width, theme):
    page = page_at(width, "en", theme, person=steps.keeper())
    page.goto("/en/policies/code/audience/new/")
    page.locator("label", has_text="volunteer").first.click()
    page.get_by_role("button", name="Who is that today?").click()
    page.get_by_role("heading", name="Whom it would ask today").wait_for()
    expect(page.get_by_role("rowheader", name=str(reader))).to_be_visible()
    assert violations(page) == []
    shot(page, f"rule-preview-{width}")

    page.goto("/en/acknowledgements/?policy=code&state=open")
    row = page.get_by_role("row").filter(has_text=str(reader))
    row.get_by_role("link", name="Exempt").click()
    page.get_by_label("Last day").fill("31.12.2099")
    page.locator("label", has_text="long absence").click()
    page.get_by_label("Reason", exact=True).fill("Away until spring.")
    assert violations(page) == []
    shot(page, f"exemption-{width}")
    page.get_by_role("button", name="Exempt this person").click()
    page.get_by_text("is exempt until 31 December 2099").wait_for()
    shot(page, f"exempt-person-{width}")
    page.goto("/en/acknowledgements/?policy=code")
    expect(page.get_by_text("exempt until 31 December 2099")).to_be_visible()
    assert violations(page) == []
    shot(page, f"exempt-list-{width}")
