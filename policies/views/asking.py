"""Whom a policy asks: begin a rule after seeing how many it means, and end one."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.views.acting import asking, done, form_page, typed
from people.wording import audience
from policies.asking import add_rule, end_rule
from policies.figures import people_meant
from policies.forms.asking import RuleForm
from policies.views.finding import policy_at


def rule_new(request, slug):
    """Choose the audience; the first button counts, the second one begins the rule (R6, R7)."""
    policy = policy_at(slug)
    form = RuleForm(typed(request), on=request.today)
    is_counting = "count" in request.POST
    if not is_counting and done(form, lambda: _add(request, policy, form)):
        messages.success(request, _("The rule is added."))
        return redirect("policy", slug)
    context = {"policy": policy, "form": form, "meant": None}
    if form.is_bound and form.is_valid():
        context["meant"] = _meant(form, request.today)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "policies/rule_new.html", context, status=status)


def _add(request, policy, form):
    return add_rule(policy, **asking(request), **form.cleaned_data)


def _meant(form, on):
    values = form.cleaned_data
    return people_meant(
        kinds=values["kinds"], units=values["units"], functions=values["functions"], on=on
    )


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
    return form_page(
        request,
        form,
        title=_("End this rule"),
        lead=audience(rule),
        submit=_("End the rule"),
        back=policy.get_absolute_url(),
        up=policy.title,
        is_danger=True,
        ends=[_("From today it asks nobody; open tasks that come from it disappear.")],
        stays=[_("What was acknowledged stays, and past days keep their answer.")],
    )
