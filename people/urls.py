"""The addresses of signing in, one's own account and the outgoing mail."""

from django.urls import include, path

from people.access import PUBLIC, SIGNED_IN, page, roles
from people.models import Role
from people.views import outbox, profile, recovering, signing_in

account_urls = [
    path("sign-in/", include("people.signing_in_urls")),
    page("invitation/<str:token>/", signing_in.invitation, PUBLIC, name="invitation"),
    page("my/profile/", profile.profile, SIGNED_IN, name="profile"),
    page("my/profile/theme/", profile.theme, PUBLIC, name="theme"),
    page("my/profile/sign-in/end/", profile.session_end, SIGNED_IN, name="session-end"),
    page("my/profile/sign-in/end-all/", profile.sessions_end, SIGNED_IN, name="sessions-end"),
    page(
        "my/profile/second-step/stop/",
        recovering.recovery_stop,
        SIGNED_IN,
        name="recovery-stop",
    ),
    page("my/kept-text/", signing_in.kept, SIGNED_IN, name="kept-text"),
    page("my/kept-text/send/", signing_in.kept_send, SIGNED_IN, name="kept-text-send"),
    page("my/kept-text/drop/", signing_in.kept_drop, SIGNED_IN, name="kept-text-drop"),
]
mail_urls = [
    page("mail/", outbox.outgoing, roles(Role.ADMINISTRATOR), name="mail"),
    page("mail/again/", outbox.again_all, roles(Role.ADMINISTRATOR), name="mail-again-all"),
    page("mail/<int:pk>/again/", outbox.again, roles(Role.ADMINISTRATOR), name="mail-again"),
]

urlpatterns = [*account_urls, *mail_urls, path("", include("people.register_urls"))]
