"""The pages of sessions: plan, sign up, sheet, door, attendance, scans (features 4.3-4.6)."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from documents.templatetags.page import in_our_zone
from people.days import day_of
from people.models import Role
from tests.documents import files, reading
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.training import steps
from training.attending import token_of
from training.models import Credential, Participation, ParticipationStatus, Session
from training.signing_up import sign_up

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def taught():
    return steps.course("workshop", form="session", questions=0)


@pytest.fixture
def keeper(client):
    person = steps.coordinator()
    client.force_login(person)
    return person


def address(name, session, *more):
    return reverse(name, args=[session.uid, *more])


def coming(taught, now, **fields):
    return steps.session(taught, starts_at=now + timedelta(days=5), at=now, **fields)


def running(taught, now, **fields):
    """A session that began a minute ago, with somebody who signed up."""
    session = steps.session(taught, starts_at=now - HOUR / 60, hours=1, **fields)
    person = PersonFactory(assigned=True)
    sign_up(session, by=person, at=now - 10 * HOUR)
    return session, session.participations.get()


def form(taught, **changes):
    return {
        "course": taught.pk,
        "day_1": "23.03.2099",
        "starts_1": "9:30",
        "ends_1": "15:00",
        "place": "Świetlica",
        "language": "pl",
        **changes,
    }


@pytest.mark.feature("4.3")
def test_planning_with_days_in_our_zone_and_changing_it(client, keeper, taught):
    typed = form(taught, day_2="25.03.2099", starts_2="10.00", ends_2="12:00", capacity="12")
    made = client.post(reverse("session-new"), typed)

    session = Session.objects.get()
    assert made["Location"] == session.get_absolute_url()
    days = [(in_our_zone(d.starts_at), in_our_zone(d.ends_at)) for d in session.days.all()]
    assert [f"{begin:%d.%m %H:%M}-{end:%H:%M}" for begin, end in days] == [
        "23.03 09:30-15:00",
        "25.03 10:00-12:00",
    ]
    assert session.capacity == 12
    page = client.get(address("session-edit", session)).text
    assert 'value="25.03.2099"' in page and 'value="09:30"' in page and 'name="day_3"' in page
    client.post(address("session-edit", session), form(taught, place="", link="example.org/room"))
    session.refresh_from_db()
    assert (session.place, session.link) == ("", "https://example.org/room")
    assert session.days.count() == 1
    shown = client.get(session.get_absolute_url()).text
    assert "https://example.org/room" in shown


@pytest.mark.feature("4.3")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": ""}, "Give a place or a link."),
        ({"ends_1": "9:30"}, "It cannot end before it begins."),
        ({"starts_1": "25:99"}, "Write the hour like this: 09:30."),
        ({"day_2": "24.03.2099"}, "Fill in day, beginning and end, or leave all three empty."),
        ({"day_1": "31.02.2099"}, "There is no such day."),
        ({"day_2": "23.03.2099", "starts_2": "14:00", "ends_2": "16:00"}, "Two days overlap."),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"trainers": ["9" * 30]}, "Select a valid choice"),
        ({"course": "9" * 30}, "Select a valid choice"),
        ({"place": "a\x00b"}, "Null characters are not allowed."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, keeper, taught, changes, sentence):
    answer = client.post(reverse("session-new"), form(taught, note="Bring a pen", **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Bring a pen" in answer.text
    assert not Session.objects.exists()


@pytest.mark.feature("4.3")
def test_signing_up_on_the_page_of_the_course_and_withdrawing(client, taught, now):
    session = coming(taught, now, capacity=1, place="", link="https://example.org/secret")
    reader, other = PersonFactory(assigned=True), PersonFactory(assigned=True)
    client.force_login(reader)
    page = address("my-session", session)
    listed = client.get(reverse("my-course", args=[taught.slug])).text
    assert page in listed and "example.org" not in listed
    assert "example.org" not in client.get(page).text

    assert "We remind you some days before." in client.post(page + "join/", follow=True).text
    assert "https://example.org/secret" in client.get(page).text
    assert page in client.get(reverse("my-training")).text
    assert client.get(session.get_absolute_url()).status_code == 404

    client.force_login(other)
    assert "To the waiting list" in client.get(page).text
    assert "You are on the waiting list" in client.post(page + "join/", follow=True).text
    client.force_login(reader)
    assert "not on the list any more" in client.post(page + "leave/", follow=True).text
    client.force_login(other)
    assert "you have a place" in client.get(page).text
    assert Participation.objects.count() == 2


@pytest.mark.feature("4.3")
def test_a_session_of_a_course_for_others_is_not_there(client, taught, now):
    taught.is_open = False
    taught.save()
    session = coming(taught, now)
    client.force_login(PersonFactory(assigned=True))
    for name in ("my-session", "my-session-join", "my-session-leave"):
        assert client.post(address(name, session)).status_code == 404
    trainer = PersonFactory()
    session.trainers.add(trainer)
    client.force_login(trainer)
    assert client.get(address("my-session", session)).status_code == 200


@pytest.mark.feature("4.3")
def test_the_lists_of_sessions_that_come_and_that_were(client, keeper, taught, now):
    later = coming(taught, now, place="Later")
    past, _row = running(taught, now - 24 * HOUR, place="Past")
    off = coming(taught, now, place="Off")
    answer = client.post(address("session-cancel", off), {"reason": ""})
    assert answer.status_code == 422
    client.post(address("session-cancel", off), {"reason": "The trainer is ill."})
    shown = client.get(reverse("sessions")).text
    assert later.get_absolute_url() in shown and past.get_absolute_url() not in shown
    assert "called off" in shown
    assert past.get_absolute_url() in client.get(reverse("sessions"), {"past": 1}).text
    assert "The trainer is ill." in client.get(off.get_absolute_url()).text


@pytest.mark.feature("4.3")
def test_a_coordinator_finds_people_by_name_and_a_lead_the_own_people(client, keeper, taught, now):
    session = coming(taught, now)
    unit = UnitFactory()
    own = PersonFactory(family_name="Nowak", assigned__unit=unit)
    stranger = PersonFactory(family_name="Nowakowska", assigned=True)
    page = session.get_absolute_url()
    assert "three letters" in client.get(page, {"q": "No"}).text
    found = client.get(page, {"q": "nowak"}).text
    assert str(own.uid) in found and str(stranger.uid) in found
    client.post(address("session-person", session), {"person": stranger.uid})
    assert str(stranger) in client.get(page).text
    client.post(address("session-trainer", session), {"person": own.uid})
    assert session.trainers.get() == own

    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=unit)
    client.force_login(lead)
    shown = client.get(page, {"q": "nowak"}).text
    assert str(own.uid) in shown and str(stranger) not in shown
    assert (
        client.post(address("session-person", session), {"person": stranger.uid}).status_code == 404
    )
    assert client.post(address("session-trainer", session), {"person": own.uid}).status_code == 403
    client.post(address("session-person", session), {"person": own.uid})
    row = session.participations.get(person=own)
    client.post(address("session-remove", session, row.pk))
    assert row.statuses.last().status == "withdrawn"
    other = session.participations.get(person=stranger)
    assert client.post(address("session-remove", session, other.pk)).status_code == 404
    for wrong in ("x", "0" * 32):
        answer = client.post(address("session-person", session), {"person": wrong})
        assert answer.status_code == 404


@pytest.mark.feature("4.3")
@pytest.mark.parametrize("kind", ["nobody", "lead", "management", "trainer"])
def test_who_may_open_what(client, taught, now, kind):
    session, row = running(taught, now)
    person = {
        "nobody": lambda: PersonFactory(assigned=True),
        "lead": lambda: PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory()),
        "management": lambda: PersonFactory(role=Role.MANAGEMENT),
        "trainer": PersonFactory,
    }[kind]()
    if kind == "trainer":
        session.trainers.add(person)
    client.force_login(person)
    pages = ("session", "session-attendance", "session-guest", "session-scan-new")
    answers = [client.get(address(name, session)).status_code for name in pages]
    assert (
        answers
        == {
            "nobody": [404] * 4,
            "lead": [200, 403, 403, 403],
            "management": [200, 403, 403, 403],
            "trainer": [200] * 4,
        }[kind]
    )
    answers = [client.get(address(name, session)) for name in ("session-edit", "session-cancel")]
    assert {answer.status_code for answer in answers} == {403}
    if kind == "lead":
        assert str(row.person) not in client.get(session.get_absolute_url()).text
    if kind == "trainer":
        assert session.get_absolute_url() in client.get(reverse("my-training")).text
        assert client.get(reverse("sessions")).status_code == 403


@pytest.mark.feature("4.4", "4.6")
def test_a_guest_a_walk_in_and_the_attendance_on_one_page(client, keeper, taught, now):
    session, row = running(taught, now)
    walk_in = PersonFactory(family_name="Walking", assigned=True)
    client.post(address("session-person", session), {"person": walk_in.uid})
    assert client.post(address("session-guest", session), {"guest": " "}).status_code == 422
    client.post(address("session-guest", session), {"guest": "Ewa Nowa", "guest_from": "MOPS"})
    guest = session.participations.get(person=None)
    page = address("session-attendance", session)
    shown = client.get(page).text
    assert shown.count(" checked") == 2  # those at the door
    seen = ParticipationStatus.objects.latest("pk").pk
    typed = {"seen": seen, f"attendance_{row.pk}": "absent"}
    typed |= {f"attendance_{r.pk}": "attended" for r in session.participations.exclude(pk=row.pk)}

    wrong = client.post(page, typed | {f"attendance_{row.pk}": "nonsense"})
    assert wrong.status_code == 422 and wrong.text.count(" checked") == 2
    saved = client.post(page, typed)

    assert saved["Location"] == session.get_absolute_url()
    assert Credential.objects.get().person == walk_in
    assert guest.statuses.last().status == "attended"
    again = client.post(page, typed)
    assert again.status_code == 422 and "Somebody else changed this list" in again.text
    seen = ParticipationStatus.objects.latest("pk").pk
    correction = {"seen": seen, f"attendance_{row.pk}": "attended"}
    refused = client.post(page, correction)
    assert refused.status_code == 422 and "Say why it changes." in refused.text
    client.post(page, correction | {"reason": "Came late."})
    assert Credential.objects.count() == 2
    history = client.get(session.get_absolute_url()).text
    assert "did not come" in history and "Came late." in history


@pytest.mark.feature("4.5")
def test_the_sheet_has_a_page_for_each_day_names_and_the_code(client, keeper, taught, now):
    session = coming(taught, now, days=2)
    person = PersonFactory(family_name="Żółć-Łącka")
    sign_up(session, by=person, at=now)

    answer = client.get(address("session-sheet", session))

    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 2
        words = [" ".join(reading.words(page).split()) for page in pdf.pages]
    for number, text in enumerate(words):
        assert str(person) in text
        assert f"{in_our_zone(now + timedelta(days=5 + number)):%d.%m.%Y}" in text
        assert "Kurs workshop" in text and "Course workshop" in text


@pytest.mark.feature("4.5")
def test_the_code_is_confirmed_by_a_post_and_only_during_the_session(client, taught, now):
    session, row = running(taught, now)
    later = coming(taught, now)
    page = reverse("check-in", args=[token_of(session)])
    asked = client.get(page)
    assert asked["Location"].startswith(reverse("account_login"))
    client.force_login(row.person)

    assert "You are signed in as" in client.get(page).text
    assert row.statuses.count() == 1
    assert "It is noted that you are here" in client.post(page, follow=True).text
    assert [said.status for said in row.statuses.all()] == ["signed_up", "present"]

    closed = reverse("check-in", args=[token_of(later)])
    assert "works during the session only" in client.get(closed).text
    client.post(closed)
    assert not later.participations.exists()
    assert client.get(reverse("check-in", args=["made-up"])).status_code == 404


@pytest.mark.feature("4.5")
def test_the_scan_is_attached_and_handed_out_to_those_who_hold_the_session(
    client, keeper, taught, now
):
    session, row = running(taught, now)
    page = address("session-scan-new", session)
    assert client.post(page, {"sheet": files.upload(b"text", "lista.pdf")}).status_code == 422
    client.post(page, {"sheet": files.upload(files.PDF, "lista.pdf")})
    sheet = session.sheets.get()
    scan = address("session-scan", session, sheet.pk)
    assert scan in client.get(session.get_absolute_url()).text
    assert client.get(scan).content == files.PDF
    assert "attachment" in client.get(scan)["Content-Disposition"]
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory()))
    assert client.get(scan).status_code == 403
    client.force_login(row.person)
    assert client.get(scan).status_code == 404
    other = coming(taught, now)
    client.force_login(keeper)
    assert client.get(address("session-scan", other, sheet.pk)).status_code == 404


def test_pages_take_as_many_queries_for_three_as_for_one(client, keeper, taught, now):
    session, _row = running(taught, now)

    def add():
        person = PersonFactory(family_name="Same", assigned=True)
        sign_up(session, by=person, at=now - 2 * HOUR)
        PersonFactory(family_name="Searched", assigned=True)
        more = coming(taught, now, trainers=[keeper])
        sign_up(more, by=keeper, at=now)

    pages = [
        (session.get_absolute_url(), {"q": "searched"}),
        (address("session-attendance", session), {}),
        (reverse("sessions"), {}),
        (reverse("my-training"), {}),
        (reverse("my-course", args=[taught.slug]), {}),
    ]

    def numbers():
        found = []
        for page, query in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page, query).status_code == 200
            found.append(len(captured))
        return found

    add()
    numbers()
    one = numbers()
    add()
    add()
    assert numbers() == one


def test_a_day_in_the_form_is_the_day_of_the_organisation(client, keeper, taught):
    client.post(reverse("session-new"), form(taught, starts_1="00:15", ends_1="01:00"))
    assert f"{day_of(Session.objects.get().days.get().starts_at):%d.%m}" == "23.03"
