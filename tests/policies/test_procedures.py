"""Procedures: steps that are written in the browser, frozen with the text, hashed and copied."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from people.days import day_of
from policies.drafting import start_version
from policies.hashing import text_hash, version_hash
from policies.models import Guidance, Policy, PolicyVersion, Step
from policies.procedure_text import fields_to_fill, limit_in_words
from policies.publishing import CannotPublish, publish
from policies.verifying import verify
from tests.documents.reading import opened
from tests.documents.reading import text as text_of_pdf
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db

DRAFT = ["danger", "1.0"]
STEP = {
    "revision": "0",
    "who_pl": "Ty",
    "who_en": "You",
    "within_pl": "od razu",
    "within_en": "at once",
    "minutes": "0",
    "action_pl": "Zadzwoń.",
    "action_en": "Call.",
    "call_to": "number",
    "call_pl": "Przyjaciele",
    "call_en": "Friends",
    "number": "+48 000 000 222",
    "never_pl": "Nie krzycz.",
    "never_en": "Never shout.",
}


@pytest.fixture
def keeper(client):
    OrganisationFactory(relaxed=True)
    client.force_login(steps.keeper())
    return client


@pytest.fixture
def draft(keeper):
    return steps.procedure_draft()


def page(name, *more):
    return reverse(name, args=[*DRAFT, *more])


@pytest.mark.feature("10.8")
@pytest.mark.feature("1.14")
def test_a_step_is_added_changed_moved_and_removed(keeper, draft):
    """R2: who, within how long, what, whom to call, never, record; without any script."""
    assert keeper.post(page("step-new"), STEP).status_code == 302
    added = draft.steps.last()
    assert (added.position, added.minutes, added.number) == (6, 0, "+48000000222")

    changed = STEP | {"action_en": "Call them.", "number": "116 000"}
    keeper.post(page("step-edit", added.pk), changed)
    added.refresh_from_db()
    assert (added.action_en, added.number, added.revision) == ("Call them.", "116000", 1)

    keeper.post(page("steps"), {"do": f"up:{added.pk}"})
    assert [step.pk for step in draft.steps.all()].index(added.pk) == 4

    keeper.post(page("step-remove", added.pk))
    assert not Step.objects.filter(pk=added.pk).exists()
    assert [step.position for step in draft.steps.all()] == [1, 2, 3, 4, 5]


def test_the_situation_and_notes_are_kept(keeper, draft):
    sent = {"revision": "0", "scenario": "SC01", "age_pl": "Dzieci.", "age_en": "Children."}
    keeper.post(page("guidance-edit"), sent)

    guidance = Guidance.objects.get(version=draft)
    assert (guidance.scenario, guidance.age_en, guidance.revision) == ("SC01", "Children.", 1)


def test_what_is_wrong_with_a_step_is_said_and_what_was_typed_stays(keeper, draft):
    bad = STEP | {"action_pl": "", "action_en": "", "number": "call me", "who_en": "Somebody typed"}
    answer = keeper.post(page("step-new"), bad)

    assert answer.status_code == 422
    assert "Somebody typed" in answer.content.decode()
    assert set(answer.context["form"].errors) == {"action_pl", "number"}
    unheard = keeper.post(page("step-new"), STEP | {"call_to": "duty"})
    assert set(unheard.context["form"].errors) == {"call_to"}


def test_nobody_overwrites_what_somebody_else_saved_meanwhile(keeper, draft):
    step = draft.steps.first()
    keeper.post(page("step-edit", step.pk), STEP | {"action_en": "Theirs."})
    mine = STEP | {"action_en": "Mine."}

    answer = keeper.post(page("step-edit", step.pk), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in text
    assert "Mine." in text

    again = keeper.post(page("step-edit", step.pk), mine | {"revision": "1"})
    step.refresh_from_db()
    assert (again.status_code, step.action_en) == (302, "Mine.")


def test_the_steps_are_reached_from_the_editor_and_what_was_typed_is_saved(keeper, draft):
    shown = keeper.get(page("version-edit"))
    assert 'value="steps"' in shown.content.decode()
    form = {"title_pl": "Nowy tytuł", "title_en": "New title", "do": "steps"}

    answer = keeper.post(page("version-edit"), form)

    draft.refresh_from_db()
    assert answer["Location"] == page("steps")
    assert draft.title_en == "New title"


def test_other_kinds_of_policies_have_no_steps(keeper):
    steps.draft("code")
    assert keeper.get(reverse("steps", args=["code", "1.0"])).status_code == 404


def test_a_published_procedure_never_changes(keeper):
    """The triggers hold for steps and notes as they do for sections."""
    version = steps.procedure()
    step = version.steps.first()

    answer = keeper.post(page("step-edit", step.pk), STEP)
    assert answer.status_code == 422
    for change in (
        lambda: Step.objects.filter(pk=step.pk).update(action_en="Run."),
        lambda: Step.objects.create(version=version, position=9, action_en="Run."),
        lambda: version.steps.all().delete(),
        lambda: Guidance.objects.filter(version=version).update(age_en="x"),
        lambda: Guidance.objects.filter(version=version).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_hash_holds_every_part_of_a_step(keeper, draft):
    sections = list(draft.sections.all())

    def now():
        version = PolicyVersion.objects.get(pk=draft.pk)
        return {text_hash(version, sections, "pl"), version_hash(version, sections)}

    seen = now()
    step = draft.steps.first()
    for field, value in [
        ("who_pl", "Kto inny"),
        ("within_pl", "jutro"),
        ("minutes", 7),
        ("action_pl", "Inaczej."),
        ("call_pl", "Ktoś"),
        ("call_to", "duty"),
        ("never_pl", "Nie inaczej."),
        ("record_pl", "Coś"),
    ]:
        for name in (field, field.replace("_pl", "_en")):
            setattr(step, name, value)
        step.save()
        assert not seen & now()
        seen |= now()
    Guidance.objects.filter(version=draft).update(scenario="SC01")
    assert not seen & now()


def test_texts_without_steps_keep_their_hash(keeper):
    """Old evidence still verifies: the bytes of a text that has no steps are what they were."""
    version = steps.published()
    sections = list(version.sections.all())
    before = text_hash(version, sections, "pl")
    assert before == version.text_hash_pl
    assert Guidance.objects.count() == Step.objects.count() == 0

    assert verify().problems == []


def test_evidence_of_a_procedure_verifies_and_a_new_version_copies_the_steps(keeper):
    version = steps.procedure()
    assert verify().problems == []

    copied = start_version(version.policy, **steps.act())

    def words(of):
        return [
            (step.position, step.who_pl, step.action_en, step.never_pl, step.call_to, step.minutes)
            for step in of.steps.all()
        ]

    assert words(copied) == words(version)
    assert copied.guidance.scenario == "SC12"
    assert copied.guidance.trauma_en == version.guidance.trauma_en


def test_a_language_that_lacks_a_step_is_a_language_that_lacks_text(keeper, draft):
    step = draft.steps.first()
    step.action_en = ""
    step.save()

    assert "brakuje kroków" in keeper.get(page("version-edit")).content.decode()
    version = steps.approved(draft)
    at = timezone.now()
    notes = {"pl": "", "en": ""}
    with pytest.raises(CannotPublish) as refusal:
        publish(version, by=steps.keeper(), at=at, effective_on=day_of(at), major=True, notes=notes)
    assert "Jeden język jest niepełny" in str(refusal.value)


@pytest.mark.parametrize("name", ["version", "my-policy", "public-policy", "version-review"])
def test_every_reader_of_the_text_sees_the_steps(keeper, name):
    version = steps.procedure()
    Policy.objects.filter(pk=version.policy_id).update(is_public=True)
    address = reverse(name, args=DRAFT if name.startswith("version") else ["danger"])

    text = keeper.get(address).content.decode()

    assert "Nie zatrzymuj sprawcy siłą" in text
    assert "Dzieci odprowadź pierwsze" in text


def test_the_pdf_has_the_steps_in_both_languages(keeper):
    steps.procedure()
    answer = keeper.get(reverse("version-pdf", args=DRAFT) + "?language=both")

    words = text_of_pdf(opened(answer.content))
    assert "Never hold the offender back by force" in words
    assert "Nie zatrzymuj sprawcy siłą" in words


def test_only_keepers_write_steps(client, draft):
    client.force_login(PersonFactory(assigned=True))
    assert client.get(page("steps")).status_code == 403
    assert client.post(page("step-new"), STEP).status_code == 403


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, ""),
        (0, "od razu"),
        (30, "w ciągu 30 minut"),
        (60, "w ciągu 1 godziny"),
        (4320, "w ciągu 3 dni"),
    ],
)
def test_a_limit_in_minutes_is_said_in_words_where_there_are_none(minutes, words):
    assert limit_in_words(minutes, "pl") == words


def test_the_keeper_is_told_what_is_still_in_brackets(keeper):
    """Numbers that nobody has confirmed stand in brackets in the starter texts."""
    version = steps.procedure_draft("disclosure")
    assert fields_to_fill(version) == 2
    shown = keeper.get(reverse("steps", args=["disclosure", "1.0"])).content.decode()
    assert "2 miejsca w [nawiasach kwadratowych]" in shown
