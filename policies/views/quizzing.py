"""The questions of a draft: write, change and remove them beside its text."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from people.views.acting import asking, done, form_page, typed
from policies.forms.quizzing import QuestionForm
from policies.quizzing import QuestionChanged, add_question, remove_question, save_question
from policies.views.finding import version_at


def quiz_new(request, slug, number):
    """Write one more question."""
    version = _editable(slug, number)
    form = QuestionForm(typed(request), sections=version.sections.all())
    if done(form, lambda: add_question(version, **asking(request), **form.words)):
        messages.success(request, _("The question is added."))
        return _to_draft(slug, number)
    return _page(request, version, form, title=_("Add a question"))


def quiz_edit(request, slug, number, pk):
    """Change a question; if somebody saved it meanwhile, both texts are shown."""
    version = _editable(slug, number)
    question = get_object_or_404(version.comprehension, pk=pk)
    question.version = version
    form = QuestionForm(typed(request), sections=version.sections.all(), question=question)
    theirs = None
    if form.is_valid():
        try:
            revision = form.cleaned_data["revision"]
            save_question(question, **asking(request), revision=revision, **form.words)
        except QuestionChanged as refusal:
            theirs = refusal.stored
            form.data = form.data.copy()
            form.data["revision"] = theirs.revision
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is saved."))
            return _to_draft(slug, number)
    return _page(request, version, form, title=_("Change the question"), theirs=theirs)


def quiz_remove(request, slug, number, pk):
    """Ask, then take a question out of the draft."""
    version = _editable(slug, number)
    question = get_object_or_404(version.comprehension, pk=pk)
    question.version = version
    form = forms.Form(typed(request))
    if done(form, lambda: remove_question(question, **asking(request))):
        messages.success(request, _("The question is removed."))
        return _to_draft(slug, number)
    return form_page(
        request,
        form,
        title=_("Remove the question"),
        lead=question.question_pl or question.question_en,
        submit=_("Remove the question"),
        back=reverse("version-edit", args=[slug, number]),
        up=version.policy.title,
        is_danger=True,
        ends=[_("Readers of this version are not asked it.")],
        stays=[_("Published versions keep theirs.")],
    )


def _editable(slug, number):
    version = version_at(slug, number)
    if not version.is_editable:
        raise PermissionDenied
    return version


def _to_draft(slug, number):
    return redirect(reverse("version-edit", args=[slug, number]) + "#questions")


def _page(request, version, form, *, title, theirs=None):
    context = {
        "version": version,
        "policy": version.policy,
        "form": form,
        "title": title,
        "theirs": theirs,
    }
    status = 409 if theirs else 422 if form.is_bound else 200
    return render(request, "policies/quiz_edit.html", context, status=status)
