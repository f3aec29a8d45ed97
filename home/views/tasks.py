"""What I still have to do, and who of my people is ready for duty."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from documents.models import Document
from documents.templatetags.page import day
from people.forms.filters import UnitsOnDay
from people.models import Person
from people.presence import left_words, units_of
from people.telephone import duty_unit
from people.views.acting import get_person, visible_among
from people.views.register import about
from policies import rules
from policies.models import Acknowledgement, ApprovalRound, ApprovalSeat, PolicyQuestion
from policies.views.paper import about_person
from readiness.figures import readiness
from readiness.ledger import standing, standings
from training.learning import begun
from training.views.credentials import about_person as about_person_training

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
        .counted()
        .select_related("version__policy")
        .order_by("-pk")[:20]
    )
    context = {
        "standing": mine,
        "next": mine.obligations[0] if mine.obligations else None,
        "then": mine.obligations[1:],
        "begun": _courses_begun(request.user, mine),
        "decisions": decisions,
        "to_answer": to_answer,
        "my_questions": _my_questions(request.user, request.today),
        "receipts": receipts,
        "documents": _documents(request.user, request.now),
        "duty_unit": duty_unit(request.user, request.today),
        "my_tasks_count": len(mine.obligations) + len(decisions) + len(to_answer),
    }
    return render(request, "home/my_tasks.html", context)


def _courses_begun(person, mine):
    """The ids of the courses that the person owes and has started."""
    owes_course = any(owed.kind == "course" for owed in mine.obligations)
    return begun(person) if owes_course else set()


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


def readiness_list(request):
    """People of the units one answers for, on any day: ready, or what is due or missing."""
    form = UnitsOnDay(
        request.GET or None, units=rules.units_overseen(request.user, on=request.today)
    )
    on = form.chosen("on") or request.today
    people = Person.objects.present_on(on, units=form.units).order_by("sort", "pk")
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "form": form if form.errors else None,
        "on": on,
        "is_past": on < request.today,
        "page": page,
        "rows": _rows(request, list(page.object_list), on),
        "figures": readiness(on=on, units=form.units),
    }
    return render(request, "home/readiness.html", context, status=422 if form.errors else 200)


def _rows(request, people, on):
    visible, held = visible_among(people, request), units_of(people, on=on)
    standing_of = standings(Person.objects.filter(pk__in=[one.pk for one in people]), on=on)
    return [
        {
            "person": one,
            "url": one.get_absolute_url() if one.pk in visible else "",
            "left": left_words(one, today=request.today),
            "units": list(dict.fromkeys(row.unit.name for row in held[one.pk])),
            "tag": tag_of(standing_of[one.pk]),
            "lines": _lines(standing_of[one.pk]),
        }
        for one in people
    ]


def tag_of(standing):
    """Whether somebody is ready for duty, as a tag."""
    if not standing.is_ready:
        return {"text": _("not ready"), "kind": "bad", "icon": ""}
    if standing.obligations:
        return {"text": _("ready, something is due"), "kind": "warn", "icon": "hourglass-split"}
    return {"text": pgettext("person", "ready"), "kind": "ok", "icon": "check-circle"}


def _lines(standing):
    """What somebody misses or has to do soon, each with its day."""
    return [
        {"text": owed.label, "small": _("by %(day)s") % {"day": day(owed.due_on)}}
        for owed in standing.obligations
    ] or [{"text": _("nothing"), "quiet": True}]


def person(request, uid):
    """What somebody is to the organisation, now and before, and whether they are ready for duty."""
    shown = get_person(request, uid)
    found = standing(shown, on=request.today)
    owes = any(owed.kind == "policy" for owed in found.obligations)
    context = about(request, shown) | {
        "standing": found,
        "ready": tag_of(found),
        "confirmations": about_person(request, shown, owes=owes),
        "exemptions": shown.exemptions.filter(ends_on__gte=request.today).select_related(
            "policy", "added_by"
        ),
        "can_exempt": rules.can_exempt(request.user, on=request.today),
        "training": about_person_training(request, shown),
    }
    return render(request, "home/person.html", context)
