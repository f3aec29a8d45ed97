"""What somebody had typed when their session was over is kept for an hour (decisions.md 11).

Text only, encrypted, and only for the browser that sent it: its new session names the row. Where
the old session still tells whose it was, nobody else gets it.
"""

import json
from datetime import timedelta

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from people.models import KeptText, Session

KEPT_FOR = timedelta(hours=1)
SESSION_NAME = "kept_text"
LONGEST = 200_000  # characters in all, more than any form of ours holds
MOST_FIELDS = 500
LONGEST_ADDRESS = 2000
#: Pages of signing in are never kept; their names begin so.
NEVER_FROM = ("account_", "mfa_")
SECRET = ("password", "code", "secret", "token", "credential")


def to_sign_in(request):
    """Lead to signing in; what a form brought along waits behind it."""
    wanted = asked_for(request)
    if request.method not in {"GET", "HEAD"}:
        wanted = keep(request) or page_before(request)
    target = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def asked_for(request):
    """The address of the request as sign-in leads back to it; without its query when too long."""
    wanted = request.get_full_path()
    return wanted if len(wanted) <= LONGEST_ADDRESS else request.path[:LONGEST_ADDRESS]


def keep(request):
    """Keep the text of a POST that came without a session; return where it is offered, or None."""
    fields = typed(request)
    if not any(is_worth_reading(value) for _name, value in fields):
        return None
    if not ratelimit.consume(request, action="keep_text"):
        return None
    session = request.session
    forget(session)
    kept = KeptText.objects.create(
        person_id=_whose(request),
        path=request.get_full_path()[:500],
        fields=json.dumps(fields),
        kept_at=request.now,
    )
    session[SESSION_NAME] = str(kept.uid)
    messages.info(request, _("You were signed out. Sign in, and you get back what you typed."))
    return reverse("kept-text")


def typed(request):
    """The (name, value) pairs of a form without secrets and without our own token."""
    match = request.resolver_match
    if match is not None and (match.url_name or "").startswith(NEVER_FROM):
        return []
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not any(word in name.lower() for word in SECRET)
    ]
    if len(pairs) > MOST_FIELDS or sum(len(value) for _name, value in pairs) > LONGEST:
        return []
    return pairs


def is_worth_reading(value):
    """Whether a value looks written by a person rather than put there by the page."""
    value = value.strip()
    return bool(value) and (any(letter.isspace() for letter in value) or not value.isascii())


def readable(fields):
    """What is shown for copying: the label of the template and the text, in the form's order."""
    return [
        {"label": name.replace("_", " ").replace("-", " "), "text": value}
        for name, value in fields
        if is_worth_reading(value)
    ]


def kept_for(request):
    """The kept row that this browser and this person may see, or None."""
    uid = request.session.get(SESSION_NAME)
    if uid is None:
        return None
    kept = KeptText.objects.filter(pk=uid, kept_at__gt=request.now - KEPT_FOR).first()
    if kept is None or kept.person_id not in {None, request.user.pk}:
        return None
    return kept


def fields_of(kept):
    return [(name, value) for name, value in json.loads(kept.fields)]


def forget(session):
    """Drop what this browser had waiting."""
    if uid := session.pop(SESSION_NAME, None):
        KeptText.objects.filter(pk=uid).delete()


def forget_expired(at):
    """Drop what nobody came back for within the hour; return how many."""
    return KeptText.objects.filter(kept_at__lte=at - KEPT_FOR).delete()[0]


def page_before(request):
    """The page of ours that the form stood on, else the start; an address that can be opened."""
    origin = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        origin, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        path = "/" + origin.split("://", 1)[-1].partition("/")[2]
        try:
            resolve(path.partition("?")[0])
        except Resolver404:
            return reverse("home")
        return path
    return reverse("home")


def _whose(request):
    """The person of the session that is just over, where that is still known."""
    ended_for = getattr(request, "ended_for", None)
    if ended_for is not None:
        return ended_for.pk
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return Session.objects.filter(session_key=key).values_list("person_id", flat=True).first()
