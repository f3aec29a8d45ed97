"""The parts of a pack on a day, what an edition remembers of each, and what has changed since."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import get_language, gettext, ngettext

from people.telephone import as_read
from policies.cards import numbers_on_duty
from policies.hashing import digest, in_language
from policies.models import PackPart, Policy, PolicyVersion
from policies.posters import TITLE, poster_facts, poster_hash
from policies.procedure_text import EMERGENCY

Kind = PackPart.Kind
#: What an edition calls its poster.
POSTER_TITLES = {"title_pl": TITLE.pl, "title_en": TITLE.en}
#: The forms that are a text for other readers; their values are those of PlainText.Kind.
FOR_OTHERS = (Kind.PLAIN, Kind.CHILDREN)
#: The forms that a policy can have in a pack.
FORMS = (Kind.TEXT, *FOR_OTHERS, Kind.CARD)

COUNTED = {
    Kind.PLAIN: lambda count: (
        ngettext(
            "%(count)s version in plain language", "%(count)s versions in plain language", count
        )
        % {"count": count}
    ),
    Kind.CHILDREN: lambda count: (
        ngettext("%(count)s version for children", "%(count)s versions for children", count)
        % {"count": count}
    ),
    Kind.CARD: lambda count: (
        ngettext("%(count)s field card", "%(count)s field cards", count) % {"count": count}
    ),
    Kind.POSTER: lambda count: gettext("the poster"),
}


@dataclass(frozen=True)
class Place:
    """What stands at one place of a pack: a policy in a form, or the poster."""

    kind: str
    policy: Policy | None = None


def full_texts(policies):
    """The places of a pack that has the full texts of these policies and nothing else."""
    return [Place(Kind.TEXT, policy) for policy in policies]


def in_short(parts):
    """What PackParts contain in a few words: texts by title, other forms by how many there are."""
    count = Counter(part.kind for part in parts)
    return [
        *[part.policy.title for part in parts if part.kind == Kind.TEXT],
        *[words(count[kind]) for kind, words in COUNTED.items() if count[kind]],
    ]


def in_reading_order(numbered):
    """The places of (number, Place); those with the same number by form, then by address."""
    order = [*FORMS, Kind.POSTER]

    def key(entry):
        number, place = entry
        return number, order.index(place.kind), place.policy.slug if place.policy else ""

    return [place for _number, place in sorted(numbered, key=key)]


class Today:
    """What parts print that belongs to no version; each looked up once, and only when asked."""

    def __init__(self, on):
        self.on = on

    @cached_property
    def duty(self):
        return [[unit.pl, unit.en, number] for unit, number in numbers_on_duty(self.on)]

    @cached_property
    def poster(self):
        return poster_facts(on=self.on)


@dataclass(frozen=True)
class Contained:
    """A part of a pack as it is on a day; ``version`` is None for the poster.

    Cards for everybody leave out the telephones on duty, which are for the organisation's people.
    """

    kind: str
    version: PolicyVersion | None
    today: Today
    is_for_everybody: bool = False

    @property
    def slug(self):
        return self.version.policy.slug if self.version else ""

    @property
    def name(self):
        """The form in words, empty for a full text, which needs none."""
        return "" if self.kind == Kind.TEXT else Kind(self.kind).label

    @property
    def is_poster(self):
        return self.kind == Kind.POSTER

    @property
    def numbers(self):
        """The numbers on the poster, as they are read."""
        return [EMERGENCY, *(as_read(number) for _key, number in self.today.poster["numbers"])]

    @property
    def has_helplines(self):
        return bool(self.today.poster["numbers"])

    @property
    def address(self):
        """Where the poster leads in the language of the page."""
        return self.today.poster["address"][get_language()]

    @property
    def duty(self):
        return [] if self.is_for_everybody else self.today.duty

    @property
    def hash(self):
        """Changes whenever the printed part would say something else."""
        if self.is_poster:
            return poster_hash(self.today.poster)
        if self.kind == Kind.CARD:
            return digest({"version": self.version.version_hash, "duty": self.duty})
        return self.version.version_hash

    @property
    def is_missing(self):
        """Whether nobody has written this form of the policy yet."""
        if self.kind == Kind.CARD:
            return not self.version.steps.all()
        return self.kind in FOR_OTHERS and not any(self._hashes().values())

    @property
    def entry(self):
        """What an edition remembers: enough to print it again, and to tell whether it is current.

        ``hash`` decides about that; ``text_hash_...`` are those of the words as they are printed.
        """
        if self.is_poster:
            about = {"kind": self.kind, "hash": self.hash, "slug": ""}
            return about | POSTER_TITLES | self.today.poster
        found = {
            "kind": self.kind,
            "hash": self.hash,
            "policy": str(self.version.policy.uid),
            "slug": self.slug,
            "number": self.version.number,
            "title_pl": self.version.title_pl or "",
            "title_en": self.version.title_en or "",
            "version_hash": self.version.version_hash,
            **self._hashes(),
        }
        if self.kind == Kind.CARD:
            found["duty"] = self.duty
        return found | ({"is_missing": True} if self.is_missing else {})

    def _hashes(self):
        """The hash of the printed words in each language; empty where there are none."""
        if self.kind not in FOR_OTHERS:
            return {
                f"text_hash_{code}": in_language(self.version, "text_hash", code)
                for code in ("pl", "en")
            }
        row = plain_text(self.version, self.kind)
        return {f"text_hash_{code}": plain_hash(row, code) if row else "" for code in ("pl", "en")}


def plain_text(version, kind):
    """The version's text for other readers of that kind, or None."""
    return next((row for row in version.plain_texts.all() if row.kind == kind), None)


