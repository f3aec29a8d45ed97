"""The outbox: mails are written with the change they tell of and leave afterwards (security.md 12).

``send()`` writes one mail in its reader's language, within the caller's transaction. A worker, and
``send_due_mail`` or ``run_due`` on a timer, hand it to the mail server: at least once, with the
same Message-ID every time, so that a repeat is harmless.
"""

import time
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.tasks import task
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from people.mail_server import MailServer, NotTaken
from people.models import Organisation, OutgoingMail, Person

State = OutgoingMail.State

#: A sender that takes a mail has it for itself for so long; afterwards another one may try.
LEASE = timedelta(minutes=10)
#: How long a mail rests after its first, second … try that failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60, 180, 720))
MAX_TRIES = len(PAUSES) + 1
#: As many as are looked up at once.
BATCH = 100
#: A run takes up no more mails after so many seconds; the next one takes the rest.
PATIENCE = 45
#: What is no longer needed once a mail has left or nobody wants it.
ERASED = {"body": "", "former_address": "", "failure": ""}

#: Stands in a body where a link goes that is made only when the mail leaves.
LATE_LINK = "\N{OBJECT REPLACEMENT CHARACTER}"
#: Who makes it, by purpose: functions of (mail, at); None says that nobody needs the mail any more.
LATE_LINKS = {
    "invitation": "people.inviting.fresh_link",
    "password-reset": "people.signing_in.fresh_link",
    "personal-link": "people.linking.fresh_link",
}


def send(person, *, purpose, key, template, context=None, at, wake=True, former_address=""):
    """Write a mail to one person, in that person's language; the same mail is written once.

    ``template`` names ``mail/<template>_subject.txt`` and ``mail/<template>.txt``. They see the
    ``context``, ``person``, ``at``, ``organisation`` and ``site`` (the address without a slash);
    ``{{ site }}{% url "my-tasks" %}`` leads to the page in the reader's language. Subjects name no
    topic of a policy and nobody else (security.md 12). For a purpose of LATE_LINKS the body shows
    ``{{ link }}``. Written twice with the same (person, purpose, key), nothing happens.

    ``wake=False`` leaves the sending to the timer, for those who write many. ``former_address`` is
    where it goes instead of the person's own address: somebody else may read there by now. Returns
    the OutgoingMail, or None when there is no address.
    """
    if not (former_address or person.email) or person.anonymised_at:
        return None
    subject, body = rendered(person, template, {"at": at, **(context or {})})
    mail, is_new = OutgoingMail.objects.get_or_create(
        person=person,
        purpose=purpose,
        key=key,
        defaults={
            "language": person.language,
            "subject": subject,
            "body": body,
            "former_address": former_address,
            "written_at": at,
            "next_try_at": at,
        },
    )
    if is_new and wake:
        wake_sender()
    return mail


def pretend(template):
    """Do the work of ``send()`` for an address that nobody has, so that the time tells nothing."""
    nobody = Person(pk=0, language=translation.get_language() or settings.LANGUAGE_CODE)
    _subject, body = rendered(nobody, template, {})
    OutgoingMail.objects.filter(person=nobody, purpose=template, key="").first()
    OutgoingMail._meta.get_field("body").get_prep_value(body)
    with transaction.atomic():
        deliver_waiting.enqueue()  # one row written, as the mail would be
    wake_sender()


def wake_sender():
    """Ask the worker to look into the outbox as soon as this transaction is committed."""
    transaction.on_commit(deliver_waiting.enqueue)


def rendered(person, template, context):
    """The subject, on one line, and the body of a mail in the person's language."""
    with translation.override(person.language):
        values = {
            "person": person,
            "organisation": Organisation.objects.current(),
            "site": settings.SITE_URL,
            "link": LATE_LINK,
            **context,
        }
        subject = _text(f"mail/{template}_subject.txt", values)
        body = _text(f"mail/{template}.txt", values)
    return " ".join(subject.split())[:200], body.strip() + "\n"


def _text(name, values):
    return get_template(name).template.render(Context(values, autoescape=False))


def address(name, *args, language):
    """The full address of a page in a language, as mails show it."""
    with translation.override(language):
        return settings.SITE_URL + reverse(name, args=args)


@task
def deliver_waiting():
    """Background job: send what waits now."""
    deliver_due(timezone.now())


def deliver_due(at):
    """Send the mails that are due at this moment; return how many the server took.

    Safe to run twice and by several at once: each mail is claimed by one conditional update. When
    the server itself is in trouble the run ends, so that the other mails lose no try.
    """
    started = time.monotonic()
    sent = 0
    with MailServer() as server:
        while batch := _due(at):
            for pk, next_try_at in batch:
                passed = time.monotonic() - started
                mail = _claimed(pk, next_try_at, at + timedelta(seconds=passed))
                if mail is not None:
                    sent += _deliver(mail, server, at + timedelta(seconds=passed))
                if server.is_in_trouble or passed > PATIENCE:
                    return sent
    return sent


def _due(at):
    due = OutgoingMail.objects.waiting(at).order_by("next_try_at", "pk")
    return list(due.values_list("pk", "next_try_at")[:BATCH])


def _claimed(pk, next_try_at, now):
    """The mail, if nobody else took it since we looked."""
    taken = OutgoingMail.objects.filter(pk=pk, state=State.WAITING, next_try_at=next_try_at).update(
        next_try_at=now + LEASE, tries=F("tries") + 1, tried_at=now
    )
    return OutgoingMail.objects.select_related("person").get(pk=pk) if taken else None


def _deliver(mail, server, now):
    """Hand one claimed mail to the server; return whether it took it."""
    body = _whole_body(mail, now)
    if body is None:
        _settle(mail, state=State.DROPPED, **ERASED)
        return False
    try:
        server.take(message(mail, body))
    except NotTaken as refusal:
        if mail.tries >= MAX_TRIES:
            _settle(mail, state=State.FAILED, failure=refusal.failure)
        else:
            pause = PAUSES[mail.tries - 1]
            _settle(mail, next_try_at=now + pause, failure=refusal.failure)
        return False
    _settle(mail, state=State.SENT, sent_at=now, **ERASED)
    return True


def _settle(mail, **values):
    OutgoingMail.objects.filter(pk=mail.pk, state=State.WAITING).update(**values)


def _whole_body(mail, now):
    """The body with its late link; None when nobody needs or may get the mail any more."""
    if not _recipient(mail) or mail.person.anonymised_at:
        return None
    if needed := settings.MAIL_STILL_NEEDED.get(mail.purpose):
        return mail.body if import_string(needed)(mail, now) else None
    if mail.purpose not in LATE_LINKS:
        return mail.body
    link = import_string(LATE_LINKS[mail.purpose])(mail, now)
    return link and mail.body.replace(LATE_LINK, link)


def message(mail, body):
    """The message as the mail server gets it."""
    return EmailMessage(
        mail.subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [_recipient(mail)],
        headers={
            "Message-ID": message_id(mail),
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )


def _recipient(mail):
    return mail.former_address or mail.person.email


def message_id(mail):
    """The same for every try of one mail, so that the reader's program shows it once."""
    digest = salted_hmac("people.mail.message_id", str(mail.pk), algorithm="sha256").hexdigest()
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    return f"<{digest[:32]}@{domain}>"


def try_again(mails, *, at):
    """Give those of these mails that failed another row of tries; return how many they are."""
    changed = mails.filter(state=State.FAILED).update(
        state=State.WAITING, tries=0, next_try_at=at, failure=""
    )
    if changed:
        wake_sender()
    return changed
