"""New major versions, made as people make them: everybody is asked again."""

from benchmarks.visitors import account
from policies.approving import decide, send_to_review
from policies.drafting import start_version
from policies.models import Policy
from policies.publishing import publish

NOTES = {"pl": "Nowe wydanie tego samego tekstu.", "en": "A new edition of the same text."}
#: Policies of the demonstration that are in force and ask somebody.
ASKED = ("code-of-conduct", "zero-tolerance", "safe-reporting")


def approved(policy, *, at, on):
    """A draft of the policy that two people have approved."""
    return let_approve(start_version(policy, by=account("marta"), at=at, on=on), at=at, on=on)


def let_approve(version, *, at, on):
    """The draft, once two people have approved it."""
    act = {"at": at, "on": on}
    approvers = [account("tomasz"), account("iryna")]
    send_to_review(version, by=account("marta"), **act, approvers=approvers)
    for approver in approvers:
        decide(version, by=approver, **act, approve=True)
    return version


def publish_major(version, *, by, at, effective_on):
    """Publish an approved draft as a major version; returns it."""
    return publish(version, by=by, at=at, effective_on=effective_on, major=True, notes=NOTES)


def ask_everybody_again(*, at, on):
    """A new major version of each policy that asks somebody, in force today."""
    policies = Policy.objects.filter(slug__in=ASKED).order_by("slug")
    manager = account("marta")
    return [
        publish_major(approved(policy, at=at, on=on), by=manager, at=at, effective_on=on)
        for policy in policies
    ]
