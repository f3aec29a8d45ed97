"""One's own account: language, colours, ways of signing in, and where one is signed in."""

from allauth.account.internal.flows import logout as library
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.forms.profile import ProfileForm
from people.models import Person, Theme
from people.recovering import open_recovery
from people.sessions import end_one, end_sessions, limits_of, sessions_of
from people.sign_in_log import latest_of
from people.signing_in import has_password

YEAR = 60 * 60 * 24 * 365


def profile(request):
    """Shows the account and saves language and colours."""
    posted = request.POST if request.method == "POST" else None
    form = ProfileForm(posted, instance=request.user)
    if form.is_valid():
        chosen = form.cleaned_data
        Person.objects.filter(pk=request.user.pk).update(**chosen)
        with translation.override(chosen["language"]):
            messages.success(request, _("Saved."))
            response = redirect("profile")
        _remember(response, chosen["theme"])
        return response
    context = {
        "form": form,
        "sessions": sessions_of(
            request.user, at=request.now, current_key=request.session.session_key
        ),
        "limits": limits_of(request.user, on=request.today),
        "has_password": has_password(request.user),
        "recovery": open_recovery(request.user),
        "sign_ins": latest_of(request.user),
    }
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@require_POST
def session_end(request):
    """Sign out one other browser."""
    if end_one(request.user, request.POST.get("session", "")):
        messages.success(request, _("That sign-in is ended."))
    return redirect("profile")


@require_POST
def sessions_end(request):
    """Sign out everywhere, here too."""
    end_sessions(request.user)
    library.logout(request, show_message=False)
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")


@require_POST
def theme(request):
    """Choose light or dark colours, for this browser and, signed in, for the account."""
    chosen = request.POST.get("theme")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("home")
    response = redirect(target)
    if chosen in Theme.values:
        _remember(response, chosen)
        if request.user.is_authenticated:
            Person.objects.filter(pk=request.user.pk).update(theme=chosen)
    return response


def _remember(response, theme):
    response.set_cookie(
        "theme",
        theme,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
