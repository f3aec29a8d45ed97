"""How many trained people units need, and which short course explains a changed policy."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from people.forms.filters import UnitsOnDay
from people.views.acting import asking, done, form_page, typed
from policies.models import Policy
from training import rules
from training.forms.targets import RefresherForm, TargetForm
from training.models import PolicyRefresher, Target
from training.refreshing import name_refresher
from training.targets import end_target, set_target, strengths, targets_on
from training.views.overseeing import units_allowed

PAGE_SIZE = 50


def training_targets(request):
    """Enough trained people here? Each target with what there is, on any day."""
    form = UnitsOnDay(request.GET or None, units=units_allowed(request))
    on = form.chosen("on") or request.today
    page = Paginator(targets_on(on, units=form.units), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "form": form if form.errors else None,
        "on": on,
        "is_past": on < request.today,
        "page": page,
        "rows": strengths(page.object_list, on=on),
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    status = 422 if form.errors else 200
    return render(request, "training/targets.html", context, status=status)


def target_new(request):
    """Say how many people of a unit should hold a course; what was said before ends."""
    form = TargetForm(typed(request), on=request.today)
    if done(form, lambda: set_target(**form.cleaned_data, **asking(request))):
        messages.success(request, _("The target is set."))
        return redirect("training-targets")
    return form_page(
        request,
        form,
        title=_("Set a target"),
        submit=_("Set the target"),
        back=reverse("training-targets"),
        up=_("Enough trained people?"),
        lead=_(
            "A target for the same unit, course and function takes the place of the former one."
        ),
    )


def target_end(request, pk):
    """Ask, then let a unit need no number any more."""
    target = get_object_or_404(Target.objects.filter(ends_on=None), pk=pk)
    form = Form(typed(request))
    if done(form, lambda: end_target(target, **asking(request))):
        messages.success(request, _("The target has ended."))
        return redirect("training-targets")
    return form_page(
        request,
        form,
        title=_("End the target"),
        submit=_("End the target"),
        back=reverse("training-targets"),
        up=_("Enough trained people?"),
        lead=_("%(unit)s: %(course)s, %(number)s people.")
        % {"unit": target.unit, "course": target.course, "number": target.number},
        stays=[_("Past days keep it.")],
    )


def refreshers(request):
    """Which short course explains what changed, policy by policy."""
    named = {}
    for row in PolicyRefresher.objects.select_related("course", "named_by").order_by("pk"):
        named[row.policy_id] = row
    rows = [
        {"policy": policy, "named": named.get(policy.pk)} for policy in Policy.objects.in_order()
    ]
    context = {"rows": rows, "can_keep": rules.can_keep(request.user, on=request.today)}
    return render(request, "training/refreshers.html", context)


def refresher_new(request):
    """Name the short course of a policy; it counts from today on."""
    initial = {"policy": request.GET.get("policy")}
    form = RefresherForm(typed(request), initial=initial, on=request.today)

    def name():
        return name_refresher(**form.cleaned_data, **asking(request))

    if done(form, name):
        messages.success(request, _("The short course is named."))
        return redirect("training-refreshers")
    return form_page(
        request,
        form,
        title=_("Name a short course"),
        submit=_("Name the course"),
        back=reverse("training-refreshers"),
        up=_("Short courses on changes"),
        lead=_("Whoever publishes a new version of the policy may then ask for it."),
    )
