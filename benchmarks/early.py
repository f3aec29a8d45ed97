"""The control: a site that answers before it commits, so that a kill must lose something.

Everything else is the product: only the page on which people acknowledge is replaced.
"""

import re
import time
from threading import Thread

from django.conf.urls.i18n import i18n_patterns
from django.db import connection, transaction

from audit.trail import record
from benchmarks.urls import handler400, handler403, handler404, handler500, urlpatterns
from people.access import SIGNED_IN, page
from policies.models import Acknowledgement
from policies.views.acknowledging import my_policy

DELAY = 0.2  # seconds between the answer and the commit
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def my_policy_early(request, slug):
    """Answer with the receipt of a row that is not there yet; a thread stores it later."""
    with transaction.atomic():
        answer = my_policy(request, slug)
        found = UID.search(answer.headers.get("Location", ""))
        row = (
            Acknowledgement.objects.select_related("person").filter(uid=found and found[0]).first()
        )
        transaction.set_rollback(True)
    if row is not None:
        Thread(target=_store_later, args=(row,)).start()
    return answer


def _store_later(row):
    time.sleep(DELAY)
    row.pk = None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(
                "policy.acknowledged",
                row,
                by=row.person,
                at=row.acknowledged_at,
                digest=row.row_hash,
            )
    finally:
        connection.close()


urlpatterns = [
    *i18n_patterns(
        page("my/policies/<slug:slug>/", my_policy_early, SIGNED_IN, name="my-policy"),
    ),
    *urlpatterns,
]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
