"""Former training from a spreadsheet: a trial run, every error in words, all or nothing (4.7)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import Workbook

from audit.models import Event
from home.retention import execute
from people.days import day_of
from people.importing.refusals import CannotRead, CannotTakeOver
from people.models import Person
from tests.factories import OrganisationFactory, PersonFactory
from tests.training import steps
from training import importing
from training.hashing import credential_hash
from training.import_rows import LABELS
from training.importing import begin, drop, take_over
from training.models import Credential, CredentialImport
from training.standing import Status, standing_in
from training.views.importing import said

pytestmark = [pytest.mark.django_db, pytest.mark.feature("4.7")]
NOW = timezone.now()
TODAY = day_of(NOW)
HEAD = "E-mail;Oznaczenie;Kurs;Ukończono;Ważne do;Sposób;Organizator"


@pytest.fixture(autouse=True)
def organisation():
    with override("en"):
        yield OrganisationFactory(relaxed=True)


def act():
    return {"by": steps.coordinator(), "at": NOW, "on": TODAY}


def checked(*rows, head=HEAD):
    file = BytesIO("\n".join([head, *rows, ""]).encode())
    return begin(file, filename="former.csv", **act())


def problems(imported):
    return [tuple(said(problem).values()) for problem in imported.problems]


def test_a_file_is_only_read_until_it_is_taken_over_and_the_second_time_changes_nothing():
    course = steps.course("basic", valid_months=24, renewable_months=3)
    ola, jan = PersonFactory(email="ola@example.org"), PersonFactory(email=None, language="pl")
    rows = [
        "OLA@example.org;;Kurs basic;1.2.2025;;zewnętrzne;Straż Graniczna",
        f";{jan.uid};basic;2025-03-04;31.12.2025;stacjonarnie;",
    ]

    imported = checked(*rows)
    assert imported.counts == {"new": 2, "unchanged": 0, "problem": 0}
    assert not Credential.objects.exists()
    assert take_over(imported, **act()) == 2

    first = Credential.objects.get(person=ola)
    assert (first.course, first.source, first.provider) == (course, "outside", "Straż Graniczna")
    assert (first.awarded_on, first.valid_until) == (date(2025, 2, 1), date(2027, 2, 1))
    assert first.row_hash == credential_hash(first)
    second = Credential.objects.get(person=jan)
    assert (second.source, second.valid_until) == ("session", date(2025, 12, 31))
    assert second.renewable_until == date(2026, 3, 31) and second.recorded_by == act()["by"]
    assert standing_in(ola, course, on=date(2026, 1, 1)).status == Status.VALID
    event = Event.objects.get(action="credential.imported")
    assert event.count == 2
    imported.refresh_from_db()
    assert (imported.state, imported.rows, imported.problems) == ("taken", [], [])

    again = checked(*rows)
    assert again.counts == {"new": 0, "unchanged": 2, "problem": 0}
    assert take_over(again, **act()) == 0
    assert Credential.objects.count() == 2


def test_two_trial_runs_of_the_same_rows_write_them_once():
    steps.course("basic")
    PersonFactory(email="ola@example.org")
    row = "ola@example.org;;basic;1.2.2025;;;Ktoś"
    first, second = checked(row), checked(row)

    assert (take_over(first, **act()), take_over(second, **act())) == (1, 0)


def test_every_error_is_told_with_its_row_and_nothing_is_taken_over():
    steps.course("basic")
    steps.course("twin", title_pl="Bliźniak", title_en="Same")
    steps.course("other", title_pl="Inny", title_en="Same")
    ola, jan = PersonFactory(email="ola@example.org"), PersonFactory(email="jan@example.org")
    tomorrow = TODAY + timedelta(days=1)

    imported = checked(
        "ola@example.org;;basic;1.2.2025;;;Ktoś",
        "nobody@example.org;;basic;1.2.2025;;;Ktoś",
        f"ola@example.org;{jan.uid};basic;1.2.2025;;;Ktoś",
        ";;basic;1.2.2025;;;Ktoś",
        "ola@example.org;;nowhere;1.2.2025;;;Ktoś",
        "ola@example.org;;same;1.2.2025;;;Ktoś",
        "ola@example.org;;basic;31.2.2025;;;Ktoś",
        f"ola@example.org;;basic;{tomorrow:%d.%m.%Y};;;Ktoś",
        "ola@example.org;;basic;2.2.2025;1.2.2025;;Ktoś",
        "ola@example.org;;basic;3.2.2025;;telepatia;Ktoś",
        "ola@example.org;;basic;4.2.2025;;;",
        "ola@example.org;;basic;1.2.2025;;;Ktoś inny",
        "=1+1;;basic;1.2.2025;;;Ktoś",
        "coordinator@example.org;;basic;1.2.2025;;;Ktoś",
        "ola@example.org;;basic;5.2.2025;1.1.2099;;Ktoś",
        "ola@example.org;not-an-id;basic;6.2.2025;;;Ktoś",
    )

    assert problems(imported) == [
        (3, "E-mail", "Nobody here has “nobody@example.org”."),
        (4, "Reference", "The e-mail and the reference belong to two people."),
        (5, "E-mail", "Give the e-mail or the reference of the person."),
        (6, "Course", "There is no course “nowhere”. Write its name as on the list of courses."),
        (7, "Course", "Several courses are called “same”. Write the end of its address."),
        (8, "Completed", "“31.2.2025” is not a day. Write it like this: 23.03.2026."),
        (9, "Completed", "This day has not come yet."),
        (10, "Valid until", "It cannot end before it was completed."),
        (
            11,
            "Way of learning",
            "“telepatia” is not known here. Write: face to face, or taken elsewhere.",
        ),
        (12, "Course provider", "Fill in this cell."),
        (13, "", "Row 2 already says the same."),
        (14, "E-mail", "This is a formula. Write the value itself."),
        (15, "E-mail", "Nobody records training for themselves."),
        (16, "Valid until", "At most 50 years from now. Leave it empty to follow the course."),
        (17, "Reference", "Nobody here has “not-an-id”."),
    ]
    assert imported.counts == {"new": 1, "unchanged": 0, "problem": 15}
    with pytest.raises(CannotTakeOver, match="Rows with problems"):
        take_over(imported, **act())
    assert not Credential.objects.filter(person=ola).exists()


def test_what_is_recorded_with_another_last_day_is_a_problem():
    steps.course("basic")
    PersonFactory(email="ola@example.org")
    take_over(checked("ola@example.org;;basic;1.2.2025;1.2.2026;;Ktoś"), **act())

    again = checked("ola@example.org;;basic;1.2.2025;1.3.2026;;Ktoś")

    assert [row[1:] for row in problems(again)] == [
        (
            "Valid until",
            "It is recorded already, with another last day; a record is never changed.",
        )
    ]


def test_all_or_nothing_when_somebody_is_gone_since_the_check():
    steps.course("basic")
    PersonFactory(email="ola@example.org")
    jan = PersonFactory(email="jan@example.org")
    rows = [f"{name}@example.org;;basic;1.2.2025;;;Ktoś" for name in ("ola", "jan")]
    imported = checked(*rows)
    Person.objects.filter(pk=jan.pk).update(anonymised_at=NOW)

    with pytest.raises(CannotTakeOver, match="People changed"):
        take_over(imported, **act())

    assert not Credential.objects.exists()
    assert CredentialImport.objects.get().state == "checked"


def test_a_workbook_and_english_headings_are_read_too():
    steps.course("basic")
    PersonFactory(email="ola@example.org")
    book, out = Workbook(), BytesIO()
    book.active.append(["Email", "Course", "Completed on", "Provider", "Shoe size"])
    book.active.append(["ola@example.org", "Course basic", date(2025, 2, 1), "Somebody", 38])
    book.save(out)

    imported = begin(out, filename="former.xlsx", **act())

    assert imported.counts["new"] == 1
    assert ["Shoe size", ""] in imported.columns


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_template_is_understood_in_the_language_in_which_it_was_fetched(client, language):
    course = steps.course("basic")
    person = PersonFactory(email="maja@example.org", language=language)
    client.force_login(steps.coordinator())
    with override(language):
        page = reverse("training-import-template", args=["xlsx"])
        imported = begin(BytesIO(client.get(page).content), filename="t.xlsx", **act())

    assert [name for _heading, name in imported.columns] == list(LABELS)
    assert imported.counts == {"new": 1, "unchanged": 0, "problem": 0}
    assert imported.rows[0][1:4] == [person.pk, course.pk, "outside"]


def test_files_that_cannot_be_read_and_people_who_may_not(monkeypatch):
    with pytest.raises(CannotRead, match="A column is missing: Course"):
        checked("x", head="E-mail;Ukończono")
    with pytest.raises(CannotRead, match="no rows"):
        checked()
    monkeypatch.setattr(importing, "MOST_ROWS", 1)
    with pytest.raises(CannotRead, match="more than 1 rows"):
        checked("a", "b")
    with pytest.raises(Exception, match="training coordinator"):
        begin(BytesIO(b"x"), filename="x.csv", by=PersonFactory(), at=NOW, on=TODAY)


def test_rows_that_nobody_takes_over_are_forgotten_after_a_day():
    steps.course("basic")
    PersonFactory(email="ola@example.org")
    imported = checked("ola@example.org;;basic;1.2.2025;;;Ktoś")
    later = NOW + timedelta(hours=25)

    execute(at=later, on=day_of(later))

    imported.refresh_from_db()
    assert (imported.state, imported.rows) == ("dropped", [])
    assert not drop(imported, **act())
    with pytest.raises(CannotTakeOver):
        take_over(imported, **act())


def test_the_pages_from_the_template_to_the_certificate(client):
    course = steps.course("basic")
    person = PersonFactory(email="maja@example.org")
    client.force_login(steps.coordinator())
    page = reverse("training-import")

    template = client.get(reverse("training-import-template", args=["csv"])).content
    file = BytesIO(template)
    file.name = "former.csv"
    shown = client.post(page, {"file": file}, follow=True)
    imported = CredentialImport.objects.get()
    assert "Take over 1 row" in shown.text and str(person) in shown.text
    client.post(reverse("training-import-take", args=[imported.uid]))
    assert Credential.objects.get(person=person).course == course
    assert "Everything is taken over." in client.get(shown.redirect_chain[0][0]).text

    bad = BytesIO(f"{HEAD}\nx@example.org;;basic;1.2.2025;;;K\n".encode())
    bad.name = "bad.csv"
    wrong = client.post(page, {"file": bad}, follow=True)
    assert "Nobody here has “x@example.org”." in wrong.text
    imported = CredentialImport.objects.first()
    refused = client.post(reverse("training-import-take", args=[imported.uid]))
    assert refused.status_code == 422 and "Rows with problems are left" in refused.text
    listed = client.get(reverse("training-import-problems", args=[imported.uid]))
    assert "Nobody here has" in listed.content.decode()
    client.post(reverse("training-import-drop", args=[imported.uid]))
    assert "former.csv" in client.get(page).text
    empty = BytesIO(b"")
    empty.name = "x.csv"
    assert client.post(page, {"file": empty}).status_code == 422
