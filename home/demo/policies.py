"""Policies in every state, made by doing what people do, on days of the last year and a half."""

from datetime import datetime, time, timedelta

from django.utils.timezone import make_aware

from home.demo.adapting import adapted, filled_plain
from home.demo.answering import (
    ABOUT_SAFE_REPORTING,
    ABOUT_THE_BRIEFING,
    make_exemption,
    make_quiz,
    make_talks,
)
from home.demo.evidence import acknowledge_many, planned
from home.demo.procedures import make_procedures
from home.demo.texts import BRIEFING, BRIEFING_IN_PLAIN_WORDS, LODGING, PHOTOS, RIDES
from people.models import Kind
from policies.approving import decide, send_to_review
from policies.asking import add_rule
from policies.commenting import Place, add_comment, answer, settle
from policies.deputising import name_deputy
from policies.drafting import (
    add_section,
    create_policy,
    discard,
    save_plain_text,
    save_section,
    start_version,
)
from policies.models import Pack, Policy, ReviewRecord
from policies.pack_parts import full_texts
from policies.packs import save_pack
from policies.posters import check_numbers
from policies.publishing import publish, withdraw
from policies.ready_packs import ready_pack
from policies.reviewing import record_review
from policies.starting import starter

#: Nobody can dial these; in the demo they stand for numbers that somebody has called.
HELPLINES = {"kcik": "+48000000220", "la-strada": "+48000000605", "children": "116000111"}
EVERYBODY = [Kind.STAFF, Kind.VOLUNTEER, Kind.CONTRACTOR, Kind.TRAINEE, Kind.BOARD, Kind.PARTNER]


def make_policies(world):
    """The starter set in force, and drafts, reviews and withdrawals around it."""
    _zero_tolerance(world)
    _code_of_conduct(world)
    _safe_reporting(world)
    _accountability(world)
    _photos(world)
    _rides(world)
    _lodging(world)
    _briefing(world)
    make_procedures(world)
    _packs(world)
    make_talks(world, _act)
    make_exemption(world, _act)
    _years(world)


def moment(world, days_ago, hour=10):
    """An aware moment so many days before today, at a full hour of the organisation's clock."""
    return make_aware(datetime.combine(world.today - timedelta(days=days_ago), time(hour)))


def _act(world, who, days_ago, hour=10):
    """The actor and the day of one operation, as its keyword arguments."""
    at = moment(world, days_ago, hour)
    return {"by": world.people[who], "at": at, "on": at.date()}


def _from_starter(world, slug, days_ago):
    text = adapted(starter(slug))
    version = create_policy(
        **_act(world, "marta", days_ago),
        slug=text.slug,
        kind=text.kind,
        titles={"pl": text.title_pl, "en": text.title_en},
        summaries={"pl": text.summary_pl, "en": text.summary_en},
        starter=text,
    )
    for plain in version.plain_texts.all():
        save_plain_text(
            version,
            **_act(world, "marta", days_ago, 11),
            kind=plain.kind,
            revision=plain.revision,
            texts=filled_plain(plain),
        )
    return version


def _own_text(world, text, days_ago):
    """A policy of the foundation's own, written section by section."""
    version = create_policy(
        **_act(world, "marta", days_ago),
        slug=text["slug"],
        kind=text["kind"],
        titles={"pl": text["title_pl"], "en": text["title_en"]},
        summaries={"pl": text["summary_pl"], "en": text["summary_en"]},
    )
    sections = [version.sections.get()]
    for _more in text["sections"][1:]:
        sections.append(add_section(version, **_act(world, "marta", days_ago, 11)))
    for section, texts in zip(sections, text["sections"], strict=True):
        section.refresh_from_db()
        save_section(
            section, **_act(world, "marta", days_ago, 12), revision=section.revision, texts=texts
        )
    return version


def _send(world, version, days_ago, message=""):
    approvers = [world.people["tomasz"], world.people["iryna"]]
    send_to_review(
        version, **_act(world, "marta", days_ago, 12), approvers=approvers, message=message
    )


def _approve(world, version, days_ago):
    _send(world, version, days_ago)
    decide(version, **_act(world, "tomasz", days_ago, 14), approve=True)
    decide(version, **_act(world, "iryna", days_ago, 16), approve=True, comment="Zgoda.")


