"""Let an approved text bind its readers from a day on, or stop binding them."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.days import day_of
from policies import rules
from policies.comprehension import can_be_asked
from policies.hashing import (
    HASHED_PARTS,
    draft_hash,
    has_language,
    publication_hash,
    text_hash,
    version_hash,
    withdrawal_hash,
)
from policies.models import PolicyVersion, Withdrawal
from policies.references import referring
from policies.refreshing import refresher_for
from policies.refusals import Refused

STATEMENTS = {
    "pl": "Znam treść dokumentu „{title}” w wersji {number}, rozumiem ją i będę jej przestrzegać.",
    "en": "I know the document “{title}”, version {number}, I understand it and I will follow it.",
}


class CannotPublish(Refused):
    """The text cannot be published like this."""


class CannotWithdraw(Refused):
    """The version cannot be withdrawn like this."""


@transaction.atomic
def publish(
    version,
    *,
    by,
    at,
    effective_on,
    major,
    notes,
    translation_due_on=None,
    with_questions=False,
    with_refresher=False,
):
    """Freeze an approved text and let it bind from a day on.

    ``major`` asks everybody in the audience again, ``with_questions`` lets them answer the
    version's questions first (R7), ``with_refresher`` also asks those trained before for the short
    course that is named for the policy (R20); a minor version asks nobody. ``notes`` map
    "pl" and "en" to what changed. A language that is missing needs ``translation_due_on``.
    The number of queries does not depend on how many people there are. Serves R1, R5, R7.
    """
    if not rules.can_keep(by, on=day_of(at)):
        raise PermissionDenied
    version = PolicyVersion.objects.select_for_update().select_related("policy").get(pk=version.pk)
    policy = version.policy
    prefetch_related_objects([version], *HASHED_PARTS)
    if version.state != PolicyVersion.State.APPROVED:
        raise CannotPublish(_("Only an approved text can be published."))
    sections = list(version.sections.all())
    _check_approved_text(version, sections)
    published = published_of(policy)
    latest = _latest(published)
    _check_day(published, latest, effective_on, on=day_of(at))
    _check_languages(version, sections, translation_due_on, on=day_of(at))
    if with_refresher and major:
        _check_refresher(policy, on=day_of(at))
    if latest and not (notes.get("pl", "").strip() and notes.get("en", "").strip()):
        raise CannotPublish(_("Say in both languages what changed."))

    version.major, version.minor = _number_after(published, major=major)
    version.readers_must = _duty(version, with_questions, with_refresher)
    version.change_note_pl, version.change_note_en = notes.get("pl", ""), notes.get("en", "")
    version.translation_due_on = translation_due_on
    version.effective_on = effective_on
    _freeze(version, sections)
    version.state, version.published_at, version.published_by = (
        PolicyVersion.State.PUBLISHED,
        at,
        by,
    )
    version.save()
    _take_title(policy, version)
    record("version.published", version, by=by, at=at, digest=publication_hash(version))
    return version


def _take_title(policy, version):
    """The policy is called what its newest text is called."""
    titles = (version.title_pl or policy.title_pl, version.title_en or policy.title_en)
    if titles != (policy.title_pl, policy.title_en):
        policy.title_pl, policy.title_en = titles
        policy.save(update_fields=["title", "title_pl", "title_en"])


def _duty(version, with_questions, with_refresher):
    if version.minor:
        return PolicyVersion.Duty.NOTHING
    if not (with_questions or with_refresher):
        return PolicyVersion.Duty.READ
    if not can_be_asked(version):
        raise CannotPublish(_("The questions are not complete in both languages."))
    return PolicyVersion.Duty.REFRESH if with_refresher else PolicyVersion.Duty.ANSWER


def _check_refresher(policy, *, on):
    if not refresher_for(policy, on=on):
        raise CannotPublish(_("No short course on what changed is named for this policy."))


def published_of(policy):
    """The published versions of a policy, newest first, each with ``is_counted``."""
    return list(policy.versions.published().with_counted().order_by("-order"))


def latest_counted(policy):
    """The newest published version that binds, bound or will bind readers; None if none does."""
    return _latest(published_of(policy))


def _latest(published):
    return next((version for version in published if version.is_counted), None)


def next_number(policy, *, major):
    """(major, minor) of the version after those that are published; 1.0 is the first.

    A minor version continues the major version that people were asked about. One that was withdrawn
    before its first day asked nobody, so after it alone only a major version makes sense.
    """
    return _number_after(published_of(policy), major=major)


def _number_after(published, *, major):
    if not published:
        return 1, 0
    latest = None if major else _latest(published)
    if latest is None:
        return published[0].major + 1, 0
    return latest.major, max(each.minor for each in published if each.major == latest.major) + 1


def _check_approved_text(version, sections):
    approved = version.rounds.filter(outcome="approved").order_by("-opened_at").first()
    if approved is None or approved.text_hash != draft_hash(version, sections):
        raise CannotPublish(_("The text has changed since it was approved."))


def _check_day(published, latest, effective_on, *, on):
    if effective_on < on and published:
        raise CannotPublish(_("A new version cannot begin in the past."))
    if latest and effective_on <= latest.effective_on:
        raise CannotPublish(
            _("Version %(number)s begins on %(day)s; this one must begin later.")
            % {"number": latest.number, "day": latest.effective_on.strftime("%d.%m.%Y")}
        )


def _check_languages(version, sections, translation_due_on, *, on):
    missing = [code for code in ("pl", "en") if not has_language(version, sections, code)]
    if len(missing) == 2:
        raise CannotPublish(_("The text is incomplete in both languages."))
    if missing and translation_due_on is None:
        raise CannotPublish(
            _("One language is incomplete. Complete it, or say until when it follows.")
        )
    if missing and translation_due_on < on:
        raise CannotPublish(_("The day by which the translation follows cannot be in the past."))


def _freeze(version, sections):
    """Set the statements and hashes that belong to the text for good."""
    for code, wording in STATEMENTS.items():
        title = getattr(version, f"title_{code}")
        words = wording.format(title=title, number=version.number) if title else ""
        setattr(version, f"statement_{code}", words)
    for code in STATEMENTS:
        setattr(version, f"text_hash_{code}", text_hash(version, sections, code))
    version.version_hash = version_hash(version, sections)


@transaction.atomic
def withdraw(version, *, by, at, withdrawn_on, reason, despite_links=False):
    """Let a published version stop binding from a day on; before its first day it never counts.

    Other texts that link to the policy would lead nowhere: they are named in the refusal, unless
    ``despite_links`` says that this is known.
    """
    if not rules.can_keep(by, on=day_of(at)):
        raise PermissionDenied
    version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if not version.is_published:
        raise CannotWithdraw(_("Only a published version can be withdrawn."))
    if Withdrawal.objects.filter(version=version).exists():
        raise CannotWithdraw(_("This version is already withdrawn."))
    if withdrawn_on < day_of(at):
        raise CannotWithdraw(_("A version cannot be withdrawn in the past."))
    linking = [] if despite_links else referring(version.policy, on=day_of(at))
    if linking:
        names = ", ".join(str(other) for other in linking)
        raise CannotWithdraw(_("These texts link to it: %(names)s.") % {"names": names})
    withdrawal = Withdrawal.objects.create(
        version=version, withdrawn_on=withdrawn_on, reason=reason, by=by, at=at
    )
    record("version.withdrawn", version, by=by, at=at, digest=withdrawal_hash(withdrawal))
    return withdrawal
