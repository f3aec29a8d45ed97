from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from audit.privileges import CannotGrant, grant


class Command(BaseCommand):
    """Gives a PostgreSQL role what the application needs and no more; repeat it after migrate."""

    help = _("Let a PostgreSQL role run the application without rights to change evidence.")

    def add_arguments(self, parser):
        parser.add_argument("name", help=_("an existing role that owns nothing"))

    def handle(self, *args, name, **options):
        try:
            restricted = grant(connection, name)
        except CannotGrant as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(name)s can run the application; restricted tables: %(tables)s.")
            % {"name": name, "tables": ", ".join(restricted)}
        )
