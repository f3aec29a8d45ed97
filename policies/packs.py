"""What a pack contains today, and its editions: rendered once, stored, and current or not."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.trail import record
from documents.making import ask
from policies import rules
from policies.hashing import digest
from policies.models import Pack, PackEdition, PackPolicy, PolicyVersion
from policies.refusals import Refused

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_GROUPS, CODE_GROUP_LENGTH = 4, 4


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


@transaction.atomic
def save_pack(*, by, at, on, slug, titles, policies, pack=None):
    """Make a pack, or change its titles and the order of its policies."""
    if not rules.can_keep(by, on=on):
        raise PermissionDenied
    is_new = pack is None
    pack = pack or Pack(added_at=at)
    pack.slug, pack.title_pl, pack.title_en = slug, titles["pl"], titles["en"]
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
    """The hash by which two editions with the same texts are recognised."""
    return digest(
        {
            "pack": pack.slug,
            "titles": [pack.title_pl, pack.title_en],
            "languages": languages,
            "texts": [entry["version_hash"] for entry in contents],
        }
    )


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
        code=code,
        made_by=by,
        made_at=at,
        document=document,
    )
    record("pack.edition", edition, by=by, at=at)
    return edition


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
