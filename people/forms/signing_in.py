"""The library's forms in our words, asking our rules."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from people import mail
from people.signing_in import asked_for, may_reset_password, may_use_code

EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("The same password again")
CODE = _("Code")
RULES = _("At least 12 characters, 15 with a role. A few words in a row are easy to remember.")


def _plain(field, label, help_text=""):
    """Give a field of the library a visible label instead of a placeholder."""
    field.label = label
    field.help_text = help_text
    field.widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], EMAIL)
        _plain(self.fields["password"], PASSWORD)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "inputmode": "email"}


class RequestLoginCodeForm(account.RequestLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], EMAIL)

    def clean_email(self):
        """Find the person without telling whether there is one, or whether codes are for them."""
        email = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, action="request_login_code", key=email.lower()):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = asked_for(email, may_use_code, on=context.request.today)
        if self._user is None:
            mail.pretend("login_code")
        return email


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], CODE, _("8 digits from the e-mail"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], EMAIL)

    def clean_email(self):
        """Find the person without telling whether there is one."""
        email = self.cleaned_data["email"]
        person = asked_for(email, may_reset_password, on=context.request.today)
        self.users = [person] if person else []
        return email

    def save(self, request, **kwargs):
        """Ask for the mail, or pretend to: only after the limit of tries, as for everybody."""
        if not self.users:
            mail.pretend("password_reset")
        return super().save(request, **kwargs)


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], NEW_PASSWORD, RULES)
        _plain(self.fields["password2"], AGAIN)


class SetPasswordForm(account.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], NEW_PASSWORD, RULES)
        _plain(self.fields["password2"], AGAIN)


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], _("Current password"))
        _plain(self.fields["password1"], NEW_PASSWORD, RULES)
        _plain(self.fields["password2"], AGAIN)


class NewKey:
    """Somebody who has just proved again who they are gets a new session key."""

    def save(self):
        super().save()
        context.request.session.cycle_key()


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], PASSWORD)

    def clean_password(self):
        password = super().clean_password()
        context.request.session.cycle_key()
        return password


class AuthenticateForm(mfa.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], CODE)


class ReauthenticateByCodeForm(NewKey, mfa.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], CODE)


class ReauthenticateByPasskeyForm(webauthn.ReauthenticateWebAuthnForm):
    def clean_credential(self):
        credential = super().clean_credential()
        context.request.session.cycle_key()
        return credential


class ActivateTOTPForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], CODE, _("6 digits that the app shows now"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A passkey signs in alone unless somebody wants it as a second step only."""

    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"),
        required=False,
        initial=True,
        help_text=_("Your device checks your fingerprint, face or PIN instead."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(
            self.fields["name"],
            _("Name of the passkey"),
            _("So that you know it again, like “my phone”."),
        )
        self.fields["name"].max_length = 60


class EditPasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _plain(self.fields["name"], _("Name of the passkey"))
