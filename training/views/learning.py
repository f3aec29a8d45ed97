"""One's own training: what is asked, the pages of a course, the questions, the result (R20)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from people.models import Person
from people.refusals import Refused
from people.views.acting import typed
from training.forms.learning import TryForm
from training.learning import (
    attempt_with,
    begun,
    finish_lesson,
    progress,
    questions_for,
    start,
    submit,
    tries_used,
    version_for,
)
from training.models import Attempt, Course, Learning, OutsideCourse
from training.obligations import open_obligations
from training.reading import LANGUAGES, asked_in, page_of, reviewed
from training.refreshing import owes_refresher
from training.standing import Standing, Status, standing_in, standings
from training.transcript import certificates_of
from training.views.my_sessions import coming_sessions, led_sessions, sessions_of


def my_training(request):
    """Every course that concerns the reader: what is owed, begun or held, and what else is open."""
    person, on = request.user, request.today
    people = Person.objects.filter(pk=person.pk)
    held = {course: standing for (_person, course), standing in standings(people, on=on).items()}
    owed = {each.what.pk: each for each in open_obligations(people, on=on).get(person.pk, [])}
    started = begun(person)
    rows = [
        {
            "course": course,
            "standing": held.get(course.pk, Standing(course, Status.NONE)),
            "owed": owed.get(course.pk),
            "is_begun": course.pk in started,
        }
        for course in Course.objects.offered(on)
        if course.pk in held or course.pk in owed or course.pk in started or course.is_open
    ]
    context = {
        "rows": rows,
        "certificates": certificates_of(person, on=on),
        "outside": OutsideCourse.objects.filter(retired_on=None),
        "sessions": sessions_of(person, at=request.now),
        "led": led_sessions(person, at=request.now),
    }
    return render(request, "training/my_training.html", context)


def my_course(request, slug):
    """The course as its reader sees it: its pages, how far they are, what they hold; or start."""
    course = _course(request, slug)
    if request.method == "POST":
        try:
            learning = start(course, by=request.user, at=request.now)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("my-course", slug)
        return _onwards(progress(learning), slug)
    version = version_for(request.user, course)
    learning = version and _learning(request, version)
    context = {
        "course": course,
        "version": version,
        "progress": learning and progress(learning),
        "lessons": version.lessons.all() if version else [],
        "sessions": coming_sessions(course, request.user, at=request.now),
        "standing": standing_in(request.user, course, on=request.today),
        "asks_again": owes_refresher(request.user, course, on=request.today),
        "attempts": Attempt.objects.filter(person=request.user, version__course=course),
        "certificates": [
            each
            for each in certificates_of(request.user, on=request.today)
            if each.course.pk == course.pk
        ],
    }
    return render(request, "training/my_course.html", context)


def _course(request, slug):
    found = Course.objects.select_related("refresher").filter(slug=slug)
    course = get_object_or_404(found)
    if course.retired_on and course.retired_on <= request.today:
        held = request.user.credentials.filter(course=course).exists()
        if not held:
            raise Http404
    return course


def _learning(request, version):
    found = Learning.objects.filter(person=request.user, version=version)
    return found.select_related("version__course", "person").first()


def _begun_or_404(request, slug):
    """(course, Learning) of what the reader has started; the pages of others' are not theirs."""
    course = _course(request, slug)
    version = version_for(request.user, course)
    learning = version and _learning(request, version)
    if learning is None:
        raise Http404
    return course, learning


def _onwards(reached, slug):
    """To the first page that is not done, else to the questions or the course."""
    if reached.next_lesson is not None:
        return redirect("my-lesson", slug, reached.lessons.index(reached.next_lesson) + 1)
    if reached.version.questions.exists():
        return redirect("my-test", slug)
    return redirect("my-course", slug)


def my_lesson(request, slug, number):
    """One page; "done, go on" leads to the next one that is open."""
    course, learning = _begun_or_404(request, slug)
    reached = progress(learning)
    if not 1 <= number <= len(reached.lessons):
        raise Http404
    lesson = reached.lessons[number - 1]
    if request.method == "POST":
        finish_lesson(learning, lesson, at=request.now)
        return _onwards(progress(learning), slug)
    context = {
        "course": course,
        "progress": reached,
        "number": number,
        "page": page_of(lesson, _language(request)),
        "is_done": lesson.pk in reached.done,
        "shows_note": bool(lesson.content_note) and "open" not in request.GET,
    }
    return render(request, "training/my_lesson.html", context)


def _language(request):
    wanted = request.GET.get("text")
    return wanted if wanted in LANGUAGES else get_language()


def my_test(request, slug):
    """The questions, all on one page; nothing is handed in while one has no answer."""
    course, learning = _begun_or_404(request, slug)
    sent = typed(request)
    if sent and (known := _handed_in(learning, sent)):
        return redirect(known)
    try:
        number, drawn = questions_for(learning, on=request.today)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("my-course", slug)
    language = _language_of(request, sent)
    form = TryForm(sent, number=number, asked=asked_in(drawn, language))
    if form.is_valid():
        attempt, _is_new = submit(
            learning, number=number, answers=form.answers, language=language, at=request.now
        )
        return redirect(attempt)
    tries = learning.version.tries
    context = {
        "course": course,
        "version": learning.version,
        "form": form,
        "number": number,
        "language": language,
        "tries_left": tries and tries - number + 1,
    }
    return render(request, "training/my_test.html", context, status=422 if sent else 200)


def _handed_in(learning, sent):
    """The try that this page was handed in as before: a double click, or the way back."""
    number = sent.get("number", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 5):
        return None
    return attempt_with(learning, int(number))


def _language_of(request, sent):
    """The language in which the questions stand on the page that was sent, or is asked for."""
    said = sent.get("language") if sent else None
    return said if said in LANGUAGES else _language(request)


def attempt(request, uid):
    """What came of a try: how many were right, and the reason behind every answer."""
    found = get_object_or_404(request.user.attempts.select_related("version__course"), uid=uid)
    places = {lesson.key: place for place, lesson in enumerate(found.version.lessons.all(), 1)}
    context = {
        "attempt": found,
        "course": found.version.course,
        "rows": [
            {**row, "lesson": places.get(row["asked"].lesson_key)}
            for row in reviewed(found, found.version.questions.all())
        ],
        "credential": found.credentials.order_by("pk").first(),
        "tries_left": _tries_left(found),
    }
    return render(request, "training/attempt.html", context)


def _tries_left(found):
    """How many tries are left, or None when there may be as many as one likes."""
    tries = found.version.tries
    return tries - tries_used(found.person, found.version) if tries else None
