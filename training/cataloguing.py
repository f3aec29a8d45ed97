"""Keep the list of courses that others give: add, change, look whether they are there (R28)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.refusals import Refused
from training.editing import check_keeper
from training.models import OutsideCourse


class OutsideChanged(Refused):
    """Somebody else changed this entry in the meantime; ``stored`` is theirs."""

    def __init__(self, stored):
        super().__init__(
            _(
                "Somebody else has changed this entry in the meantime. Your words are below; save "
                "again to keep yours."
            )
        )
        self.stored = stored


class Taken(Refused):
    """Another entry has the same address on our pages."""


@transaction.atomic
def add_outside(*, by, at, on, slug, **fields):
    """Put a course of somebody else on the list. Raises NotAllowed, Taken."""
    check_keeper(by, on=on)
    row = OutsideCourse(slug=slug, **fields)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Taken(_("Another course already has this address.")) from error
    record("outside.added", row, by=by, at=at)
    return row


@transaction.atomic
def save_outside(row, *, by, at, on, revision, **fields):
    """Change an entry. Raises NotAllowed, OutsideChanged."""
    check_keeper(by, on=on)
    found = OutsideCourse.objects.select_for_update().get(pk=row.pk)
    if found.revision != revision:
        raise OutsideChanged(found)
    for name, value in fields.items():
        setattr(found, name, value)
    found.revision += 1
    found.save()
    record("outside.changed", found, by=by, at=at, fields=sorted(fields))
    return found


@transaction.atomic
def note_checked(row, *, by, at, on):
    """Note that the course was looked at today and is there. Raises NotAllowed."""
    check_keeper(by, on=on)
    if row.checked_on == on:
        return row
    row.checked_on = on
    row.save(update_fields=["checked_on"])
    record("outside.checked", row, by=by, at=at)
    return row


@transaction.atomic
def retire_outside(row, *, by, at, on):
    """Take an entry off the list; credentials that came from there stay. Raises NotAllowed."""
    check_keeper(by, on=on)
    row.retired_on = on
    row.save(update_fields=["retired_on"])
    record("outside.retired", row, by=by, at=at)
    return row