def _publish(
    world, version, days_ago, *, begins_in=0, major=True, pl="", en="", with_questions=False
):
    day = world.today - timedelta(days=days_ago) + timedelta(days=begins_in)
    return publish(
        version,
        by=world.people["marta"],
        at=moment(world, days_ago, 18),
        effective_on=day,
        major=major,
        notes={"pl": pl, "en": en},
        with_questions=with_questions,
    )


def _ask(world, policy, days_ago, **terms):
    act = _act(world, "marta", days_ago, 19)
    add_rule(policy, **act, starts_on=act["on"], **terms)


def _make_public(policy):
    policy.is_public = True
    policy.save(update_fields=["is_public"])


def _zero_tolerance(world):
    version = _from_starter(world, "zero-tolerance", 430)
    _approve(world, version, 428)
    _publish(world, version, 425)
    _ask(world, version.policy, 425, kinds=EVERYBODY, due_days=14)
    _make_public(version.policy)
    minor = start_version(version.policy, **_act(world, "marta", 200))
    section = minor.sections.first()
    save_section(
        section,
        **_act(world, "marta", 200, 11),
        revision=section.revision,
        texts={
            "heading_pl": "Nasze stanowisko wobec handlu ludźmi",
            "heading_en": "Our position on human trafficking",
        },
    )
    _approve(world, minor, 196)
    _publish(
        world, minor, 195, major=False,
        pl="Poprawiony nagłówek pierwszego rozdziału. Treść jest ta sama.",
        en="The heading of the first section is corrected. The text is the same.",
    )  # fmt: skip


def _code_of_conduct(world):
    version = _from_starter(world, "code-of-conduct", 410)
    _approve(world, version, 404)
    _publish(world, version, 400)
    _ask(world, version.policy, 400, kinds=EVERYBODY, due_days=14, renew_months=24)
    _make_public(version.policy)
    second = start_version(version.policy, **_act(world, "marta", 60))
    section = add_section(second, **_act(world, "marta", 58), heading_en="Photos and social media")
    save_section(
        section,
        **_act(world, "marta", 58, 11),
        revision=section.revision,
        texts={
            "heading_pl": "Zdjęcia i media społecznościowe",
            "heading_en": "Photos and social media",
            "body_pl": "<p>Nie robimy zdjęć osobom, którym pomagamy, i nie piszemy o nich w sieci. "
            "Dotyczy to także zamkniętych grup i zdjęć z zasłoniętą twarzą.</p>",
            "body_en": "<p>We take no photos of the people we help and do not write about them online. "
            "This includes closed groups and photos with the face covered.</p>",
        },
    )
    _approve(world, second, 50)
    _publish(
        world, second, 47, begins_in=7,
        pl="Nowy rozdział o zdjęciach i mediach społecznościowych.",
        en="A new section about photos and social media.",
    )  # fmt: skip


def _safe_reporting(world):
    """Its readers answer two questions first."""
    version = _from_starter(world, "safe-reporting", 330)
    make_quiz(world, _act, version, ABOUT_SAFE_REPORTING, 326)
    _approve(world, version, 322)
    _publish(world, version, 320, with_questions=True)
    _ask(world, version.policy, 320, kinds=[Kind.STAFF, Kind.VOLUNTEER, Kind.BOARD], due_days=21)
    _make_public(version.policy)


def _accountability(world):
    """Published with a day ahead: scheduled."""
    version = _from_starter(world, "accountability", 30)
    _approve(world, version, 12)
    _publish(world, version, 4, begins_in=14)
    _ask(world, version.policy, 4, kinds=EVERYBODY, due_days=14)


def _photos(world):
    """Was in force, then withdrawn when the code took it over; a discarded draft beside it."""
    version = _own_text(world, PHOTOS, 300)
    _approve(world, version, 296)
    _publish(world, version, 290)
    _ask(world, version.policy, 290, kinds=[Kind.STAFF, Kind.VOLUNTEER], due_days=7)
    draft = start_version(version.policy, **_act(world, "marta", 100))
    discard(draft, **_act(world, "marta", 90))
    withdraw(
        version,
        by=world.people["marta"],
        at=moment(world, 40),
        withdrawn_on=world.today - timedelta(days=40),
        reason="Treść przeszła do Kodeksu postępowania 2.0. / The text moved to the Code of Conduct 2.0.",
    )


