"""What policies hold about one person: acknowledgements, decisions, texts worked on, ownership."""

from django.db.models import Q
from django.utils.translation import gettext as _

from people.personal import Part
from policies.models import Acknowledgement, ApprovalDecision, Policy, PolicyVersion


def parts(person):
    """The parts of the export that this app knows."""
    yield _acknowledgements(person)
    yield _decisions(person)
    yield _texts(person)


def _acknowledgements(person):
    rows = Acknowledgement.objects.filter(person=person).select_related("version", "policy")
    return Part(
        "acknowledgements",
        _("Acknowledgements"),
        {
            "policy": _("Policy"),
            "version": _("Version"),
            "language": _("Language"),
            "acknowledged_at": _("When"),
            "method": _("How"),
            "strength": _("Signed in with"),
            "statement": _("Statement"),
            "row_hash": _("Fingerprint"),
        },
        [
            {
                "policy": row.version.title or row.policy.title,
                "version": row.version.number,
                "language": row.language,
                "acknowledged_at": row.acknowledged_at,
                "method": row.get_method_display(),
                "strength": row.get_strength_display(),
                "statement": row.statement,
                "row_hash": row.row_hash,
            }
            for row in rows.order_by("acknowledged_at", "pk")
        ],
    )


def _decisions(person):
    rows = ApprovalDecision.objects.filter(seat__approver=person)
    return Part(
        "decisions",
        _("Decisions about texts"),
        {
            "policy": _("Policy"),
            "version": _("Version"),
            "decided_at": _("When"),
            "outcome": _("Decision"),
            "comment": _("Comment"),
        },
        [
            {
                "policy": row.seat.round.version.policy.title,
                "version": row.seat.round.version.number,
                "decided_at": row.decided_at,
                "outcome": row.get_outcome_display(),
                "comment": row.comment,
            }
            for row in rows.select_related("seat__round__version__policy").order_by("decided_at")
        ],
    )


def _texts(person):
    versions = PolicyVersion.objects.filter(
        Q(started_by=person) | Q(published_by=person) | Q(editors=person)
    )
    rows = [
        {
            "policy": version.policy.title,
            "version": version.number,
            "part": ", ".join(_parts_in(version, person)),
        }
        for version in versions.distinct().select_related("policy").order_by("pk")
    ]
    rows += [
        {"policy": policy.title, "version": "", "part": _("owner")}
        for policy in Policy.objects.filter(owner=person).order_by("slug")
    ]
    columns = {"policy": _("Policy"), "version": _("Version"), "part": _("Part in it")}
    return Part("texts", _("Texts that this person worked on or answers for"), columns, rows)


def _parts_in(version, person):
    if version.started_by_id == person.pk:
        yield _("started it")
    if version.published_by_id == person.pk:
        yield _("published it")
    if version.started_by_id != person.pk and version.published_by_id != person.pk:
        yield _("worked on it")
