from datetime import date, timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.expiring import remove_expired
from documents.making import requeue_stale
from people import kept_text, recovering, sessions, sign_in_log
from people.days import day_of
from people.mail import deliver_due

STALE_AFTER = timedelta(minutes=2)


class Command(BaseCommand):
    help = (
        "Do all that falls due: mail, jobs whose worker died, old sessions, files to be removed. "
        "Safe to run twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=date.fromisoformat, help="the day, today if not given")

    def handle(self, *, on, **options):
        at = timezone.now()
        on = on or day_of(at)
        requeued = requeue_stale(at, after=STALE_AFTER)
        sent = deliver_due(at)
        sessions.forget_expired(at)
        kept_text.forget_expired(at)
        sign_in_log.forget_old(at)
        recovering.carry_out_due(at)
        remove_expired(at)
        if sent or requeued:
            self.stdout.write(f"{on}: {sent} mails sent, {requeued} jobs asked for again.")
