"""Mails from the outbox to a mail server, against handing over the same and nothing else."""

import time
from email.message import EmailMessage
from smtplib import SMTP

from django.test.utils import override_settings

from benchmarks.figures import Figure
from people.mail import deliver_due
from people.models import OutgoingMail, Person
from tests.mail_server import letterbox

PURPOSE = "benchmark"
SUBJECT, BODY = "Czeka na Ciebie zadanie", "Otwórz stronę swojej organizacji i zaloguj się.\n" * 20


def sending(mails, *, at):
    """The Figure of the time until a server has taken so many mails, in milliseconds a mail."""
    _write(mails, at=at)
    with letterbox() as server, override_settings(MAILERS=server.mailers):
        began = time.perf_counter()
        while deliver_due(at):
            pass
        ours = time.perf_counter() - began
        taken = len(server.messages)
    with letterbox() as server:
        began = time.perf_counter()
        _hand_over(mails, server.port)
        limit = time.perf_counter() - began
    if OutgoingMail.objects.filter(purpose=PURPOSE).exclude(state="sent").exists():
        raise AssertionError("not every mail was sent")
    return Figure(
        work=f"send {mails:,} mails",
        unit="ms a mail",
        ours=ours * 1000 / max(taken, 1),
        limit=limit * 1000 / mails,
        against="handed over by smtplib, nothing read or noted",
        note=f"{taken:,} mails taken by the server, each claimed and settled in the outbox",
    )


def _write(mails, *, at):
    """So many mails in the outbox, several to each person where there are fewer; nothing else."""
    OutgoingMail.objects.filter(state="waiting").update(state="dropped")
    people = list(Person.objects.filter(email__isnull=False, anonymised_at=None)[:mails])
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                person=people[number % len(people)],
                purpose=PURPOSE,
                key=str(number),
                language="pl",
                subject=SUBJECT,
                body=BODY,
                written_at=at,
                next_try_at=at,
            )
            for number in range(mails)
        ),
        batch_size=1000,
    )


def _hand_over(mails, port):
    with SMTP("127.0.0.1", port) as server:
        for number in range(mails):
            message = EmailMessage()
            message["Subject"] = SUBJECT
            message["From"], message["To"] = "a@example.org", "b@example.org"
            message["Message-ID"] = f"<{number}@example.org>"
            message.set_content(BODY)
            server.send_message(message)
