"""States that come about by doing something, reached by doing it."""

from datetime import datetime, timedelta

from django.utils import timezone

from people.days import day_of
from people.models import Person, Role
from policies.approving import decide, send_to_review
from policies.asking import add_rule
from policies.drafting import create_policy, save_section, start_version
from policies.models import Policy
from policies.publishing import publish
from policies.quizzing import add_question
from policies.starting import starter
from tests.factories import PersonFactory

BODY_PL = "<p>Szanujemy każdą osobę.</p>"
BODY_EN = "<p>We respect everybody.</p>"


def keeper():
    """A policy manager, the same one for every step of a test."""
    found = Person.objects.filter(email="keeper@example.org").first()
    return found or PersonFactory(email="keeper@example.org", role=Role.POLICY_MANAGER)


def approver():
    """Somebody of the management who approves, the same one for every step of a test."""
    found = Person.objects.filter(email="approver@example.org").first()
    return found or PersonFactory(email="approver@example.org", role=Role.MANAGEMENT)


def act(at=None, by=None):
    """The keyword arguments of an operation: who, when and on which day."""
    at = at or timezone.now()
    return {"by": by or keeper(), "at": at, "on": day_of(at)}


def draft(slug="code", *, at=None, titles=("Kodeks", "Code")):
    """A policy with a complete draft 1.0 of one section."""
    version = create_policy(
        **act(at),
        slug=slug,
        kind=Policy.Kind.OTHER,
        titles={"pl": titles[0], "en": titles[1]},
    )
    return written(version, at=at)


def written(version, *, at=None, pl=BODY_PL, en=BODY_EN):
    """The draft with words in both languages in its first section."""
    section = version.sections.first()
    texts = {"heading_pl": "Zasada", "heading_en": "Rule", "body_pl": pl, "body_en": en}
    save_section(section, **act(at), revision=section.revision, texts=texts)
    return version


def question(version, *, correct=1, words="Whom do we respect?", **changes):
    """A question beside the draft, complete in both languages; the second answer is right."""
    texts = {
        "section_key": version.sections.first().key,
        "question_pl": "Kogo szanujemy?",
        "question_en": words,
        "options": [{"pl": "Nikogo", "en": "Nobody"}, {"pl": "Każdego", "en": "Everybody"}],
        "correct": correct,
        "explanation_pl": "Bo tak.",
        "explanation_en": "Because.",
    } | changes
    return add_question(version, **act(), **texts)


def sent(version, *, at=None, approvers=None):
    """The draft in review by the approver."""
    send_to_review(version, **act(at), approvers=approvers or [approver()])
    version.refresh_from_db()
    return version


def approved(version, *, at=None):
    """The draft, approved by the approver."""
    sent(version, at=at)
    decide(version, **act(at, by=approver()), approve=True)
    version.refresh_from_db()
    return version


def published(
    slug="code", *, at=None, effective_on=None, asks=True, titles=("Kodeks", "Code"), **rule
):
    """A policy with version 1.0 in force since ten days, asking everybody unless told not to."""
    at = at or timezone.now() - timedelta(days=10)
    version = approved(draft(slug, at=at, titles=titles), at=at)
    version = publish(
        version,
        by=keeper(),
        at=at,
        effective_on=effective_on or day_of(at),
        major=True,
        notes={"pl": "", "en": ""},
    )
    if asks:
        add_rule(version.policy, **act(at), starts_on=day_of(at), **rule)
    return version


def next_version(policy, *, major, at=None, effective_on=None, en=BODY_EN + "<p>More.</p>"):
    """Another published version of the policy, from today on."""
    at = at or timezone.now()
    version = start_version(policy, **act(at))
    approved(written(version, at=at, en=en), at=at)
    return publish(
        version,
        by=keeper(),
        at=at,
        effective_on=effective_on or day_of(at),
        major=major,
        notes={"pl": "Zmiana.", "en": "A change."},
    )


def noon(day):
    """An aware moment at noon of the organisation's clock."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def procedure_draft(slug="danger", *, at=None, text=None):
    """A procedure with a draft 1.0 made from the starter text of that slug."""
    text = text or starter(slug)
    return create_policy(
        **act(at),
        slug=text.slug,
        kind=text.kind,
        titles={"pl": text.title_pl, "en": text.title_en},
        starter=text,
    )


def procedure(slug="danger", *, at=None, effective_on=None, text=None):
    """A procedure from a starter text, in force since ten days unless told otherwise."""
    at = at or timezone.now() - timedelta(days=10)
    return publish(
        approved(procedure_draft(slug, at=at, text=text), at=at),
        by=keeper(),
        at=at,
        effective_on=effective_on or day_of(at),
        major=True,
        notes={"pl": "", "en": ""},
    )
