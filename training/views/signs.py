"""The library of signs: what may point to trafficking, and what to do about it (R25)."""

from itertools import groupby

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from people.views.acting import asking, done
from training import rules
from training.beginning import begin_signs
from training.models import Indicator


def signs(request):
    """All signs by group, each with its strength in words; or take over the ready ones."""
    if request.method == "POST":
        form = forms.Form(request.POST)
        if done(form, lambda: begin_signs(**asking(request))):
            messages.success(request, _("The library is filled."))
        else:
            messages.error(request, " ".join(form.non_field_errors()))
        return redirect("signs")
    rows = Indicator.objects.in_use().select_related("group")
    groups = [(group, list(members)) for group, members in groupby(rows, key=lambda row: row.group)]
    can_keep = rules.can_keep(request.user, on=request.today)
    context = {"groups": groups, "strengths": Indicator.Strength.choices, "can_keep": can_keep}
    return render(request, "training/signs.html", context)
