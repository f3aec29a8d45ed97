"""Settings of the organisation, and who needs which background check."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from people import rules
from people.checking import add_check_rule, end_check_rule
from people.forms.audience import CheckRuleForm
from people.forms.organisation import OrganisationForm
from people.models import CheckRule, Organisation
from people.organising import SETTINGS, change_settings
from people.views.acting import asking, done, form_page, typed
from people.wording import audience, timing


def organisation(request):
    """Name, data controller and how people sign in; the row itself, not the kept copy."""
    stored = Organisation.objects.first() or Organisation()
    form = OrganisationForm(
        typed(request),
        on=request.today,
        initial={name: getattr(stored, name) for name in SETTINGS},
    )
    if done(form, lambda: change_settings(**asking(request), settings=form.cleaned_data)):
        messages.success(request, _("The settings are saved."))
        return redirect("organisation")
    return render(
        request, "people/organisation.html", {"form": form}, status=422 if form.errors else 200
    )


def check_rules(request):
    """Who needs which background check, today and before."""
    found = list(
        CheckRule.objects.prefetch_related("units", "functions").order_by(
            "check_kind", "-starts_on", "-pk"
        )
    )
    for rule in found:
        rule.audience, rule.timing = audience(rule), timing(rule)
        rule.may_end = rule.ends_on is None or rule.ends_on >= request.today
    context = {"rules": found, "can_keep": rules.can_keep(request.user, on=request.today)}
    return render(request, "people/check_rules.html", context)


def check_rule_new(request):
    """Ask for a check from everybody who matches."""
    initial = {"starts_on": request.today}
    form = CheckRuleForm(typed(request), on=request.today, initial=initial)
    if done(form, lambda: add_check_rule(**asking(request), **form.cleaned_data)):
        messages.success(request, _("The rule is added. It shows in readiness from its first day."))
        return redirect("check-rules")
    return form_page(
        request,
        form,
        title=_("Ask for a background check"),
        submit=_("Add this rule"),
        back=reverse("check-rules"),
        up=_("Background checks"),
        lead=_(
            "A rule is never changed afterwards, only ended, so that past days keep their answer."
        ),
    )


def check_rule_end(request, pk):
    """Stop asking for a check."""
    rule = get_object_or_404(CheckRule.objects.prefetch_related("units", "functions"), pk=pk)
    form = Form(typed(request))
    if done(form, lambda: end_check_rule(rule, **asking(request))):
        messages.success(request, _("The rule has ended."))
        return redirect("check-rules")
    return form_page(
        request,
        form,
        title=_("End the rule: %(rule)s") % {"rule": rule},
        submit=_("End this rule"),
        back=reverse("check-rules"),
        up=_("Background checks"),
        is_danger=True,
        lead=audience(rule),
        ends=[_("From today on nobody is asked because of this rule")],
        stays=[_("Past days keep their answer"), _("Checks that were noted")],
    )
