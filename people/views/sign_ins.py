"""Who signed in or tried to, for administrators."""

from datetime import datetime, time, timedelta

from django.core.paginator import Paginator
from django.shortcuts import render

from people.days import zone
from people.forms.sign_ins import SignInFilter
from people.models import SignIn

PAGE_SIZE = 50


def sign_ins(request):
    """The log of the last ninety days, narrowed by its address."""
    form = SignInFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = SignIn.objects.select_related("person")
    if wanted.get("person"):
        found = found.filter(person=wanted["person"])
    if wanted.get("outcome"):
        found = found.filter(outcome=wanted["outcome"])
    if wanted.get("on"):
        begin = datetime.combine(wanted["on"], time.min, zone())
        found = found.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    context = {
        "filters": form,
        "form": form if form.errors else None,
        "number_chosen": form.number_chosen,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "people/sign_ins.html", context, status=422 if form.errors else 200)
