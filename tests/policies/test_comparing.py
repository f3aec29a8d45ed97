"""Any two versions word by word: the pages of those who keep policies, and of their readers."""

import re
import time

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from people.models import Role
from policies.acknowledging import acknowledge
from policies.comparing import Labels, compare, compared_with, difference
from policies.drafting import add_section, move_section, remove_section, save_section, start_version
from policies.models import PolicyVersion, Section
from policies.publishing import publish
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
LABELS = Labels(removed="removed", added="added")


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def bare(markup):
    """The markup without what only screen readers hear."""
    return re.sub(r'<span class="visually-hidden"[^>]*>.*?</span>', "", str(markup))


def body(old, new):
    return bare(difference(("", old), ("", new), LABELS).body)


def body_of(page, key):
    """The words of one section on the page of a comparison, changes marked."""
    found = re.search(rf'id="c-{key}".*?</section>', page, flags=re.DOTALL)
    return bare(found[0]).replace("\xa0", " ")


def test_words_that_changed_are_marked_and_the_others_stay():
    assert body("<p>We respect everybody.</p>", "<p>We always respect people.</p>") == (
        "<p>We <ins>always</ins> respect <del>everybody</del> <ins>people</ins>.</p>"
    )


def test_paragraphs_and_lists_keep_their_shape():
    old = "<ul><li><p>One thing here</p></li><li><p>Two</p></li></ul><p>End.</p>"
    new = "<ul><li><p>One new thing here</p></li></ul><p>End.</p><p>More.</p>"

    assert body(old, new) == (
        "<ul><li><p>One <ins>new</ins> thing here</p></li><li><p><del>Two</del></p></li></ul>"
        "<p>End.</p><p><ins>More.</ins></p>"
    )


def test_another_address_behind_the_same_words_is_a_change():
    old, new = (f'<p>Call <a href="https://{host}/">us</a>.</p>' for host in ("a.org", "b.org"))

    assert body(old, new) == (
        '<p>Call <del><a href="https://a.org/">us</a></del>'
        ' <ins><a href="https://b.org/">us</a></ins>.</p>'
    )


def test_what_only_the_editor_writes_differently_is_no_change():
    found = difference(
        ("A", "<ul><li>One</li></ul>"), ("A", "<ul><li><p>One</p></li></ul>"), LABELS
    )

    assert not found.is_changed


def test_screen_readers_hear_what_was_removed_and_added():
    found = difference(("Old", ""), ("New", ""), LABELS).heading

    said = re.sub(r"<[^>]+>", "", found)
    assert said == "(removed: Old) (added: New)"


def test_hostile_text_stays_text():
    found = body("<p>x</p>", "<p>&lt;script&gt; <a href='javascript:x()'>y</a></p>")

    assert "<script" not in found and "javascript" not in found


