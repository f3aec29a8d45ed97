"""Ready packs: for whom, what is in them and in what form, before anybody has to think about it.

Each proposes a title, an audience, extras and the kinds of policies in their order; the form for a
new pack comes filled with it (features 3.7).
"""

from dataclasses import dataclass

from policies.models import Extra, Pack, Policy

Kind = Policy.Kind


@dataclass(frozen=True)
class ReadyPack:
    """A proposal. ``kinds`` in their order, empty for all; ``only_public`` leaves the rest out."""

    slug: str
    audience: str
    title_pl: str
    title_en: str
    summary_pl: str
    summary_en: str
    extras: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    only_public: bool = False

    def choose(self, policies):
        """Those of the policies that belong in it, in its order."""
        offered = [policy for policy in policies if policy.is_public or not self.only_public]
        if not self.kinds:
            return offered
        return [policy for kind in self.kinds for policy in offered if policy.kind == kind]


READY = (
    ReadyPack(
        slug="volunteer-starter",
        audience=Pack.Audience.VOLUNTEERS,
        title_pl="Pakiet startowy",
        title_en="Starter pack",
        summary_pl="Zasady, które każda osoba poznaje przed pierwszym dyżurem, i arkusz podpisów.",
        summary_en="The rules that everybody learns before the first shift, with a sheet to sign.",
        extras=(Extra.SIGN_OFF,),
        kinds=(
            Kind.ZERO_TOLERANCE,
            Kind.CODE_OF_CONDUCT,
            Kind.SAFE_REPORTING,
            Kind.PROCEDURE,
            Kind.SITE_BRIEFING,
        ),
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
        summary_pl="Teksty publiczne w jednym pliku. Każdy pobierze go bez logowania.",
        summary_en="The public texts in one file, which anybody can fetch without signing in.",
        extras=(),
        only_public=True,
    ),
)


def ready_pack(slug):
    """The ready pack with that slug, or None."""
    return next((ready for ready in READY if ready.slug == slug), None)
