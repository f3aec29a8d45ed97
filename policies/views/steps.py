"""The steps of a procedure, written beside its text; every page works without scripts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.views.acting import asking, done, form_page, typed
from policies.forms.steps import GuidanceForm, StepForm, scenario_title, starting_values
from policies.instructing import (
    StepChanged,
    add_step,
    move_step,
    remove_step,
    save_guidance,
    save_step,
)
from policies.models import Step
from policies.procedure_text import (
    fields_to_fill,
    guidance_of,
    procedure_of,
    read_step,
    step_is_complete,
)
from policies.refusals import Refused
from policies.views.finding import version_at

LANGUAGES = ("pl", "en")


def steps(request, slug, number):
    """The steps in their order with what may be done to them; a POST moves one."""
    version = _open_procedure(slug, number)
    if request.method == "POST":
        return _move(request, version)
    guidance = guidance_of(version)
    context = {
        "version": version,
        "policy": version.policy,
        "rows": [_row(step, place) for place, step in enumerate(version.steps.all(), start=1)],
        "situation": scenario_title(guidance.scenario) if guidance else "",
        "procedure": procedure_of(version, get_language()),
        "to_fill": fields_to_fill(version),
    }
    return render(request, "policies/steps.html", context)


def _open_procedure(slug, number):
    version = version_at(slug, number)
    is_procedure = version.policy.kind == version.policy.Kind.PROCEDURE
    if not is_procedure and not version.steps.exists():
        raise Http404
    return version


def _row(step, place):
    languages = [{"code": code, "complete": step_is_complete(step, code)} for code in LANGUAGES]
    code = next(
        (code for code in (get_language(), *LANGUAGES) if step_is_complete(step, code)), "pl"
    )
    return {
        "step": step,
        "read": read_step(step, place, code),
        "language": code,
        "languages": languages,
    }


def _move(request, version):
    verb, _colon, pk = request.POST.get("do", "").partition(":")
    target = redirect("steps", version.policy.slug, version.number)
    if verb not in ("up", "down") or not (pk.isdecimal() and len(pk) < 19):
        return target
    step = version.steps.filter(pk=pk).first()
    if step is None:
        return target
    try:
        step.version = version
        move_step(step, **asking(request), up=verb == "up")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return target


def step_new(request, slug, number):
    """Write another step at the end."""
    version = _open_procedure(slug, number)
    form = StepForm(typed(request), initial={"revision": 0})
    return _written(
        request,
        version,
        form,
        lambda: add_step(version, **asking(request), texts=form.texts),
        title=_("New step"),
    )


def step_edit(request, slug, number, pk):
    """Change a step; a later save of somebody else's is never overwritten unseen."""
    step = _step(slug, number, pk)
    form = StepForm(typed(request), initial=starting_values(step, StepForm))
    return _written(
        request,
        step.version,
        form,
        lambda: save_step(
            step,
            **asking(request),
            revision=form.cleaned_data["revision"],
            texts=form.texts,
        ),
        title=_("Step %(position)s") % {"position": step.position},
    )


def guidance_edit(request, slug, number):
    """Choose the situation, write the notes on sex, age and trauma."""
    version = _open_procedure(slug, number)
    initial = starting_values(guidance_of(version), GuidanceForm)
    form = GuidanceForm(typed(request), initial=initial)
    return _written(
        request,
        version,
        form,
        lambda: save_guidance(
            version,
            **asking(request),
            revision=form.cleaned_data["revision"],
            texts=form.texts,
        ),
        title=_("Situation and notes"),
    )


def _written(request, version, form, operation, *, title):
    """Run the operation and go back to the steps, or show the form with everything typed."""
    theirs = None
    if form.is_valid():
        try:
            operation()
        except StepChanged as refusal:
            theirs = refusal.stored
            form.data = form.data.copy()
            form.data["revision"] = theirs.revision
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("steps", version.policy.slug, version.number)
    elif not version.is_editable and not form.is_bound:
        return redirect(version)
    context = {
        "form": form,
        "title": title,
        "version": version,
        "policy": version.policy,
        "theirs": _theirs(theirs, form),
    }
    status = (409 if theirs else 422) if form.is_bound else 200
    return render(request, "policies/step_edit.html", context, status=status)


def _theirs(stored, form):
    """What somebody else saved meanwhile: (label, words) of each field that differs."""
    if stored is None:
        return []
    pairs = [field for pair in form.pairs for field in pair]
    return [
        (field.label, getattr(stored, field.name))
        for field in pairs
        if (getattr(stored, field.name) or "") != form.cleaned_data.get(field.name)
    ]


def _step(slug, number, pk):
    version = _open_procedure(slug, number)
    step = get_object_or_404(Step, version=version, pk=pk)
    step.version = version
    return step


def step_remove(request, slug, number, pk):
    """Ask, then take a step out of a draft."""
    step = _step(slug, number, pk)
    if not step.version.is_editable:
        raise PermissionDenied
    form = Form(typed(request))
    if done(form, lambda: remove_step(step, **asking(request))):
        messages.success(request, _("The step is removed."))
        return redirect("steps", slug, number)
    return form_page(
        request,
        form,
        title=_("Remove step %(position)s") % {"position": step.position},
        lead=step.action_pl or step.action_en,
        submit=_("Remove the step"),
        back=reverse("steps", args=[slug, number]),
        up=step.version.policy.title,
        is_danger=True,
        ends=[_("Its words go in both languages.")],
        stays=[_("Published versions keep theirs.")],
    )
