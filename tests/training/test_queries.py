"""The number of queries of a page about training does not grow with what it lists."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.days import add_months, day_of
from people.models import Role
from tests.factories import (
    FunctionFactory,
    OrganisationFactory,
    PersonFactory,
    RoleGrantFactory,
    UnitFactory,
)
from tests.policies import steps as policy_steps
from tests.training import steps
from training.cataloguing import add_outside
from training.extending import Group, extend, fingerprint
from training.importing import begin
from training.refreshing import name_refresher
from training.signing_up import add_person
from training.targets import set_target

pytestmark = pytest.mark.django_db

KEPT = [
    "courses",
    "sessions",
    "outside-courses",
    "signs",
    "training-matrix",
    "training-units",
    "training-targets",
    "training-refreshers",
    "training-import",
    "validity-changes",
    "certificate-bundle",
    "dashboard",
]
OWN = ["my-training", "my-tasks", "field-card"]


class Rows:
    """Adds one more of everything that pages about training list."""

    def __init__(self):
        OrganisationFactory(relaxed=True)
        self.count, self.on = 0, day_of(timezone.now())
        self.keeper = steps.coordinator()
        RoleGrantFactory(person=self.keeper, role=Role.MANAGEMENT)
        self.reader = PersonFactory(assigned=True)
        self.course = steps.course("both", form="either", is_open=True, valid_months=12)
        steps.passed(self.course, self.reader, on=self._ago(200))
        self.session = self._session()

    def _ago(self, days):
        return self.on - timedelta(days=days)

    def _act(self):
        return {"by": self.keeper, "at": timezone.now(), "on": self.on}

    def _session(self):
        return steps.session(self.course, starts_at=steps.noon(self.on + timedelta(days=5)))

    def add(self):
        self.count += 1
        unit = UnitFactory()
        helper = PersonFactory(assigned__unit=unit)
        course = steps.course(f"course-{self.count}", valid_months=12)
        steps.asked(course)
        steps.asked(self.course).units.add(unit)
        for person in (helper, self.reader):
            steps.passed(course, person, on=self._ago(300))
        steps.passed(self.course, helper, on=self._ago(100))
        steps.publish_version(self.course, lessons=2 + self.count, questions=4 + self.count)
        self._sessions(helper)
        set_target(unit=unit, course=course, function=FunctionFactory(), number=2, **self._act())
        policy = policy_steps.published(f"policy-{self.count}").policy
        course.policies.add(policy)
        name_refresher(policy, course, due_days=10, **self._act())
        outside = {"title_pl": "Kurs", "title_en": "Course", "provider": "Academy"}
        outside |= {"slug": f"outside-{self.count}", "address": "https://example.org/"}
        add_outside(**outside, **self._act())
        lines = f"E-mail;Course;Completed\nnobody{self.count}@example.org;both;1.2.2026\n"
        begin(BytesIO(lines.encode()), filename="former.csv", **self._act())
        self._extended(course)

    def _sessions(self, helper):
        for session in (self.session, self._session()):
            session.trainers.add(helper)
            add_person(session, PersonFactory(assigned=True), **self._act())
        add_person(self._session(), self.reader, **self._act())

    def _extended(self, course):
        until, group = add_months(self.on, 20), Group(course)
        seen = fingerprint(group.standings(until, on=self.on))
        extend(group, valid_until=until, reason="Floods.", seen=seen, **self._act())

    def queries(self):
        """The statements of each page, by its name."""
        addresses = {(self.keeper, name): reverse(name) for name in KEPT}
        addresses |= {(self.reader, name): reverse(name) for name in OWN}
        person = self.reader.uid
        addresses |= {
            (self.keeper, "course"): self.course.get_absolute_url(),
            (self.keeper, "session"): reverse("session", args=[self.session.uid]),
            (self.keeper, "person-training"): reverse("person-training", args=[person]),
            (self.reader, "my-course"): reverse("my-course", args=[self.course.slug]),
        }
        return {name: self._asked(who, path) for (who, name), path in addresses.items()}

    def _asked(self, who, path):
        client = Client()
        client.force_login(who)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200, path
        return [query["sql"] for query in captured.captured_queries]


def test_pages_take_as_many_queries_for_three_rows_as_for_one(settings):
    settings.CACHES = {
        alias: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
        for alias in ("default", "process")
    }
    rows = Rows()
    rows.add()
    one = rows.queries()
    rows.add()
    rows.add()
    three = rows.queries()

    grown = {
        name: (len(one[name]), len(three[name]), three[name][-3:])
        for name in one
        if len(one[name]) != len(three[name])
    }
    assert grown == {}
