"""Files to download: an empty template with an example, and the list of what is wrong."""

import io

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from documents.writing_sheets import write_sheet
from people.importing.columns import COLUMNS
from people.importing.wording import said
from people.models import ImportRow, Kind


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


def as_file(rows, format):
    """The rows, the headings first, as the bytes of a "csv" or "xlsx" file."""
    rows, out = iter(rows), io.BytesIO()
    write_sheet(out, format, title=pgettext("menu", "People"), columns=next(rows), rows=rows)
    return out.getvalue()


def problem_rows(imported):
    """Headings, then one line for each thing that is wrong."""
    yield [_("Row"), _("Person"), _("Column"), _("What is wrong")]
    wrong = imported.rows.filter(state=ImportRow.State.PROBLEM).order_by("number")
    for row in wrong.iterator(chunk_size=2000):
        for found in said(row):
            name = f"{row.given_name} {row.family_name}".strip()
            yield [str(row.number), name, found.column, found.sentence]
