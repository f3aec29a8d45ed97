"""Our rules inside the sign-in library: who may come in, and by which way (security.md 4.1).

There is no signing up. Whoever has left, was anonymised or has no e-mail is refused like somebody
unknown; login codes are for people without a role, and only where the organisation wants them.
"""

import secrets

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.trail import record
from keyring.values import conceal, reveal
from people import mail, sign_in_log, slowing
from people.kept_text import SESSION_NAME
from people.models import Organisation, Person, SignIn
from people.roles import is_privileged
from people.sessions import end_oldest, end_sessions
from people.strength import sign_in_strength

DAY = 60 * 60 * 24
NOBODY = 0  # no row has this key
RESET = "password-reset"
#: One household or office counts as one source.
COUNTED_BITS = {4: 24, 6: 64}

#: The trail's word for each change that the library tells its person of by mail.
CHANGES = {
    "account/email/password_changed": "person.password_changed",
    "account/email/password_set": "person.password_changed",
    "account/email/password_reset": "person.password_reset",
    "mfa/email/totp_activated": "person.factor_added",
    "mfa/email/webauthn_added": "person.factor_added",
    "mfa/email/totp_deactivated": "person.factor_removed",
    "mfa/email/webauthn_removed": "person.factor_removed",
    "mfa/email/recovery_codes_generated": "person.recovery_codes_made",
}


def may_sign_in(person, *, on):
    """Whether this person may come in at all on that day."""
    has_left = person.left_on is not None and person.left_on < on
    return bool(person.email) and person.anonymised_at is None and not has_left


def login_codes_are_on():
    """Whether the organisation lets people without a role sign in with a code."""
    organisation = Organisation.objects.first()
    return organisation is not None and organisation.login_codes


def may_use_code(person, *, on):
    """Whether a code by e-mail is enough for this person; never with a role."""
    return may_sign_in(person, on=on) and login_codes_are_on() and not is_privileged(person, on=on)


def may_reset_password(person, *, on):
    """Whether a link by e-mail may set a new password: somebody who has one."""
    return may_sign_in(person, on=on) and has_password(person)


def has_password(person):
    """Whether the person ever set a password; an invitation does that."""
    return bool(person.password) and person.has_usable_password()


def by_email(email):
    """The person with that address, or None."""
    return Person.objects.filter(email=email.strip().lower()).first()


def asked_for(email, rule, *, on):
    """The person with that address if the rule allows it, else None.

    For an unknown address the rule is asked about nobody, so that the answer takes as long.
    """
    person = by_email(email) or Person(pk=NOBODY, email=email)
    return person if rule(person, on=on) and person.pk != NOBODY else None


class Backend(AuthenticationBackend):
    """Password by e-mail address; who may not come in is told the same as somebody unknown."""

    def _authenticate_by_email(self, email, password):
        return self._check_password(by_email(email), password)

    def _check_password(self, user, password):
        person = super()._check_password(user, password)
        if person is None or not may_sign_in(person, on=context.request.today):
            return None
        return person


