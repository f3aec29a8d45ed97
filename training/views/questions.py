"""The questions of a draft: write, change and remove them (features 4.2, 4.19)."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from people.refusals import Refused
from people.views.acting import asking, done, form_page, typed
from training.forms.writing import CourseQuestionForm
from training.questioning import (
    QuestionChanged,
    add_question,
    remove_question,
    save_question,
)
from training.views.finding import draft_at


def question_new(request, slug, number):
    """Write one more question."""
    version = draft_at(slug, number)
    form = CourseQuestionForm(typed(request), lessons=version.lessons.all())
    if done(form, lambda: add_question(version, **asking(request), **form.words)):
        messages.success(request, _("The question is added."))
        return _to_questions(slug, number)
    return _page(request, version, form, title=_("Add a question"))


def question_edit(request, slug, number, key):
    """Change a question; if somebody saved it meanwhile, both are shown."""
    version, question = _question(slug, number, key)
    form = CourseQuestionForm(typed(request), lessons=version.lessons.all(), question=question)
    theirs = None
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            save_question(question, **asking(request), revision=revision, **form.words)
        except QuestionChanged as refusal:
            theirs = refusal.stored
            form.data = form.data.copy()
            form.data["revision"] = theirs.revision
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is saved."))
            return _to_questions(slug, number)
    return _page(request, version, form, title=_("Change the question"), theirs=theirs)


def question_remove(request, slug, number, key):
    """Ask, then take a question out of the draft."""
    version, question = _question(slug, number, key)
    form = forms.Form(typed(request))
    if done(form, lambda: remove_question(question, **asking(request))):
        messages.success(request, _("The question is removed."))
        return _to_questions(slug, number)
    return form_page(
        request,
        form,
        title=_("Remove the question"),
        lead=question.question,
        submit=_("Remove the question"),
        back=reverse("course-version", args=[slug, number]),
        up=version.course.title,
        is_danger=True,
        ends=[_("Who takes this version is not asked it.")],
        stays=[_("Published versions keep theirs.")],
    )


def _question(slug, number, key):
    version = draft_at(slug, number)
    question = get_object_or_404(version.questions, key=key)
    question.version = version
    return version, question


def _to_questions(slug, number):
    return redirect(reverse("course-version", args=[slug, number]) + "#questions")


def _page(request, version, form, *, title, theirs=None):
    context = {
        "course": version.course,
        "version": version,
        "form": form,
        "title": title,
        "theirs": theirs,
    }
    status = 409 if theirs else 422 if form.is_bound else 200
    return render(request, "training/question_edit.html", context, status=status)
