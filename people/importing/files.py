"""Files to download: an empty template with an example, and the list of what is wrong."""

import csv
import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from people.importing.columns import COLUMNS
from people.importing.wording import said
from people.models import ImportRow, Kind

BOM = "\ufeff"
WIDTH = 24
#: A cell that begins so is a formula to spreadsheet programs (security.md 9).
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text):
    """The text as a cell that no spreadsheet program works out."""
    return f"'{text}" if text.startswith(RISKY) else text


def template_rows(on, unit):
    """The headings in the reader's language, and one invented person."""
    example = {
        "given_name": "Maja",
        "family_name": _("Example"),
        "email": "maja@example.org",
        "language": "pl",
        "unit": unit,
        "kind": str(Kind.VOLUNTEER.label),
        "starts_on": f"{on:%d.%m.%Y}",
    }
    return [
        [str(column.label) for column in COLUMNS],
        [example.get(column.name, "") for column in COLUMNS],
    ]


def as_csv(rows):
    """The rows as CSV that Excel opens in Polish and in English: UTF-8 with a mark, semicolons."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([harmless(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def as_workbook(rows):
    """The rows as an XLSX workbook in which every cell is a plain text."""
    book = Workbook()
    sheet = book.active
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type = text, "s"
            if number == 1:
                cell.font = Font(bold=True)
                sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problem_rows(imported):
    """Headings, then one line for each thing that is wrong."""
    yield [_("Row"), _("Person"), _("Column"), _("What is wrong")]
    wrong = imported.rows.filter(state=ImportRow.State.PROBLEM).order_by("number")
    for row in wrong.iterator(chunk_size=2000):
        for found in said(row):
            name = f"{row.given_name} {row.family_name}".strip()
            yield [str(row.number), name, found.column, found.sentence]
