from datetime import date, timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.making import requeue_stale
from people import kept_text, sessions
from people.days import day_of
from people.mail import deliver_due
from policies import review_reminders

STALE_AFTER = timedelta(minutes=2)


class Command(BaseCommand):
    help = "Do all that falls due: reminders, mail, dead jobs, old sessions. Safe to run twice."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="the day, today if not given")

    def handle(self, *, on, **options):
        at = timezone.now()
        on = on or day_of(at)
        requeued = requeue_stale(at, after=STALE_AFTER)
        review_reminders.remind(at=at, on=on)
        sent = deliver_due(at)
        sessions.forget_expired(at)
        kept_text.forget_expired(at)
        if sent or requeued:
            self.stdout.write(f"{on}: {sent} mails sent, {requeued} jobs asked for again.")
