"""States of training that come about by doing something, reached by doing it."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from people.days import day_of
from people.models import Person, Role
from tests.factories import LONG_AGO, PersonFactory
from training.attending import last_said, note_attendance
from training.editing import next_draft, publish
from training.learning import finish_lesson, questions_for, start, submit
from training.models import Course, CourseRule, Lesson, Question
from training.planning import plan_session

NOON = 12


def noon(day):
    return datetime(day.year, day.month, day.day, NOON, tzinfo=UTC)


def coordinator():
    """A training coordinator, the same one for every step of a test."""
    found = Person.objects.filter(email="coordinator@example.org").first()
    return found or PersonFactory(email="coordinator@example.org", role=Role.TRAINING_COORDINATOR)


def course(slug="basic", *, lessons=2, questions=4, published_on=LONG_AGO, **fields):
    """A published online course with so many pages and questions; the second answer is right."""
    fields = {"title_pl": f"Kurs {slug}", "title_en": f"Course {slug}", **fields}
    row = Course.objects.create(
        slug=slug, owner=coordinator(), created_at=noon(published_on), **fields
    )
    publish_version(row, lessons=lessons, questions=questions, on=published_on)
    return row


def publish_version(row, *, lessons=2, questions=4, critical=(), on=LONG_AGO, **fields):
    """The course's next version, with these contents, published on a day."""
    act = {"by": coordinator(), "at": noon(on), "on": on}
    draft = next_draft(row, **act)
    draft.lessons.all().delete()
    draft.questions.all().delete()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    for number in range(1, lessons + 1):
        Lesson.objects.create(
            version=draft,
            position=number,
            key=f"lesson-{number}",
            title_pl=f"Lekcja {number}",
            title_en=f"Lesson {number}",
            body_pl="<p>Zauważ, wysłuchaj, przekaż.</p>",
            body_en="<p>Notice, listen, pass on.</p>",
        )
    for number in range(1, questions + 1):
        Question.objects.create(
            version=draft,
            position=number,
            key=f"q{number}",
            lesson_key=f"lesson-{(number - 1) % lessons + 1}",
            question_pl=f"Pytanie {number}?",
            question_en=f"Question {number}?",
            options=[{"pl": f"Odpowiedź {at}", "en": f"Answer {at}"} for at in range(3)],
            correct=1,
            explanation_pl="Bo tak jest bezpieczniej.",
            explanation_en="Because that is safer.",
            is_critical=number in critical,
        )
    return publish(draft, **act)


def asked(row, **fields):
    """A rule that asks everybody for the course."""
    return CourseRule.objects.create(
        course=row, **{"starts_on": LONG_AGO, "due_days": 14, **fields}
    )


def read(row, person, *, on):
    """The person starts the course and reads all its pages; returns the Learning."""
    learning = start(row, by=person, at=noon(on))
    for lesson in learning.version.lessons.all():
        finish_lesson(learning, lesson, at=noon(on))
    return learning


def attempt(learning, *, on, wrong=0, language="pl"):
    """Hand in a try with so many wrong answers; returns the Attempt."""
    number, drawn = questions_for(learning, on=on)
    answers = {each.question.key: each.question.correct for each in drawn}
    for each in drawn[:wrong]:
        answers[each.question.key] = (each.question.correct + 1) % len(each.question.options)
    row, _is_new = submit(learning, number=number, answers=answers, language=language, at=noon(on))
    return row


def passed(row, person, *, on):
    """The person takes the course and passes at once; returns the Attempt."""
    return attempt(read(row, person, on=on), on=on)


def after(day, days):
    return day + timedelta(days=days)


D = date


def session(row, *, starts_at, days=1, hours=4, by=None, at=None, **fields):
    """A session of the course that begins then, on so many days, each for so many hours."""
    begins = [starts_at + timedelta(days=number) for number in range(days)]
    return plan_session(
        course=row,
        days=[(begin, begin + timedelta(hours=hours)) for begin in begins],
        **{"place": "Dworzec", "language": "pl", **fields},
        **acting(by or coordinator(), at or starts_at - timedelta(days=30)),
    )


def acting(by, at):
    """Who, when and on which day, for an operation."""
    return {"by": by, "at": at, "on": day_of(at)}


def noted(found, statuses, *, by=None, at, **more):
    """Note the attendance: a status by participation."""
    return note_attendance(
        found,
        {row.pk: status for row, status in statuses.items()},
        seen=last_said(found),
        **acting(by or coordinator(), at),
        **more,
    )


def jpeg(width=800, height=600, colour="navy"):
    """The bytes of a picture from a camera that writes its name into it."""
    written = BytesIO()
    picture = Image.new("RGB", (width, height), colour)
    exif = picture.getexif()
    exif[271] = "SECRETCAM"
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def picture(content=None, name="sketch.jpg"):
    """Such a picture as it is uploaded."""
    return SimpleUploadedFile(name, content or jpeg())