class AccountAdapter(DefaultAccountAdapter):
    """How the library talks to our people, sessions, outbox and trail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is not right."),
        "enter_current_password": gettext_lazy("This is not your current password."),
        "incorrect_code": gettext_lazy("This code is not right, or no longer valid."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "invalid_password_reset": gettext_lazy("This link no longer works."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait a while, then try again."),
        "rate_limited": gettext_lazy("Too many tries. Wait a while, then try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        """Ask again at every way in: passkeys and codes do not pass through the backend."""
        records = get_authentication_records(request, user)
        by_code = bool(records) and records[-1]["method"] == "code"
        allowed = may_use_code if by_code else may_sign_in
        if allowed(user, on=request.today):
            return None
        request.session.flush()
        messages.error(request, _("You cannot sign in this way. Ask your coordinator."))
        return redirect("account_login")

    def login(self, request, user):
        super().login(request, user)
        request.session.save()
        slowing.succeeded(self._get_login_attempts_cache_key(request, email=user.email))
        sign_in_log.note(
            request,
            SignIn.Outcome.OPENED,
            person=user,
            strength=sign_in_strength(request.session),
        )
        end_oldest(user, keep=request, on=request.today)
        if is_privileged(user, on=request.today):
            mail.send(
                user,
                purpose="signed-in",
                key=_moment(request.now),
                template="signed_in",
                context={"at": request.now},
                at=request.now,
            )

    def pre_authenticate(self, request, **credentials):
        """Refuse a try that comes too soon after wrong ones, before the password is looked at."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        seconds = slowing.seconds_to_wait(key, request.now)
        try:
            if seconds:
                raise _too_soon(seconds)
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._note_failure(request, SignIn.Outcome.SLOWED, credentials)
            raise

    def authentication_failed(self, request, **credentials):
        key = self._get_login_attempts_cache_key(request, **credentials)
        slowing.failed(key, request.now)
        self._note_failure(request, SignIn.Outcome.REFUSED, credentials)

    def _note_failure(self, request, outcome, credentials):
        sign_in_log.note(request, outcome, person=by_email(credentials.get("email", "")))

    def get_login_redirect_url(self, request):
        """Where nobody asked for a page: to what waits for this browser, else home."""
        if SESSION_NAME in request.session:
            return reverse("kept-text")
        return super().get_login_redirect_url(request)

    def set_password(self, user, password):
        """Save a new password and end every other session of the person."""
        user.set_password(password)
        with transaction.atomic():
            user.save(update_fields=["password"])
            end_sessions(user, keep=_request_of(user, self.request))

    def send_mail(self, template_prefix, email, context):
        """The only mail that the library still sends by address: a login code."""
        self._code_mail(by_email(email), context["code"])

    def _code_mail(self, person, code):
        mail.send(
            person,
            purpose="login-code",
            key=_moment(self.request.now),
            template="login_code",
            context={"code": code},
            at=self.request.now,
        )

    def send_password_reset_mail(self, user, email, context):
        """Ask for a mail whose link is made when it leaves."""
        mail.send(
            user,
            purpose=RESET,
            key=_moment(self.request.now),
            template="password_reset",
            at=self.request.now,
        )

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """After a change of password or factor: tell the person, note it, end other sessions."""
        action = CHANGES[template_prefix]
        at = self.request.now
        with transaction.atomic():
            if not action.startswith("person.password"):  # set_password() has done it already
                end_sessions(user, keep=_request_of(user, self.request))
            mail.send(
                user,
                purpose="security",
                key=f"{action}-{_moment(at)}",
                template="security_changed",
                context={"change": template_prefix.rpartition("/")[2], "at": at},
                at=at,
            )
            record(action, user, by=user, at=at)

    def get_client_ip(self, request):
        """A name for where a request comes from, good for counting only and for one day."""
        return source_of(request)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Count failures by account and source together, so that nobody can lock another out."""
        return f"{source_of(request)}:{credentials.get('email', '').lower()}"


def _too_soon(seconds):
    words = ngettext(
        "Too many tries. Wait %(seconds)s second, then try again.",
        "Too many tries. Wait %(seconds)s seconds, then try again.",
        seconds,
    )
    return ValidationError(words % {"seconds": seconds}, code="too_many_login_attempts")


def _moment(at):
    return at.strftime("%Y%m%dT%H%M%S%f")


def _request_of(person, request):
    """The request, if it is this person's own; else None."""
    return request if request.user.is_authenticated and request.user.pk == person.pk else None


def source_of(request):
    """An HMAC of the shortened address under a key that is thrown away every day."""
    address = get_client_ip(request) or ""
    address = sign_in_log.shortened(address, COUNTED_BITS) or address
    day = request.today.isoformat()
    key = cache.get_or_set(f"people.source-key.{day}", lambda: secrets.token_hex(32), DAY)
    return salted_hmac(
        "people.signing_in.source", address, secret=key, algorithm="sha256"
    ).hexdigest()


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie in the database under the field keys only."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or no longer valid."),
    }
    PURPOSE = "mfa.authenticator.data"

    def encrypt(self, text):
        return conceal(text, purpose=self.PURPOSE)

    def decrypt(self, encrypted_text):
        return reveal(encrypted_text, purpose=self.PURPOSE)

    def _get_site_name(self):
        organisation = Organisation.objects.current()
        return organisation.name if organisation else super()._get_site_name()


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens of reset links: useless after a new password, a new sign-in or a new address."""

    key_salt = "people.signing_in.ResetTokens"

    def _now(self):
        """In UTC, so that a change of the clock gives nobody an hour more."""
        return timezone.now().replace(tzinfo=None)

    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)}{user.session_epoch}{user.left_on}"


def fresh_link(outgoing, at):
    """The reset address for the mail that is about to leave; valid for 30 minutes from then."""
    person = outgoing.person
    if person.anonymised_at or not has_password(person):
        return None
    key = ResetTokens().make_token(person)
    return mail.address(
        "account_reset_password_from_key",
        int_to_base36(person.pk),
        key,
        language=outgoing.language,
    )
