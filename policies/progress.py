"""How far a version is on its way from draft to publication, as stages that a page can show."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from policies.commenting import open_comments
from policies.drift import drifted
from policies.hashing import has_text, in_language
from policies.models import PolicyVersion
from policies.procedure_text import is_complete

State = PolicyVersion.State
LANGUAGES = ("pl", "en")


def stages(version):
    """The stages with name, words and state (done, now or empty) for the stage bar."""
    reached = {
        State.DRAFT: 0,
        State.CHANGES_REQUESTED: 0,
        State.IN_REVIEW: 1,
        State.APPROVED: 2,
        State.PUBLISHED: 3,
    }.get(version.state, 0)
    newest = version.rounds.prefetch_related("seats__decision").first()
    rows = [
        (_("Draft"), f"{version.started_by}, {day(version.started_at)}"),
        (_("Review"), _review_words(version, newest)),
        (_("Publication"), _publication_words(version)),
    ]
    return [
        {
            "name": name,
            "words": words,
            "state": "done" if place < reached else "now" if place == reached else "",
        }
        for place, (name, words) in enumerate(rows)
    ]


def _review_words(version, newest):
    if version.state == State.CHANGES_REQUESTED:
        return _("changes requested")
    if newest is None or version.state == State.DRAFT:
        return _("everybody who is asked must approve")
    seats = list(newest.seats.all())
    given = sum(
        1 for seat in seats if hasattr(seat, "decision") and seat.decision.outcome == "approved"
    )
    return _("%(given)s of %(all)s approved") % {"given": given, "all": len(seats)}


def _publication_words(version):
    if version.is_published:
        return _("in force from %(day)s") % {"day": day(version.effective_on)}
    if version.state == State.APPROVED:
        return _("choose the day")
    return ""


def completeness(version, sections):
    """Per language: how many sections have heading and text, whether the title and all steps are
    there, and how many sections are older than their other language.
    """
    found = []
    late = [language for _number, _section, language in drifted(sections)]
    for code in LANGUAGES:
        done = [section for section in sections if has_text(section, code)]
        title = bool(in_language(version, "title", code))
        steps = is_complete(version, code)
        found.append(
            {
                "code": code,
                "done": len(done),
                "total": len(sections),
                "title": title,
                "steps": steps,
                "complete": title and steps and len(done) == len(sections),
                "behind": late.count(code),
            }
        )
    return found


def loose_ends(version, sections):
    """What should be settled before the text goes on, though nothing stops it: sections whose
    languages have drifted apart, and how many comments are open.
    """
    wanted = get_language()
    drift = [
        {
            "number": number,
            "heading": in_language(section, "heading", wanted)
            or in_language(section, "heading", behind),
            "language": behind,
        }
        for number, section, behind in drifted(sections)
    ]
    return {"drift": drift, "comments": open_comments(version)}
