"""The reminders of the last weeks, written by the same hand as those of today."""

from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils.timezone import make_aware

from home.reminders.owing import REMINDER
from home.reminders.writing import ESCALATION, write_due
from people.mail import MAX_TRIES, PAUSES
from people.models import DailyRun, OutgoingMail

WEEKS = 10
#: Two mornings a week are enough for a believable past: what was due in between is made up for.
WEEKDAYS = (0, 3)


def make_reminders(world):
    """What people and their leads got until yesterday; the newest mail could not be delivered."""
    for days in range(WEEKS * 7, 0, -1):
        day = world.today - timedelta(days=days)
        if day.weekday() in WEEKDAYS:
            at = make_aware(datetime.combine(day, time(8)))
            total = write_due(at=at, on=day).total
            last = DailyRun(purpose=REMINDER, day=day, finished_at=at, written=total)
    last.save()
    mails = OutgoingMail.objects.filter(purpose__in=[REMINDER, ESCALATION])
    failing = mails.filter(purpose=REMINDER).first()
    mails.exclude(pk=failing.pk).update(
        state=OutgoingMail.State.SENT,
        tries=1,
        tried_at=F("written_at"),
        sent_at=F("written_at"),
        body="",
    )
    failing.state, failing.failure = OutgoingMail.State.FAILED, OutgoingMail.Failure.ADDRESS
    failing.tries, failing.tried_at = MAX_TRIES, failing.written_at + sum(PAUSES, timedelta())
    failing.save()
