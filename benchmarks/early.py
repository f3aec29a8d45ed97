"""The control: a site that answers before it commits, so that a kill must lose something.

Everything else is the product: only the pages on which people acknowledge, and hand in a try at the
questions of a course, are replaced.
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
from training.awarding import award
from training.models import Attempt, Credential
from training.views.learning import my_test

DELAY = 0.2  # seconds between the answer and the commit
UID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def early(view, model, store):
    """The view, answering with the receipt of a row that a thread stores later."""

    def answer_early(request, *arguments, **named):
        with transaction.atomic():
            answer = view(request, *arguments, **named)
            found = UID.search(answer.headers.get("Location", ""))
            rows = model.objects.select_related("person", "version")
            row = rows.filter(uid=found and found[0]).first()
            transaction.set_rollback(True)
        if row is not None:
            Thread(target=_store_later, args=(row, store)).start()
        return answer

    return answer_early


def _store_later(row, store):
    time.sleep(DELAY)
    row.pk = None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            store(row)
    finally:
        connection.close()


def _acknowledged(row):
    record("policy.acknowledged", row, by=row.person, at=row.acknowledged_at, digest=row.row_hash)


def _submitted(row):
    at, on = row.submitted_at, row.submitted_on
    record("attempt.submitted", row, by=row.person, at=at, digest=row.row_hash)
    if row.passed:
        given = {"language": row.language, "source": Credential.Source.ONLINE, "attempt": row}
        award(row.person, row.version, on=on, at=at, **given)


my_policy_early = early(my_policy, Acknowledgement, _acknowledged)
my_test_early = early(my_test, Attempt, _submitted)

urlpatterns = [
    *i18n_patterns(
        page("my/policies/<slug:slug>/", my_policy_early, SIGNED_IN, name="my-policy"),
        page("my/training/<slug:slug>/test/", my_test_early, SIGNED_IN, name="my-test"),
    ),
    *urlpatterns,
]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
