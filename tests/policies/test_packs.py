"""Packs: what they contain, editions that never change, and the public check of a print."""

from contextlib import closing
from io import BytesIO

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from people.days import day_of
from policies.models import EditionArchive, Pack, PackEdition, Policy
from policies.pack_parts import Place, full_texts
from policies.packs import NotForEverybody, save_pack
from policies.ready_packs import READY
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def pack():
    first = steps.published("rules", titles=("Zasady", "Rules"))
    second = steps.published("code")
    return save_pack(
        **steps.act(),
        slug="starter",
        titles={"pl": "Pakiet startowy", "en": "Starter pack"},
        parts=full_texts([second.policy, first.policy]),
    )


@pytest.fixture
def manager(client):
    person = steps.keeper()
    client.force_login(person)
    return person


AS_BEFORE = {"audience": "other", "languages": "both", "extras": ["approvals", "figures"]}


def address(name, *arguments):
    with override("en"):
        return reverse(name, args=arguments)


def make(client, pack, languages="both"):
    answer = client.post(address("edition-make", pack.slug), {"languages": languages})
    return answer, PackEdition.objects.select_related("document").first()


def read(client, edition):
    answer = client.get(address("edition-download", edition.pack.slug, edition.number))
    return b"".join(answer.streaming_content)


def test_an_edition_is_a_tagged_pdf_of_the_texts_in_force(client, manager, pack):
    answer, edition = make(client, pack)

    assert answer["Location"] == address("document", edition.document.uid)
    content = read(client, edition)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "pl"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert any("Kodeks" in title for title in titles)
    assert any("Zasady" in title for title in titles)


@pytest.mark.feature("3.1")
def test_later_downloads_give_the_same_bytes(client, manager, pack, tmp_path):
    _answer, edition = make(client, pack)
    first = read(client, edition)

    call_command("export_pack", "starter", language="both", output=tmp_path / "pack.pdf")

    assert read(client, edition) == first == (tmp_path / "pack.pdf").read_bytes()
    assert PackEdition.objects.count() == 1


def test_asking_again_offers_the_stored_edition_while_it_is_current(client, manager, pack):
    make(client, pack)
    answer, _edition = make(client, pack)
    assert answer["Location"] == address("pack", "starter")
    assert PackEdition.objects.count() == 1


@pytest.mark.feature("3.6")
def test_an_edition_says_why_it_is_out_of_date(client, manager, pack):
    """Features 3.6: it names the policy, the number on the print and the number now."""
    _answer, edition = make(client, pack)
    policy = Policy.objects.get(slug="code")
    steps.next_version(policy, major=True)

    page = client.get(address("pack", "starter")).content.decode()
    check = client.get(address("verify-code", edition.code)).content.decode()

    for shown in (page, check):
        assert "this print has 1.0" in shown and "is 2.0" in shown
    assert "Genuine, but no longer current" in check
    make(client, pack)
    assert PackEdition.objects.count() == 2


@pytest.mark.feature("3.1")
def test_anybody_can_check_a_print(client, pack):
    client.force_login(steps.keeper())
    _answer, edition = make(client, pack)
    client.logout()

    typed = edition.code.lower().replace("-", " ")
    led = client.get(address("verify"), {"code": typed})
    shown = client.get(led["Location"]).content.decode()

    assert "Genuine and current" in shown
    assert edition.document.sha256 in shown
    assert client.get(address("verify-code", "AAAA-BBBB-CCCC-DDDD")).status_code == 404
    assert client.get(address("verify"), {"code": "short"}).status_code == 422


def test_a_pack_needs_policies_a_title_in_both_languages_and_its_own_address(client, manager, pack):
    form = {"title_pl": "Drugi", "title_en": "", "slug": "starter"}
    answer = client.post(address("pack-new"), form)
    assert answer.status_code == 422
    assert "Drugi" in answer.content.decode()
    assert Pack.objects.count() == 1


def test_changing_a_pack_changes_the_order(client, manager, pack):
    code, rules = Policy.objects.get(slug="code"), Policy.objects.get(slug="rules")
    form = {"title_pl": "P", "title_en": "P", "slug": "starter"} | AS_BEFORE
    form |= {f"place_{code.pk}": 2, f"place_{rules.pk}": 1}
    assert client.post(address("pack-edit", "starter"), form).status_code == 302
    assert [part.policy for part in pack.parts.all()] == [rules, code]


def test_only_keepers_make_editions_and_only_readers_see_packs(client, pack):
    client.force_login(steps.approver())
    assert client.get(address("pack", "starter")).status_code == 200
    assert make(client, pack)[0].status_code == 403
    client.force_login(PersonFactory(assigned=True))
    assert client.get(address("pack", "starter")).status_code == 403


def test_a_pack_without_a_text_in_force_cannot_be_exported(tmp_path):
    draft = steps.draft()
    save_pack(
        **steps.act(), slug="empty", titles={"pl": "P", "en": "P"}, parts=full_texts([draft.policy])
    )
    with pytest.raises(CommandError, match="in force"), override("en"):
        call_command("export_pack", "empty", output=tmp_path / "x.pdf")
    with pytest.raises(CommandError, match="empty"):
        call_command("export_pack", "none", output=tmp_path / "x.pdf")


def test_counts_in_a_pack_are_those_of_its_day(client, manager, pack):
    from policies.pack_parts import versions_in
    from policies.pack_printing import pack_contents

    PersonFactory(assigned=True)
    _answer, edition = make(client, pack)
    today = day_of(timezone.now())
    contents = pack_contents(edition, versions_in(edition), at=timezone.now(), on=today)
    assert [part.counts.asked for part in contents.parts] == [1, 1]
    assert contents.verification.address.endswith(edition.code + "/")


