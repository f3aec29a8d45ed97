"""The list of people and the page of one person."""

from collections import defaultdict

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _

from people import rules
from people.finding import filter_for, is_open, people_found, standing
from people.forms.people import State
from people.inviting import State as Invited
from people.inviting import state_of
from people.middleware import has_left
from people.models import Assignment
from people.signing_in import has_password

PAGE_SIZE = 25


def people(request):
    """Everybody this reader may see, narrowed by the filters in the address."""
    form = filter_for(request.user, request.GET or None, on=request.today)
    state = form.chosen("state") or State.PRESENT
    found = people_found(request.user, form, on=request.today)
    page = Paginator(found.order_by("sort", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "form": form if form.errors else None,
        "state": State(state),
        "page": page,
        "rows": _rows(page, on=request.today),
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "people/people.html", context, status=422 if form.errors else 200)


def _rows(page, *, on):
    """Each person of the page with the assignments that hold today, or else the latest ones."""
    shown = list(page.object_list)
    held = defaultdict(list)
    assignments = Assignment.objects.filter(person__in=shown, voided_at=None)
    for assignment in assignments.select_related("unit", "function").order_by("-starts_on", "-pk"):
        held[assignment.person_id].append(assignment)
    return [
        {
            "person": person,
            "state": standing(person, held[person.pk], on=on),
            "may_leave": person.left_on is None,
        }
        for person in shown
    ]


def about(request, shown):
    """All that the page of a person shows; apps above may add their own to it."""
    assignments = list(
        shown.assignments.select_related("unit", "function", "voided_by").order_by(
            "-starts_on", "-pk"
        )
    )
    counted = [assignment for assignment in assignments if assignment.voided_at is None]
    for assignment in assignments:
        assignment.is_open = assignment.voided_at is None and is_open(assignment, request.today)
        assignment.may_end = assignment.voided_at is None and (
            assignment.ends_on is None or assignment.ends_on >= request.today
        )
    grants = list(shown.grants.select_related("unit", "granted_by").order_by("-starts_on", "-pk"))
    for grant in grants:
        grant.is_open = is_open(grant, request.today)
        grant.may_end = grant.ends_on is None or grant.ends_on >= request.today
    return {
        "person": shown,
        "state": standing(shown, counted, on=request.today),
        "assignments": assignments,
        "grants": grants,
        "checks": shown.checks.select_related("seen_by"),
        "sign_in": _sign_in(shown, at=request.now, on=request.today),
        "can_keep": rules.can_keep(request.user, on=request.today),
        "can_check": rules.can_check(request.user, shown, on=request.today),
        "is_self": shown == request.user,
        "may_lose_factor": shown != request.user and has_password(shown),
        "has_left": has_left(shown, on=request.today),
    }


def _sign_in(person, *, at, on):
    """How somebody can sign in: words, and whether an invitation makes sense."""
    if not person.email:
        return {"words": _("no e-mail, so no sign-in"), "may_invite": False}
    invitation = person.invitations.first()
    state = state_of(invitation, at=at, on=on)
    if person.has_usable_password() or state == Invited.USED:
        return {"words": _("set up"), "may_invite": False}
    words = {
        Invited.OPEN: _("invited, not yet accepted"),
        Invited.EXPIRED: _("the invitation has expired"),
    }
    return {
        "words": words.get(state, _("not invited yet")),
        "may_invite": not has_left(person, on=on),
    }
