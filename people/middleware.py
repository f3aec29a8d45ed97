"""What every request passes: the clock, the gate, and the headers of the answer."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from people import kept_text
from people.access import access_of
from people.days import day_of
from people.second_factor import lacks_second_factor


def clock(get_response):
    """Give the request its moment and its day; nothing deeper reads the clock."""

    def middleware(request):
        request.now = timezone.now()
        request.today = day_of(request.now)
        return get_response(request)

    return middleware


class Gate:
    """Default deny: asks the declaration of the address before the view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        access = access_of(view)
        if access is None:
            raise PermissionDenied
        if not access.needs_sign_in:
            return None
        if not request.user.is_authenticated:
            return kept_text.to_sign_in(request)
        if has_left(request.user, on=request.today):
            logout(request)
            messages.info(request, _("This account has ended. Ask your coordinator."))
            return redirect_to_login(kept_text.asked_for(request))
        if not access.during_enrolment and lacks_second_factor(request.user, on=request.today):
            return redirect(reverse("second-factor"))
        if not access.allows(request.user, on=request.today):
            raise PermissionDenied
        return None


def has_left(person, *, on):
    """Whether the person's last day is over."""
    return person.left_on is not None and person.left_on < on


PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), screen-wake-lock=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self)"
)


def headers(get_response):
    """The headers of security.md 8 on every answer, errors included.

    An answer to somebody signed in is never stored; only addresses that say so are indexed.
    """

    def middleware(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not getattr(response, "may_be_indexed", False):
            response.headers["X-Robots-Tag"] = "noindex"
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware
