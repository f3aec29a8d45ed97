"""Whom a policy asks: begin a rule after seeing whom it means, and end one."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.views.acting import asking, done, typed
from people.wording import audience
from policies.asking import add_rule, end_rule
from policies.forms.asking import RuleForm
from policies.previewing import chosen, of_rule, preview
from policies.views.finding import policy_at


def rule_new(request, slug):
    """Choose the audience; the first button shows whom it means, the second begins the rule.

    Serves R6 and R7. The pages of names are buttons of the form, so they keep what was chosen.
    """
    policy = policy_at(slug)
    form = RuleForm(typed(request), on=request.today)
    is_looking = bool({"count", "page"} & set(request.POST))
    if not is_looking and done(form, lambda: _add(request, policy, form)):
        messages.success(request, _("The rule is added."))
        return redirect("policy", slug)
    context = {"policy": policy, "form": form, "preview": None}
    if form.is_bound and form.is_valid():
        context["preview"] = preview(
            chosen(**form.cleaned_data),
            rules=policy.rules,
            on=request.today,
            number=request.POST.get("page", 1),
        )
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "policies/rule_new.html", context, status=status)


def _add(request, policy, form):
    return add_rule(policy, **asking(request), **form.cleaned_data)


def rule_end(request, slug, pk):
    """Ask, then end a rule from today on."""
    policy = policy_at(slug)
    rule = get_object_or_404(policy.rules, pk=pk)
    if rule.ends_on is not None:
        raise Http404
    form = forms.Form(typed(request))
    if done(form, lambda: end_rule(rule, **asking(request))):
        messages.success(request, _("The rule is ended."))
        return redirect("policy", slug)
    context = {
        "form": form,
        "title": _("End this rule"),
        "lead": audience(rule),
        "submit": _("End the rule"),
        "back": policy.get_absolute_url(),
        "up": policy.title,
        "is_danger": True,
        "ends": [_("From today it asks nobody; open tasks that come from it disappear.")],
        "stays": [_("What was acknowledged stays, and past days keep their answer.")],
        "preview": preview(
            of_rule(rule),
            rules=policy.rules,
            on=request.today,
            number=request.GET.get("page", 1),
            without=rule,
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "policies/rule_end.html", context, status=status)
