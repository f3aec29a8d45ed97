"""Taking a course through its pages: start, read, fail, try again, pass (R20, R21, R26)."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.factories import OrganisationFactory, PersonFactory
from tests.training import steps
from training.models import Attempt, Credential

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def reader(client):
    OrganisationFactory(relaxed=True)
    person = PersonFactory(assigned=True)
    client.force_login(person)
    return person


def answers(body, *, right):
    """One answer to every question on the page: the right one (its words end in 1), or another."""
    wanted = {}
    for name, value, label in re.findall(
        r'name="(answer_[^"]+)" value="(\d)".*?<label[^>]*>(.*?)</label>', body, re.S
    ):
        if label.endswith("1") == right:
            wanted[name] = value
    return wanted


def test_from_the_start_to_the_certificate(client, reader):
    course = steps.course(lessons=2, questions=4, valid_months=24)
    page = reverse("my-course", args=[course.slug])

    assert "Course basic" in client.get(reverse("my-training")).text
    first = client.post(page)
    assert first["Location"] == reverse("my-lesson", args=[course.slug, 1])
    assert "Notice, listen, pass on." in client.get(first["Location"]).text
    second = client.post(first["Location"])
    assert second["Location"] == reverse("my-lesson", args=[course.slug, 2])
    test = client.post(second["Location"])["Location"]
    assert test == reverse("my-test", args=[course.slug])

    shown = client.get(test)
    typed = {"number": 1, "language": "en"} | answers(shown.text, right=False)
    failed = client.get(client.post(test, typed)["Location"])
    assert "0 of 4 answers were right" in failed.text
    assert "Because that is safer." in failed.text
    assert "Read page 1 again" in failed.text

    typed = {"number": 2, "language": "en"} | answers(client.get(test).text, right=True)
    passed = client.get(client.post(test, typed)["Location"])
    credential = Credential.objects.get(person=reader)
    assert credential.number in passed.text
    assert credential.number in client.get(page).text
    assert client.post(test, typed)["Location"] == Attempt.objects.get(number=2).get_absolute_url()
    assert client.get(test)["Location"] == page  # it is valid: there is nothing to prove


def test_an_answer_that_is_missing_keeps_the_others(client, reader):
    course = steps.course(questions=3)
    steps.read(course, reader, on=steps.LONG_AGO)
    test = reverse("my-test", args=[course.slug])
    typed = answers(client.get(test).text, right=True)
    left_out = typed.popitem()[0]

    answer = client.post(test, {"number": 1, "language": "en"} | typed)

    assert answer.status_code == 422
    assert answer.text.count(" checked") == 2
    assert f'name="{left_out}"' in answer.text and "Choose an answer." in answer.text
    assert not Attempt.objects.exists()


def test_what_others_have_done_is_not_there(client, reader):
    course = steps.course()
    theirs = steps.passed(course, PersonFactory(), on=steps.LONG_AGO)

    assert client.get(theirs.get_absolute_url()).status_code == 404
    for name in ("my-test", "my-lesson"):
        arguments = [course.slug] if name == "my-test" else [course.slug, 1]
        assert client.get(reverse(name, args=arguments)).status_code == 404


def test_a_page_that_is_not_there(client, reader):
    course = steps.course(lessons=1)
    steps.read(course, reader, on=steps.LONG_AGO)

    assert client.get(reverse("my-lesson", args=[course.slug, 2])).status_code == 404
    assert client.get(reverse("my-lesson", args=[course.slug, 0])).status_code == 404
