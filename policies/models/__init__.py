"""Policies and everything that hangs on them."""

from policies.models.approval import ApprovalDecision, ApprovalRound, ApprovalSeat
from policies.models.comprehension import ComprehensionQuestion
from policies.models.evidence import Acknowledgement
from policies.models.exemption import Exemption
from policies.models.packs import Pack, PackEdition, PackPolicy
from policies.models.policy import Policy, PolicyRule
from policies.models.questions import PolicyQuestion, QuestionMessage
from policies.models.version import PolicyVersion, Section, Withdrawal

__all__ = [
    "Acknowledgement",
    "ApprovalDecision",
    "ApprovalRound",
    "ApprovalSeat",
    "ComprehensionQuestion",
    "Exemption",
    "Pack",
    "PackEdition",
    "PackPolicy",
    "Policy",
    "PolicyQuestion",
    "PolicyRule",
    "PolicyVersion",
    "QuestionMessage",
    "Section",
    "Withdrawal",
]
