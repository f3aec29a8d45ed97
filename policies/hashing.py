"""The exact bytes of a policy text, and their SHA-256 (security.md 7).

The bytes are canonical JSON: UTF-8, keys sorted, no spaces. The format names carry a number, so
that a later format never changes what an older hash meant. A part that came later is in the bytes
only where it is present, so that older hashes still fit.
"""

import hashlib
import json
from datetime import UTC

from django.conf import settings

from policies.comprehension import hashed
from policies.procedure_text import hashed_part, is_complete

TEXT_FORMAT = "latarnia-text/1"
VERSION_FORMAT = "latarnia-version/1"
ACKNOWLEDGEMENT_FORMAT = "latarnia-acknowledgement/1"
CORRECTION_FORMAT = "latarnia-correction/1"
PUBLICATION_FORMAT = "latarnia-publication/1"
WITHDRAWAL_FORMAT = "latarnia-withdrawal/1"
DECISION_FORMAT = "latarnia-decision/1"
#: What belongs to a version beside its own row: read at once by those who hash it.
HASHED_PARTS = ("sections", "steps", "guidance", "comprehension", "plain_texts")


def canonical(value) -> bytes:
    """The one way to write a value as bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def in_language(instance, field, language):
    """The stored text of a field in one language, never the other language's."""
    return getattr(instance, f"{field}_{language}") or ""


def has_language(version, sections, language) -> bool:
    """Whether title, every section and every step are there in the language."""
    return (
        bool(in_language(version, "title", language))
        and all(has_text(section, language) for section in sections)
        and is_complete(version, language)
    )


def has_text(section, language) -> bool:
    """Whether heading and body of a section are there in the language."""
    return bool(
        in_language(section, "heading", language) and in_language(section, "body", language)
    )


def text_hash(version, sections, language) -> str:
    """The hash of title, statement and sections in one language; empty when there is no text."""
    if not has_language(version, sections, language):
        return ""
    return digest(
        {
            "format": TEXT_FORMAT,
            "language": language,
            "title": in_language(version, "title", language),
            "statement": in_language(version, "statement", language),
            "sections": [
                {
                    "key": section.key,
                    "heading": in_language(section, "heading", language),
                    "body": in_language(section, "body", language),
                }
                for section in sections
            ],
            **hashed_part(version, language),
        }
    )


def plain_part(version) -> dict:
    """The version's texts for other readers; nothing at all where there is none."""
    texts = {
        text.kind: {
            code: {name: in_language(text, name, code) for name in ("title", "body")}
            for code, _name in settings.LANGUAGES
        }
        for text in version.plain_texts.all()
    }
    return {"plain_texts": texts} if texts else {}


def version_hash(version, sections) -> str:
    """The hash of the whole version: number, duty, the texts of both languages, questions."""
    return digest(
        {
            "format": VERSION_FORMAT,
            "policy": str(version.policy.uid),
            "version": str(version.uid),
            "major": version.major,
            "minor": version.minor,
            "readers_must": version.readers_must,
            "texts": {
                code: text_hash(version, sections, code) for code, _name in settings.LANGUAGES
            },
            **_questions(version),
        }
        | plain_part(version)
    )


def _questions(version):
    """The questions that check understanding, in a version that has some."""
    found = hashed(version)
    return {"questions": found} if found else {}


def draft_hash(version, sections) -> str:
    """What an approver decides about: texts and questions in both languages as they stand."""
    return digest(
        {
            "format": TEXT_FORMAT,
            "texts": {
                code: {
                    "title": in_language(version, "title", code),
                    "sections": [
                        [
                            section.key,
                            in_language(section, "heading", code),
                            in_language(section, "body", code),
                        ]
                        for section in sections
                    ],
                    **hashed_part(version, code),
                }
                for code, _name in settings.LANGUAGES
            },
            **_questions(version),
        }
        | plain_part(version)
    )


def acknowledgement_hash(acknowledgement) -> str:
    """The hash of an acknowledgement row, linked to the person's former one."""
    row = acknowledgement
    passed = {} if row.questions_passed is None else {"questions_passed": row.questions_passed}
    return digest(
        {
            "format": ACKNOWLEDGEMENT_FORMAT,
            "uid": str(row.uid),
            "person": str(row.person.uid),
            "policy": str(row.policy.uid),
            "version": row.version_hash,
            "major": row.major,
            "round": row.round,
            "language": row.language,
            "statement": row.statement,
            "method": row.method,
            "strength": row.strength,
            "recorded_by": str(row.recorded_by.uid) if row.recorded_by else None,
            "at": row.acknowledged_at.astimezone(UTC).isoformat(),
            "on": row.acknowledged_on.isoformat(),
            "previous": row.previous_hash,
            **passed,
            **_paper(row),
        }
    )


def _paper(row):
    """What only an acknowledgement on paper has; absent from others, so that theirs still fit."""
    parts = {
        "note": row.note,
        "scan": row.scan_sha256,
        "briefing": row.briefing_id and str(row.briefing.uid),
    }
    return {name: value for name, value in parts.items() if value}


def correction_hash(correction) -> str:
    """The hash of a correction row: about which acknowledgement, what became of it, and why."""
    row = correction
    return digest(
        {
            "format": CORRECTION_FORMAT,
            "uid": str(row.uid),
            "acknowledgement": row.acknowledgement.row_hash,
            "outcome": row.outcome,
            "replaced_by": row.replaced_by.row_hash if row.replaced_by else None,
            "reason": row.reason,
            "by": str(row.by.uid),
            "at": row.at.astimezone(UTC).isoformat(),
        }
    )


def publication_hash(version) -> str:
    """The hash of the act of publishing: which text binds from which day, published by whom."""
    return digest(
        {
            "format": PUBLICATION_FORMAT,
            "version": version.version_hash,
            "effective_on": version.effective_on.isoformat(),
            "by": str(version.published_by.uid),
            "at": version.published_at.astimezone(UTC).isoformat(),
        }
    )


def withdrawal_hash(withdrawal) -> str:
    """The hash of a withdrawal: of which text, from which day, by whom and why."""
    return digest(
        {
            "format": WITHDRAWAL_FORMAT,
            "version": withdrawal.version.version_hash,
            "withdrawn_on": withdrawal.withdrawn_on.isoformat(),
            "reason": withdrawal.reason,
            "by": str(withdrawal.by.uid),
            "at": withdrawal.at.astimezone(UTC).isoformat(),
        }
    )


def decision_hash(decision) -> str:
    """The hash of what an approver decided: about which text, in which role, with which words."""
    return digest(
        {
            "format": DECISION_FORMAT,
            "text": decision.text_hash,
            "outcome": decision.outcome,
            "comment": decision.comment,
            "role": decision.role,
            "by": str(decision.seat.approver.uid),
            "at": decision.decided_at.astimezone(UTC).isoformat(),
        }
    )
