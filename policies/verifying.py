"""Recompute the proof: every hash of published texts, approvals and acknowledgements."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, F, Q

from documents.models import Document
from policies import witnessing
from policies.hashing import (
    acknowledgement_hash,
    correction_hash,
    draft_hash,
    text_hash,
    version_hash,
)
from policies.models import (
    Acknowledgement,
    ApprovalDecision,
    Briefing,
    Correction,
    PackEdition,
    PolicyVersion,
)

CHUNK = 2000
#: Evidence of the apps above, each a function of the Findings, put here when the app starts.
MORE = []


@dataclass
class Findings:
    """What was looked at, and what does not fit; ``problems`` name rows, never persons."""

    versions: int = 0
    acknowledgements: int = 0
    corrections: int = 0
    scans: int = 0
    decisions: int = 0
    editions: int = 0
    #: What the apps above looked at: words -> how many.
    more: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    @property
    def is_sound(self):
        return not self.problems


def verify():
    """Check all evidence of policies against the stored texts and the trail (security.md 7)."""
    findings = Findings()
    _verify_versions(findings)
    _verify_decisions(findings)
    _verify_acknowledgements(findings)
    _verify_links(findings)
    _verify_corrections(findings)
    _verify_scans(findings)
    _verify_editions(findings)
    findings.problems += witnessing.problems()
    for verify_more in MORE:
        verify_more(findings)
    return findings


def _verify_versions(findings):
    versions = (
        PolicyVersion.objects.published()
        .select_related("policy", "guidance")
        .prefetch_related("sections", "steps", "plain_texts", "comprehension")
    )
    for version in versions.iterator(chunk_size=200):
        findings.versions += 1
        sections = list(version.sections.all())
        for code, _name in settings.LANGUAGES:
            if (getattr(version, f"text_hash_{code}") or "") != text_hash(version, sections, code):
                findings.problems.append(
                    f"version {version.uid}: text in {code} does not fit its hash"
                )
        if version.version_hash != version_hash(version, sections):
            findings.problems.append(f"version {version.uid}: does not fit its hash")
        approved = version.rounds.filter(outcome="approved").order_by("-opened_at").first()
        if approved is None or approved.text_hash != draft_hash(version, sections):
            findings.problems.append(f"version {version.uid}: is not the text that was approved")


def _verify_decisions(findings):
    decisions = ApprovalDecision.objects.select_related("seat__round")
    for decision in decisions.iterator(chunk_size=CHUNK):
        findings.decisions += 1
        if decision.text_hash != decision.seat.round.text_hash:
            findings.problems.append(
                f"decision {decision.pk}: is about another text than its round"
            )


def _verify_acknowledgements(findings):
    """Recompute each row and the link to the same person's former row."""
    rows = (
        Acknowledgement.objects.order_by("person", "pk")
        .select_related("person", "policy", "recorded_by", "version", "briefing")
        .defer("person__search", "person__sort")
    )
    person, previous = None, ""
    for row in rows.iterator(chunk_size=CHUNK):
        findings.acknowledgements += 1
        if row.person_id != person:
            person, previous = row.person_id, ""
        if row.previous_hash != previous:
            findings.problems.append(f"acknowledgement {row.uid}: is not linked to the one before")
        previous = row.row_hash
        if row.row_hash != acknowledgement_hash(row):
            findings.problems.append(f"acknowledgement {row.uid}: does not fit its hash")
        if row.version_hash != row.version.version_hash or row.major != row.version.major:
            findings.problems.append(f"acknowledgement {row.uid}: names another text")
        if row.statement != getattr(row.version, f"statement_{row.language}"):
            findings.problems.append(f"acknowledgement {row.uid}: carries another statement")


def _verify_links(findings):
    """Nobody acknowledged what was not published, and rounds have no gaps."""
    early = Acknowledgement.objects.filter(acknowledged_at__lt=F("version__published_at"))
    for uid in early.values_list("uid", flat=True)[:100]:
        findings.problems.append(
            f"acknowledgement {uid}: is older than the publication of its text"
        )
    gaps = (
        Acknowledgement.objects.order_by()
        .values("person", "policy", "major")
        .annotate(rows=Count("pk"), first=Count("pk", filter=Q(round=0)))
        .filter(first=0)
    )
    for gap in gaps[:100]:
        findings.problems.append(
            f"policy {gap['policy']}: a renewal without a first acknowledgement"
        )


def _verify_corrections(findings):
    """Only entries from paper were corrected, each once, and by rows that are there."""
    rows = Correction.objects.select_related("acknowledgement", "replaced_by", "by")
    for row in rows.iterator(chunk_size=CHUNK):
        findings.corrections += 1
        if row.row_hash != correction_hash(row):
            findings.problems.append(f"correction {row.uid}: does not fit its hash")
        wrong, right = row.acknowledgement, row.replaced_by
        if not wrong.is_on_paper:
            findings.problems.append(f"correction {row.uid}: is about what a person confirmed")
        if right and (right.person_id, right.method) != (wrong.person_id, wrong.method):
            findings.problems.append(f"correction {row.uid}: is answered by somebody else's entry")


def _verify_scans(findings):
    """Every scan that was not erased is the file whose hash the evidence carries."""
    from documents.serving import is_intact

    kept = list(
        Acknowledgement.objects.exclude(scan=None)
        .order_by()
        .values_list("scan", "scan_sha256")
        .distinct()
    )
    kept += Briefing.objects.exclude(sheet=None).values_list("sheet", "sheet_sha256")
    found = Document.objects.in_bulk({pk for pk, _sha256 in kept})
    for pk, sha256 in sorted(set(kept)):
        scan = found.get(pk)
        if scan is None:
            findings.problems.append(f"scan {pk}: is missing")
            continue
        if not scan.is_done:
            continue  # erased on purpose: the trail says by whom
        findings.scans += 1
        if scan.sha256 != sha256:
            findings.problems.append(f"scan {scan.uid}: is not the one that was entered")
        elif not is_intact(scan):
            findings.problems.append(f"scan {scan.uid}: the stored file is missing or changed")


def _verify_editions(findings):
    """Every finished edition and archive copy still has the file that was handed out."""
    from documents.serving import is_intact

    editions = PackEdition.objects.select_related("document", "archive__document")
    for edition in editions.iterator(chunk_size=200):
        findings.editions += 1
        archive = getattr(edition, "archive", None)
        for document in (edition.document, archive and archive.document):
            if document and document.is_done and not is_intact(document):
                findings.problems.append(
                    f"edition {edition.code}: a stored file is missing or changed"
                )
