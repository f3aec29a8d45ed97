from django.core.management.base import BaseCommand, CommandError

from policies.verifying import verify


class Command(BaseCommand):
    help = "Recompute every hash of texts, approvals, acknowledgements, packs and training."

    def handle(self, **options):
        findings = verify()
        for problem in findings.problems[:100]:
            self.stderr.write(problem)
        if not findings.is_sound:
            raise CommandError(f"The evidence does not fit: {len(findings.problems)} problem(s).")
        more = "".join(f", {count} {words}" for words, count in findings.more.items())
        self.stdout.write(
            f"The evidence fits: {findings.versions} published versions, "
            f"{findings.decisions} decisions, "
            f"{findings.acknowledgements} acknowledgements, {findings.editions} pack editions, "
            f"{findings.corrections} corrections, {findings.scans} scans{more}."
        )
