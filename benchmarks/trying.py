"""Tries at the questions of courses, each handed in by a person who has read all pages."""

from django.db import connection, transaction
from django.db.models import prefetch_related_objects

from benchmarks.client import Request
from benchmarks.pages import address
from benchmarks.visitors import account
from people.models import Role, RoleGrant
from training.drafting import create_course
from training.editing import newest, publish
from training.models import Learning, Lesson, LessonDone, Question

LESSONS, QUESTIONS = 3, 12


def keeper(on):
    """Somebody who may keep courses."""
    marta = account("marta")
    RoleGrant.objects.get_or_create(
        person=marta, role=Role.TRAINING_COORDINATOR, defaults={"starts_on": on}
    )
    return marta


def course(number, *, at, on):
    """The published version of a new course with pages and questions; the first option is right."""
    act = {"by": keeper(on), "at": at, "on": on}
    slug, title = f"tried-{number}", f"{number}"
    draft = newest(
        create_course(
            **act, slug=slug, title_pl=f"Kurs {title}", title_en=f"Course {title}", form="online"
        )
    )
    for place in range(1, LESSONS + 1):
        Lesson.objects.create(
            version=draft,
            position=place,
            key=f"page-{place}",
            title_pl=f"Strona {place}",
            title_en=f"Page {place}",
            body_pl="<p>Zauważ, wysłuchaj, przekaż.</p>",
            body_en="<p>Notice, listen, pass on.</p>",
        )
    for place in range(1, QUESTIONS + 1):
        Question.objects.create(
            version=draft,
            position=place,
            key=f"q{place}",
            lesson_key=f"page-{place % LESSONS + 1}",
            question_pl=f"Pytanie {place}?",
            question_en=f"Question {place}?",
            options=[{"pl": f"Odpowiedź {n}", "en": f"Answer {n}"} for n in range(4)],
            correct=0,
            explanation_pl="Bo tak jest bezpieczniej.",
            explanation_en="Because that is safer.",
        )
    version = publish(draft, **act)
    prefetch_related_objects([version], "questions")
    return version


@transaction.atomic
def let_read(version, people, *, at):
    """Let all of them start the version and read its pages."""
    Learning.objects.bulk_create(
        [Learning(person=person, version=version, started_at=at) for person in people],
        batch_size=1000,
    )
    done, learning, lesson = (each._meta.db_table for each in (LessonDone, Learning, Lesson))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {done} (learning_id, lesson_id, done_at) "  # noqa: S608 (names in code)
            f"SELECT l.id, p.id, l.started_at FROM {learning} l "
            f"JOIN {lesson} p ON p.version_id = l.version_id WHERE l.version_id = %s",
            [version.pk],
        )


def handed_in(version, cookie):
    """The POST by which somebody hands in their first try in Polish, with every answer right."""
    answers = {f"answer_{each.key}": each.correct for each in version.questions.all()}
    fields = {"number": 1, "language": "pl", **answers}
    return Request(address("my-test", version.course.slug), cookie, fields=fields, status=302)
