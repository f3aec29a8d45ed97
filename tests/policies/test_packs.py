"""Packs: what they contain, editions that never change, and the public check of a print."""

from io import BytesIO

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from people.days import day_of
from policies.models import Pack, PackEdition
from policies.packs import save_pack
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
        policies=[second.policy, first.policy],
    )


@pytest.fixture
def manager(client):
    person = steps.keeper()
    client.force_login(person)
    return person


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
    policy = pack.policies.get(slug="code")
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
    code, rules = pack.policies.get(slug="code"), pack.policies.get(slug="rules")
    form = {"title_pl": "P", "title_en": "P", "slug": "starter"}
    form |= {f"place_{code.pk}": 2, f"place_{rules.pk}": 1}
    assert client.post(address("pack-edit", "starter"), form).status_code == 302
    assert [entry.policy for entry in pack.entries.all()] == [rules, code]


def test_only_keepers_make_editions_and_only_readers_see_packs(client, pack):
    client.force_login(steps.approver())
    assert client.get(address("pack", "starter")).status_code == 200
    assert make(client, pack)[0].status_code == 403
    client.force_login(PersonFactory(assigned=True))
    assert client.get(address("pack", "starter")).status_code == 403


def test_a_pack_without_a_text_in_force_cannot_be_exported(tmp_path):
    draft = steps.draft()
    save_pack(**steps.act(), slug="empty", titles={"pl": "P", "en": "P"}, policies=[draft.policy])
    with pytest.raises(CommandError, match="in force"), override("en"):
        call_command("export_pack", "empty", output=tmp_path / "x.pdf")
    with pytest.raises(CommandError, match="empty"):
        call_command("export_pack", "none", output=tmp_path / "x.pdf")


def test_counts_in_a_pack_are_those_of_its_day(client, manager, pack):
    from policies.packs import versions_of
    from policies.printing import pack_contents

    PersonFactory(assigned=True)
    _answer, edition = make(client, pack)
    today = day_of(timezone.now())
    contents = pack_contents(edition, versions_of(pack, on=today), at=timezone.now(), on=today)
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
