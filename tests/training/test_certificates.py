"""The certificate as a page and as paper, and the page where anybody checks it (R20)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from home.erasing import erase
from people.anonymising import Why
from people.days import day_of
from people.leaving import leave
from people.models import Role
from tests.documents import reading
from tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from tests.training import steps
from training.awarding import revoke
from training.checking import as_number
from training.models import Credential

pytestmark = [pytest.mark.django_db, pytest.mark.feature("4.8")]


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


def today():
    return day_of(timezone.now())


def ago(days):
    return today() - timedelta(days=days)


@pytest.fixture
def reader():
    return PersonFactory(
        assigned=True, given_name="Oksana", family_name="Żółć-Koval", language="pl"
    )


@pytest.fixture
def credential(reader):
    return earned(reader, ago(10))


def earned(person, day, slug="basic", **fields):
    course = steps.course(slug, **{"valid_months": 24, "renewable_months": 3, **fields})
    steps.passed(course, person, on=day)
    return Credential.objects.get(person=person, course=course)


def page_of(credential, name="credential"):
    return reverse(name, args=[credential.uid])


def check(client, number):
    return client.get(reverse("certificate-check", args=[number]))


def revoked(credential, *, from_day=None):
    act = {"by": steps.coordinator(), "at": timezone.now(), "on": today()}
    return revoke(credential, revoked_on=from_day or today(), reason="Zmyślona osoba", **act)


def test_the_holder_finds_it_with_what_it_is_worth(client, reader, credential):
    client.force_login(reader)
    listed = client.get(reverse("my-training")).text
    shown = client.get(page_of(credential)).text

    assert credential.get_absolute_url() in listed
    assert f'<span class="lt-num">{credential.number}</span>' in listed
    assert "valid until" in shown
    assert credential.row_hash in shown
    assert "awarded: answered the questions online" in shown
    assert reverse("credential-revoke", args=[credential.uid]) not in shown


@pytest.mark.parametrize("role", [None, Role.REFERRAL_COORDINATOR])
def test_others_do_not_find_it(client, credential, role):
    client.force_login(PersonFactory(assigned=True, role=role))

    for name in ("credential", "credential-pdf", "credential-evidence"):
        assert client.get(page_of(credential, name)).status_code == 404


def test_a_lead_finds_those_of_the_own_people_only(client, reader, credential):
    unit = reader.assignments.get().unit
    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=unit))
    assert client.get(page_of(credential)).status_code == 200

    client.force_login(PersonFactory(role=Role.UNIT_LEAD, role__unit=UnitFactory()))
    assert client.get(page_of(credential)).status_code == 404


@pytest.mark.parametrize("language", ["pl", "en", "both"])
def test_the_paper_says_all_that_it_certifies(client, reader, credential, language):
    client.force_login(reader)

    answer = client.get(page_of(credential, "credential-pdf"), {"language": language})

    assert answer["Content-Type"] == "application/pdf"
    assert credential.number in answer["Content-Disposition"]
    pdf = reading.opened(answer.content)
    text = reading.text(pdf)
    assert len(pdf.pages) == 1
    for words in ("Oksana Żółć-Koval", credential.number, "check"):
        assert words in text
    assert ("Fundacja Jasny Peron" in text) is (language != "en")
    assert ("Kurs basic" in text) is (language != "en")
    assert ("Course basic" in text) is (language != "pl")
    assert f"{credential.awarded_on.day} " in text and str(credential.valid_until.year) in text
    assert pdf.Root.Lang == ("en" if language == "en" else "pl")
    alternatives = [alternative for _tag, _language, alternative in reading.tags(pdf)]
    assert any("QR" in words for words in alternatives)


def test_a_language_that_is_none_and_a_revoked_one_give_no_paper(client, reader, credential):
    client.force_login(reader)
    paper = page_of(credential, "credential-pdf")
    assert client.get(paper, {"language": "de"}).status_code == 404

    revoked(credential)

    assert client.get(paper).status_code == 404
    shown = client.get(page_of(credential)).text
    assert paper not in shown
    assert "Zmyślona osoba" in shown


def test_a_renewal_names_the_course_and_the_refresher(client, reader):
    refresher = steps.course("refresher", title_pl="Odświeżenie", title_en="Refresher")
    earned(reader, ago(720), refresher=refresher)
    steps.passed(refresher, reader, on=ago(5))
    renewed = Credential.objects.get(course__slug="basic", awarded_on=ago(5))
    client.force_login(reader)

    answer = client.get(page_of(renewed, "credential-pdf"), {"language": "en"})

    text = reading.text(reading.opened(answer.content))
    assert "Course basic" in text and "1, Refresher" in text
    assert "renewed by the certificate" in client.get(page_of(renewed.renews)).text


@pytest.mark.feature("4.10")
def test_a_second_completion_is_a_new_row_and_the_first_stays(client, reader):
    first = earned(reader, ago(720))
    before = Credential.objects.filter(pk=first.pk).values().get()
    steps.attempt(steps.read(first.course, reader, on=ago(5)), on=ago(5))

    assert Credential.objects.filter(pk=first.pk).values().get() == before
    assert Credential.objects.filter(person=reader).count() == 2
    client.force_login(reader)
    assert client.get(reverse("my-course", args=["basic"])).text.count("LAT-") == 2


@pytest.mark.feature("4.12")
@pytest.mark.parametrize(
    ("days", "words", "publicly"),
    [
        (10, "valid until", "Genuine and valid."),
        (700, "ends on", "Genuine and valid, ends soon."),
        (760, "ended, to be renewed by", "Genuine, but expired."),
        (1000, "ended on", "Genuine, but expired."),
    ],
)
def test_each_state_has_its_words(client, reader, days, words, publicly):
    credential = earned(reader, ago(days))
    assert publicly in check(client, credential.number).text

    client.force_login(reader)
    assert words in client.get(reverse("my-training")).text


def test_the_check_page_shows_no_more_than_it_has_to(client, reader, credential):
    text = check(client, credential.number).text

    assert "Course basic" in text and "Jasny Peron Foundation" in text
    for kept in ("Oksana", "Koval", reader.email, str(credential.uid), credential.row_hash):
        assert kept not in text
    revoked(credential)
    text = check(client, credential.number).text
    assert "Revoked." in text
    assert "Zmyślona" not in text


def test_what_is_revoked_later_still_held_before(client, credential):
    revoked(credential, from_day=ago(2))

    assert "Revoked." in check(client, credential.number).text
    assert Credential.objects.valid_on(ago(3)).filter(pk=credential.pk).exists()
    assert not Credential.objects.valid_on(ago(2)).filter(pk=credential.pk).exists()


def test_unknown_and_malformed_numbers_look_the_same(client, credential):
    """Who guesses does not learn what a number looks like."""

    def seen(answer):
        return answer.status_code, re.sub(r'value="[^"]*"|/check/[^"]*/', "", answer.text)

    typed = ["LAT-AAAA-AAAA-AAAA", "LAT-AAAA-AAAA-AAA0", "x", "a" * 200, "LAT-" + "Ż" * 12]
    answers = [seen(check(client, number)) for number in typed]

    assert {status for status, _body in answers} == {404}
    assert len({body for _status, body in answers}) == 1
    assert client.get(reverse("check"), {"number": "nonsense"}).status_code == 404
    assert client.get(reverse("check"), {"number": ""}).status_code == 422
    assert client.get(reverse("check")).status_code == 200


def test_the_number_may_be_typed_as_people_type(client, credential):
    typed = credential.number.lower().replace("-", " ")
    address = reverse("certificate-check", args=[credential.number])

    assert client.get(reverse("check"), {"number": typed})["Location"] == address
    assert client.get(reverse("check"), {"number": typed[4:]})["Location"] == address
    assert client.get(reverse("verify"), {"code": typed})["Location"] == address
    assert as_number("LAT-7F3K-92QX-4HN0") is None  # no zeros: they look like the letter O


def test_guessing_is_slowed_down_and_the_genuine_stays_open(client, credential):
    answers = [check(client, f"LAT-AAAA-AAAA-AA{n:02d}").status_code for n in range(33)]

    assert answers[:30] == [404] * 30
    assert answers[-1] == 429
    assert check(client, credential.number).status_code == 200


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("Oksana Żółć-Koval", True),
        ("  zolc-koval   OKSANA ", True),
        ("Oksana", False),
        ("Oksana Koval", False),
        ("Anna Żółć-Koval", False),
    ],
)
def test_a_name_is_compared_and_never_shown(client, credential, typed, fits):
    answer = client.post(reverse("certificate-check", args=[credential.number]), {"name": typed})

    assert ("The name fits." in answer.text) is fits
    assert ("The name does not fit." in answer.text) is not fits
    assert "Żółć" not in answer.text.replace(typed.strip(), "")


def test_names_are_not_tried_out(client, credential):
    page = reverse("certificate-check", args=[credential.number])
    answers = [client.post(page, {"name": f"Ewa {n}"}).status_code for n in range(12)]

    assert answers[:10] == [200] * 10
    assert answers[-1] == 429
    assert client.post(page, {"name": ""}).status_code in (422, 429)


def test_an_anonymised_holder_has_no_name_to_compare(client, reader, credential):
    administrator = PersonFactory(role=Role.ADMINISTRATOR)
    act = {"by": administrator, "at": timezone.now(), "on": today()}
    leave(reader, **act, last_day=ago(1))
    erase(reader, **act, why=Why.REQUEST)

    text = check(client, credential.number).text

    assert "Genuine and valid." in text
    assert "cannot be compared" in text and "<textarea" not in text and 'name="name"' not in text


def test_looking_writes_nothing(client, reader, credential):
    client.force_login(reader)
    before = Event.objects.count()

    for address in (
        page_of(credential),
        page_of(credential, "credential-pdf"),
        reverse("certificate-check", args=[credential.number]),
    ):
        assert client.get(address).status_code == 200

    assert Event.objects.count() == before


def test_the_pages_cost_the_same_for_one_certificate_and_for_three(client, reader, credential):
    client.force_login(reader)

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    address = reverse("my-training")
    first = cost(address)
    for slug in ("second", "third"):
        earned(reader, ago(9), slug)
    assert cost(address) == first
