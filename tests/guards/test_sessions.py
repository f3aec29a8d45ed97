"""After each change of an account its old cookies are refused at once (security.md 4.2).

Every event x every role. Each event is a generator: up to its ``yield`` it prepares, after it the
change is made by the page that people use for it. In between two browsers of the person are in,
one with a session of its own and one with a stolen copy of the cookie that makes the change.
"""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Person, Role
from tests.factories import (
    AssignmentFactory,
    OrganisationFactory,
    PersonFactory,
    RoleGrantFactory,
    UnitFactory,
)
from tests.people.test_second_steps import NEW, PASSWORD, confirm, set_up_app, sign_in

pytestmark = pytest.mark.django_db
ROLES = ["no role", *Role]


def signed_in(person):
    """A browser of somebody who has just given the password, and once more for what needs it."""
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    client = Client()
    sign_in(client, person)
    confirm(client)
    return client


def copy_of(client):
    """Another browser that has got hold of this one's cookie."""
    copy = Client()
    copy.cookies["session"] = client.cookies["session"].value
    return copy


def another_browser(person):
    """One that is in already: the moment of signing in is no newer than before."""
    person = Person.objects.get(pk=person.pk)
    before, client = person.last_login, Client()
    client.force_login(person)
    Person.objects.filter(pk=person.pk).update(last_login=before)
    return client


def is_in(client):
    return client.get(reverse("profile")).status_code == 200


def mailed(pattern):
    """The newest address like that in the mails that left."""
    return [found for sent in mail.outbox for found in re.findall(pattern, sent.body)][-1]


def sent(answer):
    """Make sure that a page did what it was asked for: it leads on."""
    assert answer.status_code == 302, answer.content.decode()
    return answer


@pytest.fixture(autouse=True)
def committed_at_once(monkeypatch):
    """What waits for the commit happens at once, within the request, as on a running site."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda call, **options: call())


@pytest.fixture
def scene(db):
    """A function: the person with a role, that person's browser, and an administrator's."""
    OrganisationFactory(relaxed=True, login_codes=True)
    admin = PersonFactory(role=Role.ADMINISTRATOR)

    def set_up(role):
        person = PersonFactory(assigned=True)
        if role == Role.REPORT_HANDLER:
            given = {"granted_by": admin, "seconded_by": PersonFactory()}
            RoleGrantFactory(person=person, role=role, **given)
        elif role != "no role":
            unit = UnitFactory() if role == Role.UNIT_LEAD else None
            RoleGrantFactory(person=person, role=role, unit=unit)
        return SimpleNamespace(
            person=person, role=role, here=signed_in(person), admin=signed_in(admin)
        )

    return set_up


def of_person(name, person, *more):
    return reverse(name, args=[person.uid, *more])


def password_changed(scene, clock):
    yield
    passwords = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    sent(scene.here.post(reverse("account_change_password"), passwords))


def password_set_by_a_reset_link(scene, clock):
    Client().post(reverse("account_reset_password"), {"email": scene.person.email})
    link = mailed(r"http://\S+/password/reset/\S+/")
    stranger = Client()
    form = sent(stranger.get(link)).url
    yield
    sent(stranger.post(form, {"password1": NEW, "password2": NEW}))


def invited_anew(scene, clock):
    sent(scene.admin.post(of_person("person-invite", scene.person)))
    link = mailed(r"http://\S+/invitation/\S+/")
    yield
    sent(Client().post(link, {"password": NEW, "again": NEW}))


def factor_added(scene, clock):
    yield
    set_up_app(scene.here)


def factor_removed(scene, clock):
    set_up_app(scene.here)
    yield
    sent(scene.here.post(reverse("mfa_deactivate_totp")))


def recovery_codes_renewed(scene, clock):
    set_up_app(scene.here)
    yield
    sent(scene.here.post(reverse("mfa_generate_recovery_codes")))


def lost_factor_taken_away(scene, clock):
    set_up_app(scene.here)
    page = of_person("person-recovery", scene.person)
    second = signed_in(PersonFactory(role=Role.MANAGEMENT))
    sent(scene.admin.post(page))
    if scene.role == Role.ADMINISTRATOR:  # a day's delay: carried out by the timer
        sent(second.post(page))
        clock.move_to(timezone.now() + timedelta(hours=25))
        scene.here.force_login(Person.objects.get(pk=scene.person.pk))
        yield
        call_command("run_due")
    else:
        yield
        sent(second.post(page))


def role_granted(scene, clock):
    unit = UnitFactory()
    yield
    given = {"role": Role.UNIT_LEAD, "unit": unit.pk, "starts_on": timezone.localdate().isoformat()}
    sent(scene.admin.post(of_person("role-new", scene.person), given))


def role_ended(scene, clock):
    grant = RoleGrantFactory(person=scene.person, role=Role.UNIT_LEAD, unit=UnitFactory())
    yield
    sent(scene.admin.post(of_person("role-end", scene.person, grant.pk)))


def assignment_given(scene, clock):
    unit = UnitFactory()
    yield
    day = timezone.localdate().isoformat()
    given = {"unit": unit.pk, "kind": "volunteer", "starts_on": day}
    sent(scene.admin.post(of_person("assignment-new", scene.person), given))


def assignment_ended(scene, clock):
    given = scene.person.assignments.get()
    yield
    day = {"last_day": timezone.localdate().isoformat()}
    sent(scene.admin.post(of_person("assignment-end", scene.person, given.pk), day))


def assignment_was_a_mistake(scene, clock):
    given = AssignmentFactory(person=scene.person)
    yield
    why = {"reason": "Another Anna."}
    sent(scene.admin.post(of_person("assignment-void", scene.person, given.pk), why))


def unit_moved(scene, clock):
    unit = scene.person.assignments.get().unit
    yield
    sent(scene.admin.post(reverse("unit-move", args=[unit.pk]), {"parent": UnitFactory().pk}))


def email_changed(scene, clock):
    yield
    details = {"given_name": "Jan", "email": "another@example.org", "language": "en"}
    sent(scene.admin.post(of_person("person-edit", scene.person), details))


def left(scene, clock):
    yield
    day = {"last_day": (timezone.localdate() - timedelta(days=1)).isoformat()}
    sent(scene.admin.post(of_person("person-leave", scene.person), day))


def signed_out_everywhere(scene, clock):
    yield
    sent(scene.here.post(reverse("sessions-end")))


EVENTS = [
    password_changed,
    password_set_by_a_reset_link,
    invited_anew,
    factor_added,
    factor_removed,
    recovery_codes_renewed,
    lost_factor_taken_away,
    role_granted,
    role_ended,
    assignment_given,
    assignment_ended,
    assignment_was_a_mistake,
    unit_moved,
    email_changed,
    left,
    signed_out_everywhere,
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_the_old_cookie_is_refused_at_the_next_request(scene, time_machine, event, role):
    found = scene(role)
    steps = event(found, time_machine)
    next(steps, None)
    old = [copy_of(found.here), another_browser(found.person)]
    assert [is_in(client) for client in old] == [True, True]

    next(steps, None)

    assert [is_in(client) for client in old] == [False, False]


def test_what_is_no_change_of_the_account_ends_nothing(scene, time_machine):
    """The guard can see a cookie that goes on."""
    found = scene("no role")
    old = copy_of(found.here)

    found.here.post(reverse("profile"), {"language": "pl", "theme": "light"})
    details = {"given_name": "Janusz", "email": found.person.email, "language": "en"}
    sent(found.admin.post(of_person("person-edit", found.person), details))

    assert is_in(old)