def plain_hash(row, code):
    """The hash of a text for other readers in one language; empty where there is none."""
    body = in_language(row, "body", code)
    return digest({"title": in_language(row, "title", code), "body": body}) if body else ""


def parts_of(pack, *, on):
    """The parts that the pack contains on a day, in its order; texts not in force are left out."""
    versions = (
        PolicyVersion.objects.in_force(on)
        .filter(policy__pack_parts__pack=pack)
        .select_related("policy", "guidance")
        .prefetch_related("sections", "steps", "plain_texts")
        .distinct()
    )
    return contained(pack, {version.policy_id: version for version in versions}, Today(on))


def contained(pack, in_force, today):
    """The same from versions that were fetched already, by policy; uses ``pack.parts.all()``."""
    return [
        Contained(part.kind, in_force.get(part.policy_id), today, pack.is_public)
        for part in pack.parts.all()
        if part.is_poster or part.policy_id in in_force
    ]


def versions_in(edition):
    """(what it remembers, the very version or None) of each part of an edition, in its order."""
    hashes = [entry["version_hash"] for entry in edition.contents if "version_hash" in entry]
    found = {
        version.version_hash: version
        for version in PolicyVersion.objects.filter(version_hash__in=hashes)
        .select_related("policy", "guidance")
        .prefetch_related("sections", "steps", "plain_texts")
    }
    return [(entry, found.get(entry.get("version_hash"))) for entry in edition.contents]


def kind_of(entry):
    """The form of a remembered part; before there were others, all were full texts."""
    return entry.get("kind", Kind.TEXT.value)


def hash_of(entry):
    """The hash that decides whether a remembered part is current."""
    return entry.get("hash") or entry["version_hash"]


@dataclass(frozen=True)
class Printed:
    """A part that an edition remembers, in the language of the page."""

    title: str
    #: The form in words, empty for a full text.
    name: str
    number: str
    text_hash_pl: str
    text_hash_en: str
    #: The hash of what a poster says, which has no text of a policy.
    fingerprint: str
    is_missing: bool


def printed_in(edition):
    """Every part that the edition remembers, in its order."""
    return [_printed(entry) for entry in edition.contents]


def _printed(entry):
    kind = kind_of(entry)
    is_poster = kind == Kind.POSTER
    return Printed(
        title=_title(entry),
        name="" if kind in (Kind.TEXT, Kind.POSTER) else Kind(kind).label,
        number=entry.get("number", ""),
        text_hash_pl=entry.get("text_hash_pl", ""),
        text_hash_en=entry.get("text_hash_en", ""),
        fingerprint=hash_of(entry) if is_poster else "",
        is_missing=entry.get("is_missing", False),
    )


def _title(titles):
    return titles[f"title_{get_language()}"] or titles["title_pl"]


@dataclass(frozen=True)
class Change:
    """A part that differs between an edition and today.

    ``printed`` and ``now`` are numbers of versions, both empty for the poster; None where the part
    is not there.
    """

    kind: str
    slug: str
    title_pl: str
    title_en: str
    printed: str | None
    now: str | None
    since: date | None

    @property
    def title(self):
        """The title of the policy; of another form than the full text also that form."""
        title = _title({"title_pl": self.title_pl, "title_en": self.title_en})
        if self.kind in (Kind.TEXT, Kind.POSTER):
            return title
        return f"{title} ({Kind(self.kind).label})"

    @property
    def is_poster(self):
        return self.kind == Kind.POSTER

    @property
    def is_duty(self):
        """Whether only the telephones on duty have changed, which stand on every card."""
        return self.kind == Kind.CARD and self.printed == self.now


def changes_since(edition, parts):
    """Why an edition is out of date: one Change per difference; ``parts`` are those of today.

    A new version is named once, in however many forms it is printed, and so are the telephones.
    """
    printed = {(kind_of(entry), entry["slug"]): entry for entry in edition.contents}
    now = {(part.kind, part.slug): part for part in parts}
    found = {}
    for key in [*printed, *(key for key in now if key not in printed)]:
        before, after = printed.get(key), now.get(key)
        if (before and hash_of(before)) != (after and after.hash):
            change = _change(*key, before, after)
            told = "duty" if change.is_duty else (change.slug, change.printed, change.now)
            found.setdefault(told, change)
    return list(found.values())


def _change(kind, slug, before, after):
    version = after.version if after else None
    titles = before or POSTER_TITLES
    if version:
        titles = {"title_pl": version.title_pl, "title_en": version.title_en}
    return Change(
        kind=kind,
        slug=slug,
        title_pl=titles["title_pl"],
        title_en=titles["title_en"],
        printed=before.get("number", "") if before else None,
        now=(version.number if version else "") if after else None,
        since=version.effective_on if version else None,
    )
