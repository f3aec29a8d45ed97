"""The list of people and the page of one person."""

from collections import defaultdict

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import render
from django.utils.translation import gettext as _

from documents.templatetags.page import day
from people import rules
from people.forms.people import PeopleFilter, State
from people.inviting import State as Invited
from people.inviting import state_of
from people.middleware import has_left
from people.models import Assignment, Person, Role
from people.roles import scope, with_subtree

PAGE_SIZE = 25


def people(request):
    """Everybody this reader may see, narrowed by the filters in the address."""
    form = PeopleFilter(request.GET or None, on=request.today, units=_offered_units(request))
    state = form.chosen("state") or State.PRESENT
    found = _found(form, state, on=request.today)
    found = found.visible_to(request.user, on=request.today).order_by("sort", "pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "form": form if form.errors else None,
        "state": State(state),
        "page": page,
        "rows": _rows(page, on=request.today),
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "people/people.html", context, status=422 if form.errors else 200)


def _offered_units(request):
    """The ids of the units that a unit lead may choose from; None for all."""
    if rules.can_read_register(request.user, on=request.today):
        return None
    return scope(request.user, Role.UNIT_LEAD, on=request.today)


def _found(form, state, *, on):
    """The persons whom the filters mean; unit, kind and function hold for one assignment."""
    found = Person.objects.matching(form.chosen("q") or "")
    meant = _assignments(form, state, on=on)
    if state == State.LEFT:
        found = found.filter(left_on__lt=on)
    elif state == State.UPCOMING:
        now = Assignment.objects.open_on(on).filter(person=OuterRef("pk"))
        found = found.exclude(Exists(now))
    elif state == State.OFFLINE:
        found = found.filter(Q(left_on=None) | Q(left_on__gte=on), email=None)
    return found if meant is None else found.filter(Exists(meant))


def _assignments(form, state, *, on):
    """The assignments that a person must have one of, or None when there is no such condition."""
    narrowed = {}
    if unit := form.chosen("unit"):
        narrowed["unit__in"] = with_subtree({unit.pk})
    if kind := form.chosen("kind"):
        narrowed["kind"] = kind
    if function := form.chosen("function"):
        narrowed["function"] = function
    if state in (State.LEFT, State.ALL, State.OFFLINE) and not narrowed:
        return None
    meant = Assignment.objects.filter(person=OuterRef("pk"), voided_at=None, **narrowed)
    if state == State.PRESENT:
        return meant.open_on(on)
    return meant.filter(starts_on__gt=on) if state == State.UPCOMING else meant


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


def is_open(assignment, on):
    """Whether an assignment holds on that day."""
    return assignment.starts_on <= on and (assignment.ends_on is None or assignment.ends_on >= on)


def standing(person, assignments, *, on):
    """Where somebody stands today: words for the tag, its kind, and the assignments to show."""
    now = [assignment for assignment in assignments if is_open(assignment, on)]
    later = [assignment for assignment in assignments if assignment.starts_on > on]
    if has_left(person, on=on):
        words = _("left on %(day)s") % {"day": day(person.left_on)}
        return {"words": words, "kind": "", "assignments": assignments[:1]}
    if now and person.left_on is not None:
        words = _("here until %(day)s") % {"day": day(person.left_on)}
        return {"words": words, "kind": "warn", "assignments": now}
    if now:
        return {"words": _("here"), "kind": "ok", "assignments": now}
    if later:
        words = _("starts on %(day)s") % {"day": day(later[-1].starts_on)}
        return {"words": words, "kind": "info", "assignments": later}
    return {"words": _("without assignment"), "kind": "", "assignments": assignments[:1]}


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
