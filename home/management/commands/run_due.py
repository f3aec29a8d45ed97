from datetime import date, timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.making import requeue_stale
from home import retention
from home.leaving import close_for_departed
from people.days import day_of
from people.importing import staging
from people.mail import deliver_due

STALE_AFTER = timedelta(minutes=2)


class Command(BaseCommand):
    help = "Do all that falls due: mail, jobs whose worker died, retention. Safe to run twice."

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="the day, today if not given")

    def handle(self, *, on, **options):
        at = timezone.now()
        on = on or day_of(at)
        requeued = requeue_stale(at, after=STALE_AFTER)
        requeued += staging.requeue_stale(at, after=STALE_AFTER)
        close_for_departed(by=None, at=at, on=on)
        sent = deliver_due(at)
        retention.execute(at=at, on=on)
        if sent or requeued:
            self.stdout.write(f"{on}: {sent} mails sent, {requeued} jobs asked for again.")
