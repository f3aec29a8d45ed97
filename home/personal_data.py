"""Everything stored about one person, as a ZIP with a readable PDF and a JSON file (features 9.16).

Made by the worker, in the person's language, and kept for a day. Each app contributes its parts.
"""

import io
import json
import zipfile
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

import people.personal
import policies.personal
import training.personal
from audit.trail import record
from documents.making import ask
from documents.models import Document
from documents.pdf import render
from people import rules
from people.days import zone
from people.models import Organisation, Person, PersonalExport
from people.refusals import Refused

#: Each takes a person and yields ``Part``s, in the language that is active.
SOURCES = [people.personal.parts, policies.personal.parts, training.personal.parts]
KIND = "personal-data"
KEPT_FOR = timedelta(hours=24)
#: So many rows of a part are printed; the JSON file has all of them.
MOST_PRINTED = 300
FORMAT = "latarnia-personal-data/1"


class CannotExport(Refused):
    """The export is not made like that."""


@transaction.atomic
def ask_for_export(person, *, by, at, on, reason=""):
    """Ask the worker for everything stored about a person; one's own, or with a reason.

    Raises PermissionDenied, or CannotExport without a reason. Returns the PersonalExport.
    """
    if by.pk != person.pk:
        if not rules.can_keep(by, on=on):
            raise PermissionDenied
        if not reason.strip():
            raise CannotExport(gettext_lazy("Say who asked for the data and why."))
    if person.anonymised_at:
        raise CannotExport(gettext_lazy("This person is anonymised: there is nothing to export."))
    export = PersonalExport.objects.create(
        person=person, asked_by=by, asked_at=at, reason=reason.strip()
    )
    titles = {}
    for code in ("pl", "en"):
        with override(code):
            titles[f"title_{code}"] = _("Personal data")
    own = by.pk == person.pk
    export.document = ask(
        KIND,
        by=by,
        at=at,
        **titles,
        job="home.jobs.make_personal_export",
        args={"uid": str(export.uid)},
        next_url="/my/data/" if own else f"/people/{person.uid}/data/",
    )
    export.save(update_fields=["document"])
    record("person.exported", person, by=by, at=at)
    return export


def alive(at):
    """The exports whose file is still kept."""
    return PersonalExport.objects.filter(asked_at__gt=at - KEPT_FOR).select_related("document")


def forget_old(at):
    """Delete the files of exports after a day; who asked and why stays. Returns how many."""
    old = PersonalExport.objects.filter(asked_at__lte=at - KEPT_FOR, document__isnull=False)
    return sum(_forget(export) for export in old.select_related("document"))


def forget_of(person):
    """Delete every file with this person's data at once."""
    kept = PersonalExport.objects.filter(person=person, document__isnull=False)
    return sum(_forget(export) for export in kept.select_related("document"))


@transaction.atomic
def _forget(export):
    document = export.document
    file, name = document.file.storage, document.file.name
    PersonalExport.objects.filter(pk=export.pk).update(document=None)
    Document.objects.filter(pk=document.pk).delete()
    if name:
        transaction.on_commit(lambda: file.delete(name))
    return 1


def contents(export, *, beat=None):
    """The bytes of the ZIP."""
    person = Person.objects.get(pk=export.person_id)
    with override(person.language):
        parts = [part for source in SOURCES for part in source(person)]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr(_("personal-data") + ".json", as_json(person, export, parts))
            package.writestr(_("personal-data") + ".pdf", as_pdf(person, export, parts, beat=beat))
    return out.getvalue()


def as_json(person, export, parts):
    """All rows of all parts, for machines."""
    data = {
        "format": FORMAT,
        "made_for": str(person),
        "asked_at": export.asked_at,
        "parts": {part.name: {"title": part.title, "rows": part.rows} for part in parts},
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def as_pdf(person, export, parts, *, beat=None):
    """The same for reading; of very long parts the beginning."""
    organisation = Organisation.objects.current()
    printed = [
        {
            "title": part.title,
            "headings": list(part.columns.values()),
            "rows": part.cells[:MOST_PRINTED],
            "left": max(len(part.rows) - MOST_PRINTED, 0),
        }
        for part in parts
    ]
    context = {
        "person": person,
        "parts": printed,
        "organisation": organisation,
        "asked_at": export.asked_at.astimezone(zone()),
    }
    return render(
        "home/pdf/personal.html",
        context,
        language=person.language,
        title=_("Personal data"),
        author=organisation.name if organisation else "Latarnia",
        created_at=export.asked_at,
        apart=True,
        beat=beat,
    )
