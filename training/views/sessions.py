"""Sessions for those who hold them: plan, list, sheet, door, attendance (features 4.3-4.6)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.serving import as_rendered, as_scan
from people.days import day_of
from people.models import Person
from people.presence import units_of
from people.refusals import Refused
from people.views.acting import asking, done, form_page, typed
from training import rules
from training.attending import (
    add_guest,
    attach_sheet,
    is_running,
    last_said,
    note_attendance,
    noting_from,
)
from training.forms.sessions import AttendanceForm, CancelForm, GuestForm, SessionForm, SheetForm
from training.models import ParticipationStatus, Session
from training.planning import cancel_session, change_session, is_noted, plan_session, set_trainer
from training.session_sheets import sheet_pdf, trainers_of
from training.signing_up import EARLY, add_person, free_places, take_off

PAGE_SIZE = 25
#: A search for people begins with so many letters and shows so many.
FEWEST_LETTERS, MOST_FOUND = 3, 12
Status = ParticipationStatus.Status


def sessions(request):
    """The sessions that come, or those that were: where, how many places are taken."""
    found = Session.objects.visible_to(request.user, on=request.today).with_times().with_numbers()
    found = found.select_related("course").prefetch_related("days")
    is_past = "past" in request.GET
    if is_past:
        found = found.filter(ends_at__lt=request.now).order_by("-begins_at", "-pk")
    else:
        found = found.filter(ends_at__gte=request.now).order_by("begins_at", "pk")
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_past": is_past,
        "may_plan": rules.can_hold_sessions(request.user, on=request.today),
    }
    return render(request, "training/sessions.html", context)


def session_new(request):
    """Plan a session."""
    form = SessionForm(typed(request), on=request.today, initial={"language": "pl"})
    if saved := done(form, lambda: plan_session(**form.values, **asking(request))):
        messages.success(request, _("The session is planned. People can sign up."))
        return redirect(saved[0])
    return _session_form(request, form, back=reverse("sessions"))


def session_edit(request, uid):
    """Change a session; who is on the list hears of another day or place."""
    found = _kept(request, uid)
    form = SessionForm(typed(request), on=request.today, session=found)
    if done(form, lambda: change_session(found, **form.values, **asking(request))):
        messages.success(request, _("The session is changed."))
        return redirect(found)
    return _session_form(request, form, back=found.get_absolute_url(), session=found)


def _session_form(request, form, **context):
    status = 422 if form.is_bound else 200
    context |= {"form": form}
    return render(request, "training/session_edit.html", context, status=status)


def session_cancel(request, uid):
    """Call a session off."""
    found = _kept(request, uid)
    form = CancelForm(typed(request))
    if done(form, lambda: cancel_session(found, **form.cleaned_data, **asking(request))):
        messages.success(request, _("The session is called off. Everybody on the list is told."))
        return redirect(found)
    return form_page(
        request,
        form,
        title=_("Call the session off"),
        submit=_("Call this session off"),
        back=found.get_absolute_url(),
        up=str(found),
        is_danger=True,
    )


def session(request, uid):
    """One session: its days, who is on the list, and what can be done now."""
    found = _session(request, uid)
    reader, on = request.user, request.today
    may_note = rules.can_note(reader, found, on=on)
    rows = list(_listed(request, found))
    words = request.GET.get("q", "")[:100].strip()
    context = {
        "session": found,
        "days": found.days.all(),
        "trainers": trainers_of(found),
        "rows": [row for row in rows if row.status in ParticipationStatus.PLACED],
        "waiting": sorted(
            (row for row in rows if row.status == Status.WAITING), key=lambda row: row.status_id
        ),
        "gone": [row for row in rows if row.status == Status.WITHDRAWN],
        "free": free_places(found),
        "sheets": found.sheets.select_related("scan", "added_by"),
        "is_open": not found.is_cancelled,
        "is_at_door": request.now >= found.begins_at - EARLY,
        "is_running": not found.is_cancelled and is_running(found, request.now),
        "has_begun": request.now >= found.begins_at,
        "may_keep": rules.can_keep_session(reader, found, on=on) and not is_noted(found),
        "may_note": may_note,
        "may_see_list": rules.can_see_list(reader, found, on=on),
        "may_note_now": may_note and on >= noting_from(found),
        "may_add": _may_add(request, found, may_note),
        "q": words,
        **_found_people(request, found, rows, words),
    }
    return render(request, "training/session.html", context)


def _may_add(request, found, may_note):
    if found.is_cancelled:
        return False
    return may_note or (
        rules.can_hold_sessions(request.user, on=request.today)
        and request.now < found.begins_at - EARLY
    )


def _listed(request, found):
    """The participations that this reader may see: all, or a lead's own people; three queries."""
    said = ParticipationStatus.objects.select_related("said_by")
    rows = found.participations.with_status().select_related("person")
    rows = rows.prefetch_related(Prefetch("statuses", said)).order_by("person__sort", "pk")
    if rules.can_see_list(request.user, found, on=request.today):
        return rows
    own = rules.recorded_for(request.user, on=request.today)
    return rows.filter(person__in=own.order_by().values("pk"))


