"""Exempt somebody from a policy for a while, and end it earlier."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people.views.acting import asking, done, form_page, get_person, typed
from policies.exempting import end_exemption, exempt
from policies.forms.exempting import ExemptionForm
from policies.models import Exemption


def exemption_new(request, uid):
    """Say from which policy, from when until when, and why."""
    person = get_person(request, uid)
    initial = {"starts_on": request.today, "policy": request.GET.get("policy")}
    form = ExemptionForm(typed(request), initial=initial)
    made = done(form, lambda: exempt(person, **asking(request), **form.cleaned_data))
    if made:
        words = _("%(name)s is exempt until %(day)s.")
        messages.success(request, words % {"name": person, "day": day(made[0].ends_on)})
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Exempt %(name)s from a policy") % {"name": person},
        lead=_(
            "An exempt person is not asked and counts neither as missing nor as done. "
            "After the last day they owe it again."
        ),
        submit=_("Exempt this person"),
        back=person.get_absolute_url(),
        up=str(person),
    )


def exemption_end(request, uid, pk):
    """Ask, then end an exemption from today on."""
    person = get_person(request, uid)
    exemption = get_object_or_404(Exemption.objects.select_related("policy"), pk=pk, person=person)
    if exemption.ends_on < request.today:
        raise Http404
    form = forms.Form(typed(request))
    if done(form, lambda: end_exemption(exemption, **asking(request))):
        messages.success(request, _("The exemption is ended."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("End this exemption"),
        lead=_("%(name)s, %(policy)s, until %(day)s")
        % {"name": person, "policy": exemption.policy.title, "day": day(exemption.ends_on)},
        submit=_("End the exemption"),
        back=person.get_absolute_url(),
        up=str(person),
        is_danger=True,
        ends=[_("From today this person owes the policy again.")],
        stays=[_("Past days keep their answer: nothing was missing then.")],
    )
