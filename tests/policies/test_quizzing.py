"""Questions that readers answer before they acknowledge (features 2.13)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from audit import triggers
from people.days import day_of
from policies.acknowledging import NotUnderstoodYet, acknowledge
from policies.drafting import start_version
from policies.hashing import acknowledgement_hash
from policies.models import Acknowledgement, ComprehensionQuestion
from policies.publishing import CannotPublish, publish
from policies.verifying import verify
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("2.13")]
NEW = "/en/policies/code/v1.0/edit/questions/new/"


@pytest.fixture(autouse=True)
def organisation():
    translation.activate("en")  # addresses below are those of the English pages
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def published(version, *, with_questions=True):
    at = timezone.now() - timedelta(days=10)
    return publish(
        steps.approved(version),
        by=steps.keeper(),
        at=at,
        effective_on=day_of(at),
        major=True,
        notes={"pl": "Zmiana.", "en": "A change."},
        with_questions=with_questions,
    )


@pytest.fixture
def quizzed():
    """A policy in force with two questions that its readers answer."""
    version = steps.draft()
    steps.question(version)
    steps.question(version, correct=0, words="May you take photos?")
    return published(version)


def typed(**changes):
    return {
        "question_pl": "Kogo szanujemy?",
        "question_en": "Whom do we respect?",
        "option_1_pl": "Każdego",
        "option_1_en": "Everybody",
        "option_2_pl": "Nikogo",
        "option_2_en": "Nobody",
        "correct": "0",
        "explanation_pl": "Pierwsze zdanie.",
        "explanation_en": "The first sentence.",
        "section_key": "text",
    } | changes


def page(version):
    return reverse("my-policy", args=[version.policy.slug])


def sent(version, *answers, **changes):
    given = {f"answer_{place}": answer for place, answer in enumerate(answers, start=1)}
    return {
        "version_hash": version.version_hash, "language": "en", "agree": "on", **given, **changes
    }  # fmt: skip


def test_a_manager_writes_a_question_beside_the_draft(manager):
    version = steps.draft()
    assert manager.post(NEW, typed()).status_code == 302
    question = ComprehensionQuestion.objects.get()
    assert (question.version, question.position, question.correct) == (version, 1, 0)
    assert question.options == [
        {"pl": "Każdego", "en": "Everybody"},
        {"pl": "Nikogo", "en": "Nobody"},
    ]
    assert "Whom do we respect?" in manager.get("/en/policies/code/v1.0/edit/").content.decode()
    address = f"/en/policies/code/v1.0/edit/questions/{question.pk}/"
    manager.post(address, typed(question_en="Whom?", correct="1", revision="0"))
    question.refresh_from_db()
    assert (question.question_en, question.correct, question.revision) == ("Whom?", 1, 1)
    manager.post(f"{address}remove/")
    assert not ComprehensionQuestion.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"question_pl": "", "question_en": ""}, "Write the question in at least one language."),
        ({"option_2_pl": "", "option_2_en": ""}, "Write at least two answers."),
        ({"option_1_pl": "", "option_1_en": "", "option_3_pl": "C"}, "from the first one on"),
        ({"correct": "4"}, "The right answer is empty."),
        ({"correct": ""}, "Say which answer is right."),
        ({"section_key": "elsewhere"}, "Select a valid choice"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_and_stays_typed(manager, change, words):
    steps.draft()
    answer = manager.post(NEW, typed(**change))
    shown = answer.content.decode()
    assert answer.status_code == 422 and words in shown
    assert "The first sentence." in shown
    assert not ComprehensionQuestion.objects.exists()


def test_two_who_change_the_same_question_see_both_texts(manager):
    question = steps.question(steps.draft())
    address = f"/en/policies/code/v1.0/edit/questions/{question.pk}/"
    manager.post(address, typed(question_en="Theirs", revision="0"))
    answer = manager.post(address, typed(question_en="Mine", revision="0"))
    shown = answer.content.decode()
    assert answer.status_code == 409 and "Theirs" in shown and "Mine" in shown
    manager.post(address, typed(question_en="Mine", revision="1"))
    question.refresh_from_db()
    assert question.question_en == "Mine"


def test_five_are_the_most(manager):
    version = steps.draft()
    for _each in range(5):
        steps.question(version)
    answer = manager.post(NEW, typed())
    assert answer.status_code == 422 and "Five questions are the most" in answer.content.decode()


def test_the_publish_dialogue_offers_questions_only_when_both_languages_are_whole(manager):
    version = steps.draft()
    question = steps.question(version, explanation_en="")
    steps.approved(version)
    address = "/en/policies/code/v1.0/publish/"
    shown = manager.get(address).content.decode()
    assert 'value="answer"' not in shown and "questions for readers are not complete" in shown
    with pytest.raises(CannotPublish):
        publish(
            version,
            by=steps.keeper(),
            at=timezone.now(),
            effective_on=day_of(timezone.now()),
            major=True,
            notes={},
            with_questions=True,
        )
    manager.post("/en/policies/code/v1.0/recall/")
    question.explanation_en = "Because."
    question.save()
    steps.approved(version)
    assert 'value="answer"' in manager.get(address).content.decode()
    day = f"{timezone.localdate():%d.%m.%Y}"
    manager.post(address, {"effective_on": day, "duty": "answer"})
    version.refresh_from_db()
    assert (version.state, version.readers_must) == ("published", "answer")


def test_a_wrong_answer_leads_back_to_the_section_and_records_nothing(client, quizzed):
    client.force_login(PersonFactory(assigned=True))
    shown = client.get(page(quizzed)).content.decode()
    assert shown.index("May you take photos?") < shown.index('name="agree"')
    assert "Because." not in shown

    answer = client.post(page(quizzed), sent(quizzed, "1", "1"))

    shown = answer.content.decode()
    assert answer.status_code == 422 and shown.count("Because.") == 1
    assert 'href="#s-text"' in shown.split('id="question-2"')[1]
    assert "Not yet." not in shown.split('id="question-1"')[1].split('id="question-2"')[0]
    assert not Acknowledgement.objects.exists()


def test_an_unanswered_question_is_named(client, quizzed):
    client.force_login(PersonFactory(assigned=True))
    answer = client.post(page(quizzed), sent(quizzed, "1"))
    assert answer.status_code == 422
    assert "Question 2: Choose an answer." in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_only_that_all_were_answered_is_kept_with_the_proof(client, quizzed):
    person = PersonFactory(assigned=True)
    client.force_login(person)
    client.post(page(quizzed), sent(quizzed, "0", "0"))
    location = client.post(page(quizzed), sent(quizzed, "1", "0"))["Location"]

    row = Acknowledgement.objects.get()
    assert (row.person, row.questions_passed) == (person, 2)
    assert row.row_hash == acknowledgement_hash(row)
    assert "2 questions" in client.get(location).content.decode()
    assert verify().is_sound


def test_the_door_itself_refuses_a_wrong_answer(quizzed):
    given = {"version_hash": quizzed.version_hash, "language": "pl", "strength": "password"}
    person = PersonFactory(assigned=True)
    for answers in (None, {1: 1}, {1: 1, 2: 1}):
        with pytest.raises(NotUnderstoodYet):
            acknowledge(quizzed.policy, by=person, at=timezone.now(), answers=answers, **given)
    assert not Acknowledgement.objects.exists()


def test_a_stale_page_is_told_of_the_new_text_whatever_was_answered(client, quizzed):
    client.force_login(PersonFactory(assigned=True))
    new = steps.next_version(quizzed.policy, major=True)
    answer = client.post(page(quizzed), sent(quizzed, "0"))
    shown = answer.content.decode()
    assert answer.status_code == 409 and new.version_hash in shown
    assert not Acknowledgement.objects.exists()


def test_the_next_version_brings_the_questions_and_a_minor_one_goes_on_asking(client, quizzed):
    assert start_version(quizzed.policy, **steps.act()).comprehension.count() == 2
    quizzed.policy.versions.open().delete()
    minor = steps.next_version(quizzed.policy, major=False)
    client.force_login(PersonFactory(assigned=True))
    assert "May you take photos?" in client.get(page(minor)).content.decode()
    assert client.post(page(minor), sent(minor, "0", "0")).status_code == 422
    assert client.post(page(minor), sent(minor, "1", "0")).status_code == 302


def test_readers_are_asked_nothing_when_the_publisher_chose_reading_only(client):
    version = steps.draft()
    steps.question(version)
    version = published(version, with_questions=False)
    client.force_login(PersonFactory(assigned=True))
    assert "Whom do we respect?" not in client.get(page(version)).content.decode()
    client.post(page(version), sent(version))
    assert Acknowledgement.objects.get().questions_passed is None


def test_the_questions_are_part_of_the_frozen_text_and_its_hash(quizzed):
    question = quizzed.comprehension.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        ComprehensionQuestion.objects.filter(pk=question.pk).update(correct=0)
    assert verify().is_sound
    triggers.lift(connection)
    ComprehensionQuestion.objects.filter(pk=question.pk).update(correct=0)
    problems = verify().problems
    triggers.install(connection)
    assert len(problems) == 2


def test_a_question_added_after_approval_needs_a_new_approval():
    """Four eyes: approvers decide about the questions too."""
    version = steps.draft()
    steps.question(version)
    steps.approved(version)
    ComprehensionQuestion.objects.update(correct=0)
    with pytest.raises(CannotPublish):
        publish(
            version,
            by=steps.keeper(),
            at=timezone.now(),
            effective_on=day_of(timezone.now()),
            major=True,
            notes={},
        )