WORDS = st.lists(st.sampled_from(["we", "never", "ask,", "for", "pay.", "a"]), max_size=25)
MANY = effort(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@MANY
@given(WORDS, WORDS)
def test_both_texts_can_be_read_back_from_a_comparison(old, new):
    old, new = " ".join(old), " ".join(new)
    with translation.override("en"):
        marked = bare(difference((old, ""), (new, ""), LABELS).heading)

    def side(gone, kept):
        text = re.sub(f"<{gone}>.*?</{gone}>", "", marked)
        return re.sub(f"</?{kept}>", "", text).split()

    assert "".join(side("ins", "del")) == "".join(old.split())
    assert "".join(side("del", "ins")) == "".join(new.split())


def rewritten(policy):
    """A draft in which a section was changed, one moved, one removed and one added."""
    version = start_version(policy, **steps.act())
    first, second, third, fourth = version.sections.all()
    save_section(
        second,
        **steps.act(),
        revision=second.revision,
        texts={"body_en": "<p>We never take payment.</p>"},
    )
    move_section(fourth, **steps.act(), up=True)
    remove_section(first, **steps.act())
    added = add_section(version, **steps.act(), heading_en="Photos", heading_pl="Zdjęcia")
    save_section(added, **steps.act(), revision=0, texts={"body_en": "<p>None.</p>"})
    return version


@pytest.fixture
def draft():
    """A draft of the code beside version 1.0 of four sections, in force."""
    version = steps.draft()
    for number in (2, 3, 4):
        section = add_section(version, **steps.act(), heading_en=f"Part {number}")
        texts = {
            "heading_pl": f"Część {number}",
            "body_pl": f"<p>Treść {number}.</p>",
            "body_en": "<p>We take no payment.</p>",
        }
        save_section(section, **steps.act(), revision=0, texts=texts)
    steps.approved(version)
    act = steps.act()
    publish(version, by=act["by"], at=act["at"], effective_on=act["on"], major=True, notes={})
    return rewritten(version.policy)


@pytest.mark.feature("1.8")
def test_sections_that_changed_moved_came_and_went_are_shown(manager, draft):
    page = manager.get("/en/policies/code/v1.1/compare/v1.0/").content.decode()

    assert "1 section changed, 1 section added, 1 section removed, 1 section moved" in page
    changed = body_of(page, "part-2")
    assert "We <ins>never</ins> take <del>no</del> payment." in changed
    assert "<del>We respect everybody.</del>" in body_of(page, "text")
    assert "section removed" in body_of(page, "text")
    assert "new section" in body_of(page, "photos")
    assert "moved, was section" in page


@pytest.mark.feature("1.8")
def test_each_language_is_compared_by_itself(manager, draft):
    page = manager.get("/en/policies/code/v1.1/compare/v1.0/?text=pl").content.decode()

    assert 'id="c-part-2"' not in page  # only its English words changed
    assert "<del>Szanujemy każdą osobę.</del>" in body_of(page, "text")


def test_unchanged_sections_are_folded_until_the_whole_text_is_asked_for(manager, draft):
    address = "/en/policies/code/v1.1/compare/v1.0/?text=pl"

    assert "Treść 2." not in manager.get(address).content.decode()
    assert "Treść 2." in manager.get(f"{address}&show=all").content.decode().replace("\xa0", " ")


def test_versions_are_chosen_from_a_list_and_compared_in_their_order(manager, draft):
    answer = manager.get("/en/policies/code/compare/?old=1.1&new=1.0&text=pl")

    assert answer.url == "/en/policies/code/v1.1/compare/v1.0/?text=pl"
    assert manager.get("/en/policies/code/compare/?old=x&new=%00").url == (
        "/en/policies/code/v1.1/compare/v1.0/"
    )
    assert manager.get("/en/policies/code/v1.1/compare/v9.9/").status_code == 404


def test_a_policy_with_one_version_has_nothing_to_compare(manager):
    steps.draft("alone")

    assert "only one version" in manager.get("/en/policies/alone/compare/").content.decode()


def test_the_pages_where_people_look_lead_to_the_comparison(manager, draft):
    """An approver needs first what is new against the text in force."""
    link = "/en/policies/code/v1.1/compare/v1.0/"
    steps.sent(draft)

    assert link in manager.get("/en/policies/code/v1.1/review/").content.decode()
    assert link in manager.get("/en/policies/code/v1.1/").content.decode()
    assert "/en/policies/code/compare/" in manager.get("/en/policies/code/").content.decode()


def test_a_volunteer_sees_no_drafts_in_a_comparison(client, draft):
    client.force_login(PersonFactory(assigned=True))

    assert client.get("/en/policies/code/v1.1/compare/v1.0/").status_code == 403
    assert client.get("/en/policies/code/compare/").status_code == 403


@pytest.mark.feature("1.8")
def test_a_reader_sees_what_changed_since_they_acknowledged(client):
    version = steps.published()
    reader = PersonFactory(assigned=True, language="en")
    client.force_login(reader)
    changes = "/en/my/policies/code/changes/"
    assert client.get(changes).status_code == 404
    acknowledge(
        version.policy,
        by=reader,
        at=steps.act()["at"],
        version_hash=version.version_hash,
        language="en",
        strength="password",
    )
    assert client.get(changes).status_code == 404
    steps.next_version(version.policy, major=True)

    assert changes in client.get("/en/my/policies/code/").content.decode()
    page = bare(client.get(changes).content.decode())
    assert "We respect everybody." in page and "<ins>More.</ins>" in page


def test_long_texts_are_compared_quickly():
    """A hundred sections of a thousand words, five of them rewritten here and there."""
    words = "<p>" + " ".join(f"word{number % 97}" for number in range(1000)) + ".</p>"
    old, new = steps.draft("old"), steps.draft("new")
    for version in (old, new):
        version.sections.all().delete()
        Section.objects.bulk_create(
            Section(version=version, position=n, key=f"s{n}", heading_en=f"S{n}", body_en=words)
            for n in range(100)
        )
    for section in new.sections.all()[::20]:
        section.body_en = section.body_en.replace("word5", "other")
        section.save()

    began = time.process_time()
    found = compare(old, new, "en")

    assert time.process_time() - began < 2
    assert found.changes == 5


def test_the_older_one_of_a_draft_is_the_text_in_force(draft):
    on = steps.act()["on"]
    in_force = PolicyVersion.objects.get(major=1, minor=0)
    assert compared_with(draft, on=on) == in_force
    assert compared_with(in_force, on=on) is None


def test_an_administrator_may_compare_too(client, draft):
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))

    assert client.get("/en/policies/code/v1.1/compare/v1.0/").status_code == 200
