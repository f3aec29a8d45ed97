"""A site whose database is not sound does not start."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from audit import triggers
from audit.starting import require_sound_database


def faults():
    found = run_checks(tags=[Tags.database], include_deployment_checks=True, databases=["default"])
    return [fault.msg for fault in found if fault.id == "audit.E001"]


def drop(name):
    table = name.removeprefix("guard_").rsplit("_", 1)[0]
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")


@pytest.mark.django_db
def test_the_check_is_content_after_migrating():
    assert faults() == []


@pytest.mark.django_db
def test_the_check_names_a_trigger_that_is_gone():
    drop("guard_audit_event_delete")

    assert faults() == ["The trigger guard_audit_event_delete is missing or altered."]


@pytest.mark.django_db
def test_migrate_is_not_held_up_by_what_it_repairs():
    """Django runs the checks of the database before it migrates, but not those for deployment."""
    triggers.lift(connection)

    found = run_checks(tags=[Tags.database], databases=["default"])

    assert [fault for fault in found if fault.id == "audit.E001"] == []


@pytest.mark.django_db(transaction=True)
def test_a_sound_database_may_be_used(settings):
    settings.ALLOW_UNSAFE_DATABASE = True

    require_sound_database()


@pytest.mark.django_db(transaction=True)
def test_the_start_is_refused_without_a_trigger(settings):
    settings.ALLOW_UNSAFE_DATABASE = True
    drop("guard_audit_head_update")
    try:
        with pytest.raises(ImproperlyConfigured, match="guard_audit_head_update is missing"):
            require_sound_database()
    finally:
        triggers.install(connection)


@pytest.mark.django_db(transaction=True)
def test_the_start_is_refused_before_migrating():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_head RENAME TO elsewhere")
    try:
        with pytest.raises(ImproperlyConfigured, match="no table audit_head"):
            require_sound_database()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO audit_head")
        triggers.install(connection)
