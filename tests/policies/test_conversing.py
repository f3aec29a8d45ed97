"""A question about a policy: a private thread with its owner, which pauses the deadline."""

import base64
import os
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import Event
from keyring.rotating import rotate
from people.days import day_of
from people.models import OutgoingMail, Person, Role
from people.obligations import State
from policies.conversing import ask, write
from policies.models import PolicyQuestion, QuestionMessage
from policies.obligations import open_obligations
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("2.9")]
WORDS = "Am I allowed to drive a family home?"
ANSWER = "Only in a car of the foundation."


@pytest.fixture(autouse=True)
def organisation():
    translation.activate("en")  # addresses below are those of the English pages
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def version():
    return steps.published(at=timezone.now() - timedelta(days=30), due_days=14)


@pytest.fixture
def reader(version):
    return PersonFactory(assigned=True, language="pl")


@pytest.fixture
def thread(version, reader):
    return ask(version, **steps.act(by=reader), kind="question", text=WORDS)


def owes(person, on=None):
    on = on or day_of(timezone.now())
    return open_obligations(Person.objects.filter(pk=person.pk), on=on).get(person.pk, [])


def test_a_reader_asks_and_the_owner_answers_and_closes(client, version, reader):
    """R7: whoever cannot agree yet says so, and gets an answer instead of a reminder."""
    assert [owed.state for owed in owes(reader)] == [State.MISSING]
    client.force_login(reader)
    page = client.get(reverse("my-policy", args=["code"])).content.decode()
    assert reverse("question-new", args=["code"]) in page
    answer = client.post(
        reverse("question-new", args=["code"]), {"kind": "disagree", "text": WORDS}
    )
    question = PolicyQuestion.objects.get()
    assert answer.url == question.get_absolute_url()
    assert (question.person, question.version, question.kind) == (reader, version, "disagree")
    (owed,) = owes(reader)
    assert (owed.state, owed.is_paused) == (State.DUE, True)

    client.force_login(version.policy.owner)
    assert question.get_absolute_url() in client.get("/en/questions/").content.decode()
    assert WORDS in client.get(question.get_absolute_url()).content.decode()
    client.post(question.get_absolute_url(), {"text": ANSWER, "then": "stays"})

    question.refresh_from_db()
    assert (question.outcome, question.closed_by) == ("stays", version.policy.owner)
    assert [owed.is_paused for owed in owes(reader)] == [False]
    client.force_login(reader)
    assert question.get_absolute_url() in client.get(reverse("my-tasks")).content.decode()
    assert ANSWER in client.get(question.get_absolute_url()).content.decode()
    actions = Event.objects.filter(action__startswith="question.").values_list("action", flat=True)
    assert list(actions.order_by("sequence")) == ["question.asked", "question.closed"]


def test_mails_say_only_that_there_is_something_in_the_readers_language(thread, reader, version):
    to_owner = OutgoingMail.objects.get(person=version.policy.owner, purpose="question")
    write(thread, **steps.act(by=version.policy.owner), text=ANSWER)
    to_reader = OutgoingMail.objects.get(person=reader, purpose="question")
    assert thread.get_absolute_url() in to_owner.body
    assert f"/pl/questions/{thread.uid}/" in to_reader.body
    told = "".join([to_owner.subject, to_owner.body, to_reader.subject, to_reader.body])
    for secret in (WORDS, ANSWER, "Kodeks", "Code", reader.family_name):
        assert secret not in told


@pytest.mark.parametrize(
    "role", [None, Role.ADMINISTRATOR, Role.MANAGEMENT, Role.POLICY_MANAGER, Role.UNIT_LEAD]
)
def test_nobody_else_finds_the_thread_whatever_their_role(client, thread, reader, role):
    unit = reader.assignments.get().unit
    extra = {"role__unit": unit} if role == Role.UNIT_LEAD else {}
    client.force_login(PersonFactory(assigned=True, role=role, **extra))
    assert client.get(thread.get_absolute_url()).status_code == 404
    assert (
        client.post(thread.get_absolute_url(), {"text": "Hm.", "then": "keep"}).status_code == 404
    )
    listed = client.get(reverse("questions"))
    assert str(thread.uid) not in listed.content.decode()
    assert QuestionMessage.objects.count() == 1


