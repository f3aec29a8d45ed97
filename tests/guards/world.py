"""The demonstration as a test bench: somebody of every kind, something at every address.

Guards that look at every address need objects to look at. ``World`` knows the arguments of each
address by its name; a new address with arguments adds its row to ``arguments``, else the guards
fail and say which one.
"""

from datetime import timedelta
from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import override

from documents.making import Progress
from home.demo.coming import make_coming
from home.demo.organisation import World as DemoWorld
from home.demo.organisation import make_checks, make_organisation, make_people
from home.demo.overview import make_campaigns, make_exports
from home.demo.paper import make_paper
from home.demo.paper import picture as paper_picture
from home.demo.policies import make_acknowledgements, make_policies
from home.demo.training import make_training
from home.personal_data import ask_for_export
from people.days import add_months, day_of
from people.linking import hash_of
from people.models import (
    BackgroundCheck,
    CheckRule,
    OutgoingMail,
    Person,
    PersonalLink,
    Role,
    RoleGrant,
)
from policies.jobs import render_archive, render_edition
from policies.models import (
    Acknowledgement,
    Briefing,
    Campaign,
    Comment,
    ComprehensionQuestion,
    Exemption,
    Pack,
    PackEdition,
    Policy,
    PolicyQuestion,
    Section,
    Step,
)
from policies.obligations import owed
from policies.packs import archive_edition, make_edition
from policies.paper import record_paper
from policies.rules import vouched_for
from tests.training import steps as training_steps
from training.attending import attach_sheet, token_of
from training.awarding import accept_outside
from training.editing import next_draft, publish
from training.extending import Group, extend, fingerprint
from training.importing import begin as begin_import
from training.models import Attempt, Course, CourseRule, Lesson, OutsideCourse, Target
from training.picturing import add_picture, rewritten
from training.planning import plan_session
from training.signing_up import add_person, sign_up

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


