from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    """The append-only trail, and what keeps evidence from being changed."""

    name = "audit"

    def ready(self):
        from audit import checks  # noqa: F401  (registers the system check)

        pre_migrate.connect(_make_way, sender=self)
        post_migrate.connect(_put_in_place, sender=self)


def _make_way(*, using, plan=(), **kwargs):
    """SQLite cannot rebuild a table that a trigger of another table looks at: those step aside."""
    from audit import triggers

    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        triggers.lift(connection, only=lambda trigger: trigger.parent)


def _put_in_place(*, using, **kwargs):
    from audit import triggers

    triggers.install(connections[using])
