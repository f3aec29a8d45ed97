"""Ten files an hour and person, whatever they are and wherever they are made (security.md 10)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from documents.limiting import PEOPLE_BEHIND_A_SOURCE, TooMany
from documents.making import Progress, ask, ask_again
from documents.models import SCAN, Document
from documents.serving import as_rendered
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_an_hour(settings):
    settings.FILES_AN_HOUR = 3
    OrganisationFactory(relaxed=True)


@pytest.fixture
def person():
    return PersonFactory(assigned=True)


@pytest.fixture
def now():
    return timezone.now()


def asked(person, at):
    return ask(
        "pack",
        by=person,
        at=at,
        title_pl="P",
        title_en="P",
        job="tests.documents.jobs.make",
        args={"title": "P"},
    )


def rendered(person, at, source="192.0.2.1"):
    request = RequestFactory(REMOTE_ADDR=source).get("/")
    request.user, request.now, request.today = person, at, at.date()
    return as_rendered(request, lambda: b"%PDF", "a.pdf")


@pytest.mark.parametrize("last", [asked, rendered])
def test_both_ways_to_a_file_count_together(person, now, last):
    asked(person, now)
    rendered(person, now)
    rendered(person, now)
    with pytest.raises(TooMany) as refusal:
        last(person, now + timedelta(minutes=20))
    assert refusal.value.seconds == 40 * 60
    assert last(person, now + timedelta(minutes=60))


def test_everybody_has_their_own_measure(person, now):
    for _number in range(3):
        asked(person, now)
    assert asked(PersonFactory(assigned=True), now)
    assert asked(None, now)  # the command line


def test_uploaded_scans_are_no_files_that_were_made(person, now):
    for _number in range(3):
        Document.objects.create(kind=SCAN, asked_by=person, asked_at=now)
    assert asked(person, now)


def test_readers_without_an_account_share_the_measure_of_their_source(now):
    for _number in range(3 * PEOPLE_BEHIND_A_SOURCE):
        rendered(AnonymousUser(), now)
    with pytest.raises(TooMany):
        rendered(AnonymousUser(), now, source="192.0.2.77")  # the same office
    assert rendered(AnonymousUser(), now, source="198.51.100.1")


def test_another_try_counts_too(person, now):
    document = asked(person, now - timedelta(days=1))
    progress = Progress(document)
    progress.fail(Document.Failure.TOO_LARGE)
    for _number in range(3):
        asked(person, now)
    with pytest.raises(TooMany):
        ask_again(Document.objects.get(pk=document.pk), at=now)