def _found_people(request, found, rows, words):
    """People to put on the list: with a few letters of the name, a handful with their units."""
    if len(words) < FEWEST_LETTERS:
        return {"people": [], "is_short": bool(words)}
    listed = [row.person_id for row in rows if row.status in ParticipationStatus.PLACED]
    people = rules.listable(request.user, found, on=request.today).present_on(request.today)
    people = people.matching(words).exclude(pk__in=[pk for pk in listed if pk])
    people = list(people.order_by("sort", "pk")[:MOST_FOUND])
    units = units_of(people, on=request.today)
    return {
        "people": [
            {"person": one, "units": ", ".join({str(a.unit): 1 for a in units[one.pk]})}
            for one in people
        ],
        "is_short": False,
    }


def session_person(request, uid):
    """Put somebody on the list."""
    found = _session(request, uid)
    if request.method == "POST":
        person = _person(request, found)
        try:
            said = add_person(found, person, **asking(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            words = {
                Status.WAITING: _("%(name)s is on the waiting list."),
                Status.PRESENT: _("%(name)s is noted as present."),
            }.get(said.status, _("%(name)s is on the list."))
            messages.success(request, words % {"name": person})
    return redirect(found)


def session_trainer(request, uid):
    """Make somebody a trainer of the session."""
    found = _kept(request, uid)
    if request.method == "POST":
        person = _person(request, found)
        try:
            set_trainer(found, person, **asking(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("%(name)s is a trainer of this session.") % {"name": person}
            )
    return redirect(found)


def _person(request, found):
    """The person that the form names, among those whom the reader may put on the list."""
    try:
        uid = UUID(request.POST.get("person", ""))
    except ValueError as error:
        raise Http404 from error
    people = rules.listable(request.user, found, on=request.today) | Person.objects.filter(
        pk=request.user.pk
    )
    return get_object_or_404(people, uid=uid)


def session_remove(request, uid, pk):
    """Take somebody off the list who will not come."""
    found = _session(request, uid)
    row = get_object_or_404(_listed(request, found), pk=pk)
    if request.method == "POST":
        try:
            take_off(found, row, **asking(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is not on the list any more.") % {"name": row})
    return redirect(found)


def session_guest(request, uid):
    """Note a guest at the door."""
    found = _noted(request, uid)
    form = GuestForm(typed(request))
    if added := done(form, lambda: add_guest(found, **form.cleaned_data, **asking(request))):
        messages.success(request, _("%(name)s is noted as present.") % {"name": added[0]})
        return redirect(found)
    return form_page(
        request,
        form,
        title=_("Add a guest"),
        submit=_("Note this guest"),
        back=found.get_absolute_url(),
        up=str(found),
        lead=_("For somebody without an account. The name stays with this session only."),
    )


def session_sheet(request, uid):
    """The sheet to sign, as a PDF."""
    found = _noted(request, uid)
    if found.is_cancelled:
        raise Http404
    name = f"{_file_name(found)}.pdf"
    return as_rendered(request, lambda: sheet_pdf(found, at=request.now), name)


def session_scan_new(request, uid):
    """Attach the signed sheet."""
    found = _noted(request, uid)
    form = SheetForm(typed(request), request.FILES or None)
    if done(form, lambda: attach_sheet(found, form.cleaned_data["sheet"], **asking(request))):
        messages.success(request, _("The sheet is attached."))
        return redirect(found)
    return form_page(
        request,
        form,
        title=_("Attach the signed sheet"),
        submit=_("Attach this sheet"),
        back=found.get_absolute_url(),
        up=str(found),
        lead=_("It is stored encrypted, and everybody who downloads it is noted."),
    )


def session_scan(request, uid, pk):
    """A scan of the signed sheet, as a download."""
    found = _session(request, uid)
    if not rules.can_see_list(request.user, found, on=request.today):
        raise PermissionDenied
    sheet = get_object_or_404(found.sheets.select_related("scan"), pk=pk)
    return as_scan(request, sheet.scan, _file_name(found))


def _file_name(found):
    return f"{_('sign-in-sheet')}-{day_of(found.begins_at):%Y-%m-%d}"


def session_attendance(request, uid):
    """Note for everybody on one page who took part."""
    found = _noted(request, uid)
    if found.is_cancelled or request.today < noting_from(found):
        raise Http404
    rows = list(_listed(request, found).filter(status__in=ParticipationStatus.PLACED))
    last = last_said(found)
    form = AttendanceForm(
        typed(request), participations=rows, reader=request.user, initial={"seen": last}
    )
    if saved := done(form, lambda: _note(request, found, form)):
        messages.success(
            request, _("The attendance is noted.") if saved[0] else _("Nothing changed.")
        )
        return redirect(found)
    context = {
        "session": found,
        "form": form,
        "last": last,
        "is_correcting": any(row.status in ParticipationStatus.NOTED for row in rows),
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/session_attendance.html", context, status=status)


def _note(request, found, form):
    return note_attendance(
        found,
        form.noted,
        seen=form.cleaned_data["seen"],
        reason=form.cleaned_data["reason"],
        **asking(request),
    )


def _session(request, uid):
    visible = Session.objects.visible_to(request.user, on=request.today).with_times()
    return get_object_or_404(
        visible.select_related("course", "created_by", "cancelled_by"), uid=uid
    )


def _kept(request, uid):
    found = _session(request, uid)
    if not rules.can_keep_session(request.user, found, on=request.today):
        raise PermissionDenied
    return found


def _noted(request, uid):
    found = _session(request, uid)
    if not rules.can_note(request.user, found, on=request.today):
        raise PermissionDenied
    return found
