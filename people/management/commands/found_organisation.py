from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from people.days import day_of
from people.founding import CannotFound, found_organisation


class Command(BaseCommand):
    help = "Begin in an empty database: the organisation and its first administrator."

    def add_arguments(self, parser):
        parser.add_argument("--name-pl", required=True, help="the organisation's name in Polish")
        parser.add_argument("--name-en", required=True, help="its name in English")
        parser.add_argument("--given-name", required=True, help="of the first administrator")
        parser.add_argument("--family-name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="pl")

    def handle(self, *, name_pl, name_en, given_name, family_name, email, language, **options):
        at = timezone.now()
        try:
            address = found_organisation(
                at=at,
                on=day_of(at),
                names={"pl": name_pl, "en": name_en},
                given_name=given_name,
                family_name=family_name,
                email=email,
                language=language,
            )
        except CannotFound as refusal:
            with translation.override("en"):
                raise CommandError(str(refusal)) from refusal
        except ValidationError as refusal:
            raise CommandError(f"{email}: {' '.join(refusal.messages)}") from refusal
        self.stdout.write(f"Open this address within 72 hours and choose a password:\n{address}")
