"""Open a spreadsheet row by row, in constant memory: CSV in any usual form, or an XLSX workbook.

Of a workbook only the values of the first sheet are read; formulas are marked and refused later,
and its unpacked size is checked before it is opened (security.md 9).
"""

import codecs
import csv
import io
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from people.importing.columns import COLUMNS, known
from people.importing.refusals import CannotRead

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 100 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000
CHUNK = 2**16
DELIMITERS = (";", ",", "\t")
#: What Excel and others write, the strictest first.
ENCODINGS = ("utf-8-sig", "cp1250")
DAMAGED = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, NotImplementedError, OSError,
)  # fmt: skip


class Formula(str):
    """A cell that is worked out, or an error of such; its text is not taken."""


@dataclass
class Sheet:
    """The headings, and an iterator of (row number, list of texts); ``total`` rows or a few more.

    Row numbers are those that a spreadsheet program shows; empty rows are left out.
    """

    headings: list
    rows: Any
    total: int


@contextmanager
def opened(file, columns=COLUMNS):
    """The Sheet in an open binary file, in which some of the ``columns`` are looked for.

    Raises CannotRead with a code for the whole file.
    """
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        sheets = _workbook(file)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotRead("old_excel")
    else:
        sheets = _text(file, columns)
    with sheets as sheet:
        yield sheet


@contextmanager
def _text(file, columns):
    encoding, lines = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield _table(text, lines, columns)
    finally:
        text.detach()


def _encoding(file):
    """Which encoding fits the whole file, and how many lines it has; UTF-16 has a mark."""
    start = file.read(2)
    wanted = ("utf-16",) if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ENCODINGS
    for encoding in wanted:
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        lines = 0
        try:
            while chunk := file.read(CHUNK):
                lines += decoder.decode(chunk).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, lines
    raise CannotRead("encoding")


def _table(text, lines, columns):
    head = text.readline(LONGEST_CELL)
    if head.lower().startswith("sep="):
        head = text.readline(LONGEST_CELL)
    delimiter = max(DELIMITERS, key=lambda each: _recognised(head, each, columns))
    reader = csv.reader(chain([head], text), delimiter=delimiter, strict=True)
    rows = _numbered(reader)
    try:
        _number, headings = next(rows)
    except StopIteration:
        raise CannotRead("empty") from None
    return Sheet(headings, rows, max(lines - 1, 0))


def _recognised(head, delimiter, columns):
    """How many columns of the heading we know if it is cut like this."""
    try:
        cells = next(csv.reader([head], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return sum(bool(known(cell, columns)) for cell in cells)


def _numbered(reader):
    number = 0
    try:
        for cells in reader:
            number += 1
            if number > MOST_ROWS + 1:
                raise CannotRead("too_many", most=MOST_ROWS)
            cells = [tidy(cell) for cell in cells[:MOST_COLUMNS]]
            if any(cells):
                yield number, [Formula(cell) if cell[:1] == "=" else cell for cell in cells]
    except (csv.Error, UnicodeError) as error:
        raise CannotRead("broken", row=number + 1) from error


def tidy(text):
    """The text without space around it and without runs of space inside."""
    return " ".join(text[:LONGEST_CELL].replace("\ufeff", "").split())


@contextmanager
def _workbook(file):
    _check_package(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
    except DAMAGED as error:
        raise CannotRead("broken", row=1) from error
    try:
        total = min(sheet.max_row or 0, MOST_ROWS)
        sheet.reset_dimensions()  # what the file says of its size is not to be trusted
        rows = _values(sheet)
        try:
            _number, headings = next(rows)
        except StopIteration:
            raise CannotRead("empty") from None
        yield Sheet(headings, rows, max(total - 1, 0))
    finally:
        book.close()


def _check_package(file):
    """Refuse what is no workbook, has macros, or would be too large once unpacked."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise CannotRead("broken", row=1) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise CannotRead("not_a_sheet")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise CannotRead("macros")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise CannotRead("too_large")


def _values(sheet):
    number = 0
    try:
        for cells in sheet.iter_rows(max_col=MOST_COLUMNS):
            number += 1
            if number > MOST_ROWS + 1:
                raise CannotRead("too_many", most=MOST_ROWS)
            texts = [_cell(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                yield number, texts
    except DAMAGED as error:
        raise CannotRead("broken", row=number + 1) from error


def _cell(cell):
    """The value of a cell as a text; days in the form year-month-day."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        return Formula(str(value)[:LONGEST_CELL])
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(str(value))
