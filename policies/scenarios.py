"""The situations for which an organisation needs a procedure (R2, R4), in plain words.

The source leaflet names none: these were chosen from practice guidance. Keys are stable.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PEOPLE = _("Somebody is in danger or needs help")
CHILDREN = _("A child")
OFFERS = _("Rides, beds, jobs, documents")
OURS = _("Our own people and partners")
QUESTIONS = _("Questions, media and data")


@dataclass(frozen=True)
class Scenario:
    """A situation; ``starter`` is the slug of its starter text."""

    key: str
    title: str
    group: str
    icon: str
    starter: str


SCENARIOS = (
    Scenario("SC12", _("Immediate danger at the site"), PEOPLE, "exclamation-triangle", "danger"),
    Scenario(
        "SC01", _("Someone tells me they are being exploited"), PEOPLE, "chat-dots", "disclosure"
    ),
    Scenario("SC09", _("Somebody has gone missing"), PEOPLE, "search", "missing-person"),
    Scenario("SC16", _("An adult declines help"), PEOPLE, "person-dash", "help-declined"),
    Scenario("SC03", _("A child without care"), CHILDREN, "person", "child-alone"),
    Scenario(
        "SC04",
        _("An adult and a child: something is not right"),
        CHILDREN,
        "people",
        "adult-and-child",
    ),
    Scenario(
        "SC02", _("A suspicious offer of a ride or a bed"), OFFERS, "geo-alt", "suspicious-offer"
    ),
    Scenario("SC07", _("Recruitment on the internet"), OFFERS, "globe2", "online-recruitment"),
    Scenario(
        "SC08", _("Somebody demands or keeps documents"), OFFERS, "person-vcard", "documents-kept"
    ),
    Scenario("SC05", _("A suspicion about one of our own people"), OURS, "person-x", "own-person"),
    Scenario("SC06", _("A suspicion about a partner or supplier"), OURS, "building", "partner"),
    Scenario("SC13", _("An anonymous report has come in"), OURS, "envelope", "anonymous-report"),
    Scenario(
        "SC17", _("Threats to us, or a case that is too much"), OURS, "bell", "threats-to-team"
    ),
    Scenario(
        "SC14", _("Someone asks about the people we help"), QUESTIONS, "question-circle", "fishing"
    ),
    Scenario(
        "SC15",
        _("The authorities ask for data or for a person"),
        QUESTIONS,
        "shield",
        "authorities-ask",
    ),
    Scenario("SC10", _("A question from the media"), QUESTIONS, "record-circle", "media"),
    Scenario(
        "SC11", _("Data lost or sent to the wrong person"), QUESTIONS, "unlock", "data-breach"
    ),
)
BY_KEY = {scenario.key: scenario for scenario in SCENARIOS}