@pytest.mark.feature("3.15")
def test_a_draft_prints_like_the_final_text_and_says_that_it_is_a_draft(client, manager):
    """Features 3.4, 3.15: a preview as PDF, with "draft" across it until it is published."""
    steps.draft("code")
    answer = client.get(address("version-pdf", "code", "1.0") + "?language=both")
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="code-1.0-both.pdf"' in answer["Content-Disposition"]
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked


def made(client, pack, **changes):
    """A finished edition of the pack, changed so before."""
    parts = [Place(part.kind, part.policy) for part in pack.parts.all()]
    titles = {"pl": pack.title_pl, "en": pack.title_en}
    save_pack(**steps.act(), pack=pack, slug=pack.slug, titles=titles, parts=parts, **changes)
    return make(client, pack)[1]


def made_public(pack):
    Policy.objects.filter(pack_parts__pack=pack).update(is_public=True)


def stored(document):
    with document.file.open("rb") as file:
        return file.read()


def outline_of(content):
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_outline() as outline:
        return " ".join(item.title for item in outline.root)


@pytest.mark.feature("3.7")
@pytest.mark.parametrize("ready", READY, ids=lambda ready: ready.slug)
def test_a_ready_pack_fills_in_the_form(client, manager, pack, ready):
    """Features 3.7: one click and one save from nothing to a pack for those readers."""
    made_public(pack)
    Pack.objects.all().delete()
    Policy.objects.filter(slug="code").update(kind=Policy.Kind.CODE_OF_CONDUCT)
    page = client.get(address("pack-new"), {"ready": ready.slug})

    form = page.context["form"]
    filled = {name: form[name].value() for name in form.fields if form[name].value()}
    saved = client.post(address("pack-new") + f"?ready={ready.slug}", filled)

    kept = Pack.objects.get(slug=ready.slug)
    assert saved["Location"] == address("pack", ready.slug)
    assert (kept.audience, kept.extras) == (ready.audience, list(ready.extras))
    assert kept.parts.filter(policy__slug="code").exists()


def test_an_edition_carries_what_the_pack_asks_for(client, manager, pack):
    full = made(client, pack)
    bare = made(client, pack, extras=[])

    extras = ("Zatwierdzenia", "Arkusz potwierdzeń")
    assert all(words in outline_of(read(client, full)) for words in extras)
    assert not any(words in outline_of(read(client, bare)) for words in extras)


@pytest.mark.feature("3.6")
def test_the_list_of_packs_says_which_is_out_of_date_and_why(client, manager, pack):
    make(client, pack)
    assert "current" in client.get(address("packs")).content.decode()

    steps.next_version(Policy.objects.get(slug="code"), major=True)

    shown = client.get(address("packs")).content.decode()
    assert "out of date" in shown
    assert "Code: this print has 1.0" in shown


def test_the_public_fetches_the_newest_edition_without_a_trace(client, manager, pack):
    made_public(pack)
    edition = made(client, pack, audience="public")
    client.logout()
    before = Event.objects.count()

    listed = client.get(address("public-policies")).content.decode()
    fetched = client.get(address("public-pack", "starter"))

    assert address("public-pack", "starter") in listed
    assert b"".join(fetched.streaming_content) == stored(edition.document)
    assert Event.objects.count() == before


def test_what_is_not_public_is_never_in_a_pack_for_everybody(client, manager, pack):
    form = {"title_pl": "P", "title_en": "P", "slug": "starter"} | AS_BEFORE
    form |= {f"place_{policy.pk}": 1 for policy in Policy.objects.all()}
    refused = client.post(address("pack-edit", "starter"), form | {"audience": "public"})
    assert refused.status_code == 422
    assert "Not public, so not for everybody" in refused.content.decode()
    with pytest.raises(NotForEverybody):
        made(client, pack, audience="public")

    made_public(pack)
    made(client, pack, audience="public")
    with closing(client.get(address("public-pack", "starter"))) as fetched:
        assert fetched.status_code == 200
    Policy.objects.filter(slug="code").update(is_public=False)
    assert client.get(address("public-pack", "starter")).status_code == 404


def test_a_pack_for_others_is_not_handed_to_the_public(client, manager, pack):
    make(client, pack)
    client.logout()
    assert client.get(address("public-pack", "starter")).status_code == 404


def test_an_archive_copy_is_a_pdf_a_made_once(client, manager, pack):
    _answer, edition = make(client, pack)
    wanted = address("edition-archive", "starter", edition.number)

    first, second = client.post(wanted), client.post(wanted)

    assert first["Location"] == second["Location"]
    archive = EditionArchive.objects.get()
    fetched = client.get(address("archive-download", "starter", edition.number))
    content = b"".join(fetched.streaming_content)
    assert content == stored(archive.document)
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.Root.MarkInfo.Marked


def test_who_fetched_which_edition_is_shown_to_keepers(client, manager, pack):
    _answer, edition = make(client, pack)
    client.force_login(steps.approver())
    read(client, edition)

    assert not client.get(address("pack", "starter")).context["downloads"]
    client.force_login(manager)
    (found,) = client.get(address("pack", "starter")).context["downloads"]
    assert found[:2] == (edition, steps.approver())
    assert found[3] is False


def test_who_fetched_the_archive_copy_has_the_edition_too(client, manager, pack):
    _answer, edition = make(client, pack)
    client.post(address("edition-archive", "starter", edition.number))
    with closing(client.get(address("archive-download", "starter", edition.number))):
        pass

    page = client.get(address("pack", "starter"))

    (found,) = page.context["downloads"]
    assert (found[0], found[1], found[3]) == (edition, manager, True)
    assert f"{edition.label} PDF/A, " in page.content.decode()
