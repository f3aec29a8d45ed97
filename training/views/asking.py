"""Whom a course is asked of: begin a rule after seeing whom it means, and end one."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.views.acting import asking, done, typed
from people.wording import audience
from policies.previewing import chosen, of_rule, preview
from training.asking import add_rule, end_rule
from training.forms.asking import CourseRuleForm
from training.views.finding import course_at


def rule_new(request, slug):
    """Choose the audience; the first button shows whom it means, the second begins the rule.

    Serves R20. The pages of names are buttons of the form, so they keep what was chosen.
    """
    course = course_at(slug)
    form = CourseRuleForm(typed(request), on=request.today)
    is_looking = bool({"count", "page"} & set(request.POST))
    if not is_looking and done(
        form, lambda: add_rule(course, **asking(request), **form.cleaned_data)
    ):
        messages.success(request, _("The rule is added."))
        return redirect(course)
    context = {"course": course, "form": form, "preview": None}
    if form.is_bound and form.is_valid():
        context["preview"] = preview(
            chosen(**form.cleaned_data),
            rules=course.rules,
            on=request.today,
            number=request.POST.get("page", 1),
        )
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "training/rule_new.html", context, status=status)


def rule_end(request, slug, pk):
    """Ask, then end a rule from today on."""
    course = course_at(slug)
    rule = get_object_or_404(course.rules, pk=pk)
    if rule.ends_on is not None and rule.ends_on < request.today:
        raise Http404
    form = forms.Form(typed(request))
    if done(form, lambda: end_rule(rule, **asking(request))):
        messages.success(request, _("The rule is ended."))
        return redirect(course)
    context = {
        "form": form,
        "title": _("End this rule"),
        "lead": audience(rule),
        "submit": _("End the rule"),
        "back": course.get_absolute_url(),
        "up": course.title,
        "is_danger": True,
        "ends": [_("From today it asks nobody; open tasks that come from it disappear.")],
        "stays": [_("Certificates stay, and past days keep their answer.")],
        "preview": preview(
            of_rule(rule),
            rules=course.rules,
            on=request.today,
            number=request.GET.get("page", 1),
            without=rule,
        ),
    }
    status = 422 if form.is_bound else 200
    return render(request, "policies/rule_end.html", context, status=status)
