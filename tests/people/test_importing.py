"""People from a spreadsheet: dry run, every problem in its row, all or nothing (features 9.14)."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from audit.models import Event
from people.days import day_of
from people.importing import staging
from people.importing.reading import MOST_UNPACKED
from people.importing.taking_over import take_over
from people.joining import add_person
from people.models import Assignment, ImportRow, Kind, PeopleImport, Person, Role
from tests.factories import (
    AssignmentFactory,
    FunctionFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("9.14")]
HEADINGS = "Imię;Nazwisko;E-mail;Język;Zespół;Rodzaj;Funkcja;Pierwszy dzień;Ostatni dzień"


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def today():
    return day_of(timezone.now())


@pytest.fixture
def administrator():
    return PersonFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def station():
    return UnitFactory(name_pl="Punkt na dworcu", name_en="Station help point")


def table(*rows, headings=HEADINGS):
    return "\n".join([headings, *rows]) + "\n"


def upload(client, content, name="people.csv"):
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("people-import"), {"file": file}, follow=True)


def checked(client, content, name="people.csv"):
    answer = upload(client, content, name)
    assert answer.status_code == 200, answer.content.decode()
    return PeopleImport.objects.get()


def take(client, imported):
    return client.post(reverse("import-take", args=[imported.uid]), follow=True)


def counts(imported):
    imported.refresh_from_db()
    return {state: number for state, number in imported.counts.items() if number}


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def everything():
    people, places = Person.objects.order_by("pk"), Assignment.objects.order_by("pk")
    return list(people.values()), list(places.values())


def sentences(client, imported):
    response = client.get(reverse("import", args=[imported.uid]))
    return [
        (row["row"].number, said.column, said.sentence)
        for row in response.context["rows"]
        for said in row["said"]
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_template_goes_in_as_it_is(admin, station, today, ending, language):
    template = admin.get(f"/{language}/people/import/template.{ending}")
    imported = checked(admin, template.content, f"people.{ending}")
    assert counts(imported) == {"new": 1}
    assert not Person.objects.filter(email="maja@example.org").exists()

    answer = take(admin, imported)

    assert answer.status_code == 200
    maja = Person.objects.get(email="maja@example.org")
    place = maja.assignments.get()
    assert (place.unit, place.kind, place.starts_on) == (station, Kind.VOLUNTEER, today)
    assert (maja.has_usable_password(), maja.search) == (False, maja.search.lower())
    assert Person.objects.matching("maja").get() == maja
    event = Event.objects.get(action="person.imported")
    assert (event.object_id, event.count) == (str(imported.uid), 1)
    imported.refresh_from_db()
    assert (imported.state, imported.file.name, imported.rows.count()) == ("taken", "", 0)


def test_the_same_file_again_changes_nothing(admin, station):
    FunctionFactory(slug="driver", name_pl="transport", name_en="driver")
    content = table(
        "Łucja;Żak;lucja@example.org;pl;Punkt na dworcu;wolontariat;transport;1.02.2026;",
        "Jan;Bez Poczty;;;Station help point;pracownik;;2026-02-01;31.12.2026",
        "Ewa;Ekspert;ewa@example.org;en;Punkt na dworcu;ekspertka;;;31 grudnia 2030",
    )
    first = checked(admin, content)
    take(admin, first)
    before = everything()
    assert Person.objects.get(email="ewa@example.org").left_on == date(2030, 12, 31)
    first.delete()

    again = checked(admin, content)

    assert counts(again) == {"unchanged": 3}
    take(admin, again)
    assert before == (
        list(Person.objects.order_by("pk").values()),
        list(Assignment.objects.values()),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encodings_and_separators_are_recognised(admin, station, encoding, delimiter):
    content = table("Zażółć;Gęślą;a@example.org;;Punkt na dworcu;wolontariusz;;;")
    imported = checked(admin, content.replace(";", delimiter).encode(encoding))
    assert imported.rows.get().family_name == "Gęślą"
    assert counts(imported) == {"new": 1}


BAD = [
    (";A;a@example.org;;Punkt na dworcu;staff;;;", "First name", "Fill in this cell."),
    ("A;B;no-at;;Punkt na dworcu;staff;;;", "E-mail", "is not an e-mail address"),
    ("A;B;;xx;Punkt na dworcu;staff;;;", "Language", "is not a language"),
    ("A;B;;;Nowhere;staff;;;", "Unit", "There is no unit “Nowhere”"),
    ("A;B;;;Punkt na dworcu;friend;;;", "Kind", "is not a kind of people"),
    ("A;B;;;Punkt na dworcu;staff;pilot;;", "Function", "There is no function “pilot”"),
    ("A;B;;;Punkt na dworcu;staff;;31.02.2026;", "First day", "is not a day"),
    ("A;B;;;Punkt na dworcu;staff;;2.03.2026;1.03.2026", "Last day", "before the first"),
    ("A;B;;;Punkt na dworcu;expert;;1.03.2026;", "Last day", "comes for a time"),
    ("A;B;;;Punkt na dworcu;staff;;1.01.2019;", "Unit", "does not exist on all of these days"),
    ("=1+1;B;;;Punkt na dworcu;staff;;;", "First name", "This is a formula"),
    ("A\x01;B;;;Punkt na dworcu;staff;;;", "First name", "cannot be seen"),
    ("A;" + "B" * 81 + ";;;Punkt na dworcu;staff;;;", "Last name", "at most 80"),
]


@pytest.mark.parametrize(("row", "column", "sentence"), BAD)
def test_every_problem_is_said_in_its_row_and_nobody_is_taken(
    admin, station, row, column, sentence
):
    good = "Dobra;Osoba;good@example.org;;Punkt na dworcu;staff;;;"
    imported = checked(admin, table(good, row))
    assert counts(imported) == {"new": 1, "problem": 1}
    found = sentences(admin, imported)
    assert [(number, name) for number, name, _words in found] == [(3, column)]
    assert sentence in found[0][2]

    answer = take(admin, imported)

    assert answer.status_code == 422
    assert "Rows with problems are left" in answer.content.decode()
    assert not Person.objects.filter(email="good@example.org").exists()
    listed = admin.get(reverse("import-problems", args=[imported.uid])).content.decode()
    assert sentence.split("“")[0] in listed


def test_sentences_come_in_the_language_of_the_reader(admin, station):
    imported = checked(admin, table("A;B;no-at;;Punkt na dworcu;staff;;;"))
    page = admin.get(f"/pl/people/import/{imported.uid}/").content.decode()
    assert "„no-at”" in page


def test_formulas_of_a_workbook_are_refused(admin, station):
    book = workbook(
        ["First name", "Unit", "Kind", "From"],
        ["=UPPER(A1)", "Punkt na dworcu", "staff", date(2026, 2, 1)],
        ["Ola", "Punkt na dworcu", "staff", date(2026, 2, 1)],
    )
    imported = checked(admin, book, "people.xlsx")
    assert counts(imported) == {"new": 1, "problem": 1}
    assert imported.rows.get(state="new").starts_on == date(2026, 2, 1)


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * (MOST_UNPACKED + 1))
    return out.getvalue()


def macros():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "")
        package.writestr("xl/vbaProject.bin", "")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (bomb, "a.xlsx", "The file is too large"),
        (macros, "a.xlsx", "has macros"),
        (lambda: b"PK\x03\x04broken", "a.xlsx", "damaged"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.csv", "old Excel"),
        (lambda: b"\x81\x83\x90", "a.csv", "cannot be read"),
        (lambda: b"Nazwisko;Rodzaj\nA;staff\n", "a.csv", "First name, Unit"),
        (lambda: b"Imie;First name;Zespol;Rodzaj\n", "a.csv", "Two columns mean the same"),
        (lambda: "Imię;Zespół;Rodzaj\n".encode(), "a.csv", "no rows"),
        (lambda: 'Imię;Zespół;Rodzaj\n"A'.encode(), "a.csv", "damaged near row 2"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(admin, content, name, sentence):
    page = upload(admin, content(), name).content.decode()
    assert sentence in page


def test_other_kinds_of_files_are_refused_at_the_door(admin):
    for name in ("people.xls", "people.pdf"):
        assert upload(admin, b"x", name).status_code == 422
    assert upload(admin, b"", "people.csv").status_code == 422
    assert not PeopleImport.objects.exists()


def test_somebody_of_that_name_in_the_unit_is_asked_about(admin, station):
    here = PersonFactory(given_name="Łukasz", family_name="Żur", email=None, assigned__unit=station)
    content = table("Lukasz;Zur;zur@example.org;;Punkt na dworcu;wolontariat;;;")
    imported = checked(admin, content)
    assert counts(imported) == {"ask": 1, "undecided": 1}
    assert "Decide about every row" in take(admin, imported).content.decode()

    decide = reverse("import-decide", args=[imported.uid])
    admin.post(decide, {"row-2": "same"})
    take(admin, imported)

    here.refresh_from_db()
    assert (here.email, str(here)) == ("zur@example.org", "Lukasz Zur")
    assert here.assignments.count() == 1


@pytest.mark.parametrize(("decision", "people"), [("other", 2), ("skip", 1)])
def test_a_namesake_is_added_or_left_out(admin, station, decision, people):
    PersonFactory(given_name="Jan", family_name="Zur", assigned__unit=station)
    imported = checked(admin, table("Jan;Żur;zur@example.org;;Punkt na dworcu;staff;;;"))
    admin.post(reverse("import-decide", args=[imported.uid]), {"row-2": decision})
    take(admin, imported)
    assert Person.objects.filter(name_key="jan zur").count() == people


def test_a_namesake_without_address_is_added_once_however_often_the_file_comes(admin, station):
    PersonFactory(given_name="Jan", family_name="Zur", email=None, assigned__unit=station)
    content = table("Jan;Żur;;;Punkt na dworcu;staff;;;")
    first = checked(admin, content)
    admin.post(reverse("import-decide", args=[first.uid]), {"row-2": "other"})
    take(admin, first)
    assert Person.objects.filter(name_key="jan zur").count() == 2
    first.delete()
    assert counts(checked(admin, content)) == {"unchanged": 1}


def test_a_known_address_under_another_name_is_asked_about(admin, station):
    here = PersonFactory(given_name="Ola", family_name="Stara", email="ola@example.org")
    imported = checked(admin, table("Ola;Nowa;OLA@example.org;;Punkt na dworcu;staff;;;"))
    assert counts(imported) == {"ask": 1, "undecided": 1}
    decide = reverse("import-decide", args=[imported.uid])
    admin.post(decide, {"row-2": "other"})  # the address can only be one person's
    assert counts(imported)["undecided"] == 1
    admin.post(decide, {"all": "same"})
    take(admin, imported)
    here.refresh_from_db()
    assert (str(here), here.assignments.count()) == ("Ola Nowa", 1)


def test_two_rows_of_one_person_are_two_assignments(admin, station):
    UnitFactory(name_pl="Nocleg", name_en="Lodging", parent=station)
    imported = checked(
        admin,
        table(
            "Ada;Lis;ada@example.org;;Punkt na dworcu;staff;;;",
            "Jan;Kot;jan@example.org;;Punkt na dworcu;staff;;;",
            "Ada;Lis;ada@example.org;;Punkt na dworcu / Nocleg;volunteer;;;",
            "Ada;Lis;ada@example.org;;Punkt na dworcu;staff;;;",
            "Adam;Lis;ada@example.org;;Nocleg;staff;;;",
        ),
    )
    assert counts(imported) == {"new": 3, "problem": 2}
    assert {(n, words.split(" has")[0]) for n, _c, words in sentences(admin, imported)} == {
        (5, "Row 2 already says the same, or days that overlap."),
        (6, "Row 2"),
    }
    PeopleImport.objects.all().delete()
    imported = checked(
        admin,
        table(
            "Ada;Lis;ada@example.org;;Punkt na dworcu;staff;;;",
            "Jan;Kot;jan@example.org;;Punkt na dworcu;staff;;;",
            "Ada;Lis;ada@example.org;;Nocleg;volunteer;;;",
        ),
    )
    take(admin, imported)
    ada = Person.objects.get(email="ada@example.org")
    assert set(ada.assignments.values_list("unit__name_pl", flat=True)) == {
        "Punkt na dworcu", "Nocleg",
    }  # fmt: skip


def test_what_is_missing_from_the_file_stays(admin, station, administrator):
    other = AssignmentFactory(unit=station)
    gone = PersonFactory(email="back@example.org", left_on=date(2021, 1, 1))
    AssignmentFactory(person=gone, unit=station, ends_on=date(2021, 1, 1))
    imported = checked(admin, table("Jan;;back@example.org;;Punkt na dworcu;volunteer;;;"))
    admin.post(reverse("import-decide", args=[imported.uid]), {"all": "same"})
    take(admin, imported)
    other.refresh_from_db()
    gone.refresh_from_db()
    assert other.ends_on is None
    assert (gone.left_on, gone.family_name) == (None, gone.family_name)
    assert gone.assignments.count() == 2


def test_an_end_can_come_nearer_and_never_go_further(admin, station, today):
    person = PersonFactory(given_name="Ala", family_name="", email="ala@example.org")
    place = AssignmentFactory(person=person, unit=station, kind=Kind.STAFF)
    end = today + timedelta(days=30)
    row = "Ala;;ala@example.org;;Punkt na dworcu;staff;;;{:%d.%m.%Y}"
    imported = checked(admin, table(row.format(end)))
    assert counts(imported) == {"changed": 1}
    take(admin, imported)
    place.refresh_from_db()
    assert place.ends_on == end
    imported.delete()
    later = checked(admin, table(row.format(end + timedelta(days=1))))
    assert counts(later) == {"problem": 1}


def test_who_gets_another_place_by_a_file_signs_in_again(admin, station):
    moved, renamed = PersonFactory(email="a@example.org"), PersonFactory(email="b@example.org")
    AssignmentFactory(person=renamed, unit=station)
    name = f"{renamed.given_name};{renamed.family_name}"
    lines = [
        f"{moved.given_name};{moved.family_name};a@example.org;;Punkt na dworcu;volunteer;;;",
        f"{name};b@example.org;pl;Punkt na dworcu;volunteer;;;",
    ]

    take(admin, checked(admin, table(*lines)))

    moved.refresh_from_db()
    renamed.refresh_from_db()
    assert renamed.language == "pl"
    assert (moved.session_epoch, renamed.session_epoch) == (1, 0)


def test_what_changed_since_the_check_is_checked_again_first(admin, station, administrator, today):
    imported = checked(admin, table("Ada;Lis;ada@example.org;;Punkt na dworcu;staff;;;"))
    add_person(
        by=administrator,
        at=timezone.now(),
        on=today,
        given_name="Ada",
        family_name="Lis",
        email="ada@example.org",
        assignment={"unit": station, "kind": Kind.STAFF, "starts_on": today},
    )
    answer = take(admin, imported)
    assert (answer.status_code, Event.objects.filter(action="person.imported").count()) == (422, 0)
    assert "Check the file again" in answer.content.decode()
    admin.post(reverse("import-again", args=[imported.uid]))
    assert counts(imported) == {"unchanged": 1}


def test_a_dropped_file_is_forgotten(admin, station):
    imported = checked(admin, table("Ada;Lis;;;Punkt na dworcu;staff;;;"))
    storage, name = imported.file.storage, imported.file.name
    assert storage.exists(name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call: call())
        admin.post(reverse("import-drop", args=[imported.uid]))
    assert not storage.exists(name)
    assert (ImportRow.objects.count(), counts(imported)) == (0, {"new": 1})
    assert take(admin, imported).status_code == 422


def test_nobody_took_it_over_within_a_day(admin, station):
    imported = checked(admin, table("Ada;Lis;;;Punkt na dworcu;staff;;;"))
    assert staging.forget_old(imported.asked_at + timedelta(hours=23)) == 0
    assert staging.forget_old(imported.asked_at + timedelta(hours=25)) == 1
    assert not ImportRow.objects.exists()


def test_a_large_file_is_checked_by_the_worker_and_survives_its_death(
    administrator, station, settings, today
):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    rows = [f"Jan;N{n};n{n}@example.org;;Punkt na dworcu;staff;;;" for n in range(2500)]
    file = io.BytesIO(table(*rows).encode())
    at = timezone.now()
    imported = staging.begin(file, by=administrator, at=at, on=today, filename="many.csv")
    first = PeopleImport.objects.get()

    class Died(Exception):
        pass

    def dies(calls=[0]):  # noqa: B006 (counts its calls)
        calls[0] += 1
        if calls[0] > 2:
            raise Died
        return at

    with pytest.raises(Died):
        staging.check(first, clock=dies)
    first.refresh_from_db()
    assert (first.state, first.steps_done, first.rows.count()) == ("checking", 1000, 1000)
    assert staging.requeue_stale(at + timedelta(minutes=1), after=timedelta(minutes=2)) == 0
    assert staging.requeue_stale(at + timedelta(minutes=3), after=timedelta(minutes=2)) == 1

    staging.check(imported)

    assert counts(imported) == {"new": 2500}
    assert take_over(imported, by=administrator, at=at, on=today) == 2500
    assert Assignment.objects.filter(unit=station).count() == 2500


def test_the_command_has_a_dry_run_and_tells_by_its_code(station, tmp_path, capsys):
    path = tmp_path / "people.csv"
    path.write_bytes(table("Ada;Lis;ada@example.org;;Punkt na dworcu;staff;;;").encode("cp1250"))
    call_command("import_people", str(path), dry_run=True)
    assert "new: 1" in capsys.readouterr().out
    assert not Person.objects.exists()
    assert not ImportRow.objects.exists()

    call_command("import_people", str(path))
    assert Person.objects.get().email == "ada@example.org"

    path.write_text(table("Ada;Nowa;ada@example.org;;Punkt na dworcu;staff;;;"))
    with pytest.raises(SystemExit) as undecided:
        call_command("import_people", str(path))
    assert undecided.value.code == 3
    call_command("import_people", str(path), duplicates="same")
    assert str(Person.objects.get()) == "Ada Nowa"

    path.write_text(table(";;;;;;;;x"))
    with pytest.raises(SystemExit) as wrong:
        call_command("import_people", str(path), language="pl")
    assert wrong.value.code == 1
    assert "Wiersz 2, Imię" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("import_people", str(tmp_path / "nothing.csv"))


def test_a_preview_takes_as_many_queries_for_fifty_rows_as_for_one(
    admin, station, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    numbers = []
    for size in (1, 40):
        rows = [f"Jan;N{n};n{n}@example.org;;Punkt na dworcu;staff;;;" for n in range(size)]
        imported = checked(admin, table(*rows))
        with CaptureQueriesContext(connection) as captured:
            admin.get(reverse("import", args=[imported.uid]))
        numbers.append(len(captured))
        imported.delete()
    assert numbers[0] == numbers[1]
