"""Questions about a policy: ask, answer, close. A private talk of a reader and the owner.

Mails say only that there is something to read, never what and about which policy.
"""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.mail import send
from people.models import Person, Role, RoleGrant
from policies.models import PolicyQuestion, QuestionMessage
from policies.refusals import Refused

Outcome = PolicyQuestion.Outcome


class CannotConverse(Refused):
    """The thread cannot go on like that."""


def answerers(question, *, on):
    """Who answers: the policy's owner; the policy managers if the owner left or asks themselves."""
    owner = question.policy.owner
    has_left = owner.left_on is not None and owner.left_on < on
    if not has_left and owner.pk != question.person_id:
        return [owner]
    held = RoleGrant.objects.open_on(on).filter(role=Role.POLICY_MANAGER)
    managers = Person.objects.filter(pk__in=held.values("person")).exclude(pk=question.person_id)
    return list(managers.order_by("sort", "pk"))


@transaction.atomic
def ask(version, *, by, at, on, kind, text):
    """Open a thread about a published version; the due day waits until it is closed.

    One open thread per person and policy: whoever has one goes on writing there.
    """
    question = PolicyQuestion(
        person=by,
        policy=version.policy,
        version=version,
        major=version.major,
        kind=kind,
        opened_at=at,
        opened_on=on,
    )
    try:
        with transaction.atomic():
            question.save(force_insert=True)
    except IntegrityError as error:
        raise CannotConverse(_("You already have an open question about this policy.")) from error
    _write(question, text, by=by, at=at)
    _tell_answerers(question, at=at, on=on)
    record("question.asked", question, by=by, at=at)
    return question


@transaction.atomic
def write(question, *, by, at, on, text, outcome=""):
    """Add a message, close the thread, or both at once; whoever takes part may do either.

    The person who asked closes it as settled; who answers says with which ``outcome``.
    """
    question = PolicyQuestion.objects.select_for_update().get(pk=question.pk)
    is_asker = question.person_id == by.pk
    answered = PolicyQuestion.objects.answered_by(by, on=on).filter(pk=question.pk)
    if not is_asker and not answered.exists():
        raise PermissionDenied
    _check(question, text, outcome, is_asker=is_asker)
    if text:
        _write(question, text, by=by, at=at)
    if outcome:
        question.closed_at, question.closed_on = at, on
        question.closed_by, question.outcome = by, outcome
        question.save(update_fields=["closed_at", "closed_on", "closed_by", "outcome"])
    if is_asker:
        if text:
            _tell_answerers(question, at=at, on=on)
    else:
        _tell(question.person, question, "question_answered", at=at)
    record("question.closed" if outcome else "question.written", question, by=by, at=at)
    return question


def _check(question, text, outcome, *, is_asker):
    if not question.is_open:
        raise CannotConverse(_("This question is closed."))
    if outcome and is_asker != (outcome == Outcome.SETTLED):
        raise CannotConverse(_("Only the other side closes a question like that."))
    if not text and not outcome:
        raise CannotConverse(_("Write something first."))
    is_answered = question.messages.exclude(author=question.person_id).exists()
    if outcome and not is_asker and not text and not is_answered:
        raise CannotConverse(_("Answer before you close the question."))


def _write(question, text, *, by, at):
    QuestionMessage.objects.create(question=question, author=by, written_at=at, text=text)


def _tell_answerers(question, *, at, on):
    for person in answerers(question, on=on):
        _tell(person, question, "question_asked", at=at)


def _tell(person, question, template, *, at):
    """One mail for each thing written or closed; it names neither the policy nor a person."""
    newest = question.messages.order_by("-pk").values_list("pk", flat=True).first()
    state = "open" if question.is_open else "closed"
    send(
        person,
        purpose="question",
        key=f"{question.pk}-{newest}-{state}",
        template=template,
        context={"question": question},
        at=at,
    )
