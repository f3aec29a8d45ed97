"""The shared staff/volunteer model: everybody who works for the organisation, and where."""

from people.models.audience import AudienceRule, CheckRule
from people.models.daily import DailyRun
from people.models.dated import Dated
from people.models.export import Export, ExportPassword
from people.models.importing import ImportRow, PeopleImport
from people.models.links import PersonalLink
from people.models.mail import OutgoingMail
from people.models.organisation import Function, Organisation, Unit
from people.models.person import Person, Theme
from people.models.personal import PersonalExport
from people.models.session import KeptText, Session
from people.models.sign_in import FactorRecovery, SignIn
from people.models.standing import (
    Assignment,
    BackgroundCheck,
    CheckKind,
    Invitation,
    Kind,
    Role,
    RoleGrant,
)

__all__ = [
    "Assignment",
    "AudienceRule",
    "BackgroundCheck",
    "CheckKind",
    "CheckRule",
    "DailyRun",
    "Dated",
    "FactorRecovery",
    "Export",
    "ExportPassword",
    "Function",
    "ImportRow",
    "Invitation",
    "KeptText",
    "Kind",
    "Organisation",
    "OutgoingMail",
    "PeopleImport",
    "Person",
    "PersonalLink",
    "PersonalExport",
    "Role",
    "RoleGrant",
    "Session",
    "SignIn",
    "Theme",
    "Unit",
]