def test_the_policy_managers_answer_when_the_owner_has_left(client, thread, version):
    owner = version.policy.owner
    Person.objects.filter(pk=owner.pk).update(left_on=day_of(timezone.now()) - timedelta(days=1))
    client.force_login(PersonFactory(role=Role.POLICY_MANAGER))
    assert client.get(thread.get_absolute_url()).status_code == 200
    client.force_login(PersonFactory(role=Role.MANAGEMENT))
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_whoever_asks_again_comes_to_the_open_thread(client, thread, reader):
    client.force_login(reader)
    again = client.post(reverse("question-new", args=["code"]), {"kind": "question", "text": "?"})
    assert again.url == thread.get_absolute_url()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyQuestion.objects.create(
            person=reader,
            policy=thread.policy,
            version=thread.version,
            major=1,
            kind="question",
            opened_at=timezone.now(),
            opened_on=day_of(timezone.now()),
        )


def test_the_reader_may_close_it_as_settled(client, thread, reader):
    client.force_login(reader)
    client.post(thread.get_absolute_url(), {"text": "", "settle": "1"})
    thread.refresh_from_db()
    assert (thread.outcome, thread.closed_by) == ("settled", reader)
    assert client.post(thread.get_absolute_url(), {"text": "More."}).status_code == 200
    assert thread.messages.count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": "", "then": "keep"}, "Write something first."),
        ({"text": "", "then": "answered"}, "Answer before you close the question."),
        ({"text": "My words", "then": "settled"}, "Select a valid choice"),
        ({"text": "x" * 4001, "then": "keep"}, "at most 4000"),
    ],
)
def test_wrong_answers_are_refused_and_typed_words_stay(client, thread, version, sent, words):
    client.force_login(version.policy.owner)
    answer = client.post(thread.get_absolute_url(), sent)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert words in shown and sent["text"] in shown
    thread.refresh_from_db()
    assert thread.is_open and thread.messages.count() == 1


def test_without_words_or_a_version_in_force_nothing_is_asked(client, reader):
    client.force_login(reader)
    address = reverse("question-new", args=["code"])
    assert client.post(address, {"kind": "question", "text": " "}).status_code == 422
    assert client.get(reverse("question-new", args=["nothing"])).status_code == 404
    assert not PolicyQuestion.objects.exists()


def test_messages_are_stored_concealed_and_never_change(thread):
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM policies_questionmessage")
        (token,) = cursor.fetchone()
    assert WORDS not in token
    message = thread.messages.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionMessage.objects.update(written_at=timezone.now() - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        message.delete()


def test_a_new_field_key_can_still_rewrite_the_tokens(thread, settings):
    key = base64.urlsafe_b64encode(os.urandom(32)).decode()
    settings.FIELD_KEYS = (key, *settings.FIELD_KEYS)
    assert rotate().failed == []
    assert QuestionMessage.objects.get().text == WORDS


def test_a_closed_thread_never_changes(thread, version):
    write(thread, **steps.act(by=version.policy.owner), text=ANSWER, outcome="answered")
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyQuestion.objects.update(outcome="stays")


def test_attention_counts_what_waits_and_forgets_what_is_answered(client, thread, version):
    owner = version.policy.owner
    client.force_login(owner)
    assert "1 question waits for your answer" in client.get("/en/dashboard/").content.decode()
    write(thread, **steps.act(by=owner), text=ANSWER)
    assert "waits for your answer" not in client.get("/en/dashboard/").content.decode()


def test_those_who_oversee_see_a_due_day_and_no_question(client, thread, reader):
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=reader.assignments.get().unit))
    for address in (reader.get_absolute_url(), "/en/acknowledgements/?policy=code"):
        shown = client.get(address).content.decode()
        assert reader.family_name in shown and "question" not in shown.split("<main")[1].lower()


def test_the_units_of_others_do_not_matter():
    """A thread needs no unit: somebody without assignment may ask too."""
    UnitFactory()
    version = steps.published("other")
    outsider = PersonFactory()
    question = ask(version, **steps.act(by=outsider), kind="question", text="?")
    assert question in PolicyQuestion.objects.visible_to(outsider, on=day_of(timezone.now()))
