"""What every page and print says of itself: which text binds, and how confidential it is."""

import pytest

from people.models import Organisation
from policies.models import Policy
from policies.pack_parts import full_texts, versions_in
from policies.pack_printing import pack_pdf
from policies.packs import make_edition, save_pack
from tests.documents import reading
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LONG = "".join(f"<p>{'Zdanie o zasadach. ' * 30}</p>" for _paragraph in range(14))
LEVELS = {
    "internal": ("wewnętrzne", "internal"),
    "confidential": ("poufne", "confidential"),
    "strict": ("ściśle poufne", "strictly confidential"),
}


@pytest.fixture(autouse=True)
def organisation():
    made = OrganisationFactory(relaxed=True)
    Organisation.objects.forget()
    return made


@pytest.fixture
def manager(client):
    client.force_login(steps.keeper())
    return client


def printed(client, language, slug="code"):
    """The words of each page of the printed version."""
    content = client.get(f"/en/policies/{slug}/v1.0/pdf/?language={language}").content
    pages = reading.opened(content).pages
    return [" ".join(reading.words(page).split()) for page in pages]


@pytest.mark.feature("1.17")
@pytest.mark.parametrize("level", LEVELS)
def test_the_level_stands_on_the_page_and_on_every_printed_page(manager, level):
    steps.written(steps.draft(), pl=LONG, en=LONG)
    Policy.objects.update(confidentiality=level)
    polish, english = LEVELS[level]

    assert english in manager.get("/en/policies/code/").content.decode()
    assert polish in manager.get("/pl/policies/code/v1.0/").content.decode()
    for language, words in (("pl", polish), ("en", english), ("both", f"{polish} / {english}")):
        pages = printed(manager, language)
        assert len(pages) > 1
        assert [page for page in pages if words not in page] == []


@pytest.mark.feature("1.17")
def test_a_public_text_says_public_and_cannot_be_confidential(manager):
    version = steps.published()
    Policy.objects.update(is_public=True)
    assert "public" in printed(manager, "en")[0]

    refused = manager.post(
        "/en/policies/code/edit/",
        {
            "owner": version.policy.owner_id,
            "binding_language": "pl",
            "review_months": 12,
            "is_public": "on",
            "confidentiality": "strict",
        },
    )

    assert refused.status_code == 422
    assert "What everybody can read cannot be confidential." in refused.content.decode()
    assert Policy.objects.get().level == "public"


@pytest.mark.feature("1.17")
def test_a_pack_carries_the_level_of_its_most_confidential_text():
    first, second = steps.published("rules").policy, steps.published("code").policy
    Policy.objects.filter(pk=second.pk).update(confidentiality="confidential")
    pack = save_pack(
        **steps.act(),
        slug="starter",
        titles={"pl": "Pakiet", "en": "Pack"},
        parts=full_texts([first, second]),
    )
    act = steps.act()
    edition = make_edition(pack, **act, languages="en")
    content = pack_pdf(edition, versions_in(edition), at=act["at"], on=act["on"])
    pages = reading.opened(content).pages
    words = [" ".join(reading.words(page).split()) for page in pages]

    assert [page for page in words if "confidential" not in page] == []


@pytest.mark.feature("10.4")
def test_one_language_binds_and_the_other_says_so_on_the_page(client):
    steps.published()
    client.force_login(PersonFactory(assigned=True))
    translation = "This is a translation. If the two texts differ, the Polish one decides."

    assert translation in client.get("/en/my/policies/code/").content.decode()
    polish = client.get("/en/my/policies/code/?text=pl").content.decode()
    assert "This is the binding text." in polish and translation not in polish
    Policy.objects.update(binding_language="en")
    assert "This is the binding text." in client.get("/en/my/policies/code/").content.decode()
    client.force_login(steps.keeper())
    page = client.get("/pl/policies/code/v1.0/").content.decode()
    assert "To jest tłumaczenie. Jeśli teksty się różnią, rozstrzyga angielski." in page


@pytest.mark.feature("10.4")
def test_one_language_binds_and_the_other_says_so_in_print(manager):
    steps.published()
    assert "This is the binding text." not in printed(manager, "en")[0]
    assert (
        "This is a translation. If the two texts differ, the Polish one"
        in printed(manager, "en")[0]
    )
    assert "To jest tekst wiążący." in printed(manager, "pl")[0]
    both = printed(manager, "both")[0]
    assert "Polski, tekst wiążący" in both
    assert "English, a translation; the Polish text is binding" in both

    Policy.objects.update(binding_language="en")
    assert "English, binding text" in printed(manager, "both")[0]
    assert "This is the binding text." in printed(manager, "en")[0]


@pytest.mark.feature("10.4")
def test_a_text_that_is_alone_is_not_called_a_translation(manager):
    steps.written(steps.draft(), pl="")

    assert "This is a translation" not in printed(manager, "en")[0]
