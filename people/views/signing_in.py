"""Ways in that the library does not know: the switch for codes, invitations, what was kept."""

import logging
import secrets

from allauth.account import views as library
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows import login as flow
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from people import inviting, kept_text
from people.forms.invitation import InvitationForm
from people.roles import roles_of
from people.second_factor import lacks_second_factor
from people.signing_in import login_codes_are_on
from people.single_sign_on import DID_NOT_WORK, provider

logger = logging.getLogger(__name__)

#: Status of the page that says why an invitation cannot be accepted.
GONE = {inviting.State.UNKNOWN: 404}


def _only_with_codes(view):
    """A page that is there only where the organisation uses login codes."""

    def wrapped(request):
        if not login_codes_are_on():
            raise Http404
        return view(request)

    return wrapped


class LoginView(library.LoginView):
    """The first page; it offers a code by e-mail, and the organisation's provider, if wanted."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"LOGIN_BY_CODE_ENABLED": login_codes_are_on(), "provider": provider()}


def _through_provider(view):
    """A step of signing in elsewhere; a provider that is silent or talks nonsense is no crash."""

    def wrapped(request, provider_id):
        try:
            return view(request, provider_id)
        except (RequestException, KeyError):
            logger.exception("The provider of signing in does not answer as it should.")
            messages.error(request, DID_NOT_WORK)
            return redirect("account_login")

    return wrapped


login = LoginView.as_view()
to_provider = _through_provider(openid.login)
from_provider = _through_provider(openid.callback)
request_login_code = _only_with_codes(library.request_login_code)
confirm_login_code = _only_with_codes(library.confirm_login_code)


@reauthentication_required(app="allauth.mfa")
def recovery_codes(request):
    """Shows the codes that are left; unlike the library's page, looking writes nothing."""
    context = {
        "unused_codes": _unused_codes(request.user),
        "can_view_codes": True,
        "can_download_codes": True,
        "can_generate_codes": True,
    }
    return render(request, "mfa/recovery_codes/index.html", context)


@reauthentication_required(app="allauth.mfa")
def recovery_codes_file(request):
    """The codes that are left as a text file."""
    codes = "\n".join(_unused_codes(request.user)) + "\n"
    headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return HttpResponse(codes, content_type="text/plain; charset=utf-8", headers=headers)


def _unused_codes(person):
    kind = Authenticator.Type.RECOVERY_CODES
    return get_object_or_404(Authenticator, user=person, type=kind).wrap().get_unused_codes()


def second_factor(request):
    """Explains why a role needs a second step, and leads to setting one up."""
    if not lacks_second_factor(request.user, on=request.today):
        return redirect("mfa_index")
    roles = sorted(str(role.label) for role in roles_of(request.user, on=request.today))
    return render(request, "people/second_factor.html", {"roles": roles})


def invitation(request, token):
    """Shows who invites whom; a POST sets the password and signs in."""
    found = inviting.find(token)
    state = inviting.state_of(found, at=request.now, on=request.today)
    if state != inviting.State.OPEN:
        return _over(request, state)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = inviting.accept(
                token, form.cleaned_data["password"], at=request.now, on=request.today
            )
        except inviting.CannotAccept as refused:
            return _over(request, refused.state)
        except ValidationError as refused:
            form.add_error("password", refused)
        else:
            return _sign_in(request, person)
    status = 422 if form.is_bound else 200
    context = {"invitation": found, "form": form}
    return render(request, "people/invitation.html", context, status=status)


def _over(request, state):
    """Say plainly what became of the invitation, and where to go instead."""
    context = {"state": state, "said": inviting.SAID[state]}
    return render(request, "people/invitation_over.html", context, status=GONE.get(state, 410))


def _sign_in(request, person):
    """Go on as after a password: a second factor that is already there is still asked for."""
    if request.user.is_authenticated and request.user.pk != person.pk:
        request.session.flush()
    flow.record_authentication(request, person, method="password")
    attempt = Login(user=person, email=person.email, redirect_url=reverse("my-tasks"))
    return flow.perform_login(request, attempt)


def kept(request):
    """What arrived after the session was over: to read, copy and send again, or to drop."""
    row = kept_text.kept_for(request)
    if row is None:
        return redirect("home")
    fields = kept_text.fields_of(row)
    context = {"fields": fields, "kept": kept_text.readable(fields), "path": row.path}
    return render(request, "people/kept_text.html", context)


def kept_send(request):
    """Send the kept form to where it was going, with this answer's own method and body."""
    row = kept_text.kept_for(request)
    if request.method != "POST" or row is None:
        return redirect("kept-text")
    kept_text.forget(request.session)
    return HttpResponse(status=307, headers={"Location": row.path})


def kept_drop(request):
    """Drop what was kept."""
    if request.method == "POST":
        kept_text.forget(request.session)
        messages.info(request, _("The text is deleted."))
    return redirect("home")


def csrf_failure(request, reason=""):
    """The answer to a form that came without a valid token: what was typed is still there.

    It can only be copied, not sent on: nobody knows which page it came from.
    """
    fields = kept_text.typed(request)
    context = {"kept": kept_text.readable(fields), "error_id": secrets.token_hex(4)}
    return render(request, "403_csrf.html", context, status=403)