def _rides(world):
    """Waiting for two decisions, one of them given; comments open, answered and settled."""
    version = _own_text(world, RIDES, 9)
    _send(world, version, 3, "Proszę zwłaszcza o rozdział drugi. / Please look at section two.")
    first, second = version.sections.values_list("key", flat=True)
    settled = add_comment(
        version,
        **_act(world, "tomasz", 2, 8),
        place=Place(first, "pl", "przy stoliku rejestracji"),
        text="A na peronie? Rozumiem, że tam odsyłamy do stolika.",
    )
    answer(settled, **_act(world, "marta", 2, 9), text="Tak, zawsze do stolika.")
    settle(settled, **_act(world, "tomasz", 2, 9))
    decide(version, **_act(world, "tomasz", 2), approve=True)
    add_comment(
        version,
        **_act(world, "iryna", 1),
        place=Place(second, "pl", "podaj numer auta"),
        text="Dodałabym kolor i markę: numer bywa zasłonięty.",
    )


def _lodging(world):
    """Sent back with a request for changes, which have been begun in one language."""
    version = _own_text(world, LODGING, 16)
    _send(world, version, 8)
    decide(
        version,
        **_act(world, "iryna", 6),
        approve=False,
        comment="Dopiszmy, kto sprawdza pokój przed pierwszym noclegiem.",
    )
    section = version.sections.first()
    save_section(  # in Polish only, so that the English text waits to be brought up to date
        section,
        **_act(world, "marta", 5),
        revision=section.revision,
        texts={
            "body_pl": section.body_pl
            + "<p>Pokój ogląda przed pierwszym noclegiem osoba koordynująca noclegi.</p>"
        },
    )


def _briefing(world):
    """A draft whose English is not there yet, with a text in plain Polish."""
    version = _own_text(world, BRIEFING, 5)
    save_plain_text(
        version, **_act(world, "marta", 4), kind="plain", revision=0, texts=BRIEFING_IN_PLAIN_WORDS
    )
    make_quiz(world, _act, version, [ABOUT_THE_BRIEFING], 4)


def _packs(world):
    """Packs for those who begin, for partners, for everybody and for children, with the poster."""
    policies = list(Policy.objects.in_order())
    read = [policy for policy in policies if policy.versions.in_force(world.today)]
    act = _act(world, "marta", 40)
    check_numbers(HELPLINES, **act)
    for ready, titles in (
        (
            "volunteer-starter",
            {"pl": "Pakiet startowy wolontariatu", "en": "Volunteer starter pack"},
        ),
        ("public", {"pl": "Nasze zasady", "en": "Our rules"}),
        ("children", {"pl": "Zasady dla dzieci", "en": "Our rules for children"}),
    ):
        proposal = ready_pack(ready)
        save_pack(
            **act,
            slug=proposal.slug,
            titles=titles,
            parts=proposal.choose(read),
            audience=proposal.audience,
            extras=list(proposal.extras),
        )
    by_slug = {policy.slug: policy for policy in policies}
    save_pack(
        **act,
        slug="policy-pack",
        titles={
            "pl": "Pakiet polityk przeciwdziałania handlowi ludźmi",
            "en": "Anti-trafficking policy pack",
        },
        parts=full_texts(
            by_slug[slug]
            for slug in ("zero-tolerance", "code-of-conduct", "safe-reporting", "accountability")
        ),
        audience=Pack.Audience.PARTNERS,
    )


def _years(world):
    """Reviews done and one overdue, a deputy, and a text that only some may read."""
    by_slug = {policy.slug: policy for policy in Policy.objects.all()}
    record_review(
        by_slug["zero-tolerance"],
        **_act(world, "marta", 70),
        outcome=ReviewRecord.Outcome.UNCHANGED,
        note="Przegląd z zarządem. Zasada działa. / Reviewed with the board. The rule works.",
    )
    reporting = by_slug["safe-reporting"]
    reporting.review_months = 10
    reporting.save(update_fields=["review_months"])
    name_deputy(
        reporting,
        **_act(world, "marta", 20),
        person=world.people["iryna"],
        starts_on=world.today - timedelta(days=20),
    )
    rides = by_slug["safe-rides"]
    rides.confidentiality = Policy.Confidentiality.CONFIDENTIAL
    rides.save(update_fields=["confidentiality"])


#: policy slug -> (share of those asked who acknowledged, how many days they took at most)
SHARES = {"zero-tolerance": (0.95, 30), "code-of-conduct": (0.8, 34), "safe-reporting": (0.85, 60)}


def make_acknowledgements(world):
    """Acknowledgements over the last months, in the order in which they happened."""
    rows = planned(world, SHARES, skip={world.people["oksana"].pk, world.people["daniel"].pk})
    acknowledge_many(rows)
