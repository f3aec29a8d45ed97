"""Taking a course: pages, questions, tries, and the credential that comes of it (R20, R21)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from tests.factories import PersonFactory
from tests.training import steps
from training.learning import (
    LessonsOpen,
    NotAnswered,
    NotOffered,
    NoTriesLeft,
    StillValid,
    finish_lesson,
    progress,
    questions_for,
    start,
    submit,
    version_for,
)
from training.models import Attempt, Course, Credential, Lesson

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def test_the_questions_open_when_every_page_is_done():
    course, person = steps.course(lessons=2), PersonFactory()
    learning = start(course, by=person, at=steps.noon(DAY))
    first, second = learning.version.lessons.all()

    assert progress(learning).next_lesson == first
    finish_lesson(learning, first, at=steps.noon(DAY))
    finish_lesson(learning, first, at=steps.noon(DAY))
    assert (progress(learning).next_lesson, progress(learning).percent) == (second, 50)
    with pytest.raises(LessonsOpen):
        questions_for(learning, on=DAY)
    finish_lesson(learning, second, at=steps.noon(DAY))

    assert questions_for(learning, on=DAY)[0] == 1


def test_who_fails_tries_again_and_who_passes_gets_a_credential():
    course, person = steps.course(questions=4, valid_months=24, renewable_months=6), PersonFactory()
    learning = steps.read(course, person, on=DAY)

    failed = steps.attempt(learning, on=DAY, wrong=2)
    assert (failed.number, failed.percent, failed.passed) == (1, 50, False)
    assert not Credential.objects.exists()

    passed = steps.attempt(learning, on=DAY)
    assert (passed.number, passed.passed) == (2, True)
    credential = Credential.objects.get()
    assert (credential.person, credential.attempt, credential.awarded_on) == (person, passed, DAY)
    assert (credential.valid_until, credential.renewable_until) == (
        date(2028, 3, 2),
        date(2028, 9, 2),
    )
    assert Event.objects.filter(action="credential.awarded").count() == 1


def test_the_same_try_handed_in_twice_is_one_try():
    course, person = steps.course(), PersonFactory()
    learning = steps.read(course, person, on=DAY)
    number, drawn = questions_for(learning, on=DAY)
    answers = {each.question.key: 0 for each in drawn}
    how = {"number": number, "answers": answers, "language": "pl", "at": steps.noon(DAY)}

    first, is_new = submit(learning, **how)
    again, is_new_again = submit(learning, **how)

    assert (is_new, is_new_again, again) == (True, False, first)
    assert Attempt.objects.count() == 1


def test_nothing_is_handed_in_while_an_answer_is_missing():
    course, person = steps.course(questions=4), PersonFactory()
    learning = steps.read(course, person, on=DAY)
    number, drawn = questions_for(learning, on=DAY)
    answers = {each.question.key: 1 for each in drawn[:3]} | {drawn[3].question.key: 9}

    with pytest.raises(NotAnswered) as refusal:
        submit(learning, number=number, answers=answers, language="en", at=steps.noon(DAY))

    assert refusal.value.missing == [drawn[3].question.key]
    assert not Attempt.objects.exists()


def test_a_wrong_answer_to_a_critical_question_does_not_pass():
    course, person = steps.course(), PersonFactory()
    steps.publish_version(course, questions=10, critical=(3,))
    learning = steps.read(course, person, on=DAY)
    number, drawn = questions_for(learning, on=DAY)
    answers = {each.question.key: 0 if each.question.is_critical else 1 for each in drawn}

    row, _new = submit(learning, number=number, answers=answers, language="pl", at=steps.noon(DAY))

    assert (row.percent, row.passed) == (90, False)


def test_a_try_draws_the_same_questions_each_time_it_is_opened_and_others_the_next_time():
    course, person = steps.course(), PersonFactory()
    steps.publish_version(course, lessons=3, questions=30, critical=(7, 8), questions_drawn=8)
    learning = steps.read(course, person, on=DAY)

    def keys():
        return [each.question.key for each in questions_for(learning, on=DAY)[1]]

    first = keys()
    assert keys() == first and len(set(first)) == 8
    assert {"q7", "q8"} <= set(first)
    lessons = {each.question.lesson_key for each in questions_for(learning, on=DAY)[1]}
    assert lessons == {"lesson-1", "lesson-2", "lesson-3"}
    steps.attempt(learning, on=DAY, wrong=8)
    assert keys() != first

    other = steps.read(course, PersonFactory(), on=DAY)
    assert [each.question.key for each in questions_for(other, on=DAY)[1]] != first


def test_tries_may_be_limited():
    course, person = steps.course(), PersonFactory()
    steps.publish_version(course, tries=2)
    learning = steps.read(course, person, on=DAY)
    for _try in range(2):
        steps.attempt(learning, on=DAY, wrong=4)

    with pytest.raises(NoTriesLeft):
        questions_for(learning, on=DAY)


def test_nobody_has_to_prove_again_what_holds():
    course, person = steps.course(valid_months=12), PersonFactory()
    steps.passed(course, person, on=DAY)
    learning = start(course, by=person, at=steps.noon(DAY))

    with pytest.raises(StillValid):
        questions_for(learning, on=DAY)
    assert questions_for(learning, on=date(2027, 2, 1))[0] == 2


def test_who_has_started_ends_the_version_they_started():
    course, person = steps.course(), PersonFactory()
    learning = steps.read(course, person, on=DAY)
    newer = steps.publish_version(course, on=DAY)

    assert version_for(person, course) == learning.version
    assert version_for(PersonFactory(), course) == newer
    attempt = steps.attempt(learning, on=DAY)
    assert attempt.version == learning.version
    assert version_for(person, course) == newer


def test_the_refresher_renews_what_holds_or_may_be_renewed_and_not_what_has_lapsed():
    short = steps.course("short")
    course = steps.course("basic", refresher=short, valid_months=12, renewable_months=3)
    in_time, late = PersonFactory(), PersonFactory()
    for person in (in_time, late):
        steps.passed(course, person, on=DAY)

    steps.passed(short, in_time, on=date(2027, 5, 1))
    steps.passed(short, late, on=date(2027, 7, 1))

    renewed = Credential.objects.get(person=in_time, course=course, renews__isnull=False)
    assert renewed.valid_until == date(2028, 5, 1)
    assert renewed.version.course == short
    assert renewed.renews.awarded_on == DAY
    assert not Credential.objects.filter(person=late, renews__isnull=False).exists()
    assert Credential.objects.filter(person=late).count() == 2


def test_what_cannot_be_taken_online_cannot_be_started():
    course, person = steps.course(form=Course.Form.SESSION), PersonFactory()
    gone = steps.course("gone", retired_on=DAY)

    for row in (course, gone):
        with pytest.raises(NotOffered):
            start(row, by=person, at=steps.noon(DAY))


def test_the_database_refuses_to_change_what_is_evidence():
    course, person = steps.course(), PersonFactory()
    steps.passed(course, person, on=DAY)
    for change in (
        lambda: Attempt.objects.update(passed=False),
        lambda: Credential.objects.all().delete(),
        lambda: Credential.objects.update(valid_until=None),
        lambda: Lesson.objects.update(title_pl="Inna"),
        lambda: Lesson.objects.first().version.questions.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
