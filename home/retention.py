"""Execute retention.toml: what is kept how long, what is over today, and what happens to it.

Each rule with a ``part`` has its code here; a second run on the same day changes nothing.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from audit.trail import record_batch
from home import personal_data
from home.erasing import erase
from people import exporting, kept_text, sessions
from people.anonymising import Why
from people.days import add_months, zone
from people.importing import staging
from people.models import (
    BackgroundCheck,
    ExportPassword,
    FactorRecovery,
    Invitation,
    KeptText,
    OutgoingMail,
    PeopleImport,
    Person,
    PersonalExport,
    PersonalLink,
    Session,
    SignIn,
)
from policies import forgetting
from training import importing as training_importing
from training.leaving import forget_guests, named_guests
from training.models import Learning

#: So many people are anonymised in one run; the next one takes the rest.
MOST_AT_ONCE = 200
OURS = ("audit", "documents", "people", "policies", "training", "readiness", "home")
PERIODS = ("months", "days", "hours")


@dataclass(frozen=True)
class Rule:
    """One rule of the file; ``period`` is (number, unit) or None for what stays."""

    part: str
    models: tuple
    period: tuple | None
    texts: dict
    is_fixed: bool = False

    def words(self, name):
        """A text of the rule in the reader's language: what, since, then or basis."""
        return self.texts.get(f"{name}_{get_language()}") or self.texts.get(f"{name}_en", "")

    @property
    def how_long(self):
        """The period in words."""
        if self.period is None:
            return _("no period")
        number, unit = self.period
        return {
            "months": ngettext("%(n)s month", "%(n)s months", number),
            "days": ngettext("%(n)s day", "%(n)s days", number),
            "hours": ngettext("%(n)s hour", "%(n)s hours", number),
        }[unit] % {"n": number}

    def last_day(self, on):
        """The latest day of which the period is over on the given day."""
        number, unit = self.period
        return add_months(on, -number) if unit == "months" else on - timedelta(days=number)

    def last_moment(self, at, on):
        """The latest moment of which the period is over."""
        number, unit = self.period
        if unit == "hours":
            return at - timedelta(hours=number)
        return datetime.combine(self.last_day(on), time.min, zone())


def path():
    """Where the file lies."""
    return Path(settings.BASE_DIR) / "retention.toml"


@cache
def rules():
    """The rules of the file, in its order."""
    return read(path().read_text(encoding="utf-8"))


def read(text):
    """The rules in a text; raises ValueError for one that cannot be executed."""
    found = []
    for entry in tomllib.loads(text)["rule"]:
        periods = [(entry[unit], unit) for unit in PERIODS if unit in entry]
        part = entry.get("part", "")
        if len(periods) != bool(part) or part not in PARTS.keys() | {""}:
            raise ValueError(f"retention.toml: the rule '{part}' is not one that can be executed.")
        if periods and not (isinstance(periods[0][0], int) and periods[0][0] > 0):
            raise ValueError(f"retention.toml: the period of '{part}' is no number above 0.")
        texts = {key: value for key, value in entry.items() if key[-3:] in ("_pl", "_en")}
        found.append(
            Rule(
                part=part,
                models=tuple(entry["models"]),
                period=periods[0] if periods else None,
                texts=texts,
                is_fixed=entry.get("is_fixed", False),
            )
        )
    return tuple(found)


def unnamed():
    """Our models that may hold personal data and stand in no rule, and names that are no model."""
    named = {name for rule in rules() for name in rule.models}
    ours = {m._meta.label: m for m in apps.get_models() if m._meta.app_label in OURS}
    wanted = {label for label, model in ours.items() if holds_personal_data(model)}
    return sorted(wanted - named), sorted(named - ours.keys())


def holds_personal_data(model):
    """Whether a model is above the public level, or points at a person."""
    return getattr(model, "data_level", 1) > 0 or any(
        field.related_model is Person for field in model._meta.get_fields() if field.concrete
    )


# What is over: a queryset per part, so that a page can count and a run can delete.


def leavers(rule, at, on):
    """People who left so long ago and still have their name."""
    return Person.objects.filter(left_on__lte=rule.last_day(on), anonymised_at=None)


def checks(rule, at, on):
    """Notes on checks of people who left so long ago."""
    return BackgroundCheck.objects.filter(person__left_on__lte=rule.last_day(on))


def invitations(rule, at, on):
    """Invitations that ran out so long ago, whatever became of them."""
    return Invitation.objects.filter(expires_at__lte=rule.last_moment(at, on))


def mails(rule, at, on):
    """Mails that left or were given up, written so long ago."""
    over = OutgoingMail.objects.filter(written_at__lte=rule.last_moment(at, on))
    return over.exclude(state=OutgoingMail.State.WAITING)


def old_sessions(rule, at, on):
    """Sign-ins that ran out a while ago."""
    return Session.objects.filter(expire_date__lt=at - sessions.REMEMBERED)


