"""New policies from starter texts or from nothing, any version to read, and the audience."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import Kind, Role
from policies.drafting import CannotDraft
from policies.hashing import in_language
from policies.models import Policy, PolicyRule, PolicyVersion
from policies.publishing import publish
from policies.starting import procedures, starters
from tests.factories import (
    AssignmentFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.policies import steps

pytestmark = pytest.mark.django_db
NEW = "/en/policies/new/"

#: The recommendations that a starter set answers; R12 has two clauses.
CLAUSES = {f"R{number}" for number in range(5, 20)} - {"R12"} | {"R12a", "R12b"}


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def named(**changes):
    return {
        "title_pl": "Kodeks",
        "title_en": "Our code",
        "slug": "our-code",
        "kind": "code_of_conduct",
        "owner": steps.keeper().pk,
    } | changes


def test_every_starter_text_is_offered_as_a_sample(manager):
    """R45: ready texts to adapt."""
    page = manager.get(NEW).content.decode()

    offered = [*starters(), *procedures()]
    for text in offered:
        assert text.title_en in page
    assert page.count("sample, adapt") == len(offered)


@pytest.mark.feature("1.13")
def test_a_policy_is_started_from_a_starter_text(manager):
    page = manager.get(f"{NEW}?starter=code-of-conduct").content.decode()
    assert 'value="code-of-conduct"' in page

    response = manager.post(f"{NEW}?starter=code-of-conduct", named())

    assert response.url == "/en/policies/our-code/v1.0/edit/"
    policy = Policy.objects.get()
    assert (policy.starter, policy.owner, policy.title_en) == (
        "code-of-conduct",
        steps.keeper(),
        "Our code",
    )
    version = policy.versions.get()
    assert version.sections.count() == 15
    assert version.minutes > 3


def test_a_policy_is_started_from_nothing_and_gets_its_address_from_the_title(manager):
    response = manager.post(f"{NEW}?starter=empty", named(slug=""))

    assert response.url == "/en/policies/our-code/v1.0/edit/"
    assert PolicyVersion.objects.get().sections.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "taken"},
        {"slug": "TAKEN"},
        {"slug": "packs"},
        {"slug": "new"},
        {"slug": "not an address"},
        {"slug": "", "title_en": "Taken"},
        {"slug": "", "title_en": "???"},
        {"title_pl": ""},
        {"title_pl": "x" * 161},
        {"title_pl": "a\x00b"},
        {"kind": "song"},
        {"owner": "0"},
        {"owner": "99999999999999999999"},
    ],
)
def test_a_wrong_name_is_refused_and_everything_typed_stays(manager, changes):
    steps.draft("taken")

    response = manager.post(f"{NEW}?starter=empty", named(title_en="Kept title") | changes)

    assert response.status_code == 422
    if "title_en" not in changes:
        assert "Kept title" in response.content.decode()
    assert Policy.objects.count() == 1


def test_the_operation_refuses_an_address_that_somebody_took_meanwhile():
    steps.draft("taken")

    with pytest.raises(CannotDraft):
        steps.draft("taken")

    assert Policy.objects.count() == 1


def test_only_those_who_oversee_policies_can_own_one(manager):
    volunteer = PersonFactory(assigned=True)

    assert manager.post(f"{NEW}?starter=empty", named(owner=volunteer.pk)).status_code == 422


def test_a_starter_that_does_not_exist_is_not_found(manager):
    assert manager.get(f"{NEW}?starter=nothing").status_code == 404


def test_the_starter_set_in_force_answers_every_clause(manager):
    """R5 to R19: drafted, approved and published through the pages, in both languages."""
    covered = set()
    today = f"{timezone.localdate():%d.%m.%Y}"
    for text in starters():
        address = manager.post(
            f"{NEW}?starter={text.slug}",
            named(title_pl=text.title_pl, title_en=text.title_en, slug=text.slug, kind=text.kind),
        ).url
        version = PolicyVersion.objects.get(policy__slug=text.slug)
        steps.approved(version)
        manager.post(address.replace("edit", "publish"), {"effective_on": today})
        in_force = PolicyVersion.objects.in_force(timezone.localdate()).get(policy__slug=text.slug)
        stored = {section.key: section for section in in_force.sections.all()}
        for section in text.sections:
            for code in ("pl", "en"):
                assert in_language(stored[section.key], "body", code)
                assert in_language(in_force, "text_hash", code)
            covered |= set(section.requirements)

    assert CLAUSES <= covered
    assert "Policies in force are missing" not in manager.get("/en/policies/").content.decode()


# Any version, as its readers see it


@pytest.mark.feature("10.1")
@pytest.mark.feature("1.1")
def test_a_draft_is_previewed_as_readers_will_see_it(manager):
    steps.draft()

    page = manager.get("/en/policies/code/v1.0/").content.decode()

    assert "This is how readers will see it" in page
    assert "We respect everybody." in page and "Continue writing" in page
    assert "Szanujemy" in manager.get("/en/policies/code/v1.0/?text=pl").content.decode()


def test_the_preview_says_when_a_language_is_not_complete(manager):
    version = steps.draft()
    version.sections.update(body_en="")

    page = manager.get("/en/policies/code/v1.0/").content.decode()

    assert "The text in this language is not complete." in page


def test_a_stored_script_is_cleaned_once_more_when_shown(manager):
    version = steps.draft()
    version.sections.update(body_en="<p>Fine<script>alert(1)</script></p>")

    for path in ("", "review/"):
        page = manager.get(f"/en/policies/code/v1.0/{path}").content.decode()
        assert "Fine" in page and "alert(1)" not in page


def test_management_reads_drafts_and_is_offered_nothing(client):
    steps.draft()
    client.force_login(PersonFactory(role=Role.MANAGEMENT))

    page = client.get("/en/policies/code/v1.0/").content.decode()

    assert "We respect everybody." in page
    assert "Continue writing" not in page


def test_a_replaced_version_stays_readable(manager):
    version = steps.published()
    steps.next_version(version.policy, major=True)

    assert "We respect everybody." in manager.get("/en/policies/code/v1.0/").content.decode()


# Whom a policy asks


def rule(**changes):
    return {"starts_on": f"{timezone.localdate():%d.%m.%Y}", "due_days": 14} | changes


def test_the_audience_is_counted_before_anything_is_saved(manager):
    steps.draft()
    unit = UnitFactory()
    AssignmentFactory(unit=UnitFactory(parent=unit), kind=Kind.VOLUNTEER)
    AssignmentFactory(unit=unit, kind=Kind.STAFF)
    AssignmentFactory(kind=Kind.VOLUNTEER)

    response = manager.post(
        "/en/policies/code/audience/new/", rule(kinds=["volunteer"], units=[unit.pk], count="1")
    )

    assert response.status_code == 200
    assert "<b>1 person</b> is asked anew." in response.content.decode()
    assert not PolicyRule.objects.exists()


@pytest.mark.feature("2.4")
def test_a_rule_is_added_and_shown_with_its_people(manager):
    """R6, R7: kinds, units with everything below, days."""
    steps.draft()
    AssignmentFactory(kind=Kind.VOLUNTEER)
    AssignmentFactory(kind=Kind.STAFF)

    response = manager.post(
        "/en/policies/code/audience/new/", rule(kinds=["volunteer", "board"], renew_months="12")
    )

    assert response.url == "/en/policies/code/"
    added = PolicyRule.objects.get()
    assert (added.kinds, added.renew_months) == (["board", "volunteer"], 12)
    page = manager.get("/en/policies/code/").content.decode()
    assert "volunteer" in page and '<td class="r lt-num" data-label="People today">1</td>' in page


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": ""},
        {"starts_on": "01.01.2020"},
        {"due_days": "-1"},
        {"due_days": "99999999999999999999"},
        {"kinds": ["pirate"]},
        {"units": ["0"]},
        {"units": ["9" * 30]},
        {"functions": ["9" * 30]},
        {"renew_months": "0"},
    ],
)
def test_a_wrong_rule_is_refused(manager, changes):
    steps.draft()

    response = manager.post("/en/policies/code/audience/new/", rule(**changes))

    assert response.status_code == 422
    assert not PolicyRule.objects.exists()


def test_a_rule_is_ended_after_asking(manager):
    version = steps.published()
    begun = version.policy.rules.get()
    address = f"/en/policies/code/audience/{begun.pk}/end/"
    assert "End this rule" in manager.get(address).content.decode()

    assert manager.post(address).url == "/en/policies/code/"

    begun.refresh_from_db()
    assert begun.ends_on == timezone.localdate() - timedelta(days=1)
    assert manager.get(address).status_code == 404


def test_rules_of_another_policy_are_not_found(manager):
    steps.draft()
    other = steps.published("other").policy.rules.get()

    assert manager.get(f"/en/policies/code/audience/{other.pk}/end/").status_code == 404


def test_publishing_first_says_that_nobody_is_asked_yet(manager):
    version = steps.approved(steps.draft())

    page = manager.get("/en/policies/code/v1.0/publish/").content.decode()

    assert "Nobody is asked to acknowledge it yet." in page
    publish(
        version,
        by=steps.keeper(),
        at=timezone.now(),
        effective_on=timezone.localdate(),
        major=True,
        notes={},
    )
    assert (
        "Nobody is asked: the policy has no audience"
        in manager.get("/en/policies/code/").content.decode()
    )
