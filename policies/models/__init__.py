"""Policies and everything that hangs on them."""

from policies.models.approval import ApprovalDecision, ApprovalRound, ApprovalSeat
from policies.models.evidence import Acknowledgement
from policies.models.links import PolicyReference
from policies.models.packs import Pack, PackEdition, PackPolicy
from policies.models.plain import PlainText
from policies.models.policy import Policy, PolicyRule
from policies.models.reviews import PolicyDeputy, ReviewRecord
from policies.models.version import PolicyVersion, Section, Withdrawal

__all__ = [
    "Acknowledgement",
    "ApprovalDecision",
    "ApprovalRound",
    "ApprovalSeat",
    "Pack",
    "PackEdition",
    "PackPolicy",
    "PlainText",
    "Policy",
    "PolicyDeputy",
    "PolicyReference",
    "PolicyRule",
    "PolicyVersion",
    "ReviewRecord",
    "Section",
    "Withdrawal",
]
