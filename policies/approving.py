"""Send a text to its approvers, and let them decide: all must approve, nobody their own words."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.mail import send
from people.roles import roles_of
from policies import rules
from policies.hashing import decision_hash, draft_hash, has_language
from policies.models import ApprovalDecision, ApprovalRound, ApprovalSeat, PolicyVersion
from policies.refusals import Refused


class CannotSend(Refused):
    """The text cannot go to review now."""


class CannotDecide(Refused):
    """There is nothing to decide, or not for this person."""


@transaction.atomic
def send_to_review(version, *, by, at, on, approvers, message=""):
    """Open a round in which each of the approvers decides about exactly this text.

    Refused when an approver has worked on the text (four eyes), or may not approve at all.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if not version.is_editable:
        raise CannotSend(_("Only a draft can be sent to review."))
    approvers = list(dict.fromkeys(approvers))
    if not approvers:
        raise CannotSend(_("Choose at least one person who approves."))
    _check_approvers(version, approvers, sender=by, on=on)
    sections = list(version.sections.all())
    if not any(has_language(version, sections, code) for code in ("pl", "en")):
        raise CannotSend(_("Fill in every heading and text in at least one language first."))
    opened = ApprovalRound.objects.create(
        version=version,
        text_hash=draft_hash(version, sections),
        message=message,
        opened_by=by,
        opened_at=at,
    )
    ApprovalSeat.objects.bulk_create(
        ApprovalSeat(round=opened, approver=approver) for approver in approvers
    )
    version.state = PolicyVersion.State.IN_REVIEW
    version.save(update_fields=["state"])
    _ask_for_decisions(opened, approvers, at=at)
    record("version.sent", version, by=by, at=at)
    return opened


def _ask_for_decisions(opened, approvers, *, at):
    """One mail to each approver; its subject names no policy (security.md 12)."""
    version = opened.version
    for approver in approvers:
        send(
            approver,
            purpose="approval",
            key=f"round-{opened.pk}",
            template="approval",
            context={"version": version, "policy": version.policy, "round": opened},
            at=at,
        )


def _check_approvers(version, approvers, *, sender, on):
    for approver in approvers:
        if approver.pk == sender.pk or rules.has_written(approver, version):
            raise CannotSend(
                _("%(name)s has worked on this text and cannot approve it. Choose somebody else.")
                % {"name": approver}
            )
        if not rules.can_approve(approver, on=on):
            raise CannotSend(_("%(name)s may not approve policies.") % {"name": approver})


@transaction.atomic
def decide(version, *, by, at, on, approve, comment=""):
    """Record one decision; the last approval approves the text, one refusal returns it."""
    version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    seat = (
        ApprovalSeat.objects.select_related("round")
        .filter(round__version=version, round__closed_at=None, approver=by)
        .first()
    )
    if seat is None:
        raise CannotDecide(_("This text is not waiting for your decision."))
    if not rules.can_approve(by, on=on) or rules.has_written(by, version):
        raise PermissionDenied
    if ApprovalDecision.objects.filter(seat=seat).exists():
        raise CannotDecide(_("You have already decided about this text."))
    if draft_hash(version, list(version.sections.all())) != seat.round.text_hash:
        raise CannotDecide(_("The text is no longer the one that was sent to you."))
    if not approve and not comment.strip():
        raise CannotDecide(_("Say what should change."))
    roles = roles_of(by, on=on) & set(rules.APPROVERS)
    decision = ApprovalDecision.objects.create(
        seat=seat,
        outcome=ApprovalDecision.Outcome.APPROVED if approve else ApprovalDecision.Outcome.CHANGES,
        comment=comment.strip(),
        text_hash=seat.round.text_hash,
        role=sorted(roles)[0],
        decided_at=at,
    )
    _conclude(version, seat.round, decision, at=at)
    record(
        "version.decided",
        version,
        by=by,
        at=at,
        role=decision.role,
        result=decision.outcome,
        digest=decision_hash(decision),
    )
    return decision


def _conclude(version, opened, decision, *, at):
    """Close the round when this decision settles it."""
    if decision.outcome == ApprovalDecision.Outcome.CHANGES:
        _close(opened, ApprovalRound.Outcome.CHANGES, at=at)
        version.state = PolicyVersion.State.CHANGES_REQUESTED
    elif not opened.seats.filter(decision=None).exists():
        _close(opened, ApprovalRound.Outcome.APPROVED, at=at)
        version.state = PolicyVersion.State.APPROVED
    version.save(update_fields=["state"])


def _close(opened, outcome, *, at):
    opened.outcome, opened.closed_at = outcome, at
    opened.save(update_fields=["outcome", "closed_at"])


@transaction.atomic
def recall(version, *, by, at, on):
    """Take a text back from review or approval to change it; earlier decisions stay on record."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if version.state not in (PolicyVersion.State.IN_REVIEW, PolicyVersion.State.APPROVED):
        raise CannotSend(_("This text is not in review."))
    opened = version.rounds.filter(closed_at=None).first()
    if opened:
        _close(opened, ApprovalRound.Outcome.RECALLED, at=at)
    version.state = PolicyVersion.State.DRAFT
    version.save(update_fields=["state"])
    record("version.recalled", version, by=by, at=at)
    return version
