"""A question about a policy: ask it while reading, answer it, close it; the list for owners."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.views.acting import asking, done, typed
from policies.conversing import answerers, ask, write
from policies.forms.conversing import AnswerForm, AskForm, ReplyForm
from policies.models import PolicyQuestion, PolicyVersion

PAGE_SIZE = 25


def question_new(request, slug):
    """Write the first message; whoever has an open question about the policy goes on there."""
    version = (
        PolicyVersion.objects.in_force(request.today)
        .filter(policy__slug=slug)
        .select_related("policy__owner")
        .first()
    )
    if version is None:
        raise Http404
    known = PolicyQuestion.objects.open().filter(person=request.user, policy=version.policy).first()
    if known:
        return redirect(known)
    form = AskForm(typed(request), initial={"kind": PolicyQuestion.Kind.QUESTION})
    if asked := done(form, lambda: ask(version, **asking(request), **form.cleaned_data)):
        messages.success(request, _("Your message is sent. Your deadline waits for the answer."))
        return redirect(asked[0])
    about = PolicyQuestion(policy=version.policy, version=version, person=request.user)
    context = {
        "version": version,
        "form": form,
        "readers": answerers(about, on=request.today),
    }
    status = 422 if form.is_bound else 200
    return render(request, "policies/question_new.html", context, status=status)


def question(request, uid):
    """The thread, for the two sides of it only; whoever may not read it finds nothing here."""
    found = PolicyQuestion.objects.visible_to(request.user, on=request.today).select_related(
        "policy__owner", "version", "person", "closed_by"
    )
    shown = get_object_or_404(found, uid=uid)
    is_asker = shown.person_id == request.user.pk
    form = (ReplyForm if is_asker else AnswerForm)(typed(request)) if shown.is_open else None
    if form and done(form, lambda: _write(request, shown, form)):
        words = _("The question is closed.") if form.outcome else _("Your message is sent.")
        messages.success(request, words)
        return redirect(shown)
    context = {
        "question": shown,
        "talk": shown.messages.select_related("author"),
        "is_asker": is_asker,
        "readers": answerers(shown, on=request.today) if is_asker else [],
        "form": form,
    }
    status = 422 if form and form.is_bound else 200
    return render(request, "policies/question.html", context, status=status)


def _write(request, shown, form):
    text = form.cleaned_data["text"]
    return write(shown, **asking(request), text=text, outcome=form.outcome)


def questions(request):
    """The questions that this reader answers: open ones first, the oldest on top (R7)."""
    state = "closed" if request.GET.get("state") == "closed" else "open"
    found = PolicyQuestion.objects.answered_by(request.user, on=request.today)
    if state == "open":
        found = found.open().order_by("opened_at", "pk")
    else:
        found = found.exclude(closed_at=None).order_by("-closed_at", "-pk")
    found = found.with_last_word().select_related("policy", "person", "version")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "question": shown,
            "age": (request.today - shown.opened_on).days,
            "waits": shown.is_open and shown.last_author == shown.person_id,
        }
        for shown in page
    ]
    context = {"page": page, "rows": rows, "state": state}
    return render(request, "policies/questions.html", context)
