"""The limits: what a view costs that does nothing but what every page of ours must do.

Each passes the same middleware, session, person and roles and fills the same shell as the page it
is held against; the body is as long as that page's.
"""

from functools import cache

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe

from benchmarks.models import BareRow
from people.models import Person
from people.roles import roles_of

FRAMES = {"app", "reading", "rail", "public"}


@cache
def filler(size):
    """So many bytes of text that is already safe to show."""
    return mark_safe("x" * size)  # noqa: S308 (our own letters)


def read(request):
    """The frame of a page for somebody signed in, with so many bytes inside."""
    roles_of(request.user, on=request.today)
    return _page(request, "app")


def public(request):
    """The frame of a public page, with so many bytes inside."""
    return _page(request, "public")


def _page(request, frame):
    frame = request.GET.get("frame", frame)
    context = {
        "shell": f"shells/{frame if frame in FRAMES else 'app'}.html",
        "filler": filler(int(request.GET.get("size", 0))),
    }
    return render(request, "benchmarks/bare.html", context)


def insert(request):
    """One row in one commit, then a redirect."""
    with transaction.atomic():
        BareRow.objects.create(person=request.user, text_hash="0" * 64, at=request.now)
    return redirect("my-tasks")


def check_hash(request):
    """One password against one stored hash."""
    stored = Person.objects.values_list("password", flat=True).get(email=request.POST["login"])
    return HttpResponse(f"bare {check_password(request.POST['password'], stored)}")
