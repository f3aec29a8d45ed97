"""Lists leave the product with a reason, for a day, and never unnoticed."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.management import call_command
from django.db import Error, transaction
from django.utils import timezone

from audit.models import Event
from documents.expiring import remove_expired
from documents.models import Document
from people.days import day_of
from people.jobs import make_export
from people.models import Export, Kind, Role, RoleGrant
from policies.exempting import exempt
from tests.factories import (
    AssignmentFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.policies import steps

pytestmark = pytest.mark.django_db
REASON = "Report for the board."


@pytest.fixture(autouse=True)
def organisation():
    return OrganisationFactory(relaxed=True)


@pytest.fixture
def administrator():
    return PersonFactory(given_name="Anna", role=Role.ADMINISTRATOR, assigned=True)


@pytest.fixture
def asked(client, administrator, django_capture_on_commit_callbacks):
    """A function that signs in, asks for an export and lets the worker run; returns the answer."""

    def ask(what="people", query="", person=None, **fields):
        client.force_login(person or administrator)
        values = {"format": "csv", "reason": REASON, **fields}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(f"/en/exports/{what}/{query}", values)

    return ask


def content(client, export=None):
    document = (export or Export.objects.latest("pk")).document
    answer = client.get(f"/en/documents/{document.uid}/file/")
    assert answer.status_code == 200, answer.status_code
    return answer, b"".join(answer.streaming_content)


def table(content):
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=";"))


@pytest.mark.feature("3.12")
def test_the_list_of_people_leaves_with_the_filters_on_screen(client, asked):
    unit = UnitFactory(name_en="Station")
    PersonFactory(family_name="=Nowak", assigned__unit=unit, assigned__kind=Kind.VOLUNTEER)
    PersonFactory(family_name="Elsewhere", assigned=True)

    page = client.get(f"/en/people/?unit={unit.pk}")
    answer = asked(query=f"?unit={unit.pk}&page=3")

    export = Export.objects.get()
    assert answer["Location"] == f"/en/documents/{export.document.uid}/"
    assert export.filters == [["Unit", "Station"]]
    answer, found = content(client)
    assert answer["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert [row["Last name"] for row in table(found)] == ["'=Nowak"]
    assert page.status_code in (200, 302)


@pytest.mark.feature("3.13")
def test_who_took_what_when_and_why_is_kept(client, asked, administrator):
    asked(query="?q=anna")

    export = Export.objects.get()
    assert (export.by, export.what, export.reason, export.rows) == (
        administrator,
        "people",
        REASON,
        1,
    )
    events = Event.objects.filter(action__startswith="export.").order_by("sequence")
    assert [event.action for event in events] == ["export.asked", "export.made"]
    assert (events[1].digest, events[1].count) == (export.document.sha256, 1)
    assert REASON not in repr(list(Event.objects.values()))
    page = client.get("/en/exports/").content.decode()
    assert REASON in page and "Anna" in page


def test_the_reason_is_not_readable_in_the_database(asked):
    from django.db import connection

    asked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM people_export")
        assert REASON not in cursor.fetchone()[0]


@pytest.mark.parametrize("fields", [{"reason": "  "}, {"format": "exe"}, {"format": "pdf"}])
def test_without_a_reason_or_with_a_strange_file_nothing_leaves(asked, fields):
    answer = asked(**fields)

    assert answer.status_code == 422
    assert not Export.objects.exists()


def test_a_wrong_filter_is_refused_in_words(client, asked, administrator):
    answer = asked("matrix", "?on=yesterday")

    assert answer.status_code == 422
    assert "A filter is not valid." in answer.content.decode()
    assert not Export.objects.exists()


@pytest.mark.feature("3.13")
@pytest.mark.parametrize("what", ["people", "matrix", "acknowledgements", "readiness"])
def test_nobody_exports_what_they_may_not_see(client, what):
    steps.published()
    client.force_login(PersonFactory(assigned=True))

    assert client.get(f"/en/exports/{what}/").status_code == 403
    assert client.post(f"/en/exports/{what}/", {"reason": REASON}).status_code == 403
    assert client.get("/en/exports/").status_code == 403


@pytest.mark.parametrize("what", ["people", "matrix", "readiness"])
def test_a_unit_lead_gets_the_people_of_the_unit_only(client, asked, what):
    steps.published()
    unit = UnitFactory()
    PersonFactory(family_name="Mine", assigned__unit=unit)
    PersonFactory(family_name="Foreign", assigned=True)
    lead = PersonFactory(family_name="Lead", role=Role.UNIT_LEAD, role__unit=unit)

    asked(what, person=lead)

    text = content(client)[1].decode()
    assert "Mine" in text
    assert "Foreign" not in text


def test_the_right_is_asked_again_when_the_file_is_made(client, administrator):
    client.force_login(administrator)
    client.post("/en/exports/people/", {"format": "csv", "reason": REASON})
    export = Export.objects.get()
    RoleGrant.objects.filter(person=administrator).update(
        ends_on=day_of(timezone.now()) - timedelta(days=1)
    )

    make_export.func(uid=str(export.uid))

    export.document.refresh_from_db()
    assert (export.document.state, export.document.failure) == ("failed", "denied")


def test_the_right_is_asked_again_when_the_file_is_fetched(client, asked, administrator):
    asked()
    document = Export.objects.get().document
    assert document.is_done
    RoleGrant.objects.filter(person=administrator).update(
        ends_on=day_of(timezone.now()) - timedelta(days=1)
    )

    assert client.get(f"/en/documents/{document.uid}/file/").status_code == 403


def test_the_file_of_somebody_else_is_not_there(client, asked):
    asked()
    client.force_login(PersonFactory(role=Role.ADMINISTRATOR))

    assert client.get(f"/en/documents/{Export.objects.get().document.uid}/file/").status_code == 404


@pytest.mark.feature("3.13")
def test_after_a_day_the_file_is_gone_and_the_entry_stays(client, asked):
    asked()
    document = Export.objects.get().document
    stored = document.file.storage, document.file.name
    later = timezone.now() + timedelta(hours=24, minutes=1)

    assert remove_expired(timezone.now()) == 0
    assert remove_expired(later) == 1
    assert remove_expired(later) == 0

    assert not stored[0].exists(stored[1])
    document.refresh_from_db()
    assert document.state == Document.State.EXPIRED
    Document.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    page = client.get(f"/en/documents/{document.uid}/")
    assert "The file has been removed." in page.content.decode()
    assert client.get(f"/en/documents/{document.uid}/file/").status_code == 302
    assert Export.objects.count() == 1


def test_the_link_ends_even_before_the_file_is_removed(client, asked):
    asked()
    Document.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    document = Document.objects.get()

    assert document.is_done
    assert client.get(f"/en/documents/{document.uid}/file/").status_code == 302
    call_command("run_due")
    document.refresh_from_db()
    assert document.state == Document.State.EXPIRED


def test_beyond_the_hours_measure_nothing_typed_is_lost(client, asked, settings):
    settings.FILES_AN_HOUR = 2
    for _number in range(2):
        assert asked(query="?q=anna").status_code == 302

    answer = asked(query="?q=anna", reason="Audit")

    assert answer.status_code == 429
    assert 3500 < int(answer["Retry-After"]) <= 3600
    page = answer.content.decode()
    assert 'action="/en/exports/people/?q=anna"' in page
    assert '<input type="hidden" name="reason" value="Audit">' in page
    assert Export.objects.count() == 2


def test_the_database_keeps_the_record(asked):
    asked()
    with pytest.raises(Error), transaction.atomic():
        Export.objects.update(what="matrix")
    with pytest.raises(Error), transaction.atomic():
        Export.objects.all().delete()


def test_making_it_twice_leaves_one_file_and_one_event(asked):
    asked()
    export = Export.objects.get()

    make_export.func(uid=str(export.uid))

    assert Event.objects.filter(action="export.made").count() == 1


@pytest.mark.feature("3.12", "2.17")
def test_the_matrix_leaves_as_a_workbook_in_the_readers_language(client, asked):
    version = steps.published(titles=("Kodeks", "Code"))
    person = AssignmentFactory(person__given_name="Ola").person

    asked("matrix", format="xlsx")

    answer, found = content(client)
    assert answer["Content-Disposition"].endswith('.xlsx"')
    rows = list(openpyxl.load_workbook(io.BytesIO(found)).active.values)
    assert rows[0][:6] == ("Person", "Left", "Units", "Kind", "Function", "Code 1.0")
    assert rows[0][-2:] == ("As of", "As known on")
    row = next(row for row in rows if row[0] == str(person))
    assert row[5] == "due"
    assert row[6].date() == version.effective_on + timedelta(days=14)


@pytest.mark.feature("3.12")
def test_somebody_exempt_leaves_as_exempt_with_the_last_day(client, asked):
    policy = steps.published(titles=("Kodeks", "Code")).policy
    person = AssignmentFactory(person__given_name="Ola").person
    today = day_of(timezone.now())
    last = today + timedelta(days=30)
    exempt(
        person,
        by=steps.keeper(),
        at=timezone.now(),
        on=today,
        policy=policy,
        ground="absence",
        reason="Leave",
        starts_on=today,
        ends_on=last,
    )

    def row_of(what):
        asked(what)
        return next(row for row in table(content(client)[1]) if row["Person"] == str(person))

    matrix = row_of("matrix")
    assert (matrix["Code 1.0"], matrix["Code 1.0: day"]) == ("exempt", last.isoformat())
    listed = row_of("acknowledgements")
    assert listed["State"].startswith(f"exempt until {last.day}")
    assert (listed["Due"], listed["Acknowledged"]) == ("", "")
    asked("matrix", format="xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(content(client)[1])).active.values)
    cells = next(row for row in rows if row[0] == str(person))
    assert (cells[5], cells[6].date()) == ("exempt", last)


@pytest.mark.feature("3.12")
@pytest.mark.parametrize(
    ("what", "head"), [("acknowledgements", "Version acknowledged"), ("readiness", "Missing")]
)
def test_the_other_lists_leave_too(client, asked, what, head):
    steps.published()
    PersonFactory(given_name="Ola", assigned=True)

    asked(what)

    rows = table(content(client)[1])
    assert head in rows[0]
    assert {"Ola"} & {row["Person"].split()[0] for row in rows}
