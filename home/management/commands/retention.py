from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import override

from home.retention import due, execute
from people.days import day_of


class Command(BaseCommand):
    help = "Delete and anonymise what retention.toml no longer allows to keep; run_due does it too."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say how much is over")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, today if not given")
        parser.add_argument("--language", choices=["pl", "en"], default="en")

    def handle(self, *, dry_run, on, language, **options):
        at = timezone.now()
        on = on or day_of(at)
        with override(language):
            if dry_run:
                for rule, number in due(at=at, on=on):
                    shown = "-" if number is None else number
                    self.stdout.write(f"{shown}\t{rule.how_long}\t{rule.words('what')}")
                return
            for part, number in execute(at=at, on=on).items():
                self.stdout.write(f"{number}\t{part}")
