"""The personal link: read and acknowledge without a password (security.md 4.1, features 2.20)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from people.days import day_of
from people.leaving import leave
from people.models import OutgoingMail, PersonalLink, Role, Session
from policies.linking import send_link
from policies.models import Acknowledgement
from policies.verifying import verify
from tests.factories import AssignmentFactory, OrganisationFactory, PersonFactory, UnitFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("2.20")]


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def reader():
    return PersonFactory(assigned=True, language="en", given_name="Nadia")


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    """Send a link and return the path in the mail that left."""

    def send_to(person, by=None):
        with django_capture_on_commit_callbacks(execute=True):
            send_link(person, **steps.act(by=by))
        return re.search(r"http://[^/\s]+(/\S+/read/\S+/)", mail.outbox[-1].body)[1]

    return send_to


@pytest.fixture
def stranger():
    """A browser without any cookie that checks forms like a real one."""
    return Client(enforce_csrf_checks=True)


def statement(version, language="en", **changes):
    return {"version_hash": version.version_hash, "language": language, "agree": "on", **changes}


def test_from_the_mail_to_the_receipt_without_signing_in(stranger, reader, send):
    """R7: one text after the other; the proof says link, no session is made, the link is over."""
    first, second = steps.published("code"), steps.published("rules", titles=("Zasady", "Rules"))
    path = send(reader)
    assert path.startswith("/en/read/")

    shown = stranger.get(path)
    assert "Nadia" in shown.text and "Code" in shown.text and "Rules" in shown.text
    text = stranger.get(f"{path}code/")
    assert "We respect everybody." in text.text and first.version_hash in text.text
    saved = stranger.post(f"{path}code/", statement(first))
    assert saved.status_code == 200 and f"{path}rules/" in saved.text
    last = stranger.post(f"{path}rules/", statement(second))

    rows = list(Acknowledgement.objects.order_by("pk"))
    assert [(row.method, row.strength, row.recorded_by) for row in rows] == [
        ("link", "none", None)
    ] * 2
    assert str(rows[1].uid) in last.text and "That was everything" in last.text
    assert stranger.cookies.keys() == set()
    assert not Session.objects.exists()
    assert stranger.get(path).status_code == 404
    assert verify().problems == []
    assert OutgoingMail.objects.filter(purpose="link-receipt").count() == 2


def test_the_link_travels_to_nobody(stranger, reader, send):
    steps.published()
    path = send(reader)
    for address in (path, f"{path}code/", path[:-5] + "/"):
        headers = stranger.get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Cache-Control"] == "no-store"


def test_the_mail_and_the_page_speak_the_readers_language(stranger, send):
    steps.published()
    with override("en"):
        path = send(PersonFactory(assigned=True, language="pl"))
    assert path.startswith("/pl/read/")
    assert "Szanujemy każdą osobę." in stranger.get(f"{path}code/").text.replace("\xa0", " ")
    assert "hasła" in mail.outbox[-1].body


def test_looking_changes_nothing_and_the_hash_alone_is_kept(stranger, reader, send):
    """Mail scanners open links."""
    steps.published()
    path = send(reader)
    before = PersonalLink.objects.values().get()
    for _each in range(3):
        stranger.get(path)
        stranger.head(f"{path}code/")
    assert PersonalLink.objects.values().get() == before
    assert not Acknowledgement.objects.exists()
    assert path.split("/")[3] not in str(before)
    assert OutgoingMail.objects.get(purpose="personal-link").body == ""


def test_it_opens_this_persons_texts_only(stranger, reader, send):
    steps.published()
    other = steps.published("other", asks=False)
    path = send(reader)
    assert stranger.get(f"{path}other/").status_code == 302
    answer = stranger.post(f"{path}other/", statement(other))
    assert answer.status_code == 200 and not Acknowledgement.objects.exists()
    assert stranger.get("/en/my/tasks/").status_code == 302


def revoked_by_hand(reader, client):
    client.force_login(steps.keeper())
    client.post(reverse("link-revoke", args=[reader.uid]))


def left(reader, client):
    leave(
        reader,
        by=PersonFactory(role=Role.ADMINISTRATOR),
        at=timezone.now(),
        on=day_of(timezone.now()),
        last_day=day_of(timezone.now()),
    )


@pytest.mark.parametrize("end", [revoked_by_hand, left])
def test_it_ends_at_once_by_hand_and_on_leaving(stranger, client, reader, send, end):
    version = steps.published()
    path = send(reader)
    end(reader, client)
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}code/", statement(version)).status_code == 404
    assert not Acknowledgement.objects.exists()


def test_every_dead_link_gets_the_same_page(stranger, reader, send, time_machine):
    version = steps.published()
    replaced, path = send(reader), send(reader)
    unknown = stranger.get("/en/read/" + "x" * 43 + "/")
    assert unknown.status_code == 404 and "How to get another link" in unknown.text

    assert stranger.get(replaced).text == unknown.text.replace("x" * 43, replaced.split("/")[3])
    time_machine.move_to(timezone.now() + timedelta(days=14, minutes=-5))
    assert stranger.get(path).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(minutes=10))
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}code/", statement(version)).status_code == 404


def test_guessing_is_slowed_down(stranger, reader, send):
    steps.published()
    path = send(reader)
    answers = {stranger.get(f"/en/read/{n:043}/").status_code for n in range(40)}
    assert answers == {404, 429}
    assert stranger.get(path).status_code == 200


def test_a_stale_page_gets_the_new_text(stranger, reader, send):
    old = steps.published()
    path = send(reader)
    new = steps.next_version(old.policy, major=True)

    answer = stranger.post(f"{path}code/", statement(old))

    assert answer.status_code == 409
    assert new.version_hash in answer.text and "Nothing was recorded" in answer.text
    assert not Acknowledgement.objects.exists()
    assert stranger.get(path).status_code == 200


def test_without_the_tick_nothing_is_recorded(stranger, reader, send):
    version = steps.published()
    answer = stranger.post(f"{send(reader)}code/", statement(version, agree=""))
    assert answer.status_code == 422 and "Tick the statement" in answer.text
    assert not Acknowledgement.objects.exists()


def test_a_double_click_on_the_last_text_gets_the_same_receipt(stranger, reader, send):
    version = steps.published()
    path = send(reader)
    first = stranger.post(f"{path}code/", statement(version))
    again = stranger.post(f"{path}code/", statement(version))
    assert (first.status_code, again.status_code) == (200, 200)
    assert str(Acknowledgement.objects.get().uid) in again.text


def test_who_may_send_one(client):
    unit = UnitFactory()
    steps.published()
    mine, foreign = PersonFactory(assigned__unit=unit), PersonFactory(assigned=True)
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit, assigned__unit=unit)

    def sent(by, person):
        client.force_login(by)
        answer = client.post(reverse("link-send", args=[person.uid]))
        return answer.status_code, person.links.filter(revoked_at=None).count()

    assert sent(lead, mine) == (302, 1)
    assert sent(lead, foreign) == (404, 0)
    assert sent(steps.keeper(), foreign) == (302, 1)
    assert sent(steps.approver(), foreign) == (302, 1)
    assert sent(PersonFactory(role=Role.ADMINISTRATOR), foreign) == (403, 1)
    assert sent(mine, foreign) == (403, 1)
    assert Event.objects.filter(action="link.sent").count() == 3


def test_why_none_can_be_sent(client):
    """Without an address, or with nothing to read, the page says so and sends nothing."""
    steps.published()
    idle = PersonFactory()
    offline = PersonFactory(email=None)
    AssignmentFactory(person=offline)
    client.force_login(steps.keeper())
    for person, words in [(idle, "nie ma nic do potwierdzenia"), (offline, "użyj papieru")]:
        answer = client.post(reverse("link-send", args=[person.uid]), follow=True)
        assert words in answer.text
    assert not PersonalLink.objects.exists()


def test_the_list_of_those_who_have_not_offers_it(client, reader):
    version = steps.published()
    client.force_login(steps.keeper())
    shown = client.get(f"{reverse('acknowledgements')}?policy={version.policy.slug}&state=open")
    assert reverse("link-send", args=[reader.uid]) in shown.text
    assert reverse("paper-new", args=[reader.uid]) in shown.text
