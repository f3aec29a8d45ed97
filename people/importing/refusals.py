"""Why a file or a cell cannot be taken, as codes that are stored and sentences that are read."""

from django.utils.translation import gettext_lazy as _

from people.refusals import Refused

#: What is wrong with a whole file, by its code.
FILES = {
    "empty": _("The file has no rows below the headings."),
    "old_excel": _("This is an old Excel file (.xls). Save it as .xlsx or CSV and try again."),
    "not_a_sheet": _("This is neither an .xlsx workbook nor a CSV file."),
    "macros": _("The workbook has macros. Save it as .xlsx without macros and try again."),
    "too_large": _("The file is too large. Divide it and try again."),
    "too_many": _("The file has more than %(most)s rows. Divide it and try again."),
    "broken": _("The file is damaged near row %(row)s. Save it again and try once more."),
    "encoding": _("The letters of the file cannot be read. Save it as CSV UTF-8 and try again."),
    "no_columns": _("A column is missing: %(columns)s. Compare with the template file."),
    "twice": _("Two columns mean the same: %(columns)s. Remove one of them."),
    "stopped": _("The check was interrupted several times. Upload the file again."),
    "unexpected": _("Something went wrong on our side. Try again, or tell the administrator."),
}

#: What is wrong with a cell or a row, by its code.
CELLS = {
    "missing": _("Fill in this cell."),
    "too_long": _("Too long: at most %(most)s characters."),
    "control": _("Remove the characters that cannot be seen."),
    "formula": _("This is a formula. Write the value itself."),
    "bad_email": _("“%(value)s” is not an e-mail address."),
    "bad_language": _("“%(value)s” is not a language that we have. Write pl or en."),
    "bad_kind": _("“%(value)s” is not a kind of people. Choose one of: %(kinds)s."),
    "bad_day": _("“%(value)s” is not a day. Write it like this: 23.03.2026."),
    "ends_before": _("The last day cannot be before the first."),
    "needs_end": _("An outside expert comes for a time: give the last day."),
    "unknown_unit": _("There is no unit “%(value)s”. Write its name as on the page of units."),
    "several_units": _("Several units are called “%(value)s”. Write the path: Above / Below."),
    "unit_closed": _("The unit “%(value)s” does not exist on all of these days."),
    "unknown_function": _("There is no function “%(value)s”. Add it first, or correct the name."),
    "other_name": _("Row %(row)s has the same e-mail and another name."),
    "same_row": _("Row %(row)s already says the same, or days that overlap."),
    "same_name": _(
        "Row %(row)s has the same name and unit. If they are two people, add an e-mail to each."
    ),
    "decide_first": _(
        "Row %(row)s has the same e-mail and may be somebody who is already here. "
        "Enter that e-mail for the person first."
    ),
    "several_people": _("Several people of this name are in this unit. Add the e-mail."),
    "starts_differently": _(
        "This person already has the same assignment from %(day)s. "
        "Write that day, or leave the cell empty."
    ),
    "ends_earlier": _(
        "The same assignment already ends on %(day)s. For a longer time, add another row "
        "that begins later."
    ),
}

#: Why somebody has to decide about a row, by its code.
QUESTIONS = {
    "like": _("Somebody of this name is already in this unit."),
    "renamed": _("Somebody with this e-mail is here under another name: %(name)s."),
}


class CannotRead(Refused):
    """The file as a whole cannot be taken; ``code`` is one of FILES."""

    def __init__(self, code, **params):
        super().__init__(FILES[code] % params)
        self.code = code
        self.params = params


class CannotTakeOver(Refused):
    """The checked rows cannot be taken over now."""
