"""Ready packs: for whom, what is in them and in what form, before anybody has to think about it.

Each proposes a title, an audience, extras and its parts in their order; the form for a new pack
comes filled with it (features 3.7).
"""

from dataclasses import dataclass

from policies.models import Extra, Pack, PackPart, Policy
from policies.pack_parts import Place

Kind = Policy.Kind
Form = PackPart.Kind


@dataclass(frozen=True)
class ReadyPack:
    """A proposal.

    ``kinds`` of policies in their order, empty for all, come in the form ``form``; then the cards
    of all procedures and the poster, if it has them. ``only_public`` leaves the rest out.
    """

    slug: str
    audience: str
    title_pl: str
    title_en: str
    summary_pl: str
    summary_en: str
    extras: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    form: str = Form.TEXT
    with_cards: bool = False
    with_poster: bool = False
    only_public: bool = False

    def choose(self, policies):
        """The places of this pack that can be filled with the policies, in its order."""
        offered = [policy for policy in policies if policy.is_public or not self.only_public]
        found = [Place(self.form, policy) for policy in self._chosen(offered)]
        if self.with_cards:
            found += [
                Place(Form.CARD, policy) for policy in offered if policy.kind == Kind.PROCEDURE
            ]
        return [*found, Place(Form.POSTER)] if self.with_poster else found

    def _chosen(self, offered):
        if not self.kinds:
            return offered
        return [policy for kind in self.kinds for policy in offered if policy.kind == kind]


READY = (
    ReadyPack(
        slug="volunteer-starter",
        audience=Pack.Audience.VOLUNTEERS,
        title_pl="Pakiet startowy",
        title_en="Starter pack",
        summary_pl="Zasady przed pierwszym dyżurem i arkusz podpisów, do tego karty na każdą "
        "sytuację i plakat.",
        summary_en="The rules before the first shift and a sheet to sign, with a card for each "
        "situation and the poster.",
        extras=(Extra.SIGN_OFF,),
        kinds=(
            Kind.ZERO_TOLERANCE,
            Kind.CODE_OF_CONDUCT,
            Kind.SAFE_REPORTING,
            Kind.SITE_BRIEFING,
        ),
        with_cards=True,
        with_poster=True,
    ),
    ReadyPack(
        slug="partner",
        audience=Pack.Audience.PARTNERS,
        title_pl="Pakiet dla partnerów i darczyńców",
        title_en="Pack for partners and donors",
        summary_pl="Nasze zobowiązania, kto je zatwierdził i ile osób je przyjęło.",
        summary_en="What we have committed to, who approved it and how many have accepted it.",
        extras=(Extra.APPROVALS, Extra.FIGURES),
        kinds=(Kind.ZERO_TOLERANCE, Kind.CODE_OF_CONDUCT, Kind.ACCOUNTABILITY, Kind.SAFE_REPORTING),
    ),
    ReadyPack(
        slug="outside-review",
        audience=Pack.Audience.REVIEWERS,
        title_pl="Pakiet do przeglądu zewnętrznego",
        title_en="Pack for an outside review",
        summary_pl="Wszystkie obowiązujące teksty z zatwierdzeniami i liczbami.",
        summary_en="Every text in force, with approvals and figures.",
        extras=(Extra.APPROVALS, Extra.FIGURES),
    ),
    ReadyPack(
        slug="public",
        audience=Pack.Audience.PUBLIC,
        title_pl="Nasze zasady",
        title_en="Our rules",
        summary_pl="Teksty publiczne i plakat w jednym pliku. Każdy pobierze go bez logowania.",
        summary_en="The public texts and the poster in one file, which anybody can fetch without "
        "signing in.",
        extras=(),
        with_poster=True,
        only_public=True,
    ),
    ReadyPack(
        slug="children",
        audience=Pack.Audience.CHILDREN,
        title_pl="Zasady dla dzieci",
        title_en="Our rules for children",
        summary_pl="Wersje dla dzieci, dużymi literami, i plakat. Pakiet mówi, której wersji "
        "jeszcze nie ma.",
        summary_en="The versions for children in large letters, and the poster. The pack says "
        "which version is not written yet.",
        extras=(),
        kinds=(Kind.SAFE_REPORTING, Kind.CODE_OF_CONDUCT),
        form=Form.CHILDREN,
        with_poster=True,
    ),
)


def ready_pack(slug):
    """The ready pack with that slug, or None."""
    return next((ready for ready in READY if ready.slug == slug), None)
