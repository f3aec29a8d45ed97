"""Policies and everything that hangs on them."""

from policies.models.approval import ApprovalDecision, ApprovalRound, ApprovalSeat
from policies.models.comments import Comment, CommentAnswer
from policies.models.evidence import Acknowledgement
from policies.models.packs import Pack, PackEdition, PackPolicy
from policies.models.policy import Policy, PolicyRule
from policies.models.version import PolicyVersion, Section, Withdrawal

__all__ = [
    "Acknowledgement",
    "ApprovalDecision",
    "ApprovalRound",
    "ApprovalSeat",
    "Comment",
    "CommentAnswer",
    "Pack",
    "PackEdition",
    "PackPolicy",
    "Policy",
    "PolicyRule",
    "PolicyVersion",
    "Section",
    "Withdrawal",
]
