from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.reminders.writing import write_due
from people.anchoring import mail_anchor
from people.days import day_of
from people.mail import deliver_due


class Command(BaseCommand):
    help = (
        "Write the reminders that are due and the day's end of the trail, and send what waits in "
        "the outbox. Safe to run twice, and beside the worker."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="the day, today if not given")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say how many mails would be written"
        )

    def handle(self, *, on, dry_run, **options):
        at = timezone.now()
        on = on or day_of(at)
        if on > day_of(at) and not dry_run:
            raise CommandError("That day is not here yet: use --dry-run to look at it.")
        if not dry_run:
            mail_anchor(at=at, on=on)
        written = write_due(at=at, on=on, dry_run=dry_run)
        said = f"{on}: {written.reminders} reminders and {written.to_leads} mails to leads"
        if dry_run:
            self.stdout.write(f"{said} are due.")
        else:
            self.stdout.write(f"{said} written, {deliver_due(at)} mails sent.")
