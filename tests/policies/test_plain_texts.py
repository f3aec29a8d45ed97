"""A version in plain language or for children: written, frozen, read and printed with it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from people.models import Organisation
from policies import hashing
from policies.drafting import save_plain_text, start_version
from policies.fields import ProseField
from policies.models import PlainText, Policy, PolicyVersion
from policies.publishing import publish
from policies.starting import MalformedStarter, plain_samples, read_plain, starters
from policies.verifying import verify
from tests.accessibility import violations
from tests.documents import reading
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps
from tests.policies.test_manager_journey import from_starter

SHOTS = Path(settings.BASE_DIR) / "var" / "screenshots"
SAMPLES = [sample for text in starters() for sample in plain_samples(text.slug)]
TEXTS = {
    "title_pl": "Zasada po prostu",
    "title_en": "The rule, simply",
    "body_pl": "<p>Szanuj innych.</p>",
    "body_en": "<p>Respect others.</p>",
}
pytestmark = [pytest.mark.django_db, pytest.mark.feature("1.21")]


@pytest.fixture(autouse=True)
def organisation():
    made = OrganisationFactory(relaxed=True)
    Organisation.objects.forget()
    return made


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def explained(version, kind="children", **texts):
    save_plain_text(version, **steps.act(), kind=kind, revision=0, texts=TEXTS | texts)
    return version


def in_force(version):
    at = timezone.now()
    return publish(
        steps.approved(version, at=at),
        by=steps.keeper(),
        at=at,
        effective_on=timezone.localdate(at),
        major=True,
        notes={"pl": "Zmiana.", "en": "A change."},
    )


def test_it_is_frozen_and_hashed_with_its_version():
    without = in_force(steps.draft("without"))
    version = in_force(explained(steps.draft()))

    assert hashing.plain_part(without) == {}
    assert hashing.plain_part(version)["plain_texts"]["children"]["en"]["body"] == TEXTS["body_en"]
    assert verify().problems == []
    with pytest.raises(DatabaseError), transaction.atomic():
        PlainText.objects.filter(version=version).update(title_pl="Inaczej")
    with pytest.raises(DatabaseError), transaction.atomic():
        PlainText.objects.create(version=version, kind="plain")
    with pytest.raises(DatabaseError), transaction.atomic():
        version.plain_texts.get().delete()


def test_approvers_decide_about_it_too():
    version = explained(steps.draft())
    before = hashing.draft_hash(version, list(version.sections.all()))
    PlainText.objects.filter(version=version).update(is_sample=True)
    row = version.plain_texts.get()
    row.body_en = "<p>Different.</p>"
    row.save()

    assert hashing.draft_hash(version, list(version.sections.all())) != before


def test_a_hash_without_such_a_text_is_what_it_always_was():
    """The parts of a hash are added only when they are there: old proof stays proof."""
    version = in_force(steps.draft())
    sections = list(version.sections.all())

    assert version.version_hash == hashing.digest(
        {
            "format": "latarnia-version/1",
            "policy": str(version.policy.uid),
            "version": str(version.uid),
            "major": 1,
            "minor": 0,
            "readers_must": "read",
            "texts": {code: hashing.text_hash(version, sections, code) for code in ("pl", "en")},
        }
    )


def test_the_next_version_starts_with_a_copy():
    version = in_force(explained(steps.draft()))
    draft = start_version(version.policy, **steps.act())

    assert draft.plain_texts.get().title_en == TEXTS["title_en"]


def test_it_is_written_beside_the_draft_and_nobody_overwrites_another(manager):
    steps.draft()
    address = "/en/policies/code/v1.0/edit/text/children/"
    assert "For other readers" in manager.get("/en/policies/code/v1.0/edit/").content.decode()

    assert manager.post(address, {**TEXTS, "revision": 0}).status_code == 302
    late = manager.post(address, {**TEXTS, "title_en": "Mine", "revision": 0})

    page = late.content.decode()
    assert late.status_code == 409
    assert "Mine" in page and "Respect others." in page and 'name="revision" value="1"' in page
    assert PlainText.objects.get().title_en == TEXTS["title_en"]
    assert manager.post(address, {**TEXTS, "title_en": "Mine", "revision": 1}).status_code == 302
    assert PlainText.objects.get().title_en == "Mine"


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (dict.fromkeys(TEXTS, ""), "Write a title and a text in at least one language."),
        ({**TEXTS, "body_en": ""}, "A language needs both a title and a text."),
    ],
)
def test_half_a_text_is_refused_and_kept_on_the_page(manager, texts, words):
    steps.draft()
    answer = manager.post("/en/policies/code/v1.0/edit/text/plain/", {**texts, "revision": 0})

    assert answer.status_code == 422
    assert words in answer.content.decode() and texts["title_pl"] in answer.content.decode()
    assert not PlainText.objects.exists()


def test_what_was_typed_is_cleaned(manager):
    steps.draft()
    body = '<p onclick="x()">Dobrze<script>x()</script></p>'
    manager.post(
        "/en/policies/code/v1.0/edit/text/plain/", {**TEXTS, "body_pl": body, "revision": 0}
    )

    assert PlainText.objects.get().body_pl == "<p>Dobrze</p>"


def test_it_can_be_removed_from_a_draft_only(manager):
    version = explained(steps.draft())
    assert manager.post("/en/policies/code/v1.0/edit/text/children/remove/").status_code == 302
    assert not version.plain_texts.exists()

    in_force(explained(version))
    assert manager.post("/en/policies/code/v1.0/edit/text/children/remove/").status_code == 403
    assert manager.get("/en/policies/code/v1.0/edit/text/children/").status_code == 302
    assert manager.get("/en/policies/code/v1.0/edit/text/poem/").status_code == 404


def test_readers_find_it_from_the_policy_in_their_language_or_the_one_there_is(client):
    in_force(explained(steps.draft(), title_en="", body_en=""))
    client.force_login(PersonFactory(assigned=True))

    policy = client.get("/en/my/policies/code/").content.decode()
    assert "There is a version for children." in policy
    assert 'href="/en/my/policies/code/text/children/" lang="pl"' in policy
    page = client.get("/en/my/policies/code/text/children/").content.decode()
    assert "Szanuj innych." in page and "This text is in Polish." in page
    assert client.get("/en/my/policies/code/text/plain/").status_code == 404


def test_readers_see_nothing_of_a_draft(client):
    in_force(steps.draft())
    explained(start_version(Policy.objects.get(), **steps.act()))
    client.force_login(PersonFactory(assigned=True))

    assert "version for children" not in client.get("/en/my/policies/code/").content.decode()
    assert client.get("/en/my/policies/code/text/children/").status_code == 404
    assert client.get("/en/policies/code/v1.1/text/children/").status_code == 403


def test_everybody_finds_that_of_a_public_policy(client):
    in_force(explained(steps.draft()))
    assert client.get("/en/public/code/text/children/").status_code == 404

    Policy.objects.update(is_public=True)
    assert "/en/public/code/text/children/" in client.get("/en/public/code/").content.decode()
    page = client.get("/en/public/code/text/children/").content.decode()
    assert "Respect others." in page
    assert "This text explains “Code”, version 1.0." in page


def test_the_pdf_is_in_large_letters_in_one_language(client):
    in_force(explained(steps.draft()))
    Policy.objects.update(is_public=True)

    pdf = reading.opened(client.get("/pl/public/code/text/children/pdf/").content)

    text = reading.text(pdf)
    assert "Zasada po prostu" in text and "Szanuj innych." in text and "Respect" not in text
    assert "Wersja dla dzieci" in text and "publiczne" in text
    assert str(pdf.Root.Lang) == "pl" and ("H1", "", "") in reading.tags(pdf)


def test_the_pdf_of_a_draft_says_so(manager):
    explained(steps.draft())

    pdf = manager.get("/en/policies/code/v1.0/text/children/pdf/?text=en").content

    assert "Draft" in reading.text(reading.opened(pdf))


def test_starters_bring_a_text_for_children_and_one_in_plain_words():
    assert [(sample.slug, sample.kind) for sample in SAMPLES] == [
        ("code-of-conduct", "plain"),
        ("safe-reporting", "children"),
    ]
    version = from_starter("safe-reporting")

    assert version.plain_texts.get().is_sample
    row = version.plain_texts.get()
    texts = {name: getattr(row, name) for name in TEXTS}
    save_plain_text(version, **steps.act(), kind=row.kind, revision=0, texts=texts)
    assert not version.plain_texts.get().is_sample


def test_a_sample_is_marked_until_somebody_adapts_it(manager):
    from_starter("safe-reporting")
    for page in ("", "v1.0/edit/", "v1.0/edit/text/children/"):
        found = manager.get(f"/en/policies/safe-reporting/{page}").content.decode()
        assert "sample, adapt" in found

    send = manager.get("/en/policies/safe-reporting/v1.0/send/").content.decode()
    assert "The text for children is still the sample." in send


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
def test_samples_are_clean_short_and_kind(sample, language):
    body = getattr(sample, f"body_{language}")
    words = re.sub(r"<[^>]+>", " ", body)
    sentences = [part for part in re.split(r"[.?!:;]\s|</\w+>", body) if part.strip()]
    lengths = [len(re.sub(r"<[^>]+>", " ", part).split()) for part in sentences]

    assert ProseField().sanitize(body) == body
    assert '"' not in words and "'" not in words
    assert set(re.findall(r"\d+", words)) <= {"112", "18"}
    assert not re.findall(r"\w[aeiuyąę]ł[ea][mś]\b", words)
    assert "ofiar" not in words.lower() and "victim" not in words.lower()
    assert max(lengths) <= 26 and sum(lengths) / len(lengths) < 11


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('kind = "plain"', 'kind = "poem"', "unknown kind poem"),
        ('slug = "one"', 'slug = "two"', "the name is not two.plain"),
        ('title_en = "T"', "", "missing title_en"),
    ],
)
def test_a_malformed_sample_is_refused(tmp_path, old, new, complaint):
    path = tmp_path / "one.plain.toml"
    content = 'slug = "one"\nkind = "plain"\ntitle_pl = "T"\ntitle_en = "T"\n'
    content += 'body_pl = "<p>T</p>"\nbody_en = "<p>T</p>"\n'
    path.write_text(content.replace(old, new))

    with pytest.raises(MalformedStarter, match=complaint):
        read_plain(path)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("width", "language", "theme"), [(390, "pl", "light"), (1280, "en", "dark")]
)
def test_from_the_public_page_to_the_version_for_children(page_at, width, language, theme):
    in_force(from_starter("safe-reporting"))
    Policy.objects.update(is_public=True)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page = page_at(width, language, theme)
    page.goto(f"/{language}/public/safe-reporting/")
    title = {"pl": "Możesz nam powiedzieć", "en": "You can tell us"}[language]

    page.get_by_role("link", name=title).click()

    page.get_by_role("heading", level=1, name=title).wait_for()
    assert violations(page) == []
    page.screenshot(path=SHOTS / f"plain-children-{width}.png", full_page=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("width", "language", "theme"), [(390, "pl", "dark"), (1280, "en", "light")]
)
def test_a_keeper_writes_it_and_links_to_another_policy(page_at, width, language, theme):
    steps.published("rules", titles=("Zasady", "Rules"))
    steps.draft()
    keeper = steps.keeper()
    keeper.theme = theme
    keeper.save(update_fields=["theme"])
    SHOTS.mkdir(parents=True, exist_ok=True)
    page = page_at(width, language, theme, person=keeper)

    page.goto(f"/{language}/policies/code/v1.0/edit/text/plain/")
    body = page.locator(f".lt-prose[lang={language}]")
    page.locator(f"#id_title_{language}").fill("Prosto")
    body.click()
    page.keyboard.type("Jeden, dwa.")
    page.keyboard.press("Control+A")
    body.locator("xpath=../preceding-sibling::*[1]").locator("[data-command=link]").click()
    page.locator("#link-choice").select_option("/policies/rules/")
    page.locator("#link-box button[value=set]").click()
    assert violations(page) == []
    page.screenshot(path=SHOTS / f"plain-edit-{width}.png")
    page.locator("button[form=text]").click()
    page.wait_for_url(f"**/{language}/policies/code/v1.0/text/plain/")
    saved = getattr(PlainText.objects.get(), f"body_{language}")
    assert re.search(r'<a href="/policies/rules/"[^>]*>Jeden, dwa.</a>', saved)

    page.goto(f"/{language}/policies/code/v1.0/edit/")
    page.locator("#link-to").select_option("rules")
    page.locator("button[value=link]").click()
    page.wait_for_url("**#section-*")
    page.goto(f"/{language}/policies/rules/")
    assert violations(page) == []
    page.screenshot(path=SHOTS / f"policy-referenced-{width}.png", full_page=True)
    version = PolicyVersion.objects.get(policy__slug="code")
    assert [row.slug for row in version.references.all()] == ["rules"]
