import json
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from home.demo.coming import make_coming
from home.demo.crowd import make_crowd
from home.demo.mails import make_reminders
from home.demo.organisation import (
    ACCOUNTS,
    PASSWORD,
    World,
    make_checks,
    make_organisation,
    make_people,
)
from home.demo.overview import make_campaigns, make_exports
from home.demo.paper import make_paper
from home.demo.policies import make_acknowledgements, make_policies
from home.demo.sessions import make_sessions
from home.demo.training import make_training
from people.days import day_of
from people.models import Organisation, OutgoingMail

ROLE_NAMES = {
    "oksana": "volunteer (Polish)",
    "daniel": "volunteer (English)",
    "piotr": "driver",
}


def forget_past_mails(world):
    """What was asked in the invented past left long ago: nobody gets mail about it today."""
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING)
    waiting.update(state=OutgoingMail.State.SENT, sent_at=world.now, body="")


class Command(BaseCommand):
    help = "Fill an empty database with an invented organisation to try the product with."

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=0, help="make it so many people large")
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed draws the same people"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is data already"
        )

    def handle(self, *, people, seed, if_empty, **options):
        if Organisation.objects.exists():
            if if_empty:
                return
            raise CommandError(
                "There is an organisation already; the demo needs an empty database."
            )
        now = timezone.now()
        world = World(today=day_of(now), now=now, random=Random(seed))  # noqa: S311 (nothing secret)
        with override("pl"):
            make_organisation(world)
            make_people(world)
            make_checks(world)
            make_policies(world)
            make_crowd(world, people)
            make_acknowledgements(world)
            make_campaigns(world)
            make_exports(world)
            if not people:
                make_reminders(world)
            make_paper(world)
            make_training(world)
            make_sessions(world)
            forget_past_mails(world)
            make_coming(world)
        self._write_accounts()
        self.stdout.write(f"Made a demonstration with {len(ACCOUNTS)} accounts.")

    def _write_accounts(self):
        accounts = [
            {
                "role": ", ".join(role.value.replace("_", " ") for role in account.roles)
                or ROLE_NAMES[account.slug],
                "email": account.email,
                "password": PASSWORD,
            }
            for account in ACCOUNTS
        ]
        path = settings.VAR / "demo-accounts.json"
        path.write_text(json.dumps(accounts, indent=2, ensure_ascii=False) + "\n")
        path.chmod(0o600)
