"""What rows and files say, in the language of the reader."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from documents.templatetags.page import day
from people.importing.cells import kinds_in_words
from people.importing.columns import BY_NAME
from people.importing.refusals import CELLS, FILES, QUESTIONS
from people.importing.taking_over import offered
from people.models import ImportRow

CHANGED = {
    "given_name": _("first name"),
    "family_name": _("last name"),
    "email": _("e-mail"),
    "language": _("language"),
    "assignment": _("new assignment"),
    "ends_on": _("last day"),
}


@dataclass(frozen=True)
class Said:
    """A problem or a question of a row: the column (or nothing) and a sentence."""

    column: str
    sentence: str


def said(row):
    """What is wrong with the row, or to be decided about it."""
    return [_said(problem) for problem in row.problems]


def _said(problem):
    sentence = CELLS.get(problem["code"]) or QUESTIONS[problem["code"]]
    values = {**problem, "kinds": kinds_in_words()}
    if "day" in problem:
        values["day"] = day(date.fromisoformat(problem["day"]))
    column = BY_NAME.get(problem["column"])
    return Said(str(column.label) if column else "", str(sentence) % values)


def why_unreadable(imported):
    """Why the whole file cannot be read."""
    code = imported.refusal.get("code", "unexpected")
    return str(FILES[code]) % imported.refusal.get("params", {})


def changes(row):
    """What changes about somebody who is here, in words."""
    return ", ".join(str(CHANGED[name]) for name in row.changes)


def choices(row):
    """What may be decided about a row, as (value, words, is chosen)."""
    return [
        (choice.value, ImportRow.Decision(choice).label, choice == row.decision)
        for choice in offered(row)
    ]
