"""Two ways of recording for one person at once: the rows stay one chain (security.md 7).

The first is held up when it has read the person's former row; the second is let loose meanwhile.
"""

import threading
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone

from people.linking import hash_of
from people.models import PersonalLink
from policies import acknowledging, paper
from policies.acknowledging import acknowledge
from policies.briefing import enter_signatures, save_briefing
from policies.correcting import replace
from policies.linking import acknowledge_by_link
from policies.models import Acknowledgement
from policies.paper import record_paper
from policies.verifying import verify
from tests.factories import OrganisationFactory, PersonFactory
from tests.policies import steps

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "t" * 43
PATIENCE = 0.5  # seconds: long enough for the second to come through where nothing stops it


def ago(days):
    return timezone.now() - timedelta(days=days)


class Scene:
    """Somebody who owes two texts, and has signed a third on paper with a wrong day."""

    def __init__(self):
        OrganisationFactory(relaxed=True)
        self.person = PersonFactory(assigned=True, language="pl")
        self.versions = [steps.published(slug, at=ago(30)) for slug in ("one", "two", "three")]
        self.entered = self._on_paper(self.versions[2])
        PersonalLink.objects.create(
            person=self.person,
            sent_by=steps.keeper(),
            sent_at=ago(1),
            expires_at=timezone.now() + timedelta(days=1),
            token_hash=hash_of(TOKEN),
        )
        self.briefings = [
            save_briefing(
                **steps.act(),
                held_on=ago(1).date(),
                place="Peron 4",
                led_by="Maja Lis",
                policies=[version.policy],
            )
            for version in self.versions
        ]

    def session(self, number):
        version = self.versions[number]
        acknowledge(
            version.policy,
            by=self.person,
            at=timezone.now(),
            version_hash=version.version_hash,
            language="pl",
            strength="code",
        )

    def link(self, number):
        version = self.versions[number]
        acknowledge_by_link(
            TOKEN,
            version.policy.slug,
            **{name: value for name, value in steps.act().items() if name != "by"},
            version_hash=version.version_hash,
            language="pl",
        )

    def paper(self, number):
        self._on_paper(self.versions[number])

    def briefing(self, number):
        enter_signatures(self.briefings[number], {self.person.pk: "pl"}, **steps.act())

    def correction(self, number):
        replace(
            self.entered,
            version=self.versions[2],
            acknowledged_on=ago(5).date(),
            language="pl",
            reason="The day was wrong.",
            **steps.act(),
        )

    def _on_paper(self, version):
        return record_paper(
            self.person,
            version=version,
            acknowledged_on=ago(2).date(),
            language="pl",
            **steps.act(),
        )


def thread_of(work, *arguments):
    """A thread that does the work on a connection of its own; what it raised is in ``errors``."""

    def at_work():
        try:
            work(*arguments)
        except Exception as error:
            thread.errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=at_work)
    thread.errors = []
    return thread


WAYS = ["session", "link", "paper", "briefing", "correction"]
BY_ONESELF = ["session", "link"]
PAIRS = [*product(BY_ONESELF, WAYS), *product(["paper", "briefing"], BY_ONESELF)]


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=map("-".join, PAIRS))
def test_two_at_once_are_linked_one_after_the_other(monkeypatch, first, second):
    scene = Scene()
    has_read, may_go_on = threading.Event(), threading.Event()
    make = acknowledging.unsaved

    def held_up(*arguments, **fields):
        if threading.current_thread() is slow and not has_read.is_set():
            has_read.set()
            may_go_on.wait(PATIENCE)
        return make(*arguments, **fields)

    for module in (acknowledging, paper):
        monkeypatch.setattr(module, "unsaved", held_up)

    slow = thread_of(getattr(scene, first), 0)
    slow.start()
    has_read.wait()
    quick = thread_of(getattr(scene, second), 1)
    quick.start()
    quick.join(PATIENCE)
    may_go_on.set()
    slow.join()
    quick.join()

    assert slow.errors + quick.errors == []
    assert Acknowledgement.objects.filter(person=scene.person).count() == 3
    assert verify().problems == []
