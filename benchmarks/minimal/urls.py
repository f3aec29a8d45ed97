"""One page with a session and a template."""

from django.http import HttpResponse
from django.template import Context, Template
from django.urls import path

PAGE = Template("<!doctype html><title>bare</title><p>{{ words }}")


def bare(request):
    """Look for the session, fill the template."""
    return HttpResponse(PAGE.render(Context({"words": list(request.session.keys())})))


urlpatterns = [path("", bare)]
