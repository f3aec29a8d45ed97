from datetime import date, time, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.expiring import remove_expired
from documents.making import requeue_stale
from home import retention
from home.leaving import close_for_departed
from home.reminders.digest import write_digest
from home.reminders.writing import write_due_once
from people import recovering
from people.anchoring import mail_anchor
from people.days import day_of, zone
from people.importing import staging
from people.mail import deliver_due
from policies import review_reminders
from training import session_mails

STALE_AFTER = timedelta(minutes=2)
#: Nobody's telephone should ring at night because of a reminder.
EARLIEST = time(7)


class Command(BaseCommand):
    help = (
        "Do all that falls due: reminders and the end of the trail from 7 in the morning, waiting "
        "mail, jobs whose worker died, retention, files to be removed. Safe to run twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="the day, today if not given")

    def handle(self, *, on, **options):
        at = timezone.now()
        today = day_of(at)
        if on and on > today:
            raise CommandError("That day is not here yet.")
        requeued = requeue_stale(at, after=STALE_AFTER)
        requeued += staging.requeue_stale(at, after=STALE_AFTER)
        close_for_departed(by=None, at=at, on=on or today)
        review_reminders.remind(at=at, on=on or today)
        sent = deliver_due(at)
        recovering.carry_out_due(at)
        remove_expired(at)
        retention.execute(at=at, on=on or today)
        written = None
        if on or at.astimezone(zone()).time() >= EARLIEST:
            mail_anchor(at=at, on=on or today)
            written = write_due_once(at=at, on=on or today)
            session_mails.remind(at=at, on=on or today)
            write_digest(at=at, on=on or today)
        if sent or requeued or written:
            mails = written.total if written else 0
            self.stdout.write(
                f"{on or today}: {sent} mails sent, {mails} written, "
                f"{requeued} jobs asked for again."
            )
