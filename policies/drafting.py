"""Write a policy: start it from a starter text, start a new version, change its sections."""

import re
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from people.days import day_of
from people.searching import fold
from policies import drift, rules
from policies.comprehension import copy_questions
from policies.duties import DUTIES
from policies.models import PlainText, Policy, PolicyVersion, Section
from policies.procedure_text import STEP_WORDS, copy_procedure, guidance_of
from policies.publishing import next_number
from policies.references import keep_references
from policies.refusals import Refused
from policies.starting import plain_samples

WORDS_PER_MINUTE = 180


class CannotDraft(Refused):
    """The text cannot be changed that way."""


class TextChanged(Refused):
    """Somebody else saved this section in the meantime; ``section`` holds what is stored now.

    The same for a text for other readers, which has no sections.
    """

    def __init__(self, section):
        super().__init__(_("Somebody else has changed this section in the meantime."))
        self.section = section


@transaction.atomic
def create_policy(*, by, at, on, slug, kind, titles, summaries=None, starter=None, owner=None):
    """Make a policy with its first draft 1.0.

    ``titles`` and ``summaries`` map "pl" and "en" to texts; with a ``starter`` (see
    ``policies.starting``) its sections are copied in, to be adapted (R45).
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    summaries = summaries or {}
    policy = Policy(
        slug=slug,
        kind=kind,
        title_pl=titles["pl"],
        title_en=titles["en"],
        summary_pl=summaries.get("pl", ""),
        summary_en=summaries.get("en", ""),
        owner=owner or by,
        review_months=starter.review_months if starter else 12,
        answers=duties_of(starter),
        starter=starter.slug if starter else "",
        added_at=at,
    )
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as error:  # somebody was quicker with the same address
        raise CannotDraft(_("Another policy already has this address.")) from error
    version = _open_version(policy, by=by, at=at, major=1, minor=0)
    if starter:
        _write_sections(version, starter.sections)
        if starter.steps:
            copy_procedure(version, steps=starter.steps, guidance=starter)
        _write_plain_texts(version, plain_samples(starter.slug), is_sample=True)
        keep_references(version)
    else:
        _write_section(version, position=1, key="text")
    version.minutes = reading_minutes(version.sections.all(), version.steps.all())
    version.save(update_fields=["minutes"])
    record("policy.created", policy, by=by, at=at)
    return version


@transaction.atomic
def save_details(policy, *, by, at, on, fields):
    """Store the changed details of a policy, named by ``fields``; its text lives in versions."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    if fields:
        policy.save(update_fields=fields)
        record("policy.changed", policy, by=by, at=at, fields=sorted(fields))


