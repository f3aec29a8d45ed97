"""What the background worker does for imports; it may run twice."""

from django.tasks import task
from django.utils.translation import override

from people.importing.staging import check
from people.models import PeopleImport


@task()
def check_import(uid):
    """Check the file of one import."""
    imported = PeopleImport.objects.select_related("asked_by").get(uid=uid)
    with override(imported.asked_by.language if imported.asked_by else "pl"):
        check(imported)
