"""Policies and everything that hangs on them."""

from policies.models.approval import ApprovalDecision, ApprovalRound, ApprovalSeat
from policies.models.briefing import Briefing, BriefingText
from policies.models.campaign import Campaign
from policies.models.comments import Comment, CommentAnswer
from policies.models.comprehension import ComprehensionQuestion
from policies.models.correction import Correction
from policies.models.evidence import Acknowledgement
from policies.models.exemption import Exemption
from policies.models.links import PolicyReference
from policies.models.packs import (
    EditionArchive,
    Extra,
    Languages,
    Pack,
    PackEdition,
    PackPart,
    PosterNumber,
)
from policies.models.plain import PlainText
from policies.models.policy import Policy, PolicyRule
from policies.models.procedure import Guidance, Step
from policies.models.questions import PolicyQuestion, QuestionMessage
from policies.models.reviews import PolicyDeputy, ReviewRecord
from policies.models.version import PolicyVersion, Section, Withdrawal

__all__ = [
    "Acknowledgement",
    "ApprovalDecision",
    "ApprovalRound",
    "ApprovalSeat",
    "EditionArchive",
    "Extra",
    "Languages",
    "Campaign",
    "Briefing",
    "BriefingText",
    "Correction",
    "Guidance",
    "Comment",
    "CommentAnswer",
    "ComprehensionQuestion",
    "Exemption",
    "Pack",
    "PackEdition",
    "PackPart",
    "PlainText",
    "Policy",
    "PolicyQuestion",
    "PosterNumber",
    "PolicyRule",
    "PolicyVersion",
    "QuestionMessage",
    "PolicyDeputy",
    "PolicyReference",
    "PolicyRule",
    "PolicyVersion",
    "ReviewRecord",
    "Section",
    "Step",
    "Withdrawal",
]
