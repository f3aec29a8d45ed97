"""All certificates of a unit in one file, made in the background."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.trail import record
from documents.making import ask
from documents.models import Document
from people.exporting import LIFETIME
from people.middleware import has_left
from people.presence import people_on
from people.refusals import Refused
from people.roles import with_subtree
from training import rules
from training.certificates import MOST_IN_A_BUNDLE, bundle_pdf
from training.models import Bundle
from training.standing import standings

KIND = "certificates"
#: Progress is told after so many certificates.
STEP = 25


class CannotBundle(Refused):
    """There is nothing to put into the file, or too much."""


def may_bundle(person, unit, *, on):
    """Whether the person may look up the training of everybody in the unit and below it."""
    units = rules.units_overseen(person, on=on)
    return units is None or (unit.pk in units and with_subtree({unit.pk}) <= units)


def held_in(unit, *, on, course=None):
    """The Standings that hold on the day in the unit and below it, by name and course."""
    people = people_on(on, units=with_subtree({unit.pk}))
    courses = None if course is None else [course]
    found = standings(people, on=on, courses=courses, with_people=True)
    return sorted(
        (each for each in found.values() if each.holds),
        key=lambda each: (each.credential.person.sort, each.course.slug, each.credential.pk),
    )


@transaction.atomic
def ask_bundle(unit, *, course, languages, by, at, on):
    """Ask for the file; returns the Bundle with its document. Raises CannotBundle."""
    if not may_bundle(by, unit, on=on):
        raise PermissionDenied
    count = len(held_in(unit, on=on, course=course))
    if not count:
        raise CannotBundle(gettext_lazy("Nobody in this unit holds such a certificate today."))
    if count > MOST_IN_A_BUNDLE:
        raise CannotBundle(
            gettext_lazy(
                "These are %(count)s certificates, and one file takes %(most)s. "
                "Choose one course, or a smaller unit."
            )
            % {"count": count, "most": MOST_IN_A_BUNDLE}
        )
    uid = uuid.uuid4()
    document = ask(
        KIND,
        by=by,
        at=at,
        title_pl=_title(unit, "pl"),
        title_en=_title(unit, "en"),
        job="training.jobs.make_bundle",
        args={"uid": str(uid)},
        expires_at=at + LIFETIME,
    )
    bundle = Bundle.objects.create(
        uid=uid,
        unit=unit,
        course=course,
        languages=languages,
        asked_by=by,
        asked_at=at,
        document=document,
    )
    record("bundle.asked", bundle, by=by, at=at, unit=unit.pk)
    return bundle


def _title(unit, language):
    with translation.override(language):
        return _("Certificates: %(unit)s") % {"unit": unit.name}


def write_bundle(bundle, progress, *, on):
    """Make the file with what is held on the day, if the asker may still see it."""
    if not may_fetch(bundle.asked_by, bundle.document, on):
        progress.fail(Document.Failure.DENIED)
        return
    found = held_in(bundle.unit, on=on, course=bundle.course)[:MOST_IN_A_BUNDLE]
    progress.step(0, len(found))

    def told(count):
        if count % STEP == 0:
            progress.step(count, len(found))

    progress.finish(
        bundle_pdf(
            found,
            language=bundle.languages,
            at=bundle.asked_at,
            title=bundle.unit.name,
            beat=progress.beat,
            told=told,
        )
    )


def may_fetch(person, document, on):
    """Whether who asked for a bundle may still see what is in it."""
    bundle = Bundle.objects.select_related("unit").filter(document=document).first()
    if person is None or bundle is None or bundle.asked_by_id != person.pk:
        return False
    return not has_left(person, on=on) and may_bundle(person, bundle.unit, on=on)