@transaction.atomic
def start_version(policy, *, by, at, on):
    """Open the next draft as a copy of the latest published text.

    Its number is provisional: publishing decides whether it becomes a minor or a major version.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if policy.versions.open().exists():
        raise CannotDraft(_("There is already a draft of this policy."))
    latest = policy.versions.published().order_by("-order").first()
    major, minor = next_number(policy, major=False)
    if latest is None:
        version = _open_version(policy, by=by, at=at, major=major, minor=minor)
        _write_section(version, position=1, key="text")
    else:
        version = _open_version(policy, by=by, at=at, major=major, minor=minor, copied_from=latest)
        _write_sections(version, latest.sections.all())
        copy_procedure(version, steps=latest.steps.all(), guidance=guidance_of(latest))
        copy_questions(latest, version)
        _write_plain_texts(version, latest.plain_texts.all())
        keep_references(version)
    record("version.started", version, by=by, at=at)
    return version


def duties_of(starter):
    """The recommendations that a policy made from the starter answers.

    A procedure says what to do about a breach; the rule itself must stand in the policy or code.
    """
    if starter is None or starter.steps:
        return []
    return [code for code in starter.requirements if code in DUTIES]


def _open_version(policy, *, by, at, major, minor, copied_from=None):
    source = copied_from or policy
    return PolicyVersion.objects.create(
        policy=policy,
        major=major,
        minor=minor,
        title_pl=source.title_pl,
        title_en=source.title_en,
        minutes=copied_from.minutes if copied_from else 1,
        started_by=by,
        started_at=at,
        saved_at=at,
    )


def _write_sections(version, sources):
    for position, source in enumerate(sources, start=1):
        _write_section(
            version,
            position=position,
            key=source.key,
            heading_pl=source.heading_pl,
            heading_en=source.heading_en,
            body_pl=source.body_pl,
            body_en=source.body_en,
            pl_follows=getattr(source, "pl_follows", ""),
            en_follows=getattr(source, "en_follows", ""),
        )


def _write_section(version, **fields):
    return Section.objects.create(version=version, **fields)


def _write_plain_texts(version, sources, *, is_sample=False):
    for source in sources:
        PlainText.objects.create(
            version=version,
            kind=source.kind,
            title_pl=source.title_pl,
            title_en=source.title_en,
            body_pl=source.body_pl,
            body_en=source.body_en,
            is_sample=is_sample or getattr(source, "is_sample", False),
        )


def reading_minutes(sections, steps=()):
    """How many minutes the longer language takes to read, at least one."""
    lengths = [
        sum(
            len(re.sub(r"<[^>]+>", " ", words or "").split())
            for words in (
                *(getattr(section, f"body_{code}") for section in sections),
                *(getattr(step, f"{name}_{code}") for step in steps for name in STEP_WORDS),
            )
        )
        for code in ("pl", "en")
    ]
    return max(1, round(max(lengths) / WORDS_PER_MINUTE))


def _editable(version, *, by, on):
    """The version under lock, if the person may change its text now."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    version = PolicyVersion.objects.select_for_update().get(pk=version.pk)
    if not version.is_editable:
        raise CannotDraft(
            _("This text cannot be changed now: it is waiting for a decision or published.")
        )
    return version


def _locked(section, version):
    """The section as it is now, under lock; somebody may have removed it in the meantime."""
    found = Section.objects.select_for_update().filter(pk=section.pk, version=version).first()
    if found is None:
        raise CannotDraft(_("This section is not in the text any more."))
    found.version = version
    return found


def _touched(version, *, by, at, fields):
    """Note who worked on the text, and write one event per person, version and day."""
    is_first_edit = not version.editors.filter(pk=by.pk).exists()
    version.editors.add(by)
    newly_today = is_first_edit or day_of(version.saved_at) != day_of(at)
    version.saved_at = at
    version.minutes = reading_minutes(version.sections.all(), version.steps.all())
    version.save(update_fields=["saved_at", "minutes"])
    keep_references(version)
    if newly_today:
        record("version.edited", version, by=by, at=at, fields=fields)


@contextmanager
def changing(version, *, by, at, on, fields):
    """The version under lock while another part of its text is changed, noted afterwards."""
    version = _editable(version, by=by, on=on)
    yield version
    _touched(version, by=by, at=at, fields=fields)


@transaction.atomic
def save_section(section, *, by, at, on, revision, texts, page=""):
    """Store a section's headings and bodies.

    ``revision`` is the one the editor started from; ``texts`` maps any of heading_pl, heading_en,
    body_pl, body_en to the new words; ``page`` names the opened page on which they were written
    (see ``drift.note_saving``). Raises TextChanged when somebody saved in between.
    """
    version = _editable(section.version, by=by, on=on)
    section = _locked(section, version)
    if section.revision != revision:
        raise TextChanged(section)
    before = drift.hashes(section)
    for field, words in texts.items():
        setattr(section, field, words)
    section.clean_bodies()
    drift.note_saving(section, before, page=page)
    section.revision += 1
    section.save()
    _touched(version, by=by, at=at, fields=sorted(texts))
    return section


@transaction.atomic
def confirm_translation(section, *, by, at, on, revision):
    """Note that both languages of a section say the same as they stand, though one was older.

    ``revision`` is the one that the person has read; raises TextChanged when there is a newer one.
    """
    version = _editable(section.version, by=by, on=on)
    section = _locked(section, version)
    if section.revision != revision:
        raise TextChanged(section)
    language = drift.behind(section)
    if not language:
        return section
    drift.settle(section)
    section.save(update_fields=["pl_follows", "en_follows", "written_on"])
    record("version.translation_confirmed", version, by=by, at=at, fields=[f"{language}_follows"])
    return section


