"""Tables as CSV and XLSX that a spreadsheet opens without running anything (security.md 9).

Rows are written as they come, so a hundred thousand of them need no more memory than a few.
Cells are text, whole numbers, days or None.
"""

import csv
import io
import re
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

#: A spreadsheet takes a text that begins like that for a formula, or swallows what follows.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
#: What XML cannot hold: control characters, halves of surrogate pairs, the two non-characters.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767  # characters, by the format
LONGEST_NAME = 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
#: Spreadsheets set to Polish divide columns by semicolons.
DELIMITER = ";"
WIDTHS = (28, 20)  # of the first column and of the others, in characters


def write_sheet(file, format, *, title, columns, rows):
    """Write the table into an open binary file; returns the number of rows.

    ``format`` is "csv" or "xlsx", ``columns`` are the heads, ``rows`` any iterable of cells.
    """
    write = {"csv": write_csv, "xlsx": write_xlsx}[format]
    return write(file, title=title, columns=columns, rows=rows)


def write_csv(file, *, columns, rows, title=""):
    """UTF-8 with a byte order mark, days as 2026-03-03; dangerous texts get an apostrophe."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, delimiter=DELIMITER)
    writer.writerow([harmless(head) for head in columns])
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 (the last one counts)
        writer.writerow([harmless(cell) for cell in row])
    text.flush()
    text.detach()
    return count


def harmless(cell):
    """The cell as text in CSV: a text that begins like a formula gets an apostrophe in front.

    Also one that would begin so without the characters that are left out.
    """
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    text = str(cell)
    left = UNWRITABLE.sub("", text)
    return f"'{left}" if text.startswith(FORMULA) or left.startswith(FORMULA) else left


def write_xlsx(file, *, title, columns, rows):
    """One sheet whose texts are texts, whatever they begin with, and whose days are days."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(NOT_IN_NAMES.sub(" ", written(title))[:LONGEST_NAME].strip() or "1")
    sheet.freeze_panes = "B2"
    for number in range(1, len(columns) + 1):
        width = WIDTHS[min(number, len(WIDTHS)) - 1]
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_head(sheet, words) for words in columns])
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 (the last one counts)
        sheet.append([_cell(sheet, value) for value in row])
    book.save(file)
    return count


def _head(sheet, words):
    cell = _cell(sheet, str(words))
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet, value):
    if value is None or isinstance(value, date | int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, written(value))
    cell.data_type = "s"  # the library makes a formula of whatever begins with "="
    return cell


def written(value):
    """A text as XML can hold it."""
    return UNWRITABLE.sub("", str(value))[:LONGEST_CELL]
