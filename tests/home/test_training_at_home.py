"""Training where it is asked for: my tasks, readiness, a person's page, dashboard, mails (4.1)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from home.pillars import pillars
from home.reminders.digest import Digest, digest, write_digest
from home.reminders.writing import write_due
from people.days import day_of
from people.models import OutgoingMail, Role
from people.workdays import workday_from
from policies.figures import Coverage
from readiness.figures import readiness
from readiness.ledger import standing
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.training import steps
from tests.training.test_obligations import outside
from training.models import Target

pytestmark = pytest.mark.django_db
TODAY = day_of(timezone.now())


@pytest.fixture(autouse=True)
def organisation():
    with override("en"):
        yield OrganisationFactory(relaxed=True)


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_who_misses_a_course_is_not_ready_and_who_is_merely_reminded_is():
    course = steps.course()
    steps.asked(course)
    late, soon = PersonFactory(assigned=True), PersonFactory(assigned=True)
    outside(soon, course, TODAY - timedelta(days=300), TODAY + timedelta(days=20))

    assert not standing(late, on=TODAY).is_ready
    assert standing(soon, on=TODAY).is_ready and standing(soon, on=TODAY).obligations
    found = readiness(on=TODAY)
    assert (found.people, found.ready) == (2, 1)


@pytest.mark.feature("4.1")
def test_the_course_is_the_next_step_and_says_how_long_and_that_it_is_begun(client):
    course, other = steps.course(lessons=2), steps.course("other", form="session")
    steps.asked(course, starts_on=TODAY, due_days=7)
    steps.asked(other, starts_on=TODAY, due_days=20)
    person = PersonFactory(assigned=True)
    client.force_login(person)

    page = client.get(reverse("my-tasks"))
    assert "Take the course: Course basic" in words(page)
    assert "About 10 min; you can stop at any time." in words(page)
    assert "Start the course" in words(page) and "Take the course: Course other" in words(page)
    assert page.context["my_tasks_count"] == 2

    client.post(reverse("my-course", args=["basic"]))
    assert "Go on" in words(client.get(reverse("my-tasks")))


def test_a_page_of_a_person_shows_what_they_owe_and_hold(client):
    held, owed = steps.course("held"), steps.course("owed")
    steps.asked(owed)
    person = PersonFactory(assigned=True)
    credential = outside(person, held, TODAY, TODAY + timedelta(days=400))
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))

    page = words(client.get(reverse("person", args=[person.uid])))

    assert "Course owed" in page and "Course held" in page and credential.number in page


@pytest.mark.feature("4.11")
def test_before_a_certificate_ends_its_holder_is_reminded_by_the_one_mail():
    course = steps.course()
    steps.asked(course)
    person = PersonFactory(assigned=True)
    day = workday_from(TODAY)
    outside(person, course, TODAY - timedelta(days=300), day + timedelta(days=59))

    write_due(at=timezone.now(), on=day)

    mail = OutgoingMail.objects.get(person=person)
    assert mail.purpose == "reminder" and "1 task" in mail.subject


@pytest.mark.feature("4.11")
def test_coordinators_get_one_digest_a_week_when_there_is_something_to_say():
    course, site = steps.course(), UnitFactory()
    coordinator = steps.coordinator()
    day = workday_from(TODAY)
    at = timezone.now()
    assert write_digest(at=at, on=day) == 0

    steps.asked(course)
    PersonFactory(assigned__unit=site)
    ends = PersonFactory(assigned__unit=site)
    outside(ends, course, TODAY - timedelta(days=30), day + timedelta(days=10))
    Target.objects.create(unit=site, course=course, number=2, starts_on=TODAY, set_by=coordinator)
    assert digest(day) == Digest(late=1, ending=1, too_few=1)
    assert write_digest(at=at, on=day) == 1
    assert write_digest(at=at, on=day) == 0
    mail = OutgoingMail.objects.filter(person=coordinator).first()
    assert mail.purpose == "training-digest"
    assert "1 person is late with a course" in mail.body
    assert "1 target of trained people is not met" in mail.body
    assert not any(name in mail.body for name in (ends.family_name, "Course basic"))
    week = workday_from(day + timedelta(days=7))
    assert write_digest(at=at, on=week) == 1


def test_the_dashboard_has_the_pillar_and_what_needs_attention(client):
    course, site = steps.course(), UnitFactory()
    steps.asked(course)
    PersonFactory(assigned__unit=site)
    outside(PersonFactory(assigned=True), course, TODAY, TODAY + timedelta(days=20))
    Target.objects.create(
        unit=site, course=course, number=2, starts_on=TODAY, set_by=steps.coordinator()
    )
    client.force_login(steps.coordinator())

    page = words(client.get(reverse("dashboard")))

    assert "1 of 2 people hold all courses asked of them" in page
    assert "1 person is late with a course" in page
    assert f"Too few trained people: {site.name}" in page
    assert "1 person has a certificate that ends soon" in page


@pytest.mark.parametrize(
    ("done", "asked", "state"), [(9, 10, "lit"), (5, 10, "half"), (4, 10, "out"), (0, 0, "out")]
)
def test_a_pillar_shines_as_far_as_it_works(done, asked, state):
    figures = {"entries": [{"coverage": Coverage(asked, done)}], "trained": Coverage(asked, done)}
    found = pillars(figures, sees_policies=True, sees_training=False)

    assert [pillar.state for pillar in found] == [state, state]
    assert [bool(pillar.url) for pillar in found] == [True, False]
