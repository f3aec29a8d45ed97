"""Comments on a place in a draft: who may, what is quoted, settled, gone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from people.models import Role
from policies.approving import decide
from policies.drafting import add_section, remove_section, save_section
from policies.models import Comment, CommentAnswer
from policies.publishing import publish
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
VERSION = "/en/policies/code/v1.0/"
REVIEW = f"{VERSION}review/"
NEW = f"{VERSION}comments/new/"


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def version():
    return steps.sent(steps.draft())


def said(client, person, text="Who decides?", **fields):
    """Somebody comments on the only section; the answer."""
    client.force_login(person)
    return client.post(NEW, {"section": "text", "text": text, **fields})


def review(client, person=None):
    client.force_login(person or steps.keeper())
    return client.get(REVIEW).content.decode()


def test_an_approver_comments_on_words_of_the_text(client, version):
    answer = said(client, steps.approver(), quote="respect\xa0everybody")

    comment = Comment.objects.get()
    assert answer.url == f"{REVIEW}#comment-{comment.pk}"
    assert (comment.by, comment.language, comment.section_key) == (steps.approver(), "en", "text")
    page = review(client)
    assert "respect\xa0everybody" in page and "Who decides?" in page
    assert "not in the text any more" not in page


def test_commenting_is_not_writing(client, version):
    """Who comments may still approve: four eyes are about the words of the text."""
    said(client, steps.approver())

    client.force_login(steps.approver())
    client.post(REVIEW, {"decision": "approve", "comment": ""})
    version.refresh_from_db()
    assert version.state == version.State.APPROVED


def test_words_that_are_not_there_are_refused_and_the_comment_is_kept(client, version):
    answer = said(client, steps.approver(), text="My long remark", quote="never said")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "does not have these words any more" in page and "My long remark" in page


def test_an_empty_comment_is_asked_for_its_words(client, version):
    answer = said(client, steps.approver(), text=" ")

    assert answer.status_code == 422 and "Write your comment." in answer.content.decode()


def test_a_comment_says_when_its_words_or_its_section_are_gone(client):
    version = steps.draft()
    second = add_section(version, **steps.act(), heading_en="Second")
    said(client, steps.approver(), quote="respect everybody")
    said(client, steps.approver(), section="second", text="Needed?")
    first = version.sections.first()
    texts = {"body_en": "<p>We care.</p>"}
    save_section(first, **steps.act(), revision=first.revision, texts=texts)
    remove_section(second, **steps.act())

    page = review(client)

    assert "These words are not in the text any more." in page
    assert "This section is not in the text any more." in page and "Needed?" in page


def test_it_is_answered_settled_folded_and_reopened(client, version):
    said(client, steps.approver())
    pk = Comment.objects.get().pk
    client.force_login(steps.keeper())
    client.post(f"{VERSION}comments/{pk}/answer/", {"text": "The coordinator does."})
    assert CommentAnswer.objects.get().by == steps.keeper()
    assert "The coordinator does." in review(client)

    client.post(f"{VERSION}comments/{pk}/settle/")
    client.post(f"{VERSION}comments/{pk}/settle/")
    assert "1 settled comment" in review(client)
    late = client.post(f"{VERSION}comments/{pk}/answer/", {"text": "One more thing"})
    assert late.status_code == 422 and "One more thing" in late.content.decode()
    client.post(f"{VERSION}comments/{pk}/reopen/")

    assert not Comment.objects.get().is_settled
    actions = Event.objects.filter(action__startswith="comment.").order_by("sequence")
    assert [event.action.partition(".")[2] for event in actions] == [
        "added",
        "answered",
        "settled",
        "reopened",
    ]


def test_only_its_author_and_those_who_keep_policies_settle_it(client, version):
    said(client, steps.approver())
    address = f"{VERSION}comments/{Comment.objects.get().pk}/settle/"
    client.force_login(PersonFactory(role=Role.MANAGEMENT))
    assert client.post(address).status_code == 403
    assert not Comment.objects.get().is_settled

    client.force_login(steps.approver())
    client.post(address)
    assert Comment.objects.get().settled_by == steps.approver()


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
def test_others_do_not_comment(client, version, role):
    person = PersonFactory(role=role) if role else PersonFactory(assigned=True)

    assert said(client, person).status_code == 403
    assert not Comment.objects.exists()


def test_open_comments_are_counted_and_warn_before_the_text_goes_on(client):
    version = steps.draft()
    said(client, steps.approver())
    client.force_login(steps.keeper())
    words = "1 comment is open."

    assert words in client.get(VERSION).content.decode()
    assert REVIEW in client.get(VERSION).content.decode()
    assert words in client.get(f"{VERSION}send/").content.decode()
    assert "Who decides?" in client.get(f"{VERSION}edit/").content.decode()
    steps.approved(version)
    assert words in client.get(f"{VERSION}publish/").content.decode()


def test_a_published_text_keeps_its_comments_and_takes_no_more(client, version):
    said(client, steps.approver())
    decide(version, **steps.act(by=steps.approver()), approve=True)
    act = steps.act()
    publish(version, by=act["by"], at=act["at"], effective_on=act["on"], major=True, notes={})

    answer = said(client, steps.approver(), text="Too late")

    assert answer.status_code == 422 and "its comments are closed" in answer.content.decode()
    page = review(client)
    assert "Who decides?" in page and "/comments/new/" not in page
    client.post(f"{VERSION}comments/{Comment.objects.get().pk}/settle/")
    assert not Comment.objects.get().is_settled


def test_the_trail_holds_no_words_of_a_comment(client, version):
    said(client, steps.approver(), text="Sekretne")

    event = Event.objects.get(action="comment.added")
    assert (event.object_type, event.fields) == ("policies.comment", [])


def test_a_comment_of_another_text_is_not_found(client, version):
    said(client, steps.approver())
    steps.draft("other")
    pk = Comment.objects.get().pk

    assert client.post(f"/en/policies/other/v1.0/comments/{pk}/settle/").status_code == 404


def test_reading_the_review_costs_the_same_with_more_comments(client, version):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(REVIEW)
        return len(captured)

    said(client, steps.approver())
    pk = Comment.objects.get().pk
    client.post(f"{VERSION}comments/{pk}/answer/", {"text": "Yes"})
    client.get(REVIEW)
    one = queries()
    for number in range(3):
        said(client, steps.approver(), text=f"Again {number}")
        newest = Comment.objects.last().pk
        client.post(f"{VERSION}comments/{newest}/answer/", {"text": "No"})
    client.get(REVIEW)

    assert queries() == one
