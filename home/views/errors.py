"""Pages for what went wrong: no details, a random id to quote, nothing about the request."""

import secrets

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def _error(request, template, status):
    return render(request, template, {"error_id": secrets.token_hex(4)}, status=status)


def bad_request(request, exception=None):
    return _error(request, "400.html", 400)


def forbidden(request, exception=None):
    return _error(request, "403.html", 403)


def not_found(request, exception=None):
    return _error(request, "404.html", 404)


def server_error(request):
    """Made without the request: what broke may be what the frame of a page needs."""
    return HttpResponse(
        render_to_string("500.html", {"error_id": secrets.token_hex(4)}), status=500
    )
