from django.core.management.base import BaseCommand
from django.utils import timezone

from people.mail import deliver_due


class Command(BaseCommand):
    help = "Send the mails that wait in the outbox. Safe to run twice, and beside the worker."

    def handle(self, **options):
        sent = deliver_due(timezone.now())
        self.stdout.write(f"{sent} mails sent.")
