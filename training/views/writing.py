"""One version of a course: what is in it, what is missing, how it looks, publishing it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.refusals import Refused
from people.views.acting import asking, done, form_page, typed
from training import rules
from training.drafting import discard_draft, move_lesson, save_terms
from training.drawing import Drawn
from training.editing import NotWhole, gaps, is_whole, publish
from training.forms.writing import PublishForm, TermsForm
from training.hashing import LANGUAGES
from training.models import Lesson, Question
from training.questioning import move_question
from training.reading import asked_in, page_of
from training.views.finding import draft_at, version_at

#: What the arrows on the page move.
MOVES = {"lesson": (Lesson, move_lesson), "question": (Question, move_question)}


def course_version(request, slug, number):
    """The pages and questions of a version; of a draft also what is missing, and the order."""
    version = version_at(slug, number)
    if request.method == "POST":
        return _move(request, version)
    lessons = list(version.lessons.all())
    pictures = list(version.pictures.values_list("lesson_key", flat=True))
    questions = list(version.questions.all())
    titles = {lesson.key: lesson.title for lesson in lessons}
    context = {
        "course": version.course,
        "version": version,
        "lessons": [
            {
                "lesson": lesson,
                "pictures": pictures.count(lesson.key),
                "questions": sum(row.lesson_key == lesson.key for row in questions),
                "languages": _languages_of(lesson),
            }
            for lesson in lessons
        ],
        "questions": [
            {"row": row, "lesson": titles.get(row.lesson_key), "is_whole": is_whole(row)}
            for row in questions
        ],
        "minutes": sum(lesson.minutes for lesson in lessons),
        "gaps": [] if version.is_published else list(gaps(version)),
        "can_write": not version.is_published and rules.can_keep(request.user, on=request.today),
    }
    return render(request, "training/course_version.html", context)


def _languages_of(lesson):
    return [
        {
            "code": code,
            "complete": bool(getattr(lesson, f"title_{code}") and getattr(lesson, f"body_{code}")),
        }
        for code in LANGUAGES
    ]


def _move(request, version):
    """An arrow beside a page or a question: "up:lesson:signs"."""
    way, _sep, rest = request.POST.get("do", "").partition(":")
    what, _sep, key = rest.partition(":")
    if not rules.can_keep(request.user, on=request.today):
        raise PermissionDenied
    if way not in ("up", "down") or what not in MOVES:
        raise Http404
    model, move = MOVES[what]
    try:
        move(model(version=version, key=key[:60]), **asking(request), up=way == "up")
    except Refused as refusal:
        messages.error(request, str(refusal))
    address = reverse("course-version", args=[version.course.slug, version.number])
    return redirect(f"{address}#{what}s")


def course_terms(request, slug, number):
    """When a try is passed, and how often one may try."""
    version = draft_at(slug, number)
    initial = {name: getattr(version, name) for name in TermsForm.base_fields}
    form = TermsForm(typed(request), initial=initial)
    if done(form, lambda: save_terms(version, **asking(request), **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("course-version", slug, number)
    return form_page(
        request,
        form,
        title=_("How it is passed"),
        lead=version.course.title,
        submit=_("Save"),
        back=reverse("course-version", args=[slug, number]),
        up=_("Version %(number)s") % {"number": number},
    )


def course_publish(request, slug, number):
    """Say what changed, then publish; what is missing is named instead."""
    version = draft_at(slug, number)
    is_first = not version.course.versions.published().exists()
    form = PublishForm(typed(request), is_first=is_first)
    missing = list(gaps(version))
    if not missing:
        try:
            if done(form, lambda: publish(version, **asking(request), notes=form.notes)):
                messages.success(request, _("It is published. Who starts now gets this version."))
                return redirect(version.course)
        except NotWhole as refusal:
            missing = refusal.gaps
    context = {"course": version.course, "version": version, "form": form, "gaps": missing}
    status = 422 if form.is_bound else 200
    return render(request, "training/course_publish.html", context, status=status)


def course_discard(request, slug, number):
    """Ask, then give up a draft."""
    version = draft_at(slug, number)
    form = forms.Form(typed(request))
    if done(form, lambda: discard_draft(version, **asking(request))):
        messages.success(request, _("The draft is gone. Published versions stay."))
        return redirect(version.course)
    return form_page(
        request,
        form,
        title=_("Discard this draft"),
        lead=version.course.title,
        submit=_("Discard the draft"),
        back=reverse("course-version", args=[slug, number]),
        up=_("Version %(number)s") % {"number": number},
        is_danger=True,
        ends=[_("All pages and questions of this draft are deleted.")],
        stays=[_("Published versions stay as they are.")],
    )


def text_language(request):
    """The language in which a text is asked for, else that of the page."""
    wanted = request.GET.get("text")
    return wanted if wanted in LANGUAGES else get_language()


def lesson_preview(request, slug, number, place):
    """One page of a version as a learner sees it."""
    version = version_at(slug, number)
    lessons = list(version.lessons.all())
    if not 1 <= place <= len(lessons):
        raise Http404
    lesson = lessons[place - 1]
    context = {
        "course": version.course,
        "version": version,
        "page": page_of(lesson, text_language(request)),
        "place": place,
        "lessons": lessons,
        "can_write": not version.is_published and rules.can_keep(request.user, on=request.today),
    }
    return render(request, "training/lesson_preview.html", context)


def course_test(request, slug, number):
    """All questions of a version, with the right answers and the reasons."""
    version = version_at(slug, number)
    drawn = [Drawn(row, tuple(range(len(row.options)))) for row in version.questions.all()]
    context = {
        "course": version.course,
        "version": version,
        "language": text_language(request),
        "asked": asked_in(drawn, text_language(request)),
    }
    return render(request, "training/course_test.html", context)
