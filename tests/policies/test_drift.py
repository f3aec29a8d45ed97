"""One language of a section falls behind the other: noticed, shown, settled (features.md 10.2)."""

import pytest

from audit.models import Event
from people.models import Role
from policies.drafting import save_section, start_version
from policies.drift import behind
from policies.forms.editing import digest_of, stored_texts
from policies.models import Section
from policies.publishing import publish
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.feature("10.2")]
EDIT = "/en/policies/code/v1.0/edit/"


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


@pytest.fixture
def section():
    """The only section of a draft, written in both languages at once."""
    return steps.draft().sections.get()


def saves(section, *, page="", **texts):
    """Save some texts of the section; the language that is behind afterwards."""
    section.refresh_from_db()
    save_section(section, **steps.act(), revision=section.revision, texts=texts, page=page)
    section.refresh_from_db()
    return behind(section)


@pytest.mark.feature("10.2")
def test_changing_one_language_leaves_the_other_behind(section):
    assert behind(section) == ""
    assert saves(section, body_pl="<p>Nowe.</p>") == "en"


def test_the_way_back_to_the_old_words_brings_it_into_step(section):
    before = section.body_pl
    saves(section, body_pl="<p>Nowe.</p>")

    assert saves(section, body_pl=before) == ""


def test_writing_both_at_once_leaves_none_behind(section):
    assert saves(section, body_pl="<p>Nowe.</p>", body_en="<p>New.</p>") == ""


def test_changing_the_late_language_settles_it(section):
    saves(section, body_pl="<p>Nowe.</p>")

    assert saves(section, body_en="<p>New.</p>") == ""
    assert saves(section, body_en="<p>Newer.</p>") == "pl"


def test_a_translation_saved_word_by_word_on_one_page_stays_settled(section):
    """The editor saves every two seconds: the second saving is not a new change."""
    assert saves(section, page="a1", body_pl="<p>Nowe.</p>") == "en"
    assert saves(section, page="a1", body_pl="<p>Nowe słowa.</p>") == "en"
    assert saves(section, page="a1", body_en="<p>New</p>") == ""
    assert saves(section, page="a1", body_en="<p>New words.</p>") == ""

    assert saves(section, page="a1", body_pl="<p>Jeszcze nowsze.</p>") == "en"


def test_a_change_taken_back_and_made_again_is_a_change(section):
    before = section.body_pl
    saves(section, page="a1", body_pl="<p>Nowe.</p>")
    saves(section, page="a1", body_pl=before)

    assert saves(section, page="a1", body_pl="<p>Inne.</p>") == "en"


def test_another_page_is_another_change(section):
    saves(section, page="a1", body_pl="<p>Nowe.</p>")
    assert saves(section, page="a1", body_en="<p>New.</p>") == ""

    assert saves(section, page="b2", body_en="<p>Other.</p>") == "pl"


def test_a_missing_language_is_missing_and_not_behind(section):
    saves(section, body_en="", heading_en="")

    assert saves(section, body_pl="<p>Nowe.</p>") == ""


def test_moving_tells_nothing_about_languages(section):
    Section.objects.filter(pk=section.pk).update(position=7)
    section.refresh_from_db()

    assert behind(section) == ""


def posted(section, **changes):
    """What the page sends when one presses a button."""
    texts = stored_texts(section)
    version = section.version
    fields = {f"s{section.pk}_{name}": words for name, words in (texts | changes).items()}
    return fields | {
        f"s{section.pk}_revision": section.revision,
        f"s{section.pk}_base": digest_of(texts),
        "title_pl": version.title_pl,
        "title_en": version.title_en,
    }


@pytest.mark.feature("10.2")
def test_the_editor_shows_it_and_one_button_settles_it(manager, section):
    saves(section, body_pl="<p>Nowe.</p>")
    page = manager.get(EDIT).content.decode()
    assert "The English text is older than the Polish one." in page
    assert "1 section out of date" in page

    manager.post(EDIT, posted(section) | {"do": f"current:{section.pk}"})

    section.refresh_from_db()
    assert behind(section) == ""
    assert "older than" not in manager.get(EDIT).content.decode()
    event = Event.objects.get(action="version.translation_confirmed")
    assert (event.actor, event.fields) == (steps.keeper().uid, ["en_follows"])


def test_what_was_typed_is_saved_before_it_is_settled(manager, section):
    saves(section, body_pl="<p>Nowe.</p>")

    sent = posted(section, body_pl="<p>Nowsze.</p>") | {"do": f"current:{section.pk}"}
    manager.post(EDIT, sent)

    section.refresh_from_db()
    assert (section.body_pl, behind(section)) == ("<p>Nowsze.</p>", "")


def test_nobody_settles_words_that_they_have_not_seen(manager, section):
    saves(section, body_pl="<p>Nowe.</p>")
    shown = posted(section)
    other = PersonFactory(role=Role.POLICY_MANAGER)
    texts = {"body_pl": "<p>Całkiem inne.</p>"}
    save_section(section, **steps.act(by=other), revision=section.revision, texts=texts)

    answer = manager.post(EDIT, shown | {"do": f"current:{section.pk}"})

    assert answer.status_code == 409
    section.refresh_from_db()
    assert behind(section) == "en"


def test_saving_by_itself_tells_the_page(manager, section):
    url = f"{EDIT}sections/{section.pk}/"

    answer = manager.post(url, posted(section, body_pl="<p>Nowe.</p>") | {"page": "a1"}).json()

    assert "The English text is older" in answer["drift"]
    assert "out of date" in answer["heads"]["en"] and "out of date" not in answer["heads"]["pl"]


def test_it_warns_before_review_and_publishing_and_does_not_block(manager, section):
    saves(section, body_pl="<p>Nowe.</p>")
    words = "The two languages may not say the same."
    version = section.version
    steps.approver()

    assert words in manager.get("/en/policies/code/v1.0/send/").content.decode()
    assert words in manager.get("/en/policies/code/v1.0/").content.decode()
    steps.approved(version)
    assert words in manager.get("/en/policies/code/v1.0/review/").content.decode()
    assert words in manager.get("/en/policies/code/v1.0/publish/").content.decode()
    act = steps.act()
    publish(version, by=act["by"], at=act["at"], effective_on=act["on"], major=True, notes={})

    following = start_version(version.policy, **steps.act())
    assert behind(following.sections.get()) == "en"  # carried along, until somebody settles it
