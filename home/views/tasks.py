"""What I still have to do, and who of my people is ready for duty."""

from collections import defaultdict
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.shortcuts import render

from documents.models import Document
from home.forms import ReadinessFilter
from people.models import Assignment, Person, Role
from people.roles import holds, scope, with_subtree
from people.views.acting import get_person
from people.views.register import about
from policies.models import Acknowledgement, ApprovalRound, ApprovalSeat, PolicyQuestion
from policies.rules import READERS, can_exempt
from readiness.figures import readiness
from readiness.ledger import standing, standings

PAGE_SIZE = 25
DOCUMENTS_SHOWN = timedelta(days=7)
MOST_DOCUMENTS = 5
QUESTIONS_SHOWN = timedelta(days=14)
MOST_QUESTIONS = 20


def my_tasks(request):
    """The next step on top, the rest below, what is done folded away."""
    mine = standing(request.user, on=request.today)
    decisions = _decisions_waiting(request.user)
    to_answer = _questions_to_answer(request.user, request.today)
    receipts = list(
        Acknowledgement.objects.visible_to(request.user)
        .select_related("version__policy")
        .order_by("-pk")[:20]
    )
    context = {
        "standing": mine,
        "next": mine.obligations[0] if mine.obligations else None,
        "then": mine.obligations[1:],
        "decisions": decisions,
        "to_answer": to_answer,
        "my_questions": _my_questions(request.user, request.today),
        "receipts": receipts,
        "documents": _documents(request.user, request.now),
        "duty_unit": _duty_unit(request.user, request.today),
        "my_tasks_count": len(mine.obligations) + len(decisions) + len(to_answer),
    }
    return render(request, "home/my_tasks.html", context)


def _documents(person, at):
    """The files that the person asked for in the last days, also those still being made."""
    return list(
        Document.objects.visible_to(person)
        .filter(asked_at__gte=at - DOCUMENTS_SHOWN)
        .order_by("-asked_at")[:MOST_DOCUMENTS]
    )


def _decisions_waiting(person):
    """Open rounds in which this person has not decided yet."""
    undecided = ApprovalSeat.objects.filter(approver=person, decision=None)
    rounds = ApprovalRound.objects.filter(closed_at=None, seats__in=undecided)
    return list(rounds.select_related("version__policy", "opened_by"))


def _questions_to_answer(person, day):
    """Open questions about the person's policies in which the other side wrote last."""
    found = PolicyQuestion.objects.answered_by(person, on=day).open().with_last_word()
    waiting = found.filter(last_author=F("person")).select_related("policy", "person")
    return list(waiting.order_by("opened_at", "pk")[:MOST_QUESTIONS])


def _my_questions(person, day):
    """The person's own questions: open ones, and those closed in the last days."""
    shown = Q(closed_on=None) | Q(closed_on__gte=day - QUESTIONS_SHOWN)
    mine = PolicyQuestion.objects.filter(shown, person=person).with_last_word()
    return [
        {"question": question, "is_answered": question.last_author != person.pk}
        for question in mine.select_related("policy", "version")[:MOST_QUESTIONS]
    ]


def _duty_unit(person, day):
    """The unit of the person with a telephone on duty, if any."""
    assignment = (
        Assignment.objects.open_on(day)
        .filter(person=person)
        .exclude(Q(unit__phone="") | Q(unit__phone=None))
        .select_related("unit")
        .order_by("-starts_on")
        .first()
    )
    return assignment.unit if assignment else None


def readiness_list(request):
    """People of the units one answers for, on any day: ready, or what is due or missing."""
    allowed = (
        None
        if holds(request.user, *READERS, on=request.today)
        else scope(request.user, Role.UNIT_LEAD, on=request.today)
    )
    form = ReadinessFilter(request.GET or None, units=allowed)
    on = form.chosen("on") or request.today
    unit = form.chosen("unit")
    units = allowed
    if unit is not None:
        units = with_subtree({unit.pk}) if allowed is None else with_subtree({unit.pk}) & allowed
    people = Person.objects.present_on(on, units=units).order_by("sort", "pk")
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "on": on,
        "is_past": on < request.today,
        "page": page,
        "rows": _rows(page, on),
        "figures": readiness(on=on, units=units),
    }
    return render(
        request,
        "home/readiness.html",
        context,
        status=422 if form.is_bound and form.errors else 200,
    )


def _rows(page, on):
    shown = list(page.object_list)
    people = Person.objects.filter(pk__in=[person.pk for person in shown])
    standing_of = standings(people, on=on)
    units = defaultdict(list)
    for assignment in (
        Assignment.objects.open_on(on).filter(person__in=people).select_related("unit")
    ):
        units[assignment.person_id].append(assignment.unit)
    return [
        {"person": person, "units": units[person.pk], "standing": standing_of[person.pk]}
        for person in shown
    ]


def person(request, uid):
    """What somebody is to the organisation, now and before, and whether they are ready for duty."""
    shown = get_person(request, uid)
    context = about(request, shown) | {
        "standing": standing(shown, on=request.today),
        "exemptions": shown.exemptions.filter(ends_on__gte=request.today).select_related(
            "policy", "added_by"
        ),
        "can_exempt": can_exempt(request.user, on=request.today),
    }
    return render(request, "home/person.html", context)
