"""The product's addresses, and those of the limits beside them."""

from django.conf.urls.i18n import i18n_patterns

from benchmarks import bare
from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from people.access import PUBLIC, SIGNED_IN, page

urlpatterns = [
    *urlpatterns,
    *i18n_patterns(
        page("bare/read/", bare.read, SIGNED_IN, name="bare-read"),
        page("bare/public/", bare.public, PUBLIC, name="bare-public"),
        page("bare/insert/", bare.insert, SIGNED_IN, name="bare-insert"),
        page("bare/hash/", bare.check_hash, PUBLIC, name="bare-hash"),
    ),
]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
