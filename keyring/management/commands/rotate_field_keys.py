from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keyring.rotating import rotate


class Command(BaseCommand):
    """Renews every restricted value with the newest key; the exit code is 1 if one fails.

    Afterwards the older keys can be taken out of the ring, once no backup needs them.
    """

    help = _("Encrypt every restricted value again with the newest field key.")

    def handle(self, *args, **options):
        rotation = rotate()
        for model, field, key in rotation.failed:
            self.stderr.write(f"{model}.{field} {key}")
        if rotation.failed:
            raise CommandError(
                _("The values above cannot be revealed with any key of the ring: keep older keys.")
            )
        self.stdout.write(
            ngettext(
                "%(count)s value is now under the newest key.",
                "%(count)s values are now under the newest key.",
                rotation.renewed,
            )
            % {"count": rotation.renewed}
        )
