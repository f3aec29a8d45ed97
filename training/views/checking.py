"""The public page that checks a certificate (features 4.8, decision 0035)."""

from copy import copy

from allauth.core import ratelimit
from django.shortcuts import redirect, render

from people.views.acting import typed
from training.checking import as_number, find, is_name_of
from training.forms.checking import NameForm, NumberForm


def check(request):
    """Type in the number of a certificate."""
    form = NumberForm(request.GET or None)
    if form.is_valid():
        number = as_number(form.cleaned_data["number"])
        return redirect("certificate-check", number) if number else _unknown(request, form)
    status = 422 if form.is_bound else 200
    return render(request, "training/check.html", {"form": form}, status=status)


def checked(request, number):
    """What a certificate is worth today; with a POST whether a name is the one on it."""
    found = find(number, on=request.today)
    if found is None:
        return _unknown(request, NumberForm(initial={"number": number[:40]}))
    form = NameForm(typed(request))
    context = {"certificate": found, "form": form}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "training/checked.html", context, status=status)
    if not ratelimit.consume(request, action="certificate_name", key=found.number):
        return render(request, "429.html", status=429)
    context["name"] = form.cleaned_data["name"]
    context["name_fits"] = is_name_of(number, context["name"])
    return render(request, "training/checked.html", context)


def _unknown(request, form):
    """One page for what never was a number and for what is nobody's: they look the same."""
    counted = copy(request)
    counted.method = "POST"  # the library lets everything else pass uncounted
    if not ratelimit.consume(counted, action="unknown_certificate"):
        return render(request, "429.html", status=429)
    context = {"form": form, "is_unknown": True}
    return render(request, "training/check.html", context, status=404)
