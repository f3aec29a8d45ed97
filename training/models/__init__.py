from training.models.bundle import Bundle, Languages
from training.models.course import FEWEST_OPTIONS, Course, CourseVersion, Lesson, Question
from training.models.credential import Credential, Extension, Revocation, ValidityChange
from training.models.indicators import Indicator, IndicatorGroup
from training.models.learning import Attempt, Learning, LessonDone
from training.models.outside import OutsideCourse
from training.models.rules import CourseRule
from training.models.session import (
    Participation,
    ParticipationStatus,
    Session,
    SessionDay,
    SignedSheet,
)

__all__ = [
    "FEWEST_OPTIONS",
    "Attempt",
    "Bundle",
    "Course",
    "CourseRule",
    "CourseVersion",
    "Credential",
    "Extension",
    "Indicator",
    "IndicatorGroup",
    "Languages",
    "Learning",
    "Lesson",
    "LessonDone",
    "OutsideCourse",
    "Participation",
    "ParticipationStatus",
    "Question",
    "Revocation",
    "Session",
    "SessionDay",
    "SignedSheet",
    "ValidityChange",
]
