"""The addresses of the product; every one is declared with who may open it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from home import views as home
from people.access import PUBLIC, SIGNED_IN, declared, page

urlpatterns = [
    page("", home.root, PUBLIC, name="root"),
    *i18n_patterns(
        path("", include("home.urls")),
        path("", include("people.urls")),
        path("", include("policies.urls")),
        path("", include("training.urls")),
        path("documents/", declared(include("documents.urls"), SIGNED_IN)),
    ),
]

handler400 = "home.views.bad_request"
handler403 = "home.views.forbidden"
handler404 = "home.views.not_found"
handler500 = "home.views.server_error"
