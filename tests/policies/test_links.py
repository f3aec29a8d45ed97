"""Links between policies: found in the text, told on both ends, followed as far as one may see."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import Organisation, Role
from policies.addresses import in_one_form, slugs_in
from policies.drafting import save_plain_text, save_section, start_version
from policies.models import Policy, PolicyReference, PolicyVersion, Withdrawal
from policies.printed_links import printed_links
from policies.printing import part_of, sections_of
from policies.publishing import CannotWithdraw, publish, withdraw
from tests.documents import reading
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("1.15")]
LINK = '<p>See <a href="{}">the rules</a>.</p>'


@pytest.fixture(autouse=True)
def organisation():
    made = OrganisationFactory(relaxed=True)
    Organisation.objects.forget()
    return made


@pytest.fixture
def manager(client):
    person = steps.keeper()
    client.force_login(person)
    return client


def linking(slug="code", *, to="rules", at=None):
    """A draft of a policy whose text links to another one."""
    body = LINK.format(f"/policies/{to}/")
    return steps.written(steps.draft(slug, at=at), at=at, pl=body, en=body)


def linking_published(slug="code", *, to="rules"):
    at = timezone.now() - timedelta(days=5)
    version = steps.approved(linking(slug, to=to, at=at), at=at)
    return publish(
        version,
        by=steps.keeper(),
        at=at,
        effective_on=timezone.localdate(at),
        major=True,
        notes={},
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/policies/rules/", "/policies/rules/"),
        ("/pl/policies/rules/", "/policies/rules/"),
        ("/en/policies/rules/v2.0/?text=pl#s-one", "/policies/rules/"),
        ("/pl/my/policies/rules/", "/policies/rules/"),
        ("/en/public/rules/", "/policies/rules/"),
        ("/pl/policies/packs/starter/", "/pl/policies/packs/starter/"),
        ("https://else.example/pl/policies/rules/", "https://else.example/pl/policies/rules/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_every_address_of_a_policy_is_kept_in_one_form(typed, kept):
    version = steps.written(steps.draft(), pl=LINK.format(typed))

    body = version.sections.get().body_pl

    assert f'href="{kept}"' in body
    assert in_one_form(body) == body


def test_an_address_with_our_own_host_is_recognised(settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    version = steps.written(
        steps.draft(), pl=LINK.format("http://127.0.0.1:8000/pl/policies/rules/")
    )

    assert slugs_in(version.sections.get().body_pl) == ["rules"]


def test_references_follow_the_text_of_a_draft_and_stay_with_a_published_one():
    version = linking()
    assert [row.slug for row in version.references.all()] == ["rules"]

    steps.written(version, pl=LINK.format("/policies/other/"), en=LINK.format("/policies/code/"))
    assert [row.slug for row in version.references.all()] == ["other"]

    published = linking_published("third")
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyReference.objects.filter(version=published).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyReference.objects.create(version=published, slug="late")


def test_a_new_version_starts_with_the_references_of_its_text():
    published = linking_published()
    draft = start_version(published.policy, **steps.act())

    assert [row.slug for row in draft.references.all()] == ["rules"]


def test_a_link_in_a_text_for_other_readers_counts():
    version = steps.draft()
    texts = {"title_pl": "Po prostu", "title_en": "", "body_en": ""}
    save_plain_text(
        version,
        **steps.act(),
        kind="plain",
        revision=0,
        texts={**texts, "body_pl": LINK.format("/policies/rules/")},
    )

    assert [row.slug for row in version.references.all()] == ["rules"]


def test_both_policies_name_the_link(manager):
    steps.published("rules", titles=("Zasady", "Rules"))
    linking_published()

    source = manager.get("/en/policies/code/").content.decode()
    target = manager.get("/en/policies/rules/").content.decode()

    assert 'Refers to</h3>\n        <ul><li><a href="/en/policies/rules/">Rules</a>' in source
    assert "Referenced by" in target and 'href="/en/policies/code/v1.0/">Code 1.0</a>' in target
    assert "Referenced by" not in source


def test_dead_links_are_named_before_sending(manager):
    linking(to="nowhere")
    page = manager.get("/en/policies/code/v1.0/send/").content.decode()
    assert "1 link leads nowhere." in page and "/policies/nowhere/" in page

    steps.draft("nowhere", titles=("Zasady", "Rules"))
    page = manager.get("/en/policies/code/v1.0/send/").content.decode()
    assert "Rules: It has nothing in force." in page
    assert "leads nowhere" in manager.get("/en/policies/code/v1.0/edit/").content.decode()

    Policy.objects.filter(slug="nowhere").update(slug="gone")
    steps.published("nowhere", titles=("Zasady", "Rules"))
    page = manager.get("/en/policies/code/v1.0/send/").content.decode()
    assert "leads nowhere" not in page


def test_a_reader_is_led_to_the_page_that_they_may_see(client):
    rules = steps.published("rules", titles=("Zasady", "Rules"))
    linking_published()
    reader = PersonFactory(assigned=True)
    client.force_login(reader)

    page = client.get("/en/my/policies/code/").content.decode()
    assert 'See <a href="/en/my/policies/rules/">the rules</a>.' in page

    withdraw(
        rules,
        by=steps.keeper(),
        at=timezone.now(),
        withdrawn_on=timezone.localdate(),
        reason="Gone.",
        despite_links=True,
    )
    assert "See the rules." in client.get("/en/my/policies/code/").content.decode()


def test_the_public_page_leads_to_public_pages_only(client):
    rules = steps.published("rules", titles=("Zasady", "Rules"))
    linking_published()
    Policy.objects.filter(slug="code").update(is_public=True)
    assert "See the rules." in client.get("/en/public/code/").content.decode()

    Policy.objects.filter(pk=rules.policy_id).update(is_public=True)
    page = client.get("/en/public/code/").content.decode()
    assert '<a href="/en/public/rules/">the rules</a>' in page


def test_withdrawing_what_others_link_to_needs_a_tick(manager):
    rules = steps.published("rules", titles=("Zasady", "Rules"))
    linking_published()
    address = "/en/policies/rules/v1.0/withdraw/"
    asked = {"withdrawn_on": timezone.localdate().strftime("%d.%m.%Y"), "reason": "Replaced."}

    assert "Links to it lead nowhere in: Code 1.0." in manager.get(address).content.decode()
    refused = manager.post(address, asked)
    assert refused.status_code == 422 and "Replaced." in refused.content.decode()
    assert not Withdrawal.objects.exists()
    with pytest.raises(CannotWithdraw, match="Code 1.0"):
        withdraw(
            rules,
            by=steps.keeper(),
            at=timezone.now(),
            withdrawn_on=timezone.localdate(),
            reason="x",
        )

    assert manager.post(address, {**asked, "despite_links": "on"}).status_code == 302
    assert Withdrawal.objects.get().version == rules


def test_the_editor_adds_a_link_without_scripts(manager):
    steps.published("rules", titles=("Zasady", "Rules"))
    version = steps.draft()
    section = version.sections.get()

    answer = manager.post(
        "/en/policies/code/v1.0/edit/",
        {"title_pl": "Kodeks", "do": "link", "link_to": "rules", "link_in": section.pk},
    )

    assert answer.status_code == 302
    section.refresh_from_db()
    assert section.body_pl.endswith('<p>Zobacz też: <a href="/policies/rules/">Zasady</a></p>')
    assert section.body_en.endswith('<p>See also: <a href="/policies/rules/">Rules</a></p>')
    assert [row.slug for row in version.references.all()] == ["rules"]


@pytest.mark.parametrize("choice", [{}, {"link_to": "nothing"}, {"link_in": "9" * 40}])
def test_a_link_to_nothing_changes_nothing(manager, choice):
    version = steps.draft()
    before = version.sections.get().body_pl
    values = {"title_pl": "Kodeks", "do": "link", "link_in": version.sections.get().pk, **choice}

    assert manager.post("/en/policies/code/v1.0/edit/", values).status_code == 302
    assert version.sections.get().body_pl == before


def test_print_jumps_inside_a_pack_and_names_what_is_not_in_it(manager):
    today = timezone.localdate()
    rules = steps.published("rules", titles=("Zasady", "Rules"))
    code = linking_published()

    together = printed_links([code, rules], on=today)
    alone = printed_links([code], on=today)

    assert '<a href="#rules">the rules</a>' in sections_of(code, together)[0].body.en
    assert "the rules (<em>Rules 1.0</em>)" in sections_of(code, alone)[0].body.en
    assert (
        "the rules (<em>Zasady 1.0</em>)"
        in part_of(code, day=today, follow=alone).sections[0].body.pl
    )
    pdf = manager.get("/en/policies/code/v1.0/pdf/?language=en").content
    text = reading.text(reading.opened(pdf)).replace("( ", "(").replace(" )", ")")
    assert "See the rules (Rules 1.0)." in text


@pytest.mark.feature("1.17")
def test_a_confidential_policy_is_read_by_those_whom_it_asks(client):
    meant = PersonFactory(assigned=True)
    unit = meant.assignments.get().unit
    steps.published("rules", titles=("Zasady", "Rules"), units=[unit])
    linking_published()
    Policy.objects.filter(slug="rules").update(confidentiality="confidential")
    other = PersonFactory(assigned=True)
    overseer = PersonFactory(role=Role.MANAGEMENT)

    seen = {}
    for name, person in [("meant", meant), ("other", other), ("overseer", overseer)]:
        client.force_login(person)
        link = (
            'href="/en/my/policies/rules/"' in client.get("/en/my/policies/code/").content.decode()
        )
        listed = "/en/my/policies/rules/" in client.get("/en/my/documents/").content.decode()
        status = client.get("/en/my/policies/rules/").status_code
        seen[name] = (status, listed, link)

    assert seen == {
        "meant": (200, True, True),
        "other": (404, False, False),
        "overseer": (200, True, True),
    }


def test_a_policy_page_takes_as_many_queries_for_three_links_as_for_one(manager):
    steps.published("rules", titles=("Zasady", "Rules"))
    counted = []
    for names in (["one"], ["two", "three"]):
        for name in names:
            linking_published(name)
        with CaptureQueriesContext(connection) as captured:
            assert manager.get("/en/policies/rules/").status_code == 200
        counted.append(len(captured))

    assert counted[0] == counted[1]


@pytest.mark.feature("1.17")
def test_documents_take_as_many_queries_for_three_confidential_ones_as_for_one(client):
    reader = PersonFactory(assigned=True)
    client.force_login(reader)
    counted = []
    for names in (["one"], ["two", "three"]):
        for name in names:
            steps.published(name)
        Policy.objects.update(confidentiality="confidential")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/my/documents/").status_code == 200
        counted.append(len(captured))

    assert counted[0] == counted[1]


def test_saving_a_section_without_links_writes_no_reference():
    version = steps.draft()
    section = version.sections.get()
    save_section(
        section, **steps.act(), revision=section.revision, texts={"body_pl": "<p>Nowe.</p>"}
    )

    assert not PolicyReference.objects.exists()
    assert PolicyVersion.objects.get().references.count() == 0
