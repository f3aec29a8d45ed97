"""Keep the settings of the organisation."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.trail import record
from people import rules
from people.models import Organisation

SETTINGS = (
    "name_pl",
    "name_en",
    "controller_pl",
    "controller_en",
    "exit_site",
    "login_codes",
    "second_factor_required",
    "procedures_are_public",
    "field_card_is_public",
    "first_anchor_keeper",
    "second_anchor_keeper",
)


@transaction.atomic
def change_settings(*, by, at, on, settings):
    """Store the settings, a mapping of SETTINGS to values; returns the names of what changed."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    organisation = Organisation.objects.select_for_update().first() or Organisation(pk=1)
    is_new = organisation._state.adding
    changed = [name for name in SETTINGS if is_new or getattr(organisation, name) != settings[name]]
    if not changed:
        return []
    for name in changed:
        setattr(organisation, name, settings[name])
    organisation.save()
    transaction.on_commit(Organisation.objects.forget)
    record("organisation.changed", organisation, by=by, at=at, fields=changed)
    return changed
