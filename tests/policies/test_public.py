"""What everybody can read without signing in (R5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from people.models import Organisation
from policies.drafting import save_section
from policies.models import Policy
from policies.publishing import publish, withdraw
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def organisation():
    made = OrganisationFactory(relaxed=True)
    Organisation.objects.forget()
    return made


def made_public(version):
    Policy.objects.filter(pk=version.policy_id).update(is_public=True)
    return version


@pytest.mark.feature("1.18")
def test_everybody_reads_a_public_policy(client):
    """R5: the statement can be shown to the world, with the organisation's name."""
    made_public(steps.published(titles=("Zero tolerancji", "Zero tolerance")))

    page = client.get("/en/public/code/").content.decode()
    polish = client.get("/pl/public/code/").content.decode()

    assert "Zero tolerance" in page and "We respect everybody." in page
    assert "Jasny Peron Foundation" in page
    assert "Zero tolerancji" in polish and "Szanujemy każdą osobę." in polish
    assert "Zero tolerance" in client.get("/en/public/").content.decode()


@pytest.mark.feature("1.18")
def test_what_is_not_public_is_not_there(client):
    steps.published()

    assert client.get("/en/public/code/").status_code == 404
    assert "/en/public/code/" not in client.get("/en/public/").content.decode()
    assert client.get("/en/public/nothing/").status_code == 404


@pytest.mark.parametrize("language", ["pl", "en"])
def test_only_what_is_in_force_is_there(client, language):
    made_public(steps.draft("draft"))
    later = timezone.localdate() + timedelta(days=10)
    made_public(steps.published("later", effective_on=later))
    gone = made_public(steps.published("gone"))
    withdraw(
        gone,
        by=steps.keeper(),
        at=timezone.now(),
        withdrawn_on=timezone.localdate(),
        reason="Merged.",
    )

    for slug in ("draft", "later", "gone"):
        assert client.get(f"/{language}/public/{slug}/").status_code == 404
    assert "lt-card" not in client.get(f"/{language}/public/").content.decode()


@pytest.mark.feature("10.6")
def test_a_missing_translation_shows_the_other_text_with_a_note_and_its_language(client):
    version = steps.draft()
    section = version.sections.get()
    save_section(section, **steps.act(), revision=section.revision, texts={"body_en": ""})
    publish(
        steps.approved(version),
        by=steps.keeper(),
        at=timezone.now(),
        effective_on=timezone.localdate(),
        major=True,
        notes={},
        translation_due_on=timezone.localdate() + timedelta(days=7),
    )
    made_public(version)

    page = client.get("/en/public/code/").content.decode()

    assert "not there in your language yet" in page and "The translation follows by" in page
    assert '<article class="lt-doc" lang="pl">' in page
    assert "If the two texts differ" not in page


def test_a_translation_says_which_text_decides(client):
    made_public(steps.published())

    assert "the Polish one decides" in client.get("/en/public/code/").content.decode()
    assert "differ" not in client.get("/pl/public/code/").content.decode().split("<main")[1]


@pytest.mark.parametrize("path", ["/en/public/", "/en/public/code/"])
def test_it_may_be_indexed_and_kept_for_a_few_minutes(client, path):
    made_public(steps.published())

    response = client.get(path)

    assert "X-Robots-Tag" not in response
    assert response["Cache-Control"] == "public, max-age=300"
    assert "Cookie" in response["Vary"]
    assert not response.cookies


def test_an_answer_to_somebody_signed_in_is_never_stored(client):
    made_public(steps.published())
    client.force_login(PersonFactory())

    assert client.get("/en/public/code/")["Cache-Control"] == "no-store"


def test_a_public_page_costs_one_query_once_its_text_is_kept(client, django_assert_num_queries):
    made_public(steps.published())
    client.get("/en/public/")

    with django_assert_num_queries(6):  # the version with all that its text is made of
        client.get("/en/public/code/")
    with django_assert_num_queries(1):
        client.get("/en/public/code/")


def test_the_public_list_costs_the_same_for_one_and_for_three(client, django_assert_num_queries):
    """One for the texts, one for packs to take along."""
    made_public(steps.published("one"))
    client.get("/en/public/")
    with django_assert_num_queries(2):
        client.get("/en/public/")
    made_public(steps.published("two"))
    made_public(steps.published("three"))

    with django_assert_num_queries(2):
        client.get("/en/public/")
