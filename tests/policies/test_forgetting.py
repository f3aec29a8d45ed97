"""What was said about a text goes after three years; that it was said stays."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import Event
from home import retention
from people.days import add_months, day_of
from policies.commenting import Place, add_comment, answer, settle
from policies.conversing import ask, write
from policies.models import Comment, CommentAnswer, PolicyQuestion, QuestionMessage
from policies.pausing import Pauses
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("9.16")]
WORDS = "My brother may not know that I asked."
NOW = timezone.now()
PERIOD = timedelta(days=3 * 366 + 1)


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def when(at):
    return {"at": at, "on": day_of(at)}


def closed_thread(version, at, days=1):
    """Somebody asked, the owner answered and closed it a while later."""
    person = PersonFactory(assigned=True)
    question = ask(version, by=person, **when(at), kind="question", text=WORDS)
    later = at + timedelta(days=days)
    write(question, by=version.policy.owner, **when(later), text=WORDS, outcome="stays")
    return PolicyQuestion.objects.get(pk=question.pk)


def run(part, at=NOW):
    return retention.execute(**when(at))[part]


def words():
    return sorted(QuestionMessage.objects.values_list("text", flat=True))


def test_the_words_of_a_thread_go_three_years_after_it_was_closed(client):
    version = steps.published(at=NOW - 2 * PERIOD)
    old = closed_thread(version, NOW - PERIOD - timedelta(days=1))
    closed_thread(version, NOW - PERIOD, days=30)

    assert run("question_messages") == 2
    assert words() == ["", "", WORDS, WORDS]

    assert run("question_messages") == 0
    event = Event.objects.get(action="retention.done", object_id="question_messages")
    assert (event.count, event.object_type) == (2, "policies.questionmessage")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM policies_questionmessage WHERE question_id = %s", [old.pk])
        assert set(cursor.fetchall()) == {("",)}
    client.force_login(old.person)
    page = client.get(f"/en/questions/{old.uid}/").text
    assert "These words were erased" in page
    assert WORDS not in page


def test_what_the_thread_paused_is_as_it_was():
    version = steps.published(at=NOW - 2 * PERIOD)
    thread = closed_thread(version, NOW - PERIOD - timedelta(days=9), days=5)
    spans = [(thread.opened_on, thread.closed_on)]
    assert list(Pauses([version], day_of(NOW)).of(version, thread.person_id)) == spans

    assert run("question_messages") == 2

    assert list(Pauses([version], day_of(NOW)).of(version, thread.person_id)) == spans
    assert PolicyQuestion.objects.get().outcome == "stays"


def test_a_thread_that_nobody_closed_counts_from_the_askers_last_day():
    version = steps.published(at=NOW - 2 * PERIOD)
    long_ago = NOW - PERIOD - timedelta(days=9)
    gone, here = PersonFactory(assigned=True), PersonFactory(assigned=True)
    for person in (gone, here):
        ask(version, by=person, **when(long_ago), kind="question", text=WORDS)
    gone.left_on = add_months(day_of(NOW), -36)
    gone.save()

    assert run("question_messages") == 1
    assert QuestionMessage.objects.get(text="").author == gone


def test_anonymising_alone_leaves_the_words_to_their_own_period():
    version = steps.published(at=NOW - 2 * PERIOD)
    thread = closed_thread(version, NOW - timedelta(days=90))
    thread.person.left_on = day_of(NOW) - timedelta(days=80)
    thread.person.save()

    assert run("question_messages", NOW + timedelta(days=700)) == 0
    assert words() == [WORDS, WORDS]
    assert run("question_messages", NOW + PERIOD) == 2


def commented(at):
    """A text in review with a comment that was answered."""
    version = steps.sent(steps.draft())
    who = {"by": steps.approver(), **when(at)}
    comment = add_comment(version, **who, place=Place("text"), text=WORDS)
    answer(comment, **who, text=WORDS)
    return comment


def test_a_comment_goes_with_its_answers_three_years_after_it_was_settled():
    comment = commented(NOW - PERIOD - timedelta(days=30))
    assert run("comments") == 0  # still to be settled, and the text is open

    settle(comment, by=steps.keeper(), **when(NOW - PERIOD))
    assert run("comments", NOW - timedelta(days=9)) == 0
    assert run("comments") == 1
    assert not Comment.objects.exists()
    assert not CommentAnswer.objects.exists()
    assert Event.objects.filter(action="comment.added").exists()


def test_a_comment_that_nobody_settled_goes_once_the_text_is_closed():
    comment = commented(NOW - PERIOD)
    version = comment.version
    version.state = version.State.DISCARDED
    version.save(update_fields=["state"])
    CommentAnswer.objects.update(at=NOW - PERIOD + timedelta(days=30))

    assert run("comments") == 0
    assert run("comments", NOW + timedelta(days=30)) == 1
