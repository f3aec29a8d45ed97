"""The frame of a page: menus by role, the same page in the other language, colours, the banner."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils.translation import override

from home.context import frame, theme_of
from home.menu import ENTRIES, TABS, declaration, menu_for, tabs_for
from people.models import Role
from people.roles import grants
from tests.factories import LONG_AGO, OrganisationFactory, PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "my-tasks",
    "now",
    "my-training",
    "my-documents",
    "signs",
    "field-card",
]


def request_for(name, person=None, *, arguments=(), query=""):
    path = reverse(name, args=arguments)
    request = RequestFactory().get(path + query)
    request.user = person or AnonymousUser()
    request.today = LONG_AGO
    request.resolver_match = resolve(path)
    return request


def names(groups):
    return [item.name for group in groups for item in group.items]


def current(items):
    return {item.name: item.current for item in items if item.current}


def everything(request):
    return [item for group in menu_for(request) for item in group.items]


def test_everybody_finds_their_tasks_and_documents():
    assert names(menu_for(request_for("my-tasks", PersonFactory()))) == EVERYBODY


def test_a_unit_lead_finds_the_people_of_the_unit_but_no_settings():
    lead = PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory())

    found = names(menu_for(request_for("my-tasks", lead)))

    assert {"dashboard", "acknowledgements", "readiness", "people"} <= set(found)
    assert not {"organisation", "policies", "packs"} & set(found)


def test_an_administrator_finds_the_settings_and_the_trail():
    found = names(menu_for(request_for("my-tasks", PersonFactory(role=Role.ADMINISTRATOR))))

    assert {"organisation", "trail", "people", "units"} <= set(found)


@pytest.mark.parametrize("role", [None, *(set(Role) - {Role.REPORT_HANDLER, Role.UNIT_LEAD})])
def test_the_menu_never_shows_what_its_reader_may_not_open(role):
    person = PersonFactory(role=role)

    for item in everything(request_for("my-tasks", person)):
        assert declaration(item.name).allows(person, on=LONG_AGO)


def test_nobody_who_is_not_signed_in_has_a_menu():
    assert menu_for(request_for("help")) == []


def test_every_entry_leads_to_a_page_in_both_languages():
    for entry in (*ENTRIES, *TABS):
        for language in ("pl", "en"):
            with override(language):
                assert resolve(reverse(entry.name)).url_name == entry.name


def test_pages_of_a_group_stand_together():
    headings = [entry.heading for entry in ENTRIES]

    assert [str(h) for h in dict.fromkeys(headings)] == [
        str(heading)
        for position, heading in enumerate(headings)
        if position == 0 or headings[position - 1] != heading
    ]


def test_the_page_itself_is_current():
    request = request_for("policies", PersonFactory(role=Role.POLICY_MANAGER))

    assert current(everything(request)) == {"policies": "page"}


@pytest.mark.parametrize(
    ("name", "arguments", "entry"),
    [
        ("policy", ["code-of-conduct"], "policies"),
        ("packs", [], "packs"),
        ("pack", ["starter"], "packs"),
        ("units", [], "units"),
        ("my-policy", ["code-of-conduct"], "my-tasks"),
    ],
)
def test_a_page_below_lights_the_nearest_entry_only(name, arguments, entry):
    person = PersonFactory(role=Role.POLICY_MANAGER)

    found = current(everything(request_for(name, person, arguments=arguments)))

    assert list(found) == [entry]


def test_tabs_of_a_volunteer():
    request = request_for("my-tasks", PersonFactory())

    with override("en"):
        assert [str(item.label) for item in tabs_for(request)] == [
            "Tasks",
            "What now?",
            "Documents",
            "More",
        ]


def test_tabs_are_five_at_most_and_the_last_leads_to_the_menu():
    request = request_for("dashboard", PersonFactory(role=Role.POLICY_MANAGER))

    items = tabs_for(request)

    assert len(items) == 5
    assert (items[-1].name, str(items[-1].url)) == ("more", reverse("more"))
    assert current(items) == {"dashboard": "page"}


def test_menus_cost_nothing_beyond_the_grants(django_assert_num_queries):
    OrganisationFactory()
    person = PersonFactory(role=Role.ADMINISTRATOR)
    request = request_for("my-tasks", person)
    grants(person, on=LONG_AGO)
    frame(request)

    with django_assert_num_queries(0):
        shown = frame(request)
        assert len(shown["menu"]) > 1
        assert len(shown["tabs"]) == 5


def test_the_other_language_leads_to_the_same_page_with_its_filters():
    with override("en"):
        shown = frame(request_for("policies", query="?page=2"))

    assert shown["other_language_url"] == "/pl/policies/?page=2"
    assert [(entry["code"], entry["current"]) for entry in shown["language_urls"]] == [
        ("pl", False),
        ("en", True),
    ]
    assert [entry["name"] for entry in shown["language_urls"]] == ["polski", "English"]


def test_colours_are_those_of_the_person():
    assert theme_of(request_for("my-tasks", PersonFactory(theme="dark"))) == "dark"


@pytest.mark.parametrize(("cookie", "expected"), [("dark", "dark"), ("pink", "auto"), ("", "auto")])
def test_colours_of_somebody_unknown_are_in_a_cookie(cookie, expected):
    request = request_for("help")
    request.COOKIES["theme"] = cookie

    assert theme_of(request) == expected


@pytest.mark.parametrize(
    ("is_demo", "required", "shown"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_the_banner_says_that_the_demonstration_is_relaxed(is_demo, required, shown):
    OrganisationFactory(is_demo=is_demo, second_factor_required=required)

    assert frame(request_for("help"))["demo_banner"] is shown


def test_a_page_that_failed_before_the_session_still_has_a_frame():
    request = RequestFactory().get("/pl/none/")
    request.resolver_match = None

    shown = frame(request)

    assert shown["theme"] == "auto"
    assert shown["organisation"] is None
