"""Parts of a pack beside full texts: versions for other readers, cards to cut out, the poster."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from people.models import Organisation, Unit
from policies.drafting import save_plain_text
from policies.hashing import digest
from policies.jobs import render_archive, render_edition
from policies.models import Pack, PackPart, Policy
from policies.pack_parts import (
    Place,
    changes_since,
    full_texts,
    parts_of,
    printed_in,
    versions_in,
)
from policies.pack_printing import pack_pdf
from policies.packs import (
    CannotMakeEdition,
    archive_edition,
    current_edition,
    make_edition,
    public_editions,
    save_pack,
)
from policies.posters import check_numbers
from policies.ready_packs import ready_pack
from policies.starting import procedures
from tests.documents import reading
from tests.factories import OrganisationFactory, UnitFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FOR_CHILDREN = {
    "title_pl": "Możesz nam powiedzieć",
    "title_en": "You can tell us",
    "body_pl": "<p>Tu jest bezpiecznie.</p>",
    "body_en": "<p>You are safe here.</p>",
}


@pytest.fixture(autouse=True)
def organisation():
    made = OrganisationFactory(relaxed=True)
    Organisation.objects.forget()
    return made


def explained(slug="reporting", **texts):
    """A version in force that has a version for children."""
    at = timezone.now() - timedelta(days=3)
    version = steps.draft(slug, at=at, titles=("Zgłaszanie", "Reporting"))
    save_plain_text(
        version, **steps.act(at), kind="children", revision=0, texts=FOR_CHILDREN | texts
    )
    steps.approved(version, at=at)
    return steps.publish(
        version,
        by=steps.keeper(),
        at=at,
        effective_on=steps.day_of(at),
        major=True,
        notes={"pl": "", "en": ""},
    )


def packed(*places, audience="other", extras=(), pack=None):
    return save_pack(
        **steps.act(),
        pack=pack,
        slug="handout",
        titles={"pl": "Pakiet", "en": "Pack"},
        parts=places,
        audience=audience,
        extras=list(extras),
    )


def made(pack, languages="both"):
    """A finished edition, and its file opened."""
    edition = make_edition(pack, **steps.act(), languages=languages)
    render_edition.func(code=edition.code)
    edition.document.refresh_from_db()
    return edition, opened(edition.document)


def opened(document):
    with document.file.open("rb") as file:
        return reading.opened(file.read())


def changed(edition):
    """Why an edition is out of date today, as (form, title, printed, now)."""
    with override("en"):
        found = changes_since(edition, parts_of(edition.pack, on=steps.act()["on"]))
        return [(change.kind, change.title, change.printed, change.now) for change in found]


def page(client, name, *arguments):
    with override("en"):
        address = reverse(name, args=arguments)
    client.force_login(steps.keeper())
    return client.get(address).content.decode()


@pytest.mark.feature("3.7")
def test_the_ready_pack_for_children_has_their_versions_and_names_what_is_missing(client):
    reporting, code = explained().policy, steps.published("code").policy
    Policy.objects.filter(pk=reporting.pk).update(kind=Policy.Kind.SAFE_REPORTING)
    Policy.objects.filter(pk=code.pk).update(kind=Policy.Kind.CODE_OF_CONDUCT)
    ready = ready_pack("children")
    pack = packed(*ready.choose(Policy.objects.in_order()), audience=ready.audience)

    edition, pdf = made(pack)

    words = reading.text(pdf)
    assert "Tu jest bezpiecznie." in words and "You are safe here." in words
    assert "Szanujemy każdą osobę." not in words and "We respect everybody." not in words
    assert "Kodeks. Nie ma jeszcze wersji dla dzieci." in words
    assert "Code. There is no version for children yet." in words
    assert [title for _depth, title in reading.outline(pdf)][1:5] == [
        "Możesz nam powiedzieć",
        "You can tell us",
        "Plakat (Polski)",
        "Poster (English)",
    ]
    assert "There is no version for children yet." in page(client, "pack", "handout")
    assert "not written when this was printed" in page(client, "verify-code", edition.code)


def test_a_version_for_children_in_one_language_is_printed_once_in_that_language():
    policy = explained(title_en="", body_en="").policy
    _edition, pdf = made(packed(Place("children", policy)), languages="en")
    assert reading.text(pdf).count("Tu jest bezpiecznie.") == 1


@pytest.mark.feature("3.10")
def test_cards_come_two_on_a_sheet_with_all_their_steps():
    first, second = steps.procedure("danger"), steps.procedure("disclosure")
    UnitFactory(name_pl="Dworzec", name_en="Station", phone="+48000000111")
    pack = packed(Place("card", first.policy), Place("card", second.policy), Place("poster"))

    _edition, pdf = made(pack, languages="en")

    sheet = " ".join(reading.words(pdf.pages[2]).split())
    for version in (first, second):
        for step in version.steps.all():
            assert " ".join(step.action_en.split()[:4]) in sheet.replace("\u00a0", " ")
    assert "Station +48 000 000 111" in sheet
    bookmarks = [title for _depth, title in reading.outline(pdf)]
    assert [title for title in bookmarks if title.startswith("Card: ")] == [
        f"Card: {first.title_en}",
        f"Card: {second.title_en}",
    ]
    width, height = (float(side) for side in pdf.pages[2].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.feature("3.10")
def test_every_starter_card_fits_on_half_a_sheet_in_both_languages():
    versions = [steps.procedure(text=text) for text in procedures()]
    pack = packed(*(Place("card", version.policy) for version in versions))

    _edition, pdf = made(pack)

    sheets = [reading.words(page) for page in pdf.pages]
    sheets = [words for words in sheets if "Wydruk z dnia" in words or "Printed " in words]
    assert len(sheets) == len(versions)
    assert [w for w in sheets if "Te same kroki" not in w or "The same steps" not in w] == []


def test_a_card_with_very_many_steps_loses_none():
    version = steps.procedure_draft("danger")
    step = version.steps.first()
    for number in range(40):
        step.pk, step.position = None, 50 + number
        step.action_pl = step.action_en = f"Step with a name of its own {number}x. " + "Do it. " * 9
        step.save(force_insert=True)
    steps.approved(version)
    steps.publish(version, **_today(), major=True, notes={"pl": "", "en": ""})

    _edition, pdf = made(packed(Place("card", version.policy)), languages="en")

    words = reading.text(pdf).replace("\u00a0", " ")
    assert [number for number in range(40) if f"its own {number}x." not in words] == []


def _today():
    act = steps.act()
    return {"by": act["by"], "at": act["at"], "effective_on": act["on"]}


def test_parts_keep_the_order_that_was_chosen(client):
    code, danger = steps.published("code").policy, steps.procedure("danger").policy
    client.force_login(steps.keeper())
    form = {"title_pl": "P", "title_en": "P", "slug": "mixed", "audience": "other"}
    form |= {"languages": "both", "place_poster": 1, f"place_{danger.pk}_card": 2}
    form |= {f"place_{code.pk}": 4, f"place_{code.pk}_children": 3}

    with override("en"):
        assert client.post(reverse("pack-new"), form).status_code == 302

    kept = [(part.kind, part.policy) for part in Pack.objects.get().parts.all()]
    assert kept == [("poster", None), ("card", danger), ("children", code), ("text", code)]
    again = client.get(reverse("pack-edit", args=["mixed"])).context["form"]
    assert [again[name].value() for name in form if name.startswith("place")] == [1, 2, 4, 3]


@pytest.mark.parametrize("slug", ["new", "poster"])
def test_a_pack_cannot_take_the_address_of_another_page(client, slug):
    client.force_login(steps.keeper())
    form = {"title_pl": "P", "title_en": "P", "slug": slug, "audience": "other"}
    answer = client.post(reverse("pack-new"), form | {"languages": "pl", "place_poster": 1})
    assert answer.status_code == 422
    assert not Pack.objects.exists()


@pytest.mark.parametrize(
    ("kind", "has_policy"), [("poster", True), ("card", False), ("text", False)]
)
def test_the_database_knows_that_only_the_poster_has_no_policy(kind, has_policy):
    policy = steps.published().policy
    pack = packed(Place("poster"))
    with pytest.raises(IntegrityError), transaction.atomic():
        PackPart.objects.create(
            pack=pack, kind=kind, policy=policy if has_policy else None, position=9
        )


def test_nobody_prints_a_pack_of_nothing_but_missing_versions():
    pack = packed(Place("children", steps.published().policy))
    with pytest.raises(CannotMakeEdition):
        make_edition(pack, **steps.act(), languages="pl")


@pytest.mark.feature("3.6")
def test_a_new_version_for_children_makes_the_edition_old(client):
    policy = explained().policy
    edition, _pdf = made(packed(Place("children", policy)))
    assert changed(edition) == []
    assert current_edition(edition.pack, languages="both", on=steps.act()["on"]) == edition

    steps.next_version(policy, major=True)

    assert changed(edition) == [("children", "Reporting (version for children)", "1.0", "2.0")]
    assert current_edition(edition.pack, languages="both", on=steps.act()["on"]) is None
    assert "Reporting (version for children): this print has 1.0" in page(client, "packs")


@pytest.mark.feature("3.6")
def test_a_new_version_in_two_forms_is_told_once_and_new_telephones_once():
    first, second = steps.procedure("danger").policy, steps.procedure("disclosure").policy
    unit = UnitFactory(phone="+48000000111")
    pack = packed(Place("text", first), Place("card", first), Place("card", second))
    edition, _pdf = made(pack, languages="pl")

    Unit.objects.filter(pk=unit.pk).update(phone="+48000000122")
    assert [kind for kind, *_rest in changed(edition)] == ["card"]

    with override("en"):
        shown = page_of_change(edition)
    assert shown == "The telephones on duty on the cards are different now"


def page_of_change(edition):
    (change,) = changes_since(edition, parts_of(edition.pack, on=steps.act()["on"]))
    return render_to_string("policies/_change.html", {"change": change}).strip()


@pytest.mark.feature("3.6")
def test_other_numbers_make_a_poster_old_and_the_same_numbers_called_again_do_not():
    act = steps.act()
    check_numbers({"kcik": "+48000000220"}, **act | {"on": act["on"] - timedelta(days=1)})
    edition, _pdf = made(packed(Place("poster")))

    check_numbers({"kcik": "+48000000220"}, **act)
    assert changed(edition) == []
    check_numbers({"kcik": "+48000000221"}, **act)
    assert changed(edition) == [("poster", "Poster", "", "")]


def test_an_edition_keeps_the_poster_that_it_printed():
    act = steps.act()
    check_numbers({"kcik": "+48000000220"}, **act)
    edition, _pdf = made(packed(Place("poster")))
    check_numbers({"kcik": "+48000000221"}, **act)

    archive = archive_edition(edition, **act)
    render_archive.func(code=edition.code)
    archive.document.refresh_from_db()

    words = reading.text(opened(archive.document))
    assert "+48 000 000 220" in words.replace("\u00a0", " ")
    assert "000 221" not in words.replace("\u00a0", " ")


def test_the_archive_copy_of_cards_and_poster_is_a_tagged_pdf_a():
    version = steps.procedure("danger")
    pack = packed(Place("card", version.policy), Place("poster"))
    edition, _pdf = made(pack)
    archive = archive_edition(edition, **steps.act())
    render_archive.func(code=edition.code)
    archive.document.refresh_from_db()

    with opened(archive.document) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.Root.MarkInfo.Marked
        assert [font for font in _fonts(pdf) if not _is_inside(font)] == []


def _fonts(pdf):
    return [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]


def _is_inside(font):
    described = font.DescendantFonts[0].FontDescriptor
    return any(name in described for name in ("/FontFile2", "/FontFile3"))


def test_parts_are_tagged_with_heading_language_and_words_for_each_picture():
    version = steps.procedure("danger")
    pack = packed(Place("children", explained().policy), Place("card", version.policy))
    pack = packed(*_places(pack), Place("poster"), pack=pack)

    _edition, pdf = made(pack)

    found = reading.tags(pdf)
    alternatives = [words for tag, _language, words in found if tag == "Figure"]
    assert all(alternatives)
    assert "QR code: these steps on a phone" in alternatives
    assert "Kod QR: nasze zasady" in alternatives and "QR code: our rules" in alternatives
    headings = [tag for tag, _language, _words in found if tag in ("H1", "H2", "H3")]
    assert headings[0] == "H1" and headings.count("H1") >= 8
    assert {"pl", "en"} <= {language for _tag, language, _words in found}


def _places(pack):
    return [Place(part.kind, part.policy) for part in pack.parts.all()]


def test_cards_for_everybody_leave_out_the_telephones_on_duty():
    UnitFactory(name_pl="Dworzec", name_en="Station", phone="+48000000111")
    policy = steps.procedure("danger").policy
    Policy.objects.filter(pk=policy.pk).update(is_public=True)
    policy.refresh_from_db()
    inside, inside_pdf = made(packed(Place("card", policy)), languages="en")
    assert "000 111" in reading.text(inside_pdf).replace("\u00a0", " ")

    pack = packed(Place("card", policy), Place("poster"), audience="public", pack=inside.pack)
    _edition, pdf = made(pack, languages="en")

    assert "000 111" not in reading.text(pdf).replace("\u00a0", " ")
    assert [edition.pack for edition in public_editions(on=steps.act()["on"])] == [pack]
    Policy.objects.filter(pk=policy.pk).update(is_public=False)
    assert public_editions(on=steps.act()["on"]) == []


def test_editions_from_before_there_were_parts_stay_what_they_were():
    version = steps.published("code")
    pack = packed(*full_texts([version.policy]), extras=["approvals", "figures", "sign_off"])
    edition, pdf = made(pack)
    assert edition.contents_hash == digest(
        {
            "pack": "handout",
            "titles": ["Pakiet", "Pack"],
            "languages": "both",
            "texts": [version.version_hash],
        }
    )
    (entry,) = edition.contents
    old = {name: entry[name] for name in entry if name not in ("kind", "hash")}
    edition.contents = [old]

    assert changed(edition) == []
    (part,) = printed_in(edition)
    assert (part.number, part.name, part.text_hash_pl) == ("1.0", "", entry["text_hash_pl"])
    again = pack_pdf(edition, versions_in(edition), at=edition.made_at, on=steps.act()["on"])
    # The last page names the end of the trail, which has moved on.
    assert _words(reading.opened(again))[:-1] == _words(pdf)[:-1]


def _words(pdf):
    return [reading.words(page) for page in pdf.pages]


def test_the_list_says_in_short_what_is_in_each_pack(client):
    code, danger = steps.published("code").policy, steps.procedure("danger").policy
    packed(Place("text", code), Place("card", danger), Place("poster"), audience="volunteers")
    shown = page(client, "packs")
    assert "Code, 1 field card, the poster" in shown
    assert "for new volunteers and staff" in shown and "Polish and English" in shown