def kept_texts(rule, at, on):
    """Texts that nobody came back for."""
    return KeptText.objects.filter(kept_at__lte=at - kept_text.KEPT_FOR)


def sign_ins(rule, at, on):
    """Tries to sign in that are so old."""
    return SignIn.objects.older_than(rule.last_moment(at, on))


def links(rule, at, on):
    """Personal links that ran out so long ago."""
    return PersonalLink.objects.filter(expires_at__lte=rule.last_moment(at, on))


def recoveries(rule, at, on):
    """Lost second steps that were taken away, or not, so long ago."""
    return FactorRecovery.objects.filter(asked_at__lte=rule.last_moment(at, on))


def export_files(rule, at, on):
    """Exports whose file has lain for a day."""
    over = Q(asked_at__lte=at - personal_data.KEPT_FOR, document__isnull=False)
    return PersonalExport.objects.filter(over)


def export_passwords(rule, at, on):
    """Passwords that no file took within a day."""
    return ExportPassword.objects.filter(asked_at__lte=at - exporting.LIFETIME)


def import_files(rule, at, on):
    """Files of people that nobody took over within a day."""
    return PeopleImport.objects.filter(state__in=staging.OPEN, asked_at__lte=at - staging.KEPT_FOR)


def courses_begun(rule, at, on):
    """What people who left so long ago had begun, with the pages they had read."""
    return Learning.objects.filter(person__left_on__lte=rule.last_day(on))


def question_messages(rule, at, on):
    """Words of threads that were closed, or left open by somebody who is gone, so long ago."""
    return forgetting.over_messages(
        closed_until=rule.last_moment(at, on), left_until=rule.last_day(on)
    )


def comments(rule, at, on):
    """Comments on texts that were settled so long ago."""
    return forgetting.over_comments(until=rule.last_moment(at, on))


def guests(rule, at, on):
    """Names of guests of sessions that ended so long ago."""
    return named_guests(rule.last_moment(at, on))


def training_files(rule, at, on):
    """Files of former training that nobody took over within a day."""
    return training_importing.waiting_too_long(at)


PARTS = {
    "leavers": leavers,
    "checks": checks,
    "invitations": invitations,
    "mails": mails,
    "sessions": old_sessions,
    "kept_texts": kept_texts,
    "sign_ins": sign_ins,
    "links": links,
    "recoveries": recoveries,
    "export_files": export_files,
    "export_passwords": export_passwords,
    "import_files": import_files,
    "question_messages": question_messages,
    "comments": comments,
    "courses_begun": courses_begun,
    "guests": guests,
    "training_files": training_files,
}
#: What is not deleted row by row: the module that knows what hangs on it does it.
DOING = {
    "sessions": lambda at: sessions.forget_expired(at),
    "kept_texts": lambda at: kept_text.forget_expired(at),
    "export_files": lambda at: personal_data.forget_old(at),
    "import_files": lambda at: staging.forget_old(at),
    "training_files": lambda at: training_importing.forget_old(at),
}

#: What is done with rows that are not simply deleted: functions of a queryset.
FORGETTING = {
    "question_messages": forgetting.erase_words,
    "comments": forgetting.delete_comments,
}


def due(*, at, on):
    """How many rows are over today, as (rule, number); None where nothing ever is."""
    return [
        (rule, PARTS[rule.part](rule, at, on).count() if rule.part else None) for rule in rules()
    ]


def execute(*, at, on):
    """Do what the rules say for this day; returns how many rows by the name of the part."""
    done = {}
    for rule in rules():
        if rule.part in DOING:
            done[rule.part] = DOING[rule.part](at)
        elif rule.part == "leavers":
            done[rule.part] = _anonymise(leavers(rule, at, on), at=at, on=on)
        elif rule.part == "guests":
            done[rule.part] = forget_guests(rule.last_moment(at, on), at=at)
        elif rule.part:
            done[rule.part] = _forget(PARTS[rule.part](rule, at, on), rule.part, at=at)
    return done


def _anonymise(people, *, at, on):
    number = 0
    for person in people.order_by("left_on", "pk")[:MOST_AT_ONCE]:
        erase(person, by=None, at=at, on=on, why=Why.PERIOD)
        number += 1
    return number


@transaction.atomic
def _forget(rows, part, *, at):
    """Delete the rows or erase their words, with one event that names the part and how many."""
    forget = FORGETTING.get(part, lambda found: found.delete())
    keys = sorted(rows.order_by().values_list("pk", flat=True)[: MOST_AT_ONCE * 50])
    if not keys:
        return 0
    for start in range(0, len(keys), 500):
        forget(rows.model.objects.filter(pk__in=keys[start : start + 500]))
    record_batch(
        "retention.done",
        by=None,
        at=at,
        of=rows.model._meta.label_lower,
        name=part,
        digest=hashlib.sha256(repr(keys).encode()).hexdigest(),
        count=len(keys),
    )
    return len(keys)
