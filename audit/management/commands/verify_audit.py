from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit.verifying import verify


class Command(BaseCommand):
    """Says in one line whether the trail is whole; the exit code is 1 if it is not."""

    help = _("Check that nobody changed the audit trail.")

    def add_arguments(self, parser):
        parser.add_argument(
            "--anchor", metavar="SEQ:HASH", help=_("an end of the trail that was printed earlier")
        )

    def handle(self, *args, anchor, **options):
        try:
            findings = verify(expected_anchor=anchor)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not findings.is_sound:
            raise CommandError(str(findings))
        self.stdout.write(str(findings))
