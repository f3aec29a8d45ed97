"""The addresses of signing in: of the library only what we need, under its own names.

Whoever has a role but no second factor yet reaches the pages that set one up (ENROLMENT).
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn

from people.access import ENROLMENT, PUBLIC, page
from people.views import signing_in as views

entrance = [
    page("", views.login, PUBLIC, name="account_login"),
    page("out/", account.logout, PUBLIC, name="account_logout"),
    page("code/", views.request_login_code, PUBLIC, name="account_request_login_code"),
    page("code/confirm/", views.confirm_login_code, PUBLIC, name="account_confirm_login_code"),
    page("password/reset/", account.password_reset, PUBLIC, name="account_reset_password"),
    page(
        "password/reset/sent/",
        account.password_reset_done,
        PUBLIC,
        name="account_reset_password_done",
    ),
    page(
        "password/reset/<uidb36>/<key>/",
        account.password_reset_from_key,
        PUBLIC,
        name="account_reset_password_from_key",
    ),
    page(
        "password/reset/done/",
        account.password_reset_from_key_done,
        PUBLIC,
        name="account_reset_password_from_key_done",
    ),
    page("second-step/", mfa.authenticate, PUBLIC, name="mfa_authenticate"),
    page("passkey/", webauthn.login_webauthn, PUBLIC, name="mfa_login_webauthn"),
    page("with/<slug:provider_id>/", views.to_provider, PUBLIC, name="openid_connect_login"),
    page(
        "with/<slug:provider_id>/back/", views.from_provider, PUBLIC, name="openid_connect_callback"
    ),
]

again = [
    page("again/", account.reauthenticate, ENROLMENT, name="account_reauthenticate"),
    page("again/code/", mfa.reauthenticate, ENROLMENT, name="mfa_reauthenticate"),
    page(
        "again/passkey/",
        webauthn.reauthenticate_webauthn,
        ENROLMENT,
        name="mfa_reauthenticate_webauthn",
    ),
]

own_keys = [
    page("password/", account.password_change, ENROLMENT, name="account_change_password"),
    page("password/new/", account.password_set, ENROLMENT, name="account_set_password"),
    page("needed/", views.second_factor, ENROLMENT, name="second-factor"),
    page("factors/", mfa.index, ENROLMENT, name="mfa_index"),
    page("factors/app/", totp.activate_totp, ENROLMENT, name="mfa_activate_totp"),
    page("factors/app/remove/", totp.deactivate_totp, ENROLMENT, name="mfa_deactivate_totp"),
    page("factors/passkeys/", webauthn.list_webauthn, ENROLMENT, name="mfa_list_webauthn"),
    page("factors/passkeys/new/", webauthn.add_webauthn, ENROLMENT, name="mfa_add_webauthn"),
    page("factors/passkeys/<int:pk>/", webauthn.edit_webauthn, ENROLMENT, name="mfa_edit_webauthn"),
    page(
        "factors/passkeys/<int:pk>/remove/",
        webauthn.remove_webauthn,
        ENROLMENT,
        name="mfa_remove_webauthn",
    ),
    page(
        "factors/codes/",
        views.recovery_codes,
        ENROLMENT,
        name="mfa_view_recovery_codes",
    ),
    page(
        "factors/codes/new/",
        recovery_codes.generate_recovery_codes,
        ENROLMENT,
        name="mfa_generate_recovery_codes",
    ),
    page(
        "factors/codes/file/",
        views.recovery_codes_file,
        ENROLMENT,
        name="mfa_download_recovery_codes",
    ),
]

urlpatterns = [*entrance, *again, *own_keys]
