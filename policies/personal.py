"""What policies hold about one person: acknowledgements, decisions, texts worked on, ownership."""

from django.db.models import Q
from django.utils.translation import gettext as _

from people.personal import Part
from policies.models import (
    Acknowledgement,
    ApprovalDecision,
    Comment,
    Policy,
    PolicyVersion,
    QuestionMessage,
)


def parts(person):
    """The parts of the export that this app knows."""
    yield _acknowledgements(person)
    yield _decisions(person)
    yield _texts(person)
    yield _questions(person)
    yield _exemptions(person)
    yield _comments(person)


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


def _questions(person):
    messages = QuestionMessage.objects.filter(
        Q(question__person=person) | Q(author=person)
    ).select_related("question__policy", "author")
    return Part(
        "questions",
        _("Questions about policies"),
        {
            "policy": _("Policy"),
            "kind": _("Kind"),
            "written_at": _("When"),
            "author": _("Who wrote"),
            "text": _("Text"),
        },
        [
            {
                "policy": row.question.policy.title,
                "kind": row.question.get_kind_display(),
                "written_at": row.written_at,
                "author": str(row.author),
                "text": row.text or _("erased"),
            }
            for row in messages.order_by("written_at", "pk")
        ],
    )


def _exemptions(person):
    return Part(
        "exemptions",
        _("Exemptions from policies"),
        {
            "policy": _("Policy"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "reason": _("Reason"),
            "added_by": _("By"),
        },
        [
            {
                "policy": row.policy.title,
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
                "reason": row.reason,
                "added_by": str(row.added_by),
            }
            for row in person.exemptions.select_related("policy", "added_by")
        ],
    )


def _comments(person):
    rows = Comment.objects.filter(by=person).select_related("version__policy")
    return Part(
        "comments",
        _("Comments on drafts"),
        {"policy": _("Policy"), "version": _("Version"), "at": _("When"), "text": _("Text")},
        [
            {
                "policy": row.version.policy.title,
                "version": row.version.number,
                "at": row.at,
                "text": row.text,
            }
            for row in rows.order_by("at", "pk")
        ],
    )
