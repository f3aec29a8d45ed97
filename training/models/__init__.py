from training.models.bundle import Bundle, Languages
from training.models.course import FEWEST_OPTIONS, Course, CourseVersion, Lesson, Question
from training.models.credential import Credential, Extension, Revocation, ValidityChange
from training.models.importing import CredentialImport
from training.models.indicators import Indicator, IndicatorGroup
from training.models.learning import Attempt, Learning, LessonDone
from training.models.outside import OutsideCourse
from training.models.pictures import LessonPicture, Picture
from training.models.refresher import PolicyRefresher
from training.models.rules import CourseRule
from training.models.session import (
    MOST_DAYS,
    Participation,
    ParticipationStatus,
    Session,
    SessionDay,
    SignedSheet,
)
from training.models.target import Target

__all__ = [
    "FEWEST_OPTIONS",
    "MOST_DAYS",
    "Attempt",
    "Bundle",
    "Course",
    "CourseRule",
    "CourseVersion",
    "Credential",
    "CredentialImport",
    "Extension",
    "Indicator",
    "IndicatorGroup",
    "Languages",
    "Learning",
    "Lesson",
    "LessonDone",
    "LessonPicture",
    "OutsideCourse",
    "Participation",
    "ParticipationStatus",
    "Picture",
    "PolicyRefresher",
    "Question",
    "Revocation",
    "Session",
    "SessionDay",
    "SignedSheet",
    "Target",
    "ValidityChange",
]
