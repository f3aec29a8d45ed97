"""The two-language editor: saving as a whole and by itself, conflicts, sections."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from people.models import Role
from policies.drafting import add_section, remove_section, save_section
from policies.forms.editing import as_html, digest_of, stored_texts
from policies.models import PolicyVersion, Section
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db
EDIT = "/en/policies/code/v1.0/edit/"


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def fields(section, **changes):
    """What the page sends for one section, with some words changed."""
    texts = stored_texts(section)
    sent = {f"s{section.pk}_{name}": words for name, words in (texts | changes).items()}
    return sent | {
        f"s{section.pk}_revision": section.revision,
        f"s{section.pk}_base": digest_of(texts),
    }


def titles(version):
    return {"title_pl": version.title_pl, "title_en": version.title_en}


def saved_elsewhere(section, **texts):
    """Somebody else saves the section while the page is open."""
    other = PersonFactory(role=Role.POLICY_MANAGER)
    save_section(section, **steps.act(by=other), revision=section.revision, texts=texts)


@pytest.mark.feature("10.7")
def test_the_editor_shows_both_languages_and_what_is_missing(manager):
    version = steps.draft()
    add_section(version, **steps.act())

    page = manager.get(EDIT).content.decode()

    assert "Szanujemy każdą osobę." in page and "We respect everybody." in page
    assert "1 of 2 sections" in page
    assert "PL complete" in page and "EN missing" in page


def test_opening_the_editor_writes_nothing(manager):
    version = steps.draft()
    version.refresh_from_db()
    before = (version.saved_at, Event.objects.count(), version.sections.get().revision)

    manager.get(EDIT)

    version.refresh_from_db()
    assert (version.saved_at, Event.objects.count(), version.sections.get().revision) == before


def test_the_whole_page_is_saved_by_one_button(manager):
    version = steps.draft()
    section = version.sections.get()
    sent = fields(section, heading_en="New heading", body_en="<p>New <strong>words</strong>.</p>")

    response = manager.post(EDIT, titles(version) | {"title_en": "Our code"} | sent)

    assert response.url == EDIT
    section.refresh_from_db()
    version.refresh_from_db()
    assert (section.heading_en, section.body_en) == (
        "New heading",
        "<p>New <strong>words</strong>.</p>",
    )
    assert version.title_en == "Our code"


def test_what_nobody_touched_is_not_saved(manager):
    version = steps.draft()
    section = version.sections.get()

    manager.post(EDIT, titles(version) | fields(section))

    assert version.sections.get().revision == section.revision


def test_plain_text_becomes_paragraphs_and_scripts_go(manager):
    version = steps.draft()
    section = version.sections.get()
    sent = fields(
        section,
        body_pl="Pierwszy akapit.\r\n\r\nDrugi & ostatni.",
        body_en="<p>Fine</p><script>alert(1)</script><p onclick='x()'>Clean</p>",
    )

    manager.post(EDIT, titles(version) | sent)

    section.refresh_from_db()
    assert section.body_pl == "<p>Pierwszy akapit.</p><p>Drugi &amp; ostatni.</p>"
    assert section.body_en == "<p>Fine</p><p>Clean</p>"


def test_text_with_markup_stays_as_it_is():
    assert as_html("<p>One</p>") == "<p>One</p>"
    assert as_html("  \r\n ") == ""
    assert as_html("1 < 2") == "<p>1 &lt; 2</p>"


def test_a_heading_that_is_too_long_is_refused_and_everything_typed_stays(manager):
    version = steps.draft()
    section = version.sections.get()
    sent = fields(section, heading_pl="x" * 201, body_en="<p>Kept words</p>")

    response = manager.post(EDIT, titles(version) | sent)

    page = response.content.decode()
    assert response.status_code == 422
    assert "x" * 201 in page and "Kept words" in page
    assert version.sections.get().revision == section.revision


@pytest.mark.feature("1.16")
def test_a_conflict_shows_both_texts_and_loses_nothing(manager):
    version = steps.draft()
    section = version.sections.get()
    mine = fields(section, body_en="<p>My words</p>")
    saved_elsewhere(section, body_en="<p>Their words</p>")

    response = manager.post(EDIT, titles(version) | mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "My words" in page and "Their words" in page
    assert version.sections.get().body_en == "<p>Their words</p>"


@pytest.mark.feature("1.16")
def test_a_conflict_shows_word_by_word_how_the_two_texts_differ(manager):
    section = steps.draft().sections.get()
    mine = fields(section, body_en="<p>We respect everybody here.</p>")
    saved_elsewhere(section, body_en="<p>We respect all people here.</p>")

    for page in (
        manager.post(EDIT, titles(section.version) | mine).content.decode(),
        manager.post(save_url(section), mine).json()["html"],
    ):
        heard = re.sub(r"<[^>]+>", "", page)
        words = "We respect (only in theirs: all people) (only in yours: everybody) here."
        assert words in heard
        assert "No difference in this language." in page


def test_after_a_conflict_saving_again_keeps_mine(manager):
    version = steps.draft()
    section = version.sections.get()
    mine = fields(section, body_en="<p>My words</p>")
    saved_elsewhere(section, body_en="<p>Their words</p>")
    manager.post(EDIT, titles(version) | mine)
    now = version.sections.get()

    manager.post(EDIT, titles(version) | fields(now, body_en="<p>My words</p>"))

    assert version.sections.get().body_en == "<p>My words</p>"


def test_after_a_conflict_theirs_can_be_taken(manager):
    version = steps.draft()
    section = version.sections.get()
    saved_elsewhere(section, body_en="<p>Their words</p>")
    now = version.sections.get()
    mine = fields(now, body_en="<p>My words</p>")

    response = manager.post(EDIT, titles(version) | mine | {"do": f"take:{section.pk}"})

    assert response.status_code == 302
    assert version.sections.get().body_en == "<p>Their words</p>"


def test_an_old_page_does_not_write_back_sections_that_nobody_touched_on_it(manager):
    version = steps.draft()
    first = version.sections.get()
    second = add_section(version, **steps.act(), heading_en="Second")
    old = fields(first) | fields(second, body_en="<p>Mine</p>")
    saved_elsewhere(first, body_en="<p>Their words</p>")

    response = manager.post(EDIT, titles(version) | old)

    assert response.status_code == 302
    assert [section.body_en for section in version.sections.all()] == [
        "<p>Their words</p>",
        "<p>Mine</p>",
    ]


def test_words_for_a_section_that_was_removed_are_shown(manager):
    version = steps.draft()
    second = add_section(version, **steps.act(), heading_en="Second")
    sent = fields(second, body_en="<p>Do not lose me</p>")
    remove_section(second, **steps.act())

    response = manager.post(EDIT, titles(version) | fields(version.sections.get()) | sent)

    assert response.status_code == 409
    assert "Do not lose me" in response.content.decode()


def test_words_typed_while_somebody_sends_the_text_are_shown(manager):
    version = steps.draft()
    sent = fields(version.sections.get(), body_en="<p>Do not lose me</p>")
    steps.sent(version)

    response = manager.post(EDIT, titles(version) | sent)

    assert response.status_code == 409
    assert "Do not lose me" in response.content.decode()
    assert "cannot be changed now" in response.content.decode()


def test_a_text_in_review_is_not_edited(manager):
    steps.sent(steps.draft())

    assert manager.get(EDIT).url == "/en/policies/code/v1.0/"


def test_sections_are_added_moved_and_removed(manager):
    version = steps.draft()
    first = version.sections.get()

    response = manager.post(EDIT, titles(version) | fields(first) | {"do": "add"})
    second = version.sections.exclude(pk=first.pk).get()
    assert response.url == f"{EDIT}#section-{second.pk}"

    both = fields(first) | fields(second, heading_en="Second")
    manager.post(EDIT, titles(version) | both | {"do": f"up:{second.pk}"})
    assert [section.pk for section in version.sections.all()] == [second.pk, first.pk]
    second.refresh_from_db()
    assert second.heading_en == "Second"

    response = manager.post(EDIT, titles(version) | fields(first) | {"do": f"remove:{second.pk}"})
    assert response.url == f"{EDIT}sections/{second.pk}/remove/"
    assert "Remove section 1" in manager.get(response.url).content.decode()
    assert manager.post(response.url).url == EDIT
    assert version.sections.get() == first


def test_the_last_section_stays(manager):
    version = steps.draft()
    pk = version.sections.get().pk

    response = manager.post(f"{EDIT}sections/{pk}/remove/")

    assert response.status_code == 422
    assert "at least one section" in response.content.decode()
    assert version.sections.count() == 1


@pytest.mark.parametrize("button", ["up:999999999999999999999", "down:x", "take:", "fly", "up:0"])
def test_buttons_that_do_not_exist_do_nothing(manager, button):
    version = steps.draft()
    sent = titles(version) | fields(version.sections.get())

    assert manager.post(EDIT, sent | {"do": button}).status_code == 302


@pytest.mark.parametrize(("button", "page"), [("send", "send/"), ("preview", "")])
def test_going_on_saves_first(manager, button, page):
    version = steps.draft()
    sent = titles(version) | fields(version.sections.get(), heading_en="Kept")

    response = manager.post(EDIT, sent | {"do": button})

    assert response.url == f"/en/policies/code/v1.0/{page}"
    assert version.sections.get().heading_en == "Kept"


# Saving by itself


def save_url(section):
    return f"{EDIT}sections/{section.pk}/"


def test_a_section_saves_itself_and_says_when(manager):
    version = steps.draft()
    section = version.sections.get()

    answer = manager.post(save_url(section), fields(section, body_en="<p>Typed</p>")).json()

    section.refresh_from_db()
    assert section.body_en == "<p>Typed</p>"
    assert (answer["revision"], answer["base"]) == (
        section.revision,
        digest_of(stored_texts(section)),
    )
    assert timezone.localtime().strftime("%H:") in answer["saved"]


def test_a_conflict_while_saving_by_itself_brings_their_text(manager):
    section = steps.draft().sections.get()
    mine = fields(section, body_en="<p>My words</p>")
    saved_elsewhere(section, body_en="<p>Their words</p>")

    response = manager.post(save_url(section), mine)

    assert response.status_code == 409
    assert "Their words" in response.json()["html"]
    assert Section.objects.get().body_en == "<p>Their words</p>"


def test_an_untouched_section_keeps_the_revision_of_its_page(manager):
    """Else the old words on that page could later overwrite what somebody else saved."""
    section = steps.draft().sections.get()
    untouched = fields(section)
    saved_elsewhere(section, body_en="<p>Their words</p>")

    answer = manager.post(save_url(section), untouched).json()

    assert answer["revision"] == section.revision
    assert Section.objects.get().body_en == "<p>Their words</p>"


def test_what_cannot_be_saved_says_why(manager):
    section = steps.draft().sections.get()
    response = manager.post(save_url(section), fields(section, heading_pl="x" * 201))
    assert response.status_code == 422
    assert response.json()["message"].startswith("Not saved:")

    steps.sent(PolicyVersion.objects.get())
    response = manager.post(save_url(section), fields(section, heading_pl="Late"))
    assert response.status_code == 409
    assert "cannot be changed now" in response.json()["message"]


def test_titles_save_themselves(manager):
    version = steps.draft()

    answer = manager.post(f"{EDIT}titles/", {"title_pl": "Tytuł", "title_en": "Title"})

    version.refresh_from_db()
    assert answer.status_code == 200
    assert (version.title_pl, version.title_en) == ("Tytuł", "Title")
    assert manager.post(f"{EDIT}titles/", {"title_pl": ""}).status_code == 422


def test_autosave_notes_one_event_per_person_and_day(manager):
    version = steps.draft()
    section = version.sections.get()
    before = Event.objects.filter(action="version.edited").count()

    for number in range(3):
        section.refresh_from_db()
        manager.post(save_url(section), fields(section, body_en=f"<p>{number}</p>"))

    assert Event.objects.filter(action="version.edited").count() == before


def test_the_editor_costs_the_same_for_one_section_and_for_three(
    manager, django_assert_num_queries
):
    version = steps.draft()
    manager.get(EDIT)
    with CaptureQueriesContext(connection) as few:
        manager.get(EDIT)
    for _more in range(2):
        add_section(version, **steps.act())

    with django_assert_num_queries(len(few)):
        manager.get(EDIT)


@pytest.mark.parametrize("path", ["", "titles/", "discard"])
def test_only_keepers_write(client, path):
    version = steps.draft()
    client.force_login(PersonFactory(role=Role.MANAGEMENT))
    address = EDIT + path if path != "discard" else "/en/policies/code/v1.0/discard/"

    assert client.post(address, titles(version)).status_code == 403


def test_sections_of_another_version_are_not_found(manager):
    steps.draft()
    other = steps.draft("other").sections.get()

    assert manager.post(save_url(other), fields(other)).status_code == 404
    assert manager.get(f"{EDIT}sections/{other.pk}/remove/").status_code == 404


def test_a_draft_is_discarded_after_asking(manager):
    version = steps.draft()
    address = "/en/policies/code/v1.0/discard/"

    assert "This stays" in manager.get(address).content.decode()
    assert manager.post(address).url == "/en/policies/code/"

    version.refresh_from_db()
    assert version.state == PolicyVersion.State.DISCARDED
    assert manager.get("/en/policies/code/v1.0/").status_code == 404
