"""The number of queries of a page does not grow with what it lists."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.days import day_of
from people.models import BackgroundCheck, Role
from policies.acknowledging import acknowledge
from policies.packs import save_pack
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
    ("administrator", "onboarding"),
    ("administrator", "people-import"),
    ("administrator", "retention"),
    ("keeper", "policies"),
    ("keeper", "packs"),
    ("keeper", "acknowledgements"),
    ("keeper", "dashboard"),
    ("reader", "my-tasks"),
    ("reader", "my-documents"),
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
        save_pack(
            **steps.act(),
            slug=f"pack-{self.count}",
            titles={"pl": "Pakiet", "en": "Pack"},
            policies=[policy, asked.policy],
        )

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
