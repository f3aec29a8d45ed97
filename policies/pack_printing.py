"""Fill a printed pack: full texts, versions for other readers, cards to cut out, the poster."""

from itertools import groupby

from documents.contents import LEVELS, MissingPart, PackContents, SignOff, Words, languages_of
from documents.handouts import CardSheet, PackCard, PackCards, PlainPart
from documents.pdf import VARIANT, render
from policies.cards import card_of
from policies.models import Extra
from policies.obligations import owed
from policies.pack_parts import Kind, kind_of, plain_text
from policies.posters import printed_poster
from policies.printed_links import printed_links
from policies.printing import (
    organisation_name,
    part_of,
    plain_contents,
    verification,
    words,
)
from policies.reading import plain_words


def pack_pdf(edition, parts, *, at, on, progress=None, variant=VARIANT):
    """The bytes of an edition's file, PDF/UA unless told otherwise, set in a process apart.

    ``parts`` are those of ``pack_parts.versions_in()``.
    """
    language = edition.languages
    title = {
        "pl": edition.pack.title_pl,
        "en": edition.pack.title_en,
        "both": f"{edition.pack.title_pl} / {edition.pack.title_en}",
    }[language]
    return render(
        "policies/pdf/pack.html",
        {"contents": pack_contents(edition, parts, at=at, on=on, progress=progress)},
        language=language,
        title=title,
        author=organisation_name(language),
        created_at=at,
        variant=variant,
        apart=True,
        beat=progress.beat if progress else None,
    )


def pack_contents(edition, parts, *, at, on, progress=None):
    """Everything that an edition prints; figures are those of the day it is made.

    ``progress`` hears of each part that is ready.
    """
    versions = [version for _entry, version in parts if version]
    asked = owed(on, policies=[version.policy for version in versions]).by_policy
    extras = set(edition.extras)
    pages = _Pages(edition, parts, asked if Extra.FIGURES in extras else {}, on)
    return PackContents(
        organisation=organisation_name(edition.languages),
        title=words(edition.pack, "title"),
        number=edition.label,
        as_of=at,
        parts=tuple(pages.in_order(progress)),
        missing=tuple(
            MissingPart(kind_of(entry), words(version, "title"))
            for entry, version in parts
            if entry.get("is_missing")
        ),
        with_approvals=Extra.APPROVALS in extras,
        sign_offs=_sign_offs(versions, asked) if Extra.SIGN_OFF in extras else (),
        counted_on=on,
        verification=verification(edition.code, "en" if edition.languages == "en" else "pl"),
    )


def _sign_offs(versions, asked):
    """The sheet on which people sign the statement of the first text that asks somebody."""
    if not versions:
        return ()
    version = next((version for version in versions if version.policy_id in asked), versions[0])
    subject = Words(
        f"{version.title_pl} {version.number}",
        f"{version.title_en or version.title_pl} {version.number}",
    )
    return (SignOff(subject=subject, statement=words(version, "statement")),)


class _Pages:
    """Turns the parts of an edition into what its templates print."""

    def __init__(self, edition, parts, asked, on):
        self.edition, self.parts, self.asked, self.on = edition, parts, asked, on
        self.languages = languages_of(edition.languages)
        self.organisation = Words(organisation_name("pl"), organisation_name("en"))
        self.follow = printed_links(
            [version for _entry, version in parts if version],
            on=on,
            texts=[version for entry, version in parts if kind_of(entry) == Kind.TEXT],
        )

    def in_order(self, progress):
        """The parts that are there; cards that follow each other share their sheets."""
        there = [part for part in self.parts if not part[0].get("is_missing")]
        ready = 0
        for kind, found in groupby(there, key=lambda part: kind_of(part[0])):
            found = list(found)
            if kind == Kind.CARD:
                yield self._cards(found)
                ready += len(found)
            else:
                for entry, version in found:
                    yield self._page(kind, entry, version)
                    ready += 1
                    self._tell(progress, ready)
            self._tell(progress, ready)

    def _tell(self, progress, ready):
        if progress:
            progress.step(ready, len(self.parts))

    def _page(self, kind, entry, version):
        if kind == Kind.POSTER:
            label = self.edition.label
            return printed_poster(entry, organisation=self.organisation, number=label)
        if kind == Kind.TEXT:
            asked = self.asked.get(version.policy_id)
            return part_of(version, day=self.on, entry=asked, follow=self.follow)
        return self._plain(kind, entry, version)

    def _plain(self, kind, entry, version):
        row = plain_text(version, kind)
        return PlainPart(
            kind=kind,
            slug=f"{kind}:{entry['slug']}",
            title=Words(row.title_pl or entry["title_pl"], row.title_en or entry["title_en"]),
            version=version.number,
            in_force_from=version.effective_on,
            readings=tuple(
                (code, plain_contents(version, plain_words(row, code), self.follow))
                for code in self._written(entry)
            ),
            text_hash=_hashes(entry),
            level=version.policy.level,
        )

    def _written(self, entry):
        """The languages of the edition that the part has words in; else those that it has."""
        there = [code for code in ("pl", "en") if entry[f"text_hash_{code}"]]
        return [code for code in self.languages if code in there] or there

    def _cards(self, found):
        return PackCards(
            organisation=self.organisation,
            printed_on=self.on,
            duty=tuple((Words(pl, en), number) for pl, en, number in found[0][0]["duty"]),
            named=tuple(_named(entry, version) for entry, version in found),
            sheets=tuple(_sheets(self._each_card(found))),
            level=max((version.policy.level for _entry, version in found), key=LEVELS.index),
        )

    def _each_card(self, found):
        for entry, version in found:
            for place, code in enumerate(self._written(entry)):
                anchor = f"card:{entry['slug']}" if place == 0 else ""
                yield card_of(version, code, anchor=anchor)


def _named(entry, version):
    return PackCard(
        slug=f"card:{entry['slug']}",
        title=words(version, "title"),
        version=version.number,
        in_force_from=version.effective_on,
        text_hash=_hashes(entry),
    )


def _hashes(entry):
    return Words(entry["text_hash_pl"], entry["text_hash_en"])


def _sheets(cards):
    """Cards on pages of A4: two small ones share a page."""
    waiting = None
    for card in cards:
        if card.smallest_size != "a6":
            if waiting:
                yield CardSheet(size="a6", cards=(waiting,))
                waiting = None
            yield CardSheet(size=card.smallest_size, cards=(card,))
        elif waiting:
            yield CardSheet(size="a6", cards=(waiting, card))
            waiting = None
        else:
            waiting = card
    if waiting:
        yield CardSheet(size="a6", cards=(waiting,))
