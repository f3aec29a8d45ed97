"""What a pack contains today, and its editions: rendered once, stored, and current or not."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
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
    PackPart,
    Policy,
    PolicyVersion,
)
from policies.pack_parts import (
    Kind,
    Today,
    changes_since,
    contained,
    hash_of,
    kind_of,
    parts_of,
)
from policies.refusals import Refused

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_GROUPS, CODE_GROUP_LENGTH = 4, 4
MOST_DOWNLOADS = 50


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
def save_pack(*, by, at, on, slug, titles, parts, pack=None, **how):
    """Make a pack, or change it: titles, its parts (Place) in order, and how it is handed out.

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
    policies = {place.policy: None for place in parts if place.policy}
    if pack.is_public and (secret := [policy for policy in policies if not policy.is_public]):
        raise NotForEverybody(secret)
    pack.save()
    pack.parts.all().delete()
    PackPart.objects.bulk_create(
        PackPart(pack=pack, kind=place.kind, policy=place.policy, position=position)
        for position, place in enumerate(parts, start=1)
    )
    record("pack.created" if is_new else "pack.changed", pack, by=by, at=at)
    return pack


def contents_hash(pack, contents, languages):
    """The hash by which two editions with the same parts and extras are recognised.

    Other forms than full texts are in it only where there are some, so that older hashes still fit.
    """
    payload = {
        "pack": pack.slug,
        "titles": [pack.title_pl, pack.title_en],
        "languages": languages,
        "texts": [hash_of(entry) for entry in contents if kind_of(entry) == Kind.TEXT],
    }
    if len(payload["texts"]) < len(contents):
        payload["parts"] = [[kind_of(entry), hash_of(entry)] for entry in contents]
    if set(pack.extras) != set(Extra.values):
        payload["extras"] = sorted(pack.extras)
    return digest(payload)


def current_edition(pack, *, languages, on):
    """The newest finished edition if its texts are those in force on the day, else None."""
    contents = [part.entry for part in parts_of(pack, on=on)]
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
    contents = [part.entry for part in parts_of(pack, on=on)]
    if not contents:
        raise CannotMakeEdition(_("No policy of this pack is in force."))
    if all(entry.get("is_missing") for entry in contents):
        raise CannotMakeEdition(_("Nothing of what this pack should contain is written yet."))
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

    The same few queries, however many packs there are.
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
        .filter(policy__pack_parts__pack__in=packs)
        .select_related("policy")
        .distinct()
    }
    today = Today(on)
    for pack in packs:
        if pack.pk in newest:
            parts = contained(pack, in_force, today)
            newest[pack.pk].changes = changes_since(newest[pack.pk], parts)
    return newest


def downloads_of(editions):
    """Who fetched which of these editions: (edition, person or None, moment, whether the archive).

    Newest first. Read from the trail; the public's downloads are not in it.
    """
    by_document = {str(edition.document.uid): (edition, False) for edition in editions}
    archives = EditionArchive.objects.filter(edition__in=editions).select_related("document")
    editions_by_key = {edition.pk: edition for edition in editions}
    for archive in archives:
        by_document[str(archive.document.uid)] = (editions_by_key[archive.edition_id], True)
    events = list(
        Event.objects.filter(
            action="document.downloaded", object_id__in=list(by_document)
        ).order_by("-sequence")[:MOST_DOWNLOADS]
    )
    people = Person.objects.in_bulk({event.actor for event in events}, field_name="uid")
    return [
        (edition, people.get(event.actor), event.at, is_archive)
        for event in events
        for edition, is_archive in [by_document[event.object_id]]
    ]


def public_editions(*, on):
    """The newest edition of each pack for everybody, while all its policies are public."""
    packs = (
        Pack.objects.filter(audience=Pack.Audience.PUBLIC)
        .exclude(parts__policy__is_public=False)
        .prefetch_related("parts")
        .distinct()
    )
    newest = newest_editions(packs, on=on)
    if not newest:
        return []
    public = set(Policy.objects.public().values_list("slug", flat=True))
    return [
        edition
        for edition in newest.values()
        if public.issuperset(entry["slug"] for entry in edition.contents if entry["slug"])
    ]


def new_code():
    """A random check code in groups that are easy to read aloud: "K7PM-3XQA-…"."""
    groups = (
        "".join(secrets.choice(CODE_ALPHABET) for _letter in range(CODE_GROUP_LENGTH))
        for _group in range(CODE_GROUPS)
    )
    return "-".join(groups)
