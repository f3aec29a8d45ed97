from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.serving import is_intact
from people.days import day_of
from policies.jobs import render_edition
from policies.models import Pack, PackEdition
from policies.packs import CannotMakeEdition, current_edition, make_edition


class Command(BaseCommand):
    help = "Write a pack's PDF to a file: the stored edition if it is current, else a new one."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--language", choices=PackEdition.Languages.values, default="both")
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *, slug, language, output, **options):
        pack = Pack.objects.filter(slug=slug).first()
        if pack is None:
            known = ", ".join(Pack.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no pack '{slug}'. Packs: {known}.")
        edition = self._edition(pack, language)
        if not is_intact(edition.document):
            raise CommandError(
                f"The stored file of {edition.label} is missing or changed. Restore it."
            )
        with edition.document.file.open("rb") as stored:
            output.write_bytes(stored.read())
        self.stdout.write(
            f"{edition.label}: {edition.document.size} bytes, SHA-256 {edition.document.sha256}"
        )

    def _edition(self, pack, language):
        """The current edition; a new one is made here and now, without waiting for the worker."""
        at = timezone.now()
        edition = current_edition(pack, languages=language, on=day_of(at))
        if edition is not None:
            return edition
        try:
            edition = make_edition(pack, by=None, at=at, on=day_of(at), languages=language)
        except CannotMakeEdition as refusal:
            raise CommandError(str(refusal)) from refusal
        render_edition.func(code=edition.code)
        edition.document.refresh_from_db()
        if not edition.document.is_done:
            raise CommandError(str(edition.document.get_failure_display()))
        return edition
