"""Signing in through the organisation's own provider (OpenID Connect), for those that have one.

The provider only proves an e-mail address; who that is, and whether they may come in, the register
says, as for a password (security.md 4.1). Nothing of the provider is stored: no account, no token.
A second factor of our own is still asked of those who have one.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.signing_in import asked_for, may_sign_in

DID_NOT_WORK = gettext_lazy(
    "Signing in through your organisation did not work. Try again in a moment."
)


def provider():
    """The name and address of the organisation's provider for the sign-in page, or None."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    if not apps:
        return None
    address = reverse("openid_connect_login", args=[apps[0]["provider_id"]])
    return {"name": apps[0]["name"], "url": address}


class SingleSignOn(DefaultSocialAccountAdapter):
    """Find the person behind a proven address; nobody signs up, whoever is unknown is refused."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Hand the library the person of the register whose address the provider has proven."""
        email = _proven(sociallogin)
        person = asked_for(email, may_sign_in, on=request.today) if email else None
        if person is None:
            _refuse(request, _("Nobody with this address may sign in here. Ask your coordinator."))
        sociallogin.user = person

    def on_authentication_error(self, request, provider, error=None, **kwargs):
        """Back to the sign-in page, with a sentence instead of a code."""
        if error == AuthError.CANCELLED:
            _refuse(request, _("Signing in was cancelled."))
        _refuse(request, DID_NOT_WORK)


def _proven(sociallogin):
    """The address that the provider vouches for, or None."""
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    for address in sociallogin.email_addresses:
        if address.verified is True or app["settings"]["email_is_verified"]:
            return address.email
    return None


def _refuse(request, words):
    messages.error(request, words)
    raise ImmediateHttpResponse(redirect("account_login"))
