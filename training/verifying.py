"""Recompute the proof of training: versions, tries, credentials and what was said of them later."""

from django.db.models import Prefetch

from documents.serving import is_intact
from training.hashing import (
    attempt_hash,
    change_hash,
    content_hash,
    credential_hash,
    revocation_hash,
)
from training.models import (
    Attempt,
    CourseVersion,
    Credential,
    Extension,
    Revocation,
    ValidityChange,
)

CHUNK = 500
UNFIT = "does not fit its hash"


def verify(findings):
    """Check all evidence of training; adds to the ``policies.verifying.Findings``."""
    for words, rows, problems_of in PARTS:
        findings.more[words] = 0
        for row in rows().iterator(chunk_size=CHUNK):
            findings.more[words] += 1
            findings.problems += [f"{name_of(row)}: {problem}" for problem in problems_of(row)]


def name_of(row):
    """What kind of row it is and which one, never whose."""
    return f"{row._meta.model_name} {getattr(row, 'uid', row.pk)}"


def _versions():
    rows = CourseVersion.objects.published().select_related("course")
    return rows.prefetch_related("lessons", "questions")


def _problems_of_version(row):
    if row.content_hash != content_hash(row):
        yield UNFIT


def _attempts():
    return Attempt.objects.order_by("pk").select_related("person", "version")


def _problems_of_attempt(row):
    if row.row_hash != attempt_hash(row):
        yield UNFIT


def _credentials():
    along = ("person", "course", "version", "attempt", "participation", "evidence")
    return Credential.objects.order_by("pk").select_related(*along)


def _problems_of_credential(row):
    if row.row_hash != credential_hash(row):
        yield UNFIT
    if row.attempt and not (row.attempt.passed and row.attempt.person_id == row.person_id):
        yield "rests on a try that did not earn it"
    if row.evidence and row.evidence.is_done:  # else it was erased on purpose
        if row.evidence.sha256 != row.evidence_sha256:
            yield "its scan is not the one that was entered"
        elif not is_intact(row.evidence):
            yield "its scan is missing or changed"


def _revocations():
    return Revocation.objects.order_by("pk").select_related("credential", "revoked_by")


def _problems_of_revocation(row):
    if row.row_hash != revocation_hash(row):
        yield UNFIT


def _changes():
    extensions = Extension.objects.select_related("credential")
    rows = ValidityChange.objects.order_by("pk").select_related("course", "decided_by")
    return rows.prefetch_related(Prefetch("extensions", queryset=extensions))


def _problems_of_change(row):
    if row.row_hash != change_hash(row, row.extensions.all()):
        yield UNFIT


PARTS = [
    ("course versions", _versions, _problems_of_version),
    ("attempts", _attempts, _problems_of_attempt),
    ("credentials", _credentials, _problems_of_credential),
    ("revocations", _revocations, _problems_of_revocation),
    ("changes of validity", _changes, _problems_of_change),
]
