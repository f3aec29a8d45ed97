"""The demonstration as a test bench: somebody of every kind, something at every address.

Guards that look at every address need objects to look at. ``World`` knows the arguments of each
address by its name; a new address with arguments adds its row to ``arguments``, else the guards
fail and say which one.
"""

from random import Random

from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import override

from documents.making import Progress
from home.demo.coming import make_coming
from home.demo.organisation import World as DemoWorld
from home.demo.organisation import make_checks, make_organisation, make_people
from home.demo.policies import make_acknowledgements, make_policies
from home.personal_data import ask_for_export
from people.days import day_of
from people.models import (
    BackgroundCheck,
    CheckRule,
    OutgoingMail,
    Person,
    Role,
    RoleGrant,
)
from policies.jobs import render_edition
from policies.models import Acknowledgement, Pack, PackEdition, Policy, Section
from policies.packs import make_edition

#: Who looks: one of each role, people without a role, somebody gone, nobody.
ACTORS = [
    "anonymous",
    "left",
    "volunteer",
    "unit_lead",
    "policy_manager",
    "management",
    "administrator",
    "training_coordinator",
    "referral_coordinator",
]


IMPORT_PAGES = ("", "-decide", "-take", "-again", "-drop", "-problems")


class World:
    """Everything the guards need to open any page as anybody."""

    def __init__(self):
        now = timezone.now()
        demo = DemoWorld(today=day_of(now), now=now, random=Random(1))
        make_organisation(demo)
        make_people(demo)
        make_checks(demo)
        make_policies(demo)
        make_acknowledgements(demo)
        self.demo, self.now, self.today = demo, now, demo.today
        self.people = self._actors(demo)
        self.imported = make_coming(demo)
        self.edition = self._edition()
        self.export = self._export()
        self.arguments = self._arguments()

    def _actors(self, demo):
        actors = {
            "volunteer": demo.people["daniel"],
            "unit_lead": demo.people["hanna"],
            "policy_manager": demo.people["marta"],
            "management": demo.people["tomasz"],
            "administrator": demo.people["anna"],
            "left": Person.objects.filter(left_on__lt=demo.today).exclude(email=None).first(),
        }
        for name, role in [("training_coordinator", "ewa"), ("referral_coordinator", "piotr")]:
            actors[name] = demo.people[role]
            RoleGrant.objects.create(person=actors[name], role=Role(name), starts_on=demo.today)
        return actors

    def _edition(self):
        edition = make_edition(
            Pack.objects.get(slug="policy-pack"),
            by=self.people["policy_manager"],
            at=self.now,
            on=self.today,
            languages="pl",
        )
        edition.document.refresh_from_db()
        if not edition.document.is_done:
            render_edition.func(code=edition.code)
        return PackEdition.objects.select_related("document").get(pk=edition.pk)

    def _export(self):
        """What an administrator got about somebody; the file itself does not matter here."""
        export = ask_for_export(
            self.demo.people["oksana"],
            by=self.people["administrator"],
            at=self.now,
            on=self.today,
            reason="R",
        )
        Progress(export.document).finish(b"PK")
        return export

    def _arguments(self):
        """Keyword arguments by the name of the address; the same object for every reader."""
        return {
            **self._arguments_of_people(),
            **self._arguments_of_policies(),
            **self._arguments_of_packs(),
            **{name: {"pk": 1} for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")},
            "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
            "invitation": {"token": "x" * 43},
            "import-template": {"ending": "xlsx"},
            **{f"import{page}": {"uid": self.imported.uid} for page in IMPORT_PAGES},
            "personal-file": {"uid": self.export.uid},
        }

    def _arguments_of_people(self):
        person = self.demo.people["oksana"]
        unit = {"pk": self.demo.units["lodging"].pk}
        of_person = {"uid": person.uid}
        assignment = {**of_person, "pk": person.assignments.first().pk}
        checked = BackgroundCheck.objects.select_related("person").first()
        grant = RoleGrant.objects.filter(role=Role.UNIT_LEAD).select_related("person").first()
        return {
            **{f"unit-{page}": unit for page in ("edit", "move", "close")},
            **{f"person{page}": of_person for page in ("", "-edit", "-leave", "-invite")},
            **{f"person{page}": of_person for page in ("-data", "-erase")},
            **{f"{thing}-new": of_person for thing in ("assignment", "role", "check")},
            **{f"assignment-{page}": assignment for page in ("end", "void")},
            "role-end": {"uid": grant.person.uid, "pk": grant.pk},
            "check-void": {"uid": checked.person.uid, "pk": checked.pk},
            "check-rule-end": {"pk": CheckRule.objects.first().pk},
            "function-edit": {"slug": "driver"},
            "mail-again": {"pk": OutgoingMail.objects.first().pk},
        }

    def _arguments_of_policies(self):
        code = Policy.objects.get(slug="code-of-conduct")
        of_code = {"slug": code.slug}
        draft = {"slug": "station-briefing", "number": "1.0"}
        section = Section.objects.filter(version__policy__slug="station-briefing").first()
        in_review = {"slug": "safe-rides", "number": "1.0"}
        receipt = Acknowledgement.objects.filter(person=self.demo.people["marta"]).first()
        return {
            **{name: of_code for name in ("policy", "policy-details", "version-start", "rule-new")},
            "rule-end": {**of_code, "pk": code.rules.first().pk},
            "public-policy": of_code,
            "my-policy": of_code,
            **{name: {"uid": receipt.uid} for name in ("acknowledgement", "acknowledgement-pdf")},
            **{name: draft for name in ("version", "version-edit", "titles-save", "version-send")},
            **{name: draft for name in ("version-discard", "version-pdf")},
            **{name: {**draft, "pk": section.pk} for name in ("section-save", "section-remove")},
            **{name: in_review for name in ("version-review", "version-recall", "version-publish")},
            "version-withdraw": {"slug": "code-of-conduct", "number": "2.0"},
        }

    def _arguments_of_packs(self):
        pack = {"slug": "policy-pack"}
        document = {"uid": self.edition.document.uid}
        return {
            **{name: pack for name in ("pack", "pack-edit", "edition-make")},
            "edition-download": {**pack, "number": self.edition.number},
            "verify-code": {"code": self.edition.code},
            **{name: document for name in ("document", "document-file", "document-again")},
        }

    def client(self, actor):
        """A test client signed in as the actor."""
        client = Client()
        if actor != "anonymous":
            client.force_login(self.people[actor])
        return client

    def address(self, name, language="pl"):
        """The path of an address with this world's arguments, in a language."""
        with override(language):
            return reverse(name, kwargs=self.arguments.get(name))


def names():
    """The names of all addresses of the product, each once, in the order of the URLs."""
    return list(dict.fromkeys(_names(get_resolver().url_patterns)))


def _names(patterns):
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield entry.name
        else:
            yield from _names(entry.url_patterns)
