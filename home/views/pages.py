"""The way in, the phone's menu, and the pages that explain the product."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request, override

from home.showcase import sample
from people.roles import is_privileged


def root(request):
    """Lead to the reader's language: the one they saved, else their browser's, else Polish."""
    if request.user.is_authenticated:
        language = request.user.language
    else:
        language = get_language_from_request(request)
    known = {code for code, _name in settings.LANGUAGES}
    with override(language if language in known else settings.LANGUAGE_CODE):
        return redirect("home")


def home(request):
    """Those with a role see the state of things, everybody else their own tasks."""
    return redirect("dashboard" if is_privileged(request.user, on=request.today) else "my-tasks")


def more(request):
    """The whole menu as a page, for phones and without scripts."""
    return render(request, "home/more.html")


def _explaining(template):
    def view(request):
        shell = "shells/app.html" if request.user.is_authenticated else "shells/public.html"
        return render(request, template, {"shell": shell})

    return view


help_page = _explaining("home/help.html")
accessibility = _explaining("home/accessibility.html")
data_protection = _explaining("home/data-protection.html")


def components(request):
    """Every component of the interface with sample data, for those who build pages."""
    return render(request, "home/components.html", sample(request.today))
