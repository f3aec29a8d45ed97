"""What a pack contains today, and its editions: rendered once, stored, and current or not."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.trail import record
from documents.making import ask
from people.models import Person
from policies import rules
from policies.hashing import digest
from policies.models import (
    EditionArchive,
    Extra,
    Pack,
    PackEdition,
    PackPolicy,
    Policy,
    PolicyVersion,
)
from policies.refusals import Refused

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_GROUPS, CODE_GROUP_LENGTH = 4, 4
MOST_DOWNLOADS = 50


@dataclass(frozen=True)
class Change:
    """A policy whose text differs between an edition and today."""

    slug: str
    title_pl: str
    title_en: str
    printed: str | None
    now: str | None
    since: date | None

    @property
    def title(self):
        return (self.title_pl if get_language() == "pl" else self.title_en) or self.title_pl


class CannotMakeEdition(Refused):
    """There is nothing to put into the pack."""


class NotForEverybody(Refused):
    """A pack for everybody would show policies that are not public; ``policies`` names them."""

    def __init__(self, policies):
        super().__init__(
            _("Not public, so not for everybody: %(titles)s.")
            % {"titles": ", ".join(str(policy) for policy in policies)}
        )
        self.policies = policies


@transaction.atomic
def save_pack(*, by, at, on, slug, titles, policies, pack=None, **how):
    """Make a pack, or change it: titles, the order of its policies, and how it is handed out.

    ``how`` may say ``audience``, ``languages`` and ``extras`` (a list of Extra). Raises
    NotForEverybody when a public pack would hold a policy that is not public.
    """
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    is_new = pack is None
    pack = pack or Pack(added_at=at)
    pack.slug, pack.title_pl, pack.title_en = slug, titles["pl"], titles["en"]
    for name in ("audience", "languages", "extras"):
        setattr(pack, name, how.get(name, getattr(pack, name)))
    if pack.is_public and (secret := [policy for policy in policies if not policy.is_public]):
        raise NotForEverybody(secret)
    pack.save()
    pack.entries.all().delete()
    PackPolicy.objects.bulk_create(
        PackPolicy(pack=pack, policy=policy, position=position)
        for position, policy in enumerate(policies, start=1)
    )
    record("pack.created" if is_new else "pack.changed", pack, by=by, at=at)
    return pack


def versions_of(pack, *, on):
    """The versions in force that the pack contains on a day, in its order."""
    return list(
        PolicyVersion.objects.in_force(on)
        .filter(policy__pack_entries__pack=pack)
        .select_related("policy")
        .prefetch_related("sections")
        .order_by("policy__pack_entries__position")
    )


def versions_in(edition):
    """The very versions that an edition was asked with, in its order."""
    hashes = [entry["version_hash"] for entry in edition.contents]
    found = {
        version.version_hash: version
        for version in PolicyVersion.objects.filter(version_hash__in=hashes)
        .select_related("policy")
        .prefetch_related("sections")
    }
    return [found[version_hash] for version_hash in hashes]


def contents_of(versions):
    """What an edition remembers of its texts: enough to tell later whether it is current."""
    return [
        {
            "policy": str(version.policy.uid),
            "slug": version.policy.slug,
            "number": version.number,
            "title_pl": version.title_pl or "",
            "title_en": version.title_en or "",
            "version_hash": version.version_hash,
            "text_hash_pl": version.text_hash_pl or "",
            "text_hash_en": version.text_hash_en or "",
        }
        for version in versions
    ]


def contents_hash(pack, contents, languages):
    """The hash by which two editions with the same texts and extras are recognised."""
    payload = {
        "pack": pack.slug,
        "titles": [pack.title_pl, pack.title_en],
        "languages": languages,
        "texts": [entry["version_hash"] for entry in contents],
    }
    if set(pack.extras) != set(Extra.values):
        payload["extras"] = sorted(pack.extras)
    return digest(payload)


def current_edition(pack, *, languages, on):
    """The newest finished edition if its texts are those in force on the day, else None."""
    contents = contents_of(versions_of(pack, on=on))
    return (
        pack.editions.filter(
            languages=languages,
            contents_hash=contents_hash(pack, contents, languages),
            document__state="done",
        )
        .select_related("document")
        .order_by("-number")
        .first()
    )


@transaction.atomic
def make_edition(pack, *, by, at, on, languages):
    """Ask for a new edition; the background worker renders it.

    ``by`` may be None for the command line. Returns the PackEdition, whose document tells progress.
    """
    if by is not None and not rules.can_keep(by, on=on):
        raise PermissionDenied
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    contents = contents_of(versions_of(pack, on=on))
    if not contents:
        raise CannotMakeEdition(_("No policy of this pack is in force."))
    number = (pack.editions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    code = new_code()
    document = ask(
        "pack",
        by=by,
        at=at,
        title_pl=pack.title_pl,
        title_en=pack.title_en,
        job="policies.jobs.render_edition",
        args={"code": code},
        next_url=f"/policies/packs/{pack.slug}/",
    )
    edition = PackEdition.objects.create(
        pack=pack,
        number=number,
        languages=languages,
        contents=contents,
        contents_hash=contents_hash(pack, contents, languages),
        extras=pack.extras,
        code=code,
        made_by=by,
        made_at=at,
        document=document,
    )
    record("pack.edition", edition, by=by, at=at)
    return edition


@transaction.atomic
def archive_edition(edition, *, by, at, on):
    """Ask for the edition as PDF/A; returns the EditionArchive, the first one if there is one."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    Pack.objects.select_for_update().get(pk=edition.pack_id)
    kept = EditionArchive.objects.filter(edition=edition).select_related("document").first()
    if kept is not None:
        return kept
    document = ask(
        "pack-archive",
        by=by,
        at=at,
        title_pl=f"{edition.pack.title_pl} (PDF/A)",
        title_en=f"{edition.pack.title_en} (PDF/A)",
        job="policies.jobs.render_archive",
        args={"code": edition.code},
        next_url=f"/policies/packs/{edition.pack.slug}/",
    )
    archive = EditionArchive.objects.create(
        edition=edition, document=document, made_by=by, made_at=at
    )
    record("pack.archive", edition, by=by, at=at)
    return archive


