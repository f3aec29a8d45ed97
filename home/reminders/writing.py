"""Write the mails that are due on a day into the outbox, whoever they are for, once.

``write_due`` goes over everybody in batches, each in its own transaction: what a killed run has
not reached, the next one does. A reminder is unique by (person, purpose, day), and the days of
former ones are read again under a lock, so several runs at once write what one would.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from home.reminders import plan
from home.reminders.leading import Leads
from home.reminders.owing import REMINDED_STATES, REMINDER, everybody_owing, reminders_of
from people.days import day_of
from people.mail import rendered
from people.models import DailyRun, OutgoingMail, Person
from people.workdays import is_workday
from readiness.ledger import standing

#: The purpose of a mail to a unit lead or the management; its key is the day.
ESCALATION = "escalation"
#: Rows of one INSERT.
ROWS = 500
READ = ("uid", "given_name", "family_name", "email", "language", "anonymised_at", "sort")


@dataclass(frozen=True)
class Written:
    """How many mails a run wrote, or would write."""

    reminders: int = 0
    to_leads: int = 0

    @property
    def total(self):
        return self.reminders + self.to_leads


def write_due_once(*, at, on):
    """``write_due``, unless it was finished for that day; returns None then."""
    if DailyRun.objects.filter(purpose=REMINDER, day=on).exists():
        return None
    written = write_due(at=at, on=on)
    DailyRun.objects.get_or_create(
        purpose=REMINDER, day=on, defaults={"finished_at": at, "written": written.total}
    )
    return written


def write_due(*, at, on, dry_run=False):
    """Write what is due on the day: reminders, and one mail to each lead whose people need them.

    Nothing is due on a day on which people do not work. ``dry_run`` only counts.
    """
    if not is_workday(on):
        return Written()
    leads, waiting, written = Leads(on), Counter(), 0
    for batch in everybody_owing(Person.objects.present_on(on).only(*READ), on=on):
        due = [
            entry
            for entry in batch
            if entry.person.email and plan.is_due(entry.since_days, entry.reminded, on)
        ]
        written += len(due if dry_run else write_reminders(due, at=at, on=on))
        waiting += leads.of_many([entry for entry in batch if needs_somebody(entry, on)])
    return Written(written, _write_to_leads(leads, waiting, at=at, on=on, dry_run=dry_run))


def needs_somebody(entry, on):
    """Whether somebody else must speak with the person: mail cannot reach them or did not help."""
    return not entry.person.email or plan.has_not_helped(entry.since_days, entry.reminded, on)


@transaction.atomic
def write_reminders(entries, *, at, on, may=plan.is_due):
    """Write one reminder to each of these (Owing), and return the OutgoingMails.

    ``may`` is asked again under the lock, with the days on which the person was reminded by then;
    it takes what ``plan.is_due`` takes.
    """
    ids = [entry.person.pk for entry in entries]
    list(
        Person.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk")
    )
    reminded = reminders_of(ids)
    letters = Letters()
    mails = [
        _mail(entry.person, REMINDER, letters.reminder(entry), at=at, on=on)
        for entry in entries
        if may(entry.since_days, reminded[entry.person.pk], on)
    ]
    OutgoingMail.objects.bulk_create(mails, batch_size=ROWS, ignore_conflicts=True)
    return mails


class Letters:
    """Texts of mails that differ in little: each is rendered once, the name is put in after."""

    NAME = "\N{INTERLINEAR ANNOTATION ANCHOR}"

    def __init__(self):
        self._known = {}

    def reminder(self, entry):
        """The subject and the body of a reminder to somebody (Owing)."""
        person = entry.person
        wanted = (person.language, len(entry.obligations), entry.minutes)
        if wanted not in self._known:
            language, tasks, minutes = wanted
            reader = Person(pk=0, given_name=self.NAME, language=language)
            self._known[wanted] = rendered(reader, REMINDER, {"tasks": tasks, "minutes": minutes})
        subject, body = self._known[wanted]
        return subject, body.replace(self.NAME, person.given_name)


def _mail(person, purpose, text, *, at, on):
    subject, body = text
    return OutgoingMail(
        person=person,
        purpose=purpose,
        key=on.isoformat(),
        language=person.language,
        subject=subject,
        body=body,
        written_at=at,
        next_try_at=at,
    )


@transaction.atomic
def _write_to_leads(leads, waiting, *, at, on, dry_run):
    """One mail a week to everybody whose people wait for them."""
    recent = OutgoingMail.objects.filter(
        purpose=ESCALATION, person__in=waiting, key__gt=(on - plan.LEAST).isoformat()
    )
    told = set(recent.values_list("person", flat=True))
    people = Person.objects.filter(pk__in=set(waiting) - told).exclude(email=None)
    mails = []
    for person in people:
        text = rendered(person, ESCALATION, {"people": waiting[person.pk]})
        mails.append(_mail(person, ESCALATION, text, at=at, on=on))
    if not dry_run:
        OutgoingMail.objects.bulk_create(mails, batch_size=ROWS, ignore_conflicts=True)
    return len(mails)


def is_still_needed(mail, at):
    """Whether the reader of a reminder that is about to leave still owes anything."""
    open_ones = standing(mail.person, on=day_of(at)).obligations
    return any(owed.state in REMINDED_STATES for owed in open_ones)
