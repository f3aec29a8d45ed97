"""Sheets that a spreadsheet opens without running anything."""

import csv
import io
from datetime import date

import openpyxl
import pytest

from documents.writing_sheets import write_sheet

HOSTILE = [
    "=1+1",
    "+48000",
    "-2",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\0x",
    "\nx",
    "\x01=1",
    '=cmd|"/C calc"!A0',
]


def written(format, columns, rows):
    file = io.BytesIO()
    count = write_sheet(file, format, title="a=b/c*[1]", columns=columns, rows=iter(rows))
    return count, file.getvalue()


def cells(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.feature("3.12")
def test_csv_has_a_byte_order_mark_semicolons_and_plain_days():
    count, content = written(
        "csv", ["Osoba", "Dzień"], [["Żółć; Łoś", date(2026, 3, 3)], [5, None]]
    )

    assert count == 2
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == 'Osoba;Dzień\r\n"Żółć; Łoś";2026-03-03\r\n5;\r\n'


def test_csv_texts_that_begin_like_a_formula_get_an_apostrophe():
    _count, content = written("csv", ["=A1"], [[text] for text in HOSTILE])

    found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row[0][0] for row in found] == ["'"] * (len(HOSTILE) + 1)
    assert "\0" not in content.decode()


@pytest.mark.feature("3.12")
def test_xlsx_texts_are_texts_and_days_are_days():
    _count, content = written(
        "xlsx", ["=A1", "Day"], [[text, date(2026, 3, 3)] for text in HOSTILE]
    )

    head, *rows = cells(content)
    assert [kind for _value, kind in head] == ["s", "s"]
    assert {row[0][1] for row in rows} == {"s"}
    assert {row[1][1] for row in rows} == {"d"}
    assert rows[0][0][0] == "=1+1"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_no_sheet_can_hold_is_left_out(format):
    text = "a\x01\x1b\ud800b\uffff" + "x" * 40_000
    count, content = written(format, ["Text"], [[text]])

    assert count == 1
    if format == "xlsx":
        assert cells(content)[1][0][0].startswith("abx")
    else:
        assert content.decode("utf-8-sig").splitlines()[1].startswith("abx")
