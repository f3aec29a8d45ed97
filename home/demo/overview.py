"""What those who oversee have done: campaigns, and an export whose file is gone by now."""

from datetime import timedelta

from django.utils.translation import override

from documents.expiring import remove_expired
from home.demo.policies import moment
from people.exporting import SOURCES, ask_export
from people.models import Kind
from policies.campaigning import save_campaign
from policies.models import Policy


def make_campaigns(world):
    """One that runs, over three policies and the helpers, and one that is over."""
    by_slug = {policy.slug: policy for policy in Policy.objects.all()}
    save_campaign(
        by=world.people["marta"],
        at=moment(world, 95),
        on=world.today - timedelta(days=95),
        titles={"pl": "Bezpieczne zgłaszanie: jesień", "en": "Safe reporting: autumn"},
        policies=[by_slug["safe-reporting"]],
        kinds=[Kind.STAFF, Kind.BOARD],
        starts_on=world.today - timedelta(days=95),
        goal_on=world.today - timedelta(days=50),
        owner=world.people["hanna"],
    )
    save_campaign(
        by=world.people["marta"],
        at=moment(world, 38),
        on=world.today - timedelta(days=38),
        titles={
            "pl": "Kodeks 2.0 i zgłaszanie przed zimą",
            "en": "Code 2.0 and reporting before winter",
        },
        policies=[
            by_slug[slug] for slug in ("zero-tolerance", "code-of-conduct", "safe-reporting")
        ],
        kinds=[Kind.STAFF, Kind.VOLUNTEER],
        starts_on=world.today - timedelta(days=40),
        goal_on=world.today + timedelta(days=12),
        owner=world.people["marta"],
    )


def make_exports(world):
    """The matrix of one unit, exported for a grant report a week ago; the file was removed."""
    at = moment(world, 6, 9)
    with override("pl"):
        ask_export(
            SOURCES["matrix"],
            by=world.people["tomasz"],
            at=at,
            on=at.date(),
            parameters=f"unit={world.units['station'].pk}",
            format="xlsx",
            reason="Sprawozdanie dla grantodawcy za trzeci kwartał.",
        )
    remove_expired(world.now)