def newest_editions(packs, *, on):
    """Map each pack's id to its newest finished edition, with ``changes`` since it was made.

    Two queries, however many packs there are.
    """
    packs = list(packs)
    newest = {}
    for edition in (
        PackEdition.objects.filter(pack__in=packs, document__state="done")
        .select_related("document")
        .order_by("pack", "number")
    ):
        newest[edition.pack_id] = edition
    in_force = {
        version.policy_id: version
        for version in PolicyVersion.objects.in_force(on)
        .filter(policy__pack_entries__pack__in=packs)
        .select_related("policy")
    }
    for pack in packs:
        if pack.pk in newest:
            policies = [entry.policy_id for entry in pack.entries.all()]
            versions = [in_force[policy] for policy in policies if policy in in_force]
            newest[pack.pk].changes = changes_since(newest[pack.pk], versions)
    return newest


def downloads_of(editions):
    """Who fetched which of these editions: (edition, person or None, moment), newest first.

    Read from the trail; the public's downloads are not in it.
    """
    by_document = {str(edition.document.uid): edition for edition in editions}
    events = list(
        Event.objects.filter(
            action="document.downloaded", object_id__in=list(by_document)
        ).order_by("-sequence")[:MOST_DOWNLOADS]
    )
    people = Person.objects.in_bulk({event.actor for event in events}, field_name="uid")
    return [(by_document[event.object_id], people.get(event.actor), event.at) for event in events]


def public_editions(*, on):
    """The newest edition of each pack for everybody, while all its policies are public."""
    packs = (
        Pack.objects.filter(audience=Pack.Audience.PUBLIC)
        .exclude(policies__is_public=False)
        .prefetch_related("entries")
        .distinct()
    )
    newest = newest_editions(packs, on=on)
    if not newest:
        return []
    public = set(Policy.objects.public().values_list("slug", flat=True))
    return [
        edition
        for edition in newest.values()
        if public.issuperset(entry["slug"] for entry in edition.contents)
    ]


def new_code():
    """A random check code in groups that are easy to read aloud: "K7PM-3XQA-…"."""
    groups = (
        "".join(secrets.choice(CODE_ALPHABET) for _letter in range(CODE_GROUP_LENGTH))
        for _group in range(CODE_GROUPS)
    )
    return "-".join(groups)


def changes_since(edition, versions):
    """Why an edition is out of date: one (slug, printed number, number now) per difference.

    A number is None where the text is not in the edition, or not in force any more.
    """
    printed = {entry["slug"]: entry for entry in edition.contents}
    now = {version.policy.slug: version for version in versions}
    found = []
    for slug in [*printed, *(slug for slug in now if slug not in printed)]:
        before, after = printed.get(slug), now.get(slug)
        if (before and before["version_hash"]) != (after and after.version_hash):
            found.append(
                Change(
                    slug=slug,
                    title_pl=after.title_pl if after else before["title_pl"],
                    title_en=after.title_en if after else before["title_en"],
                    printed=before["number"] if before else None,
                    now=after.number if after else None,
                    since=after.effective_on if after else None,
                )
            )
    return found
