"""What hashes of training cover, as canonical bytes (security.md 7); see ``policies.hashing``."""

from datetime import UTC

from policies.hashing import digest

VERSION_FORMAT = "latarnia-course/1"
ATTEMPT_FORMAT = "latarnia-attempt/1"
CREDENTIAL_FORMAT = "latarnia-credential/1"
REVOCATION_FORMAT = "latarnia-revocation/1"
CHANGE_FORMAT = "latarnia-validity/1"
LANGUAGES = ("pl", "en")


def content_hash(version) -> str:
    """The hash of all lessons and questions of a version, in both languages."""
    return digest(
        {
            "format": VERSION_FORMAT,
            "course": version.course.slug,
            "version": str(version.uid),
            "number": version.number,
            "pass_percent": version.pass_percent,
            "questions_drawn": version.questions_drawn,
            "tries": version.tries,
            "lessons": [
                {
                    "key": lesson.key,
                    "minutes": lesson.minutes,
                    "video": lesson.video_url,
                    "indicators": lesson.indicators,
                    "support": lesson.shows_support,
                    **_in_both(lesson, "title", "content_note", "body"),
                }
                for lesson in version.lessons.all()
            ],
            "pictures": [
                {
                    "lesson": row.lesson_key,
                    "number": row.number,
                    "picture": row.picture.sha256,
                    **_in_both(row, "alt"),
                }
                for row in version.pictures.select_related("picture").defer("picture__content")
            ],
            "questions": [
                {
                    "key": row.key,
                    "lesson": row.lesson_key,
                    "correct": row.correct,
                    "critical": row.is_critical,
                    "case": row.is_case,
                    "options": [
                        [option.get(code, "") for code in LANGUAGES] for option in row.options
                    ],
                    **_in_both(row, "question", "explanation"),
                }
                for row in version.questions.all()
            ],
        }
    )


def attempt_hash(attempt) -> str:
    """The hash of one try, its answers and what it was taken on."""
    return digest(
        {
            "format": ATTEMPT_FORMAT,
            "attempt": str(attempt.uid),
            "person": str(attempt.person.uid),
            "content": attempt.version.content_hash,
            "number": attempt.number,
            "language": attempt.language,
            "answers": attempt.answers,
            "asked": attempt.asked,
            "right": attempt.right,
            "passed": attempt.passed,
            "submitted_at": _moment(attempt.submitted_at),
        }
    )


def credential_hash(credential) -> str:
    """The hash of a credential, with the try or the session that it rests on."""
    return digest(
        {
            "format": CREDENTIAL_FORMAT,
            "number": credential.number,
            "person": str(credential.person.uid),
            "course": credential.course.slug,
            "content": credential.version.content_hash if credential.version else "",
            "source": credential.source,
            "awarded_on": credential.awarded_on.isoformat(),
            "valid_until": _day(credential.valid_until),
            "renewable_until": _day(credential.renewable_until),
            "language": credential.language,
            "attempt": credential.attempt.row_hash if credential.attempt else "",
            "participation": str(credential.participation.uid) if credential.participation else "",
            "provider": credential.provider,
            "evidence": credential.evidence_sha256,
            "recorded_at": _moment(credential.recorded_at),
        }
    )


def revocation_hash(revocation) -> str:
    """The hash of what was said about a credential that does not hold any more."""
    return digest(
        {
            "format": REVOCATION_FORMAT,
            "credential": revocation.credential.row_hash,
            "revoked_on": revocation.revoked_on.isoformat(),
            "reason": revocation.reason,
            "by": str(revocation.revoked_by.uid),
            "at": _moment(revocation.revoked_at),
        }
    )


def change_hash(change, extensions) -> str:
    """The hash of a change of validity with all its extensions, in the order of the numbers."""
    return digest(
        {
            "format": CHANGE_FORMAT,
            "change": str(change.uid),
            "course": change.course.slug,
            "valid_until": change.valid_until.isoformat(),
            "reason": change.reason,
            "by": str(change.decided_by.uid),
            "at": _moment(change.decided_at),
            "extensions": sorted(
                [row.credential.row_hash, _day(row.valid_until), _day(row.renewable_until)]
                for row in extensions
            ),
        }
    )


def _in_both(row, *fields):
    return {name: [getattr(row, f"{name}_{code}") or "" for code in LANGUAGES] for name in fields}


def _day(day):
    return day.isoformat() if day else ""


def _moment(moment):
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