@transaction.atomic
def save_titles(version, *, by, at, on, title_pl, title_en):
    """Store the titles of the text in both languages."""
    version = _editable(version, by=by, on=on)
    version.title_pl, version.title_en = title_pl, title_en
    version.save(update_fields=["title", "title_pl", "title_en"])
    _touched(version, by=by, at=at, fields=["title_en", "title_pl"])
    return version


@transaction.atomic
def add_section(version, *, by, at, on, heading_pl="", heading_en=""):
    """Put an empty section at the end; its key comes from the English or Polish heading."""
    version = _editable(version, by=by, on=on)
    position = (version.sections.aggregate(last=Max("position"))["last"] or 0) + 1
    section = _write_section(
        version,
        position=position,
        key=_free_key(version, heading_en or heading_pl, position),
        heading_pl=heading_pl,
        heading_en=heading_en,
    )
    _touched(version, by=by, at=at, fields=["sections"])
    return section


def _free_key(version, heading, position):
    key = slugify(fold(heading))[:50] or f"section-{position}"
    taken = set(version.sections.values_list("key", flat=True))
    if key not in taken:
        return key
    return next(f"{key}-{n}" for n in range(2, len(taken) + 3) if f"{key}-{n}" not in taken)


@transaction.atomic
def move_section(section, *, by, at, on, up):
    """Swap a section with its neighbour; at the edge nothing happens."""
    version = _editable(section.version, by=by, on=on)
    section = _locked(section, version)
    ordered = list(version.sections.all())
    place = next(index for index, other in enumerate(ordered) if other.pk == section.pk)
    target = place + (-1 if up else 1)
    if not 0 <= target < len(ordered):
        return
    ordered[place], ordered[target] = ordered[target], ordered[place]
    for position, other in enumerate(ordered, start=1):
        if other.position != position:
            Section.objects.filter(pk=other.pk).update(position=position)
    _touched(version, by=by, at=at, fields=["sections"])


@transaction.atomic
def remove_section(section, *, by, at, on):
    """Take a section out of a draft; the last one stays."""
    version = _editable(section.version, by=by, on=on)
    section = _locked(section, version)
    if version.sections.count() == 1:
        raise CannotDraft(_("A policy needs at least one section."))
    position = section.position
    section.delete()
    version.sections.filter(position__gt=position).update(position=F("position") - 1)
    _touched(version, by=by, at=at, fields=["sections"])


@transaction.atomic
def save_plain_text(version, *, by, at, on, kind, revision, texts):
    """Store the text of a draft for other readers: ``texts`` maps title_pl … body_en to words.

    ``revision`` is the one the editor started from, 0 for a new text. A language has title and text
    or neither. Raises TextChanged when somebody saved in between.
    """
    version = _editable(version, by=by, on=on)
    _check_pairs(texts)
    row = PlainText.objects.select_for_update().filter(version=version, kind=kind).first()
    row = row or PlainText(version=version, kind=kind)
    if row.revision != revision:
        raise TextChanged(row)
    for field, words in texts.items():
        setattr(row, field, words)
    row.revision += 1
    row.is_sample = False
    row.save()
    _touched(version, by=by, at=at, fields=["plain_texts"])
    return row


def _check_pairs(texts):
    whole = 0
    for code in ("pl", "en"):
        there = [bool(texts[f"{name}_{code}"].strip()) for name in ("title", "body")]
        if any(there) and not all(there):
            raise CannotDraft(_("A language needs both a title and a text."))
        whole += all(there)
    if not whole:
        raise CannotDraft(_("Write a title and a text in at least one language."))


@transaction.atomic
def remove_plain_text(version, *, by, at, on, kind):
    """Take the text for other readers out of a draft; published versions keep theirs."""
    version = _editable(version, by=by, on=on)
    version.plain_texts.filter(kind=kind).delete()
    _touched(version, by=by, at=at, fields=["plain_texts"])


@transaction.atomic
def discard(version, *, by, at, on):
    """Give up a draft. Versions that were published stay as they are."""
    version = _editable(version, by=by, on=on)
    version.state = PolicyVersion.State.DISCARDED
    version.save(update_fields=["state"])
    record("version.discarded", version, by=by, at=at)
    return version
