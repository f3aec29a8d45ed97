"""The number of queries of a page does not grow with what it lists."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.days import day_of
from people.exporting import SOURCES, ask_export
from people.models import BackgroundCheck, Role
from policies.acknowledging import acknowledge
from policies.briefing import save_briefing
from policies.campaigning import save_campaign
from policies.conversing import ask
from policies.pack_parts import Place, full_texts
from policies.packs import save_pack
from policies.starting import starter
from tests.factories import (
    CheckRuleFactory,
    FunctionFactory,
    OrganisationFactory,
    PersonFactory,
    UnitFactory,
)
from tests.policies import steps

pytestmark = pytest.mark.django_db

LISTS = [
    ("administrator", "people"),
    ("administrator", "units"),
    ("administrator", "functions"),
    ("administrator", "check-rules"),
    ("administrator", "trail"),
    ("administrator", "mail"),
    ("administrator", "readiness"),
    ("administrator", "reminders"),
    ("administrator", "onboarding"),
    ("administrator", "people-import"),
    ("administrator", "retention"),
    ("keeper", "policies"),
    ("keeper", "packs"),
    ("keeper", "acknowledgements"),
    ("keeper", "matrix"),
    ("keeper", "matrix-units"),
    ("keeper", "campaigns"),
    ("administrator", "exports"),
    ("keeper", "briefings"),
    ("keeper", "dashboard"),
    ("keeper", "questions"),
    ("keeper", "my-tasks"),
    ("reader", "my-tasks"),
    ("reader", "my-documents"),
    ("reader", "now"),
    ("keeper", "policy-coverage"),
    ("nobody", "public-policies"),
]


class Rows:
    """Adds one more of everything that pages list."""

    def __init__(self):
        OrganisationFactory(relaxed=True)
        self.people = {
            "administrator": PersonFactory(role=Role.ADMINISTRATOR, assigned=True),
            "keeper": steps.keeper(),
            "reader": PersonFactory(assigned=True),
        }
        self.count = 0

    def add(self):
        self.count += 1
        unit = UnitFactory()
        helper = PersonFactory(assigned__unit=unit)
        FunctionFactory()
        CheckRuleFactory(added_by=self.people["administrator"])
        BackgroundCheck.objects.create(
            person=helper,
            kind="identity",
            seen_on=day_of(timezone.now()),
            seen_by=self.people["administrator"],
        )
        policy = steps.published(f"policy-{self.count}").policy
        policy.is_public = True
        policy.save(update_fields=["is_public"])
        asked = steps.published(f"asked-{self.count}")
        self._acknowledged(asked, self.people["reader"])
        self._acknowledged(asked, helper)
        steps.sent(steps.draft(f"draft-{self.count}"))
        steps.procedure(text=replace(starter("danger"), slug=f"danger-{self.count}"))
        self._asked(policy, self.people["reader"])
        save_pack(
            **steps.act(),
            slug=f"pack-{self.count}",
            titles={"pl": "Pakiet", "en": "Pack"},
            parts=[
                *full_texts([policy, asked.policy]),
                Place("children", asked.policy),
                Place("card", asked.policy),
                Place("poster"),
            ],
        )

        save_campaign(
            **steps.act(),
            titles={"pl": "Kampania", "en": "Campaign"},
            policies=[policy, asked.policy],
            units=[unit],
            starts_on=day_of(timezone.now()),
            goal_on=day_of(timezone.now()),
            owner=steps.keeper(),
        )
        ask_export(
            SOURCES["people"],
            **steps.act(by=self.people["administrator"]),
            parameters=f"unit={unit.pk}",
            format="csv",
            reason="A check.",
        )
        self._signed(asked, helper)

    def _signed(self, version, person):
        """A briefing with everything that its list shows."""
        at = timezone.now()
        save_briefing(
            **steps.act(at),
            held_on=day_of(at),
            place="Station",
            led_by="Somebody",
            policies=[version.policy],
            unit=person.assignments.get().unit,
        )

    def _asked(self, policy, person):
        version = policy.versions.select_related("policy__owner").get()
        ask(version, **steps.act(by=person), kind="question", text="Why?")

    def _acknowledged(self, version, person):
        acknowledge(
            version.policy,
            by=person,
            at=timezone.now() - timedelta(hours=1),
            version_hash=version.version_hash,
            language="pl",
            strength="password",
        )

    def queries(self, who, name):
        client = Client()
        if who != "nobody":
            client.force_login(self.people[who])
        client.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = client.get(reverse(name))
        assert answer.status_code == 200
        return [query["sql"] for query in captured.captured_queries]


def test_lists_take_as_many_queries_for_three_rows_as_for_one(settings):
    settings.CACHES = {
        alias: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
        for alias in ("default", "process")
    }
    rows = Rows()
    rows.add()
    one = {(who, name): rows.queries(who, name) for who, name in LISTS}
    rows.add()
    rows.add()
    three = {(who, name): rows.queries(who, name) for who, name in LISTS}

    grown = {
        key: (len(one[key]), len(three[key]), three[key][-3:])
        for key in one
        if len(one[key]) != len(three[key])
    }
    assert grown == {}
