import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from people.days import day_of
from people.importing.refusals import CannotRead
from people.importing.staging import begin, check, drop
from people.importing.taking_over import decide_all, take_over
from people.importing.wording import said, why_unreadable
from people.models import ImportRow, PeopleImport
from people.refusals import Refused

WRONG, UNDECIDED = 1, 3


class Command(BaseCommand):
    help = (
        "Add and change people from a CSV or XLSX file, all of it or nothing. Ends with 0 when "
        "everything is in order, 1 when the file or a row has a problem, 3 when somebody may be "
        "here already and --duplicates is not given."
    )

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")
        parser.add_argument("--language", choices=["pl", "en"], default="en")
        parser.add_argument(
            "--duplicates",
            choices=["same", "skip"],
            help="rows about somebody who may be here: the same person, or left out",
        )

    def handle(self, *, file, dry_run, language, duplicates, **options):
        now = timezone.now()
        with override(language):
            imported = self._checked(file, now)
            try:
                code = self._report(imported, duplicates)
                if not code and not dry_run:
                    self._take(imported, now)
            finally:
                drop(imported, by=None, at=now, on=day_of(now))
        if code:
            sys.exit(code)

    def _checked(self, path, now):
        try:
            with open(path, "rb") as file:
                imported = begin(file, by=None, at=now, on=day_of(now), filename=path)
        except (OSError, CannotRead) as error:
            raise CommandError(str(error)) from error
        return check(imported)

    def _report(self, imported, duplicates):
        """Write what was found; returns the code to end with."""
        if imported.state == PeopleImport.State.UNREADABLE:
            self.stderr.write(why_unreadable(imported))
            return WRONG
        if duplicates:
            decide_all(imported, duplicates, by=None, on=None)
        for state in ImportRow.State:
            self.stdout.write(f"{state.label}: {imported.counts[state]}")
        told = imported.rows.filter(state__in=[ImportRow.State.PROBLEM, ImportRow.State.ASK])
        for row in told.filter(decision="").order_by("number").iterator(chunk_size=2000):
            for found in said(row):
                where = _("Row %(row)s") % {"row": row.number}
                self.stderr.write(f"{where}, {found.column}: {found.sentence}")
        if imported.counts[ImportRow.State.PROBLEM]:
            return WRONG
        return UNDECIDED if imported.counts["undecided"] else 0

    def _take(self, imported, now):
        try:
            written = take_over(imported, by=None, at=now, on=day_of(now))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("Taken over: %(rows)s") % {"rows": written})
