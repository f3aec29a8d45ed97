"""The pages about people: who sees them, what they show, and that forms keep what was typed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people.days import day_of
from people.models import (
    BackgroundCheck,
    CheckRule,
    Function,
    Invitation,
    Kind,
    Organisation,
    Person,
    Role,
    Unit,
)
from tests.factories import (
    AssignmentFactory,
    CheckRuleFactory,
    FunctionFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def today():
    return day_of(timezone.now())


@pytest.fixture
def signed_in(client):
    """A function that signs somebody with a role in and returns the client."""

    def sign_in(role=None, **reach):
        client.force_login(PersonFactory(role=role, **reach))
        return client

    return sign_in


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMINISTRATOR)


def names(response):
    return [str(row["person"]) for row in response.context["rows"]]


def person_url(name, person, *args):
    return reverse(name, args=[person.uid, *args])


# The list


def test_the_list_shows_who_is_here_in_polish_order(admin):
    for family in ("Żak", "Zając", "Łoś", "Lis"):
        AssignmentFactory(person=PersonFactory(given_name="Ada", family_name=family))
    AssignmentFactory(ends_on=date(2021, 1, 1))

    response = admin.get(reverse("people"))

    assert names(response) == ["Ada Lis", "Ada Łoś", "Ada Zając", "Ada Żak"]
    assert "4 people" in response.content.decode()


def test_the_list_is_narrowed_by_its_address(admin, today):
    parent, function = UnitFactory(), FunctionFactory(slug="driver")
    driver = AssignmentFactory(
        unit=UnitFactory(parent=parent),
        function=function,
        person=PersonFactory(family_name="Żółw", email=None),
    ).person
    staff = AssignmentFactory(kind=Kind.STAFF).person
    coming = AssignmentFactory(starts_on=today + timedelta(days=3)).person
    gone = AssignmentFactory(ends_on=date(2022, 1, 1)).person
    Person.objects.filter(pk=gone.pk).update(left_on=date(2022, 1, 1))
    whole = {str(person) for person in Person.objects.all()}

    def found(**filters):
        return set(names(admin.get(reverse("people"), filters)))

    assert found(q="zolw") == found(unit=parent.pk) == found(function="driver") == {str(driver)}
    assert found(kind="staff") == {str(staff)}
    assert found(state="upcoming") == {str(coming)}
    assert found(state="left") == {str(gone)}
    assert found(state="offline") == {str(driver)}
    assert found(state="all") == whole
    assert found(q="nobody of that name") == set()
    assert found(kind="staff", unit=parent.pk) == set()


def test_a_wrong_filter_is_said_and_the_list_still_answers(admin):
    response = admin.get(reverse("people"), {"kind": "pirate"})
    assert response.status_code == 422
    assert "pirate" in response.content.decode()


def test_the_list_comes_in_pages_that_keep_the_filters(admin):
    unit = UnitFactory()
    AssignmentFactory.create_batch(26, unit=unit)
    first = admin.get(reverse("people"), {"unit": unit.pk})
    second = admin.get(reverse("people"), {"unit": unit.pk, "page": 2})
    assert (len(names(first)), len(names(second))) == (25, 1)
    assert f"unit={unit.pk}&amp;page=2" in first.content.decode()


@pytest.mark.feature("9.9")
def test_a_unit_lead_sees_the_people_of_the_unit_and_nobody_else(signed_in):
    unit, other = UnitFactory(), UnitFactory()
    lead = signed_in(Role.UNIT_LEAD, role__unit=unit)
    mine = AssignmentFactory(unit=UnitFactory(parent=unit)).person
    hidden = AssignmentFactory(unit=other).person

    assert names(lead.get(reverse("people"), {"state": "all"})) == [str(mine)]
    assert lead.get(mine.get_absolute_url()).status_code == 200
    assert lead.get(hidden.get_absolute_url()).status_code == 404
    assert lead.get(person_url("check-new", hidden)).status_code == 404
    assert lead.get(person_url("check-new", mine)).status_code == 200
    assert lead.get(reverse("people"), {"unit": other.pk}).status_code == 422


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 403),
        (Role.TRAINING_COORDINATOR, 403),
        (Role.POLICY_MANAGER, 200),
        (Role.REFERRAL_COORDINATOR, 200),
        (Role.MANAGEMENT, 200),
        (Role.ADMINISTRATOR, 200),
    ],
)
def test_who_may_read_the_register(signed_in, role, status):
    client, person = signed_in(role), AssignmentFactory().person
    for name in ("people", "units", "functions", "check-rules"):
        assert client.get(reverse(name)).status_code == status, name
    assert client.get(person.get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    "role", [None, Role.POLICY_MANAGER, Role.REFERRAL_COORDINATOR, Role.MANAGEMENT, Role.UNIT_LEAD]
)
def test_only_administrators_open_the_pages_that_change_things(signed_in, role):
    unit = UnitFactory()
    client = signed_in(role, **({"role__unit": unit} if role == Role.UNIT_LEAD else {}))
    assignment = AssignmentFactory(unit=unit)
    person = assignment.person
    pages = [
        *(reverse(name) for name in ("person-new", "unit-new", "function-new", "check-rule-new")),
        *(reverse(name) for name in ("organisation", "trail")),
        *(reverse(name, args=[unit.pk]) for name in ("unit-edit", "unit-move", "unit-close")),
        *(
            person_url(name, person)
            for name in (
                "person-edit", "person-leave", "person-invite", "assignment-new", "role-new",
            )
        ),
        person_url("assignment-end", person, assignment.pk),
        person_url("assignment-void", person, assignment.pk),
    ]  # fmt: skip
    for address in pages:
        assert client.get(address).status_code == 403, address
        assert client.post(address, {}).status_code == 403, address


def test_pages_take_the_same_queries_for_few_and_many(admin, today, django_assert_max_num_queries):
    unit = UnitFactory()
    for count in (1, 3, 20):
        for _each in range(count):
            person = AssignmentFactory(unit=unit, function=FunctionFactory()).person
            UnitFactory(parent=unit)
            CheckRuleFactory().functions.set([FunctionFactory()])
        with django_assert_max_num_queries(12):
            admin.get(reverse("people"))
        with django_assert_max_num_queries(15):
            admin.get(reverse("people"), {"unit": unit.pk, "kind": "volunteer", "q": "jan"})
        with django_assert_max_num_queries(9):
            admin.get(reverse("units"))
        with django_assert_max_num_queries(9):
            admin.get(reverse("check-rules"))
        with django_assert_max_num_queries(9):
            admin.get(reverse("trail"))
        AssignmentFactory.create_batch(count, person=person)
        with django_assert_max_num_queries(23):  # readiness, acknowledgements, exemptions, training
            admin.get(person.get_absolute_url())


# One person


def test_the_page_of_a_person_shows_history_roles_and_checks(admin, today):
    unit = UnitFactory(name_en="Station")
    person = PersonFactory(role=Role.MANAGEMENT, email=None)
    AssignmentFactory(person=person, unit=unit, ends_on=date(2024, 5, 31))
    BackgroundCheck.objects.create(
        person=person, kind="identity", seen_on=date(2025, 2, 1), seen_by=person
    )
    page = admin.get(person.get_absolute_url()).content.decode()
    for words in (
        "Station", "31 May 2024", "management", "identity document", "1 February 2025",
        "no e-mail, so no sign-in", "without assignment",
    ):  # fmt: skip
        assert words in page, words


def test_somebody_unknown_is_absent(admin):
    assert (
        admin.get(reverse("person", args=["12345678-1234-4234-8234-123456789abc"])).status_code
        == 404
    )


def test_a_person_is_added_and_invited_at_once(admin, today):
    unit = UnitFactory()
    values = {
        "given_name": "Ewa", "family_name": "Nowa", "email": "ewa@example.org", "language": "pl",
        "unit": unit.pk, "kind": "volunteer", "starts_on": "23.03.2026", "invite": "on",
    }  # fmt: skip
    response = admin.post(reverse("person-new"), values)

    person = Person.objects.get(email="ewa@example.org")
    assert response.url == person.get_absolute_url()
    assert person.assignments.get().starts_on == date(2026, 3, 23)
    assert Invitation.objects.filter(person=person, revoked_at=None).exists()


def test_a_form_with_mistakes_comes_back_with_everything_typed(admin):
    PersonFactory(email="taken@example.org")
    values = {
        "given_name": "Ewa", "email": "taken@example.org", "language": "pl",
        "unit": UnitFactory().pk, "kind": "volunteer", "starts_on": "31 smarch",
    }  # fmt: skip
    response = admin.post(reverse("person-new"), values)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="31 smarch"' in page
    assert "Write the day like this" in page
    response = admin.post(reverse("person-new"), {**values, "starts_on": "1.3.2026"})
    assert response.status_code == 422
    assert "Somebody with this e-mail is already here." in response.content.decode()
    assert "Error:" in response.content.decode()


def test_an_invitation_needs_an_email(admin):
    values = {
        "given_name": "Ewa", "language": "pl", "unit": UnitFactory().pk, "kind": "volunteer",
        "starts_on": "1.3.2026", "invite": "on",
    }  # fmt: skip
    response = admin.post(reverse("person-new"), values)
    assert response.status_code == 422
    assert "An invitation needs an e-mail." in response.content.decode()


def test_details_are_changed(admin):
    person = PersonFactory()
    values = {"given_name": "Olga", "family_name": "Maj", "email": "", "language": "pl"}
    assert admin.get(person_url("person-edit", person)).status_code == 200
    assert admin.post(person_url("person-edit", person), values).status_code == 302
    person.refresh_from_db()
    assert (str(person), person.email, person.language) == ("Olga Maj", None, "pl")


def test_assignments_are_given_ended_and_marked_as_mistakes(admin):
    person, unit = PersonFactory(), UnitFactory()
    values = {"unit": unit.pk, "kind": "staff", "starts_on": "1.1.2026"}
    assert admin.get(person_url("assignment-new", person)).status_code == 200
    assert admin.post(person_url("assignment-new", person), values).status_code == 302
    again = admin.post(person_url("assignment-new", person), values)
    assert again.status_code == 422
    assignment = person.assignments.get()
    end = person_url("assignment-end", person, assignment.pk)
    assert admin.get(end).status_code == 200
    assert admin.post(end, {"last_day": "1.1.2025"}).status_code == 422
    assert admin.post(end, {"last_day": "1.2.2026"}).status_code == 302
    void = person_url("assignment-void", person, assignment.pk)
    assert admin.post(void, {"reason": ""}).status_code == 422
    assert admin.post(void, {"reason": "Wrong unit"}).status_code == 302
    assignment.refresh_from_db()
    assert (assignment.ends_on, assignment.void_reason) == (date(2026, 2, 1), "Wrong unit")
    assert admin.get(end).status_code == 404
    assert "Wrong unit" in admin.get(person.get_absolute_url()).content.decode()


def test_an_assignment_of_somebody_else_is_not_found_below_a_person(admin):
    assignment = AssignmentFactory()
    address = person_url("assignment-end", PersonFactory(), assignment.pk)
    assert admin.get(address).status_code == 404


def test_roles_are_given_and_ended(admin):
    person, unit = PersonFactory(), UnitFactory()
    new = person_url("role-new", person)
    assert "Report handler" not in admin.get(new).content.decode()
    assert admin.post(new, {"role": "unit_lead"}).status_code == 422
    assert admin.post(new, {"role": "unit_lead", "unit": unit.pk}).status_code == 302
    end = person_url("role-end", person, person.grants.get().pk)
    assert admin.get(end).status_code == 200
    assert admin.post(end).status_code == 302
    assert not person.grants.exists()


def test_roles_are_given_only_after_signing_in_again(client):
    """Security 4.2: granting roles needs a sign-in of the last ten minutes."""
    administrator = PersonFactory(role=Role.ADMINISTRATOR)
    administrator.set_password("a long enough password")
    administrator.save()
    client.force_login(administrator)
    new = person_url("role-new", PersonFactory())
    again = client.get(new).url
    assert again.startswith(reverse("account_reauthenticate"))
    response = client.post(again, {"password": "a long enough password"})
    assert response.url == new
    assert client.get(new).status_code == 200


@pytest.mark.feature("9.7")
def test_checks_are_noted_and_marked_as_mistakes(admin):
    person = PersonFactory()
    new = person_url("check-new", person)
    assert admin.get(new).status_code == 200
    values = {"kind": "identity", "seen_on": "1.3.2026", "valid_until": "1.3.2020"}
    assert admin.post(new, values).status_code == 422
    assert admin.post(new, {**values, "valid_until": ""}).status_code == 302
    check = person.checks.get()
    void = person_url("check-void", person, check.pk)
    assert admin.get(void).status_code == 200
    assert admin.post(void, {"reason": "Another person"}).status_code == 302
    assert admin.get(void).status_code == 404


def test_an_invitation_is_sent_by_post_only(admin):
    person = PersonFactory()
    address = person_url("person-invite", person)
    assert admin.get(address).url == person.get_absolute_url()
    assert not Invitation.objects.exists()
    admin.post(address)
    assert Invitation.objects.get().person == person
    assert "invited, not yet accepted" in admin.get(person.get_absolute_url()).content.decode()
    offline = PersonFactory(email=None)
    response = admin.post(person_url("person-invite", offline), follow=True)
    assert "Enter an e-mail address first." in response.content.decode()


def test_leaving_says_what_ends_and_what_stays(admin, today):
    person = PersonFactory(role=Role.MANAGEMENT, assigned__unit=UnitFactory(name_en="Station"))
    address = person_url("person-leave", person)
    page = admin.get(address).content.decode()
    assert "volunteer, Station" in page
    assert "Role: management" in page
    assert "as evidence" in page
    assert admin.post(address, {"last_day": "?"}).status_code == 422
    assert admin.post(address, {"last_day": f"{today:%d.%m.%Y}"}).status_code == 302
    person.refresh_from_db()
    assert person.left_on == today
    tomorrow = today + timedelta(days=1)
    assert admin.post(address, {"last_day": f"{tomorrow:%d.%m.%Y}"}).status_code == 422


# Units, functions, rules


def test_units_are_shown_as_a_tree_with_their_people(admin):
    top = UnitFactory(name_pl="A", name_en="Office", phone="+48000000100")
    below = UnitFactory(parent=top, name_en="Station")
    UnitFactory(name_en="Closed one", closed_on=date(2021, 1, 1))
    AssignmentFactory.create_batch(2, unit=below)
    response = admin.get(reverse("units"))
    shown = [(unit, unit.tree_depth, unit.people) for unit in response.context["units"]]
    assert shown == [(top, 0, 0), (below, 1, 2)]
    assert "tel:" in response.content.decode()


def test_units_are_added_changed_moved_and_closed(admin):
    top = UnitFactory()
    new = reverse("unit-new")
    values = {"name_pl": "Dworzec", "name_en": "Station", "opened_on": "1.1.2026", "phone": "x"}
    assert f'value="{top.pk}" selected' in admin.get(f"{new}?parent={top.pk}").content.decode()
    assert admin.post(new, values).status_code == 422
    values |= {"phone": "22 628 01 20", "parent": top.pk}
    assert admin.post(new, values).status_code == 302
    unit = Unit.objects.get(name_en="Station")
    edit = reverse("unit-edit", args=[unit.pk])
    assert admin.get(edit).status_code == 200
    assert admin.post(edit, {"name_pl": "D", "name_en": "S", "phone": ""}).status_code == 302
    move = reverse("unit-move", args=[unit.pk])
    assert admin.get(move).status_code == 200
    assert admin.post(move, {"parent": top.pk}).status_code == 422
    assert admin.post(move, {"parent": ""}).status_code == 302
    close = reverse("unit-close", args=[unit.pk])
    assert admin.get(close).status_code == 200
    assert admin.post(close, {"closed_on": "1.1.2025"}).status_code == 422
    assert admin.post(close, {"closed_on": "1.2.2026"}).status_code == 302
    assert admin.get(close).status_code == 404
    unit.refresh_from_db()
    assert (unit.name_en, unit.parent, unit.closed_on) == ("S", None, date(2026, 2, 1))


def test_functions_are_added_and_renamed(admin):
    new = reverse("function-new")
    assert admin.get(new).status_code == 200
    assert admin.post(new, {"name_pl": "Kierowca"}).status_code == 422
    assert admin.post(new, {"name_pl": "Kierowca", "name_en": "Driver"}).status_code == 302
    edit = reverse("function-edit", args=["driver"])
    assert admin.get(edit).status_code == 200
    assert admin.post(edit, {"name_pl": "Szofer", "name_en": "Chauffeur"}).status_code == 302
    assert Function.objects.get(slug="driver").name_pl == "Szofer"
    assert "Chauffeur" in admin.get(reverse("functions")).content.decode()


def test_check_rules_are_added_shown_in_words_and_ended(admin):
    function = FunctionFactory(name_en="driver")
    new = reverse("check-rule-new")
    assert admin.get(new).status_code == 200
    values = {
        "check_kind": "offenders_register", "kinds": ["volunteer"], "functions": [function.pk],
        "starts_on": "1.1.2026", "due_days": "7", "renew_months": "12",
    }  # fmt: skip
    assert admin.post(new, {**values, "due_days": "many"}).status_code == 422
    assert admin.post(new, values).status_code == 302
    page = admin.get(reverse("check-rules")).content.decode()
    assert "volunteer; driver" in page
    assert "within 7 days, again after 12 months" in page
    rule = CheckRule.objects.get()
    end = reverse("check-rule-end", args=[rule.pk])
    assert "volunteer; driver" in admin.get(end).content.decode()
    assert admin.post(end).status_code == 302
    rule.refresh_from_db()
    assert rule.ends_on is not None


# Settings and the trail


def test_settings_are_changed_and_the_trail_holds_no_value(
    admin, django_capture_on_commit_callbacks
):
    address = reverse("organisation")
    page = admin.get(address).content.decode()
    assert "Fundacja Jasny Peron" in page
    values = {
        "name_pl": "Fundacja Nowa", "name_en": "New Foundation", "controller_pl": "Ktoś",
        "exit_site": "https://www.meteo.pl/", "login_codes": "on",
    }  # fmt: skip
    assert admin.post(address, {**values, "exit_site": "javascript:alert(1)"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(address, values).status_code == 302
    stored = Organisation.objects.get()
    assert (stored.name_pl, stored.login_codes) == ("Fundacja Nowa", True)
    assert Organisation.objects.current().name_en == "New Foundation"
    trail = admin.get(reverse("trail")).content.decode()
    assert "changed the settings" in trail
    assert "login_codes" in trail
    assert "Ktoś" not in trail


def test_the_trail_is_read_by_who_what_about_whom_and_when(admin, today):
    person = PersonFactory(given_name="Olga", family_name="Maj")
    other = PersonFactory(given_name="Adam", family_name="Maj")
    for each in (person, other):
        admin.post(
            person_url("person-edit", each),
            {"given_name": each.given_name, "family_name": "Lis", "language": "pl"},
        )
    admin.post(reverse("function-new"), {"name_pl": "Kierowca", "name_en": "Driver"})

    def found(**filters):
        response = admin.get(reverse("trail"), filters)
        assert response.status_code == 200
        return [(row["event"].action, row["about"]) for row in response.context["rows"]]

    edits = [("person.edited", other), ("person.edited", person)]
    assert found() == [("function.added", None), *edits]
    assert found(action="person.edited") == edits
    assert found(object="olga lis") == found(object=str(person.uid)) == edits[1:]
    assert found(actor=str(person.uid)) == []
    assert found(since=f"{today:%d.%m.%Y}", until=f"{today:%d.%m.%Y}") == found()
    assert found(until="1.1.2020") == []
    wrong = admin.get(reverse("trail"), {"actor": "lis"})
    assert wrong.status_code == 422
    assert "Several people have this name" in wrong.content.decode()
    assert admin.get(reverse("trail"), {"object": "nobody"}).status_code == 422