#: The token of a personal link that works.
TOKEN = "t" * 43
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
        make_campaigns(demo)
        make_exports(demo)
        make_paper(demo)
        make_training(demo)
        self.demo, self.now, self.today = demo, now, demo.today
        self.people = self._actors(demo)
        self.imported = make_coming(demo)
        self.edition = self._edition("policy-pack")
        self.public_edition = self._edition("public")
        self._archive(self.edition)
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
            if name == "training_coordinator":  # has the role already
                continue
            RoleGrant.objects.create(person=actors[name], role=Role(name), starts_on=demo.today)
        return actors

    def _edition(self, slug):
        edition = make_edition(
            Pack.objects.get(slug=slug),
            by=self.people["policy_manager"],
            at=self.now,
            on=self.today,
            languages="pl",
        )
        edition.document.refresh_from_db()
        if not edition.document.is_done:
            render_edition.func(code=edition.code)
        return PackEdition.objects.select_related("document").get(pk=edition.pk)

    def _archive(self, edition):
        archive_edition(edition, by=self.people["policy_manager"], at=self.now, on=self.today)
        render_archive.func(code=edition.code)

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
            **self._arguments_of_paper(),
            **self._arguments_of_answers(),
            **self._arguments_of_sessions(),
            **self._arguments_of_courses(),
            **self._arguments_of_everybodys_training(),
            **{name: {"pk": 1} for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")},
            **{
                f"openid_connect_{step}": {"provider_id": "organisation"}
                for step in ("login", "callback")
            },
            "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
            "invitation": {"token": "x" * 43},
            "export-new": {"what": "matrix"},
            **{name: {"uid": self._campaign().uid} for name in ("campaign", "campaign-edit")},
            "import-template": {"ending": "xlsx"},
            **{f"import{page}": {"uid": self.imported.uid} for page in IMPORT_PAGES},
            "personal-file": {"uid": self.export.uid},
            **self._arguments_of_certificates(),
        }

    def _campaign(self):
        return Campaign.objects.filter(goal_on__gte=self.today).get()

    def _arguments_of_people(self):
        person = self.demo.people["oksana"]
        unit = {"pk": self.demo.units["lodging"].pk}
        of_person = {"uid": person.uid}
        assignment = {**of_person, "pk": person.assignments.first().pk}
        checked = BackgroundCheck.objects.select_related("person").first()
        grant = RoleGrant.objects.filter(role=Role.UNIT_LEAD).select_related("person").first()
        return {
            **{f"unit-{page}": unit for page in ("edit", "move", "close")},
            **{
                f"person{page}": of_person
                for page in ("", "-edit", "-leave", "-invite", "-recovery")
            },
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
        comment = Comment.objects.open().get(version__policy__slug="safe-rides")
        receipt = Acknowledgement.objects.filter(person=self.demo.people["marta"]).first()
        return {
            **{name: of_code for name in ("policy", "policy-details", "version-start", "rule-new")},
            "reminder-new": of_code,
            "rule-end": {**of_code, "pk": code.rules.first().pk},
            "public-policy": of_code,
            "my-policy": of_code,
            **{name: {"uid": receipt.uid} for name in ("acknowledgement", "acknowledgement-pdf")},
            **{name: draft for name in ("version", "version-edit", "titles-save", "version-send")},
            **{name: draft for name in ("version-discard", "version-pdf")},
            **{name: {**draft, "pk": section.pk} for name in ("section-save", "section-remove")},
            **{name: in_review for name in ("version-review", "version-recall", "version-publish")},
            **self._arguments_of_procedures(),
            "comment-new": in_review,
            **{
                f"comment-{page}": {**in_review, "pk": comment.pk}
                for page in ("answer", "settle", "reopen")
            },
            "policy-compare": of_code,
            "my-policy-changes": {"slug": "zero-tolerance"},
            "version-compare": {**of_code, "number": "2.0", "other": "1.0"},
            "version-withdraw": {"slug": "code-of-conduct", "number": "2.0"},
            **self._arguments_over_the_years(of_code, draft),
        }

    def _arguments_over_the_years(self, of_code, draft):
        reporting = Policy.objects.get(slug="safe-reporting")
        deputy = reporting.deputies.get()
        plain = {**of_code, "kind": "plain"}
        published = {**of_code, "number": "1.0", "kind": "plain"}
        return {
            **{name: of_code for name in ("policy-review", "deputy-new")},
            "deputy-end": {"slug": reporting.slug, "pk": deputy.pk},
            **{name: plain for name in ("my-plain", "my-plain-pdf")},
            **{name: plain for name in ("public-plain", "public-plain-pdf")},
            **{name: published for name in ("version-plain", "version-plain-pdf")},
            **{name: {**draft, "kind": "plain"} for name in ("plain-edit", "plain-remove")},
        }

    def _arguments_of_procedures(self):
        draft = {"slug": "partner", "number": "1.0"}
        step = {**draft, "pk": Step.objects.filter(version__policy__slug="partner").first().pk}
        return {
            "now-steps": {"slug": "disclosure"},
            "now-card": {"slug": "disclosure", "size": "a6"},
            "now-cards": {"size": "a6"},
            **{name: draft for name in ("steps", "step-new", "guidance-edit")},
            **{name: step for name in ("step-edit", "step-remove")},
        }

    def _arguments_of_packs(self):
        pack = {"slug": "policy-pack"}
        document = {"uid": self.edition.document.uid}
        return {
            **{name: pack for name in ("pack", "pack-edit", "edition-make")},
            **{
                name: {**pack, "number": self.edition.number}
                for name in ("edition-download", "edition-archive", "archive-download")
            },
            "public-pack": {"slug": self.public_edition.pack.slug},
            "verify-code": {"code": self.edition.code},
            **{name: document for name in ("document", "document-file", "document-again")},
        }

    def _paper(self):
        """Something entered from paper, with a scan, for one of the unit lead's people.

        Nobody whom a test calls by name: what they owe is theirs to answer.
        """
        helpers = [p.pk for name, p in self.demo.people.items() if name.startswith("helper-")]
        led = vouched_for(self.people["unit_lead"], on=self.today).filter(pk__in=helpers)
        entry, person = next(
            (entry, person)
            for entry in owed(self.today).asked
            if (person := entry.owing().filter(pk__in=led.values("pk")).order_by("pk").first())
        )
        return record_paper(
            person,
            by=self.people["policy_manager"],
            at=self.now,
            on=self.today,
            version=entry.version,
            acknowledged_on=self.today,
            language="pl",
            scan=paper_picture("Oświadczenie"),
        )

    def _arguments_of_paper(self):
        """Addresses without signing in and of paper; the link in them is one that works."""
        PersonalLink.objects.update(token_hash=hash_of(TOKEN))
        briefing = {"uid": Briefing.objects.get(recorded_at=None).uid}
        paper = self._paper()
        of_person = {"uid": self.demo.people["daniel"].uid}
        return {
            "link": {"token": TOKEN},
            "link-text": {"token": TOKEN, "slug": "code-of-conduct"},
            **{name: of_person for name in ("link-send", "link-revoke", "paper-new")},
            **{f"evidence{page}": {"uid": paper.uid} for page in ("", "-pdf", "-scan", "-correct")},
            "scan-erase": {"uid": paper.uid},
            **{f"briefing{page}": briefing for page in ("", "-edit", "-sheet", "-guest", "-enter")},
            "briefing-cancel": briefing,
            "briefing-scan": {"uid": Briefing.objects.exclude(recorded_at=None).get().uid},
        }

    def _arguments_of_answers(self):
        draft = {"slug": "station-briefing", "number": "1.0"}
        quiz = ComprehensionQuestion.objects.get(version__policy__slug="station-briefing")
        asked = PolicyQuestion.objects.get(person=self.demo.people["daniel"])
        exemption = Exemption.objects.select_related("person").get()
        return {
            "question-new": {"slug": "safe-reporting"},
            "question": {"uid": asked.uid},
            "quiz-new": draft,
            **{f"quiz-{page}": {**draft, "pk": quiz.pk} for page in ("edit", "remove")},
            "exemption-new": {"uid": self.demo.people["oksana"].uid},
            "exemption-end": {"uid": exemption.person.uid, "pk": exemption.pk},
        }

    def _arguments_of_sessions(self):
        """A session that is just over: somebody signed up, a signed sheet is there."""
        by = {"by": self.people["training_coordinator"], "at": self.now, "on": self.today}
        course = Course.objects.create(
            slug="workshop", title_pl="Warsztat", title_en="Workshop", form="session",
            owner=by["by"], created_at=self.now,
        )  # fmt: skip
        draft = next_draft(course, **by)
        Lesson.objects.create(
            version=draft, position=1, key="one", title_pl="Wstęp", title_en="Opening",
            body_pl="<p>Posłuchaj.</p>", body_en="<p>Listen.</p>",
        )  # fmt: skip
        publish(draft, **by)
        starts_at = self.now - timedelta(minutes=40)
        session = plan_session(
            course=course, place="Świetlica", language="pl", capacity=8,
            days=[(starts_at, starts_at + timedelta(minutes=30))], **by,
        )  # fmt: skip
        later = (self.now + timedelta(days=9), self.now + timedelta(days=9, hours=3))
        coming = plan_session(course=course, place="Dworzec", language="pl", days=[later], **by)
        sign_up(coming, by=self.people["volunteer"], at=self.now)
        listed = add_person(session, self.demo.people["oksana"], **by).participation
        sheet = attach_sheet(session, paper_picture("Lista"), **by)
        of_session = {"uid": session.uid}
        pages = ("", "-edit", "-cancel", "-person", "-trainer", "-guest", "-sheet", "-scan-new")
        return {
            **{f"session{page}": of_session for page in (*pages, "-attendance")},
            "session-remove": {**of_session, "pk": listed.pk},
            "session-scan": {**of_session, "pk": sheet.pk},
            **{f"my-session{page}": {"uid": coming.uid} for page in ("", "-join", "-leave")},
            "check-in": {"token": token_of(session)},
        }

    def _arguments_of_courses(self):
        """A draft to write, with a picture, and the course that everybody is asked for."""
        of_course = {"slug": "basic"}
        draft = {"slug": "what-changed", "number": 1}
        lesson = Lesson.objects.filter(version__course__slug="what-changed").first()
        place = add_picture(
            lesson,
            by=self.people["training_coordinator"],
            at=self.now,
            on=self.today,
            drawn=rewritten(SimpleUploadedFile("a.png", paper_picture("A").content)),
            alt_pl="Szkic",
            alt_en="A sketch",
        )
        of_lesson, of_place = {**draft, "key": lesson.key}, {"place": place.number}
        question = {**draft, "key": lesson.version.questions.first().key}
        outside = {"slug": OutsideCourse.objects.first().slug}
        rule = CourseRule.objects.get(course__slug="basic")
        pages = ("version", "terms", "publish", "discard", "test", "handout", "question-new")
        return {
            **{f"course{page}": of_course for page in ("", "-edit", "-retire", "-draft")},
            "course-rule-new": of_course,
            "course-rule-end": {**of_course, "pk": rule.pk},
            **{f"course-{page}": draft for page in pages},
            **{f"course-question-{page}": question for page in ("edit", "remove")},
            "lesson-new": draft,
            **{f"lesson-{page}": of_lesson for page in ("edit", "save", "remove")},
            **{f"lesson-{page}": {**draft, **of_place} for page in ("preview", "handout")},
            "picture-new": of_lesson,
            **{f"picture-{page}": {**of_lesson, **of_place} for page in ("edit", "remove")},
            "picture": {"uid": place.picture.uid},
            **{f"outside-{page}": outside for page in ("edit", "check", "retire")},
            **{name: of_course for name in ("my-course", "my-test", "my-handout")},
            **{name: {**of_course, "number": 1} for name in ("my-lesson", "my-lesson-handout")},
            "attempt": {"uid": Attempt.objects.get(person=self.demo.people["daniel"]).uid},
        }

    def _arguments_of_certificates(self):
        """A certificate of a volunteer, one from elsewhere with a scan, and one that was extended.

        The course is one of our own, so that nothing here hangs on the demonstration's.
        """
        keeper, holder = self.people["training_coordinator"], self.demo.people["oksana"]
        act = {"by": keeper, "at": self.now, "on": self.today}
        course = training_steps.course("guarded", valid_months=24, renewable_months=3)
        taken_on = add_months(self.today, -23)
        training_steps.passed(course, holder, on=taken_on)
        until, group = add_months(self.today, 12), Group(course)
        seen = fingerprint(group.standings(until, on=self.today))
        change = extend(group, valid_until=until, reason="R", seen=seen, **act)
        outside = accept_outside(
            holder,
            course,
            **act,
            awarded_on=self.today,
            valid_until=until,
            provider="P",
            scan=paper_picture("Zaświadczenie"),
        )
        credential, of_person = {"uid": outside.uid}, {"uid": holder.uid}
        return {
            **{f"credential{page}": credential for page in ("", "-pdf", "-evidence", "-revoke")},
            "certificate-check": {"number": outside.number},
            "validity-change": {"uid": change.uid},
            **{name: of_person for name in ("person-training", "outside-training-new")},
        }

    def _arguments_of_everybodys_training(self):
        """A target of trained people, and a file of former training that waits."""
        owner = self.people["training_coordinator"]
        course, _is_new = Course.objects.get_or_create(
            slug="basics",
            defaults={
                "title_pl": "Podstawy",
                "title_en": "Basics",
                "owner": owner,
                "created_at": self.now,
            },
        )
        target = Target.objects.create(
            unit=self.demo.units["lodging"],
            course=course,
            number=2,
            starts_on=self.today,
            set_by=owner,
        )
        words = "Course;E-mail;Completed\nBasics;nobody@example.org;1.2.2026\n"
        asked = {"by": owner, "at": self.now, "on": self.today}
        imported = begin_import(BytesIO(words.encode()), filename="former.csv", **asked)
        of_file = {"uid": imported.uid}
        return {
            "target-end": {"pk": target.pk},
            "training-import-template": {"ending": "xlsx"},
            **{f"training-import-{page}": of_file for page in ("show", "take", "drop", "problems")},
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
