"""The demonstration's training: every state can be seen, and every hash is the right one."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from people.days import day_of
from people.models import Person
from training.drawing import draw
from training.hashing import attempt_hash, content_hash, credential_hash
from training.models import (
    Attempt,
    Course,
    CourseVersion,
    Credential,
    Learning,
    LessonDone,
    OutsideCourse,
)
from training.obligations import open_obligations
from training.standing import Status, standings

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    settings.VAR = tmp_path
    call_command("demo", people=300, seed=1)
    return day_of(timezone.now())


def test_somebody_stands_in_every_state(demo):
    basic = Course.objects.get(slug="basic")
    found = standings(Person.objects.all(), on=demo, courses=[basic])

    assert {standing.status for standing in found.values()} == {
        Status.VALID,
        Status.EXPIRING,
        Status.RENEWABLE,
        Status.LAPSED,
    }
    assert Credential.objects.filter(course=basic, revocation__isnull=False).count() == 1
    owing = open_obligations(Person.objects.all(), on=demo)
    assert 0.1 < len(owing) / Person.objects.count() < 0.6


def test_courses_are_published_drafted_and_retired(demo):
    states = {
        (version.course.slug, version.number, version.state)
        for version in CourseVersion.objects.select_related("course")
    }
    assert states == {
        ("basic", 1, "published"),
        ("basic", 2, "published"),
        ("refresher", 1, "published"),
        ("what-changed", 1, "draft"),
        ("autumn-briefing", 1, "published"),
        ("difficult-talk", 1, "published"),
    }
    assert Course.objects.offered(demo).count() == 4
    assert OutsideCourse.objects.exists()


def test_hashes_are_those_that_people_s_own_clicks_make(demo):
    for version in CourseVersion.objects.published().select_related("course"):
        assert version.content_hash == content_hash(version)
    attempts = Attempt.objects.select_related("person", "version").order_by("pk")
    for attempt in attempts[:60]:
        assert attempt.row_hash == attempt_hash(attempt)
        drawn = draw(attempt.version, attempt.person, attempt.number)
        shown = [[each.question.key, list(each.order)] for each in drawn]
        assert [[key, order] for key, _chosen, order in attempt.answers] == shown
    credentials = Credential.objects.select_related("person", "course", "version", "attempt")
    for credential in credentials.order_by("pk")[:60]:
        assert credential.row_hash == credential_hash(credential)


def test_whoever_handed_in_a_try_had_read_the_pages(demo):
    tried = Attempt.objects.filter(number=1).select_related("version")
    for attempt in tried[:40]:
        learning = Learning.objects.get(person=attempt.person, version=attempt.version)
        done = LessonDone.objects.filter(learning=learning).count()
        assert done == attempt.version.lessons.count()


def test_what_was_renewed_names_what_it_renews(demo):
    renewed = Credential.objects.filter(renews__isnull=False).select_related("renews", "version")

    assert renewed.exists()
    for credential in renewed:
        assert credential.version.course.slug == "refresher"
        assert credential.renews.course_id == credential.course_id
        assert credential.awarded_on <= credential.renews.renewable_until
