"""Acknowledge: somebody states that they know, understand and will follow one exact text."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.days import day_of
from people.models import Person
from policies.hashing import acknowledgement_hash
from policies.models import Acknowledgement, PolicyVersion
from policies.obligations import has_run_out
from policies.reading import text_of
from policies.refusals import Refused


class TextMovedOn(Refused):
    """The version on the page is not the one in force any more; ``current`` is, or None."""

    def __init__(self, current):
        super().__init__(
            _("The text has changed since you opened this page. Nothing was recorded.")
        )
        self.current = current


class NotInThisLanguage(Refused):
    """The version has no text in that language, so nobody can have read it."""


class NotUnderstoodYet(Refused):
    """A question was answered wrongly or not at all; ``wrong`` are the positions of those."""

    def __init__(self, wrong):
        super().__init__(_("Not every answer is right yet. Nothing was recorded."))
        self.wrong = wrong


def acknowledge(
    policy,
    *,
    by,
    at,
    version_hash,
    language,
    strength,
    method=Acknowledgement.Method.SESSION,
    answers=None,
):
    """Record that the person acknowledges the version in force, once.

    ``version_hash`` is the hash the reader's page carried; ``answers`` map the position of each
    question to the place of the chosen option, if the version asks some. Returns
    ``(acknowledgement, is_new)``: a repeat, also a simultaneous one, gets the first row back.
    Raises TextMovedOn for a stale page, NotUnderstoodYet for a wrong answer. Serves R7.
    """
    try:
        return _insert(
            policy,
            by=by,
            at=at,
            version_hash=version_hash,
            language=language,
            strength=strength,
            method=method,
            answers=answers or {},
        )
    except IntegrityError:
        # The same person was quicker elsewhere: a double click, or two tabs.
        first = latest_of(by, policy, PolicyVersion.objects.get(version_hash=version_hash).major)
        if first is None:
            raise
        return first, False


@transaction.atomic
def _insert(policy, *, by, at, version_hash, language, strength, method, answers):
    on = day_of(at)
    version = PolicyVersion.objects.in_force(on).filter(policy=policy).first()
    if version is None or version.version_hash != version_hash:
        raise TextMovedOn(version)
    version.policy = policy
    if not getattr(version, f"text_hash_{language}"):
        raise NotInThisLanguage(_("This version has no text in that language yet."))
    locked([by.pk])
    newest = (
        Acknowledgement.objects.filter(person=by)
        .order_by("-pk")
        .select_related("policy", "correction")
        .first()
    )
    former = newest if _is_about(newest, version) else latest_of(by, policy, version.major, newest)
    counting = former
    if former and former.is_corrected:
        counting = _counted(by, policy, version.major)
    if counting and not has_run_out(counting, person=by, policy=policy, on=on):
        return counting, False
    passed = _questions_passed(version, language, answers)
    row = unsaved(
        by,
        version,
        round=former.round + 1 if former else 0,
        language=language,
        at=at,
        on=on,
        previous_hash=newest.row_hash if newest else "",
        questions_passed=passed,
        method=method,
        strength=strength,
    )
    row.save(force_insert=True)
    record("policy.acknowledged", row, by=by, at=at, digest=row.row_hash)
    return row, True


def locked(people):
    """Keep others from acknowledging for these persons (ids) until the transaction ends.

    Each row is linked to the same person's former one, so none may come in between. Asked by every
    way of recording, before it reads the former row. Returns the persons by id.
    """
    rows = Person.objects.select_for_update(of=["self"], no_key=True).filter(pk__in=people)
    return {person.pk: person for person in rows.order_by("pk")}


def unsaved(person, version, *, round, language, at, on, previous_hash, **how):
    """A row with its hash, ready to be inserted; ``how`` are the fields that say how it came.

    ``previous_hash`` is that of the person's newest row of all; ``round`` is not taken yet.
    """
    row = Acknowledgement(
        person=person,
        policy=version.policy,
        version=version,
        major=version.major,
        round=round,
        language=language,
        statement=getattr(version, f"statement_{language}"),
        version_hash=version.version_hash,
        acknowledged_at=at,
        acknowledged_on=on,
        previous_hash=previous_hash,
        **how,
    )
    row.row_hash = acknowledgement_hash(row)
    return row


def wrong_answers(questions, answers):
    """The positions of the questions that were not answered rightly."""
    return [quiz.position for quiz in questions if answers.get(quiz.position) != quiz.correct]


def _questions_passed(version, language, answers):
    """How many questions were answered, all of them rightly; None when the text asks none."""
    questions = text_of(version, language).questions
    if wrong := wrong_answers(questions, answers):
        raise NotUnderstoodYet(wrong)
    return len(questions) or None


def _is_about(acknowledgement, version):
    return acknowledgement is not None and (acknowledgement.policy_id, acknowledgement.major) == (
        version.policy_id,
        version.major,
    )


def _counted(person, policy, major):
    """The newest acknowledgement of a major version that nobody corrected, or None."""
    given = Acknowledgement.objects.filter(person=person, policy=policy, major=major)
    return given.counted().order_by("-acknowledged_on").first()


def latest_of(person, policy, major, newest=True):
    """The person's newest acknowledgement of a major version, or None.

    ``newest`` is their newest of all, if already known: None saves the query.
    """
    if newest is None:
        return None
    return (
        Acknowledgement.objects.filter(person=person, policy=policy, major=major)
        .select_related("correction")
        .order_by("-round")
        .first()
    )
