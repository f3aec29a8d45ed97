"""The pages of one's own account, of signing in and of the outbox, seen in a browser."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.utils import timezone

from people.inviting import invite
from people.mail import deliver_due, send
from people.models import OutgoingMail, Role
from tests.accessibility import APPEARANCES, violations
from tests.factories import OrganisationFactory, PersonFactory

NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=APPEARANCES, ids=lambda appearance: "-".join(map(str, appearance)))
def look(request, page_at):
    """A function that opens an address as somebody in one appearance and returns what is wrong."""
    width, language, theme = request.param

    def open_page(address, person=None, then=None):
        if person is not None:
            type(person).objects.filter(pk=person.pk).update(theme=theme, language=language)
        page = page_at(width, language, theme, person=person)
        page.goto(f"/{language}/{address}")
        if then is not None:
            then(page)
        sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return violations(page) + (["scrolls sideways"] if sideways else [])

    return open_page


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True, login_codes=True)


@pytest.mark.parametrize("address", ["sign-in/", "sign-in/code/", "sign-in/password/reset/"])
def test_the_pages_before_signing_in_can_be_used_by_everybody(look, address):
    assert look(address) == []


def test_the_profile_can_be_used_by_everybody(look):
    assert look("my/profile/", PersonFactory(assigned=True)) == []


def test_the_outbox_can_be_used_by_everybody(look):
    person = PersonFactory(role=Role.ADMINISTRATOR)
    for number, state in enumerate(OutgoingMail.State.values):
        send(person, purpose="signed-in", key=str(number), template="signed_in", at=NOON)
        OutgoingMail.objects.filter(key=str(number)).update(state=state)

    assert look("mail/", person) == []


def test_the_second_step_is_explained_to_everybody(look):
    OrganisationFactory._meta.model.objects.update(second_factor_required=True)
    OrganisationFactory._meta.model.objects.forget()

    assert look("mail/", PersonFactory(role=Role.ADMINISTRATOR)) == []


def test_an_invitation_can_be_accepted_by_everybody(look):
    administrator = PersonFactory(role=Role.ADMINISTRATOR)
    person = PersonFactory(assigned=True)
    invite(person, by=administrator, at=timezone.now(), on=timezone.localdate())
    deliver_due(timezone.now())
    token = re.search(r"/invitation/(\S+)/", mail.outbox[-1].body)[1]

    assert look(f"invitation/{token}/") == []
    assert look("invitation/unknown/") == []
