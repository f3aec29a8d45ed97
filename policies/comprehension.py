"""Questions that check understanding: what they hold in a language, and whether they are whole."""

from dataclasses import dataclass

from policies.models import ComprehensionQuestion, PolicyVersion

LANGUAGES = ("pl", "en")


@dataclass(frozen=True)
class Quiz:
    """One question in one language; ``anchor`` is where the section that answers it stands."""

    position: int
    question: str
    options: tuple[str, ...]
    correct: int
    explanation: str
    anchor: str = ""
    heading: str = ""
    number: int = 0

    @property
    def name(self):
        """The name of its field in a form."""
        return f"answer_{self.position}"


def quizzes(version, language):
    """The questions of a version in a language, each with the section it leads back to."""
    sections = {
        section.key: (number, getattr(section, f"heading_{language}") or "")
        for number, section in enumerate(version.sections.all(), start=1)
    }
    found = []
    for row in version.comprehension.all():
        number, heading = sections.get(row.section_key, (0, ""))
        found.append(
            Quiz(
                position=row.position,
                question=getattr(row, f"question_{language}") or "",
                options=tuple(option.get(language, "") for option in row.options),
                correct=row.correct,
                explanation=getattr(row, f"explanation_{language}") or "",
                anchor=f"s-{row.section_key}" if number else "",
                heading=heading,
                number=number,
            )
        )
    return tuple(found)


def is_whole(quiz):
    """Whether nothing is missing: words, options, the right one, the way back to a section."""
    texts = (quiz.question, quiz.explanation, quiz.anchor, *quiz.options)
    return all(texts) and len(quiz.options) >= 2 and quiz.correct < len(quiz.options)


def can_be_asked(version):
    """Whether the version has questions, and all of them are complete in both languages."""
    found = [quiz for code in LANGUAGES for quiz in quizzes(version, code)]
    return bool(found) and all(is_whole(quiz) for quiz in found)


def asks_questions(version):
    """Whether readers of a published version answer its questions before they acknowledge.

    The major version decides; a minor one that follows brings the questions along.
    """
    first = version
    if version.minor:
        first = PolicyVersion.objects.published().filter(
            policy=version.policy_id, major=version.major, minor=0
        ).first()  # fmt: skip
    duties = (PolicyVersion.Duty.ANSWER, PolicyVersion.Duty.REFRESH)
    return bool(first and first.readers_must in duties)


def copy_questions(source, target):
    """Take the questions of a version over into its next draft."""
    ComprehensionQuestion.objects.bulk_create(
        ComprehensionQuestion(
            version=target,
            position=row.position,
            section_key=row.section_key,
            question_pl=row.question_pl,
            question_en=row.question_en,
            options=row.options,
            correct=row.correct,
            explanation_pl=row.explanation_pl,
            explanation_en=row.explanation_en,
        )
        for row in source.comprehension.all()
    )


def hashed(version):
    """The questions as the hashes cover them, in both languages; empty when there are none."""
    return [
        {
            "position": row.position,
            "section": row.section_key,
            "correct": row.correct,
            "options": [[option.get(code, "") for code in LANGUAGES] for option in row.options],
            **{
                field: [getattr(row, f"{field}_{code}") or "" for code in LANGUAGES]
                for field in ("question", "explanation")
            },
        }
        for row in version.comprehension.all()
    ]
