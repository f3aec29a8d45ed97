"""How far a version is on its way from draft to publication, as stages that a page can show."""

from django.utils.translation import gettext as _

from documents.templatetags.page import day
from policies.hashing import in_language
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
    """Per language: sections with heading and text, whether title and all steps are there."""
    found = []
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
            }
        )
    return found


def has_text(section, language):
    """Whether heading and body of a section are there in the language."""
    return bool(
        in_language(section, "heading", language) and in_language(section, "body", language)
    )
