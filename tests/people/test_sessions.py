"""How sessions last and end (security.md 4.2)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import Role, Session
from people.sessions import end_sessions, forget_expired, handle
from tests.factories import OrganisationFactory, PersonFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
PASSWORD = "zielony czajnik śpiewa"


@pytest.fixture(autouse=True)
def relaxed():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def person():
    person = PersonFactory()
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def browser(person):
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def is_in(client):
    return client.get(reverse("profile")).status_code == 200


def later(time_machine, **delta):
    time_machine.move_to(timezone.now() + timedelta(**delta))


def test_a_session_knows_its_person_and_nothing_about_the_browser(person):
    browser(person)

    session = Session.objects.get()
    assert session.person == person
    assert {field.name for field in Session._meta.fields} == {
        "session_key", "session_data", "expire_date", "person", "created_at", "seen_at",
    }  # fmt: skip


def test_an_hour_of_rest_ends_a_session(person, time_machine):
    client = browser(person)
    later(time_machine, minutes=59)
    assert is_in(client)
    later(time_machine, minutes=59)
    assert is_in(client)
    later(time_machine, minutes=61)
    assert not is_in(client)


def test_a_session_ends_after_twelve_hours_of_use(person, time_machine):
    client = browser(person)
    for _half_hour in range(23):
        later(time_machine, minutes=30)
        assert is_in(client)
    later(time_machine, minutes=30)
    assert not is_in(client)


def test_a_role_shortens_rest_to_half_an_hour_and_use_to_ten_hours(person, time_machine):
    RoleGrantFactory(person=person)
    client = browser(person)
    later(time_machine, minutes=29)
    assert is_in(client)
    later(time_machine, minutes=31)
    assert not is_in(client)

    client = browser(person)
    for _step in range(23):
        later(time_machine, minutes=26)
        assert is_in(client)
    later(time_machine, minutes=26)
    assert not is_in(client)


def test_a_new_key_for_the_same_sign_in_is_no_new_beginning(person, time_machine):
    client = browser(person)
    began = Session.objects.get().created_at
    later(time_machine, minutes=20)
    data = {"oldpassword": PASSWORD, "password1": "sto nowych lamp", "password2": "sto nowych lamp"}

    client.post(reverse("account_change_password"), data)

    assert Session.objects.get().created_at == began


def test_a_session_is_noted_at_most_every_five_minutes(person, time_machine):
    client = browser(person)
    before = Session.objects.get().seen_at
    later(time_machine, minutes=4)
    is_in(client)
    assert Session.objects.get().seen_at == before
    later(time_machine, minutes=2)
    is_in(client)
    assert Session.objects.get().seen_at > before


def test_five_sessions_go_side_by_side_and_two_with_a_role(person):
    browsers = [browser(person) for _number in range(6)]
    assert [is_in(client) for client in browsers] == [False] + [True] * 5

    RoleGrantFactory(person=person)
    newest = browser(person)
    assert is_in(newest)
    assert Session.objects.filter(person=person).count() == 2


def test_the_epoch_ends_every_other_cookie_at_its_next_request(person):
    first, second = browser(person), browser(person)

    end_sessions(person)

    assert not is_in(first)
    assert not is_in(second)


def test_the_epoch_alone_is_enough(person):
    """Even a row that somebody put back does not help."""
    client = browser(person)
    rows = list(Session.objects.all())
    end_sessions(person)
    Session.objects.bulk_create(rows)

    assert not is_in(client)


def test_a_new_password_ends_the_other_sessions_only(person):
    here, there = browser(person), browser(person)
    data = {"oldpassword": PASSWORD, "password1": "sto nowych lamp", "password2": "sto nowych lamp"}

    here.post(reverse("account_change_password"), data)

    assert is_in(here)
    assert not is_in(there)


def test_sessions_are_listed_and_ended_one_by_one(person):
    here, there = browser(person), browser(person)
    page = here.get(reverse("profile"))
    other = next(session for session in page.context["sessions"] if not session.is_this_one)
    assert len(page.context["sessions"]) == 2
    key = there.cookies["session"].value
    assert key not in page.text

    here.post(reverse("session-end"), {"session": other.handle})

    assert is_in(here)
    assert not is_in(there)


def test_nobody_ends_the_session_of_another(person):
    stranger = browser(PersonFactory())
    mine = browser(person)
    row = Session.objects.get(person=person)

    stranger.post(reverse("session-end"), {"session": handle(row)})

    assert is_in(mine)


def test_sign_out_everywhere(person):
    here, there = browser(person), browser(person)

    response = here.post(reverse("sessions-end"))

    assert response.url == reverse("account_login")
    assert not is_in(here)
    assert not is_in(there)


def test_a_page_costs_session_person_and_grants(person, django_assert_num_queries):
    client = browser(person)
    is_in(client)  # the organisation's name is now known to the process

    with django_assert_num_queries(3):
        assert client.get(reverse("more")).status_code == 200


def test_reading_writes_nothing_but_the_touch(person, django_assert_num_queries, time_machine):
    client = browser(person)
    later(time_machine, minutes=6)

    with CaptureQueriesContext(
        connection,
    ) as captured:
        is_in(client)

    written = [
        q["sql"] for q in captured if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert len(written) == 1
    assert "people_session" in written[0]


def test_whoever_leaves_is_out_at_the_next_request(person):
    client = browser(person)
    type(person).objects.filter(pk=person.pk).update(
        left_on=timezone.localdate() - timedelta(days=1)
    )

    assert not is_in(client)


def test_expired_rows_are_forgotten_an_hour_later(person, time_machine):
    browser(person)
    later(time_machine, minutes=90)
    assert forget_expired(timezone.now()) == 0
    later(time_machine, minutes=60)
    assert forget_expired(timezone.now()) == 1


def test_colours_are_kept_in_the_account_and_the_browser(client, person):
    client.force_login(person)

    response = client.post(reverse("theme"), {"theme": "dark", "next": reverse("profile")})

    person.refresh_from_db()
    assert (person.theme, response.url) == ("dark", reverse("profile"))
    assert client.cookies["theme"].value == "dark"


def test_colours_lead_to_no_other_site_and_know_no_other_value(client, relaxed):
    response = client.post(reverse("theme"), {"theme": "pink", "next": "https://evil.example/"})

    assert response.url == reverse("home")
    assert "theme" not in client.cookies


@pytest.mark.feature("9.13")
def test_language_and_colours_are_saved_in_the_profile(client, person):
    client.force_login(person)

    response = client.post("/en/my/profile/", {"language": "pl", "theme": "light"})

    person.refresh_from_db()
    assert (person.language, person.theme) == ("pl", "light")
    assert response.url == "/pl/my/profile/"


def test_a_profile_refuses_what_it_does_not_know(client, person):
    client.force_login(person)

    response = client.post(reverse("profile"), {"language": "xx", "theme": "light"})

    assert response.status_code == 422


def test_the_administrator_keeps_two_sessions_at_most(person):
    RoleGrantFactory(person=person, role=Role.ADMINISTRATOR)
    browsers = [browser(person) for _number in range(3)]

    assert [is_in(client) for client in browsers] == [False, True, True]
