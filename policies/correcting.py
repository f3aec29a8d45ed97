"""Answer a mistake in what was entered from paper: the row stays, a Correction says what counts."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from documents.uploads import erase_scan
from policies import rules
from policies.acknowledging import locked
from policies.hashing import correction_hash
from policies.models import Acknowledgement, Correction
from policies.paper import (
    AlreadyAcknowledged,
    Paper,
    check_language,
    check_text,
    newest_hashes,
    rows_of,
    standing,
)
from policies.refusals import Refused

Outcome = Correction.Outcome


class CannotCorrect(Refused):
    """The entry cannot be corrected like that."""


@transaction.atomic
def void(acknowledgement, *, reason, by, at, on):
    """Say that an entry was a mistake and never counted: the wrong person, or nothing signed."""
    _check(acknowledgement, reason, by=by, on=on)
    correction = _correct(acknowledgement, Outcome.VOID, None, reason, by=by, at=at)
    record("paper.corrected", acknowledgement, by=by, at=at, digest=correction.row_hash)
    return correction


@transaction.atomic
def replace(acknowledgement, *, version, acknowledged_on, language, reason, by, at, on):
    """Answer a wrong day, version or language by the right entry, with the same paper.

    Raises PermissionDenied, CannotCorrect, or CannotEnter when the right entry cannot be right.
    """
    _check(acknowledgement, reason, by=by, on=on)
    check_text(version, acknowledged_on, on=on)
    check_language(version, language)
    wrong = acknowledgement
    if (version.pk, acknowledged_on, language) == (
        wrong.version_id,
        wrong.acknowledged_on,
        wrong.language,
    ):
        raise CannotCorrect(_("This is what the entry says already. Change what was wrong."))
    person = locked([wrong.person_id])[wrong.person_id]
    before = standing([person.pk], version, acknowledged_on, ignoring=wrong)[person.pk]
    if before.counting:
        raise AlreadyAcknowledged(before.counting)
    paper = Paper(
        version=version,
        day=acknowledged_on,
        method=wrong.method,
        note=wrong.note,
        scan=wrong.scan,
        scan_sha256=wrong.scan_sha256,
        briefing=wrong.briefing,
    )
    right = rows_of(
        [(person, language)],
        paper,
        {person.pk: before},
        newest_hashes([person.pk]),
        by=by,
        at=at,
    )[0]
    right.save(force_insert=True)
    correction = _correct(wrong, Outcome.REPLACED, right, reason, by=by, at=at)
    record("paper.corrected", wrong, by=by, at=at, digest=correction.row_hash)
    return correction


def can_correct(person, acknowledgement, *, on):
    """Whether the person may say that this entry was a mistake."""
    return (
        acknowledgement.is_on_paper
        and not acknowledgement.is_corrected
        and rules.can_vouch(person, acknowledgement.person, on=on)
    )


def _check(acknowledgement, reason, *, by, on):
    if not rules.can_vouch(by, acknowledgement.person, on=on):
        raise PermissionDenied
    if not acknowledgement.is_on_paper:
        raise CannotCorrect(
            _("The person confirmed this themselves, so nobody else can correct it.")
        )
    if Correction.objects.filter(acknowledgement=acknowledgement).exists():
        raise CannotCorrect(_("This entry was corrected already."))
    if not reason.strip():
        raise CannotCorrect(_("Say what was wrong."))


def _correct(acknowledgement, outcome, right, reason, *, by, at):
    correction = Correction(
        acknowledgement=acknowledgement,
        outcome=outcome,
        replaced_by=right,
        reason=reason.strip(),
        by=by,
        at=at,
    )
    correction.row_hash = correction_hash(correction)
    try:
        with transaction.atomic():
            correction.save(force_insert=True)
    except IntegrityError as error:
        raise CannotCorrect(_("This entry was corrected already.")) from error
    return correction


def uses_of(scan):
    """How many acknowledgements rest on a scan."""
    return Acknowledgement.objects.filter(scan=scan).count()


@transaction.atomic
def erase(acknowledgement, *, by, at, on):
    """Delete the scan behind an entry for good; that it was there, and its hash, stay.

    A sheet of a briefing goes for all who are on it. Returns whether there was anything to delete.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    scan = acknowledgement.scan
    if scan is None or not erase_scan(scan):
        return False
    record("scan.erased", scan, by=by, at=at)
    return True
