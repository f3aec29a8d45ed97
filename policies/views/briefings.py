"""Briefings: prepare them, print the sheet, enter the signatures."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.serving import as_rendered, as_scan
from people.models import Person, Role
from people.refusals import Refused
from people.roles import scope
from people.views.acting import asking, done, form_page, get_person, typed
from policies import rules
from policies.briefing import (
    add_guest,
    can_keep,
    cancel,
    candidates,
    enter_signatures,
    expected,
    save_briefing,
    texts_of,
)
from policies.forms.paper import BriefingForm, SignaturesForm
from policies.models import Briefing
from policies.sign_in_sheets import sheet_pdf

PAGE_SIZE = 25


def briefings(request):
    """All briefings that this reader may see, the newest first."""
    found = (
        Briefing.objects.visible_to(request.user, on=request.today)
        .select_related("unit")
        .prefetch_related("texts__version__policy")
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "may_prepare": _may_prepare(request)}
    return render(request, "policies/briefings.html", context)


def _may_prepare(request):
    can_keep_all = rules.can_keep(request.user, on=request.today)
    return can_keep_all or bool(scope(request.user, Role.UNIT_LEAD, on=request.today))


def _units(request):
    """None for those who have briefings everywhere; else the ids of the units one leads."""
    if rules.can_keep(request.user, on=request.today):
        return None
    units = scope(request.user, Role.UNIT_LEAD, on=request.today)
    if not units:
        raise PermissionDenied
    return units


def _briefing(request, uid):
    found = Briefing.objects.visible_to(request.user, on=request.today)
    return get_object_or_404(
        found.select_related("unit", "prepared_by", "recorded_by", "sheet"), uid=uid
    )


def _open_briefing(request, uid):
    """The briefing if this reader may change it and it is still open."""
    found = _briefing(request, uid)
    if not can_keep(request.user, found, on=request.today):
        raise PermissionDenied
    if not found.is_open:
        raise Http404
    return found


def briefing_new(request):
    """Prepare a briefing."""
    form = BriefingForm(
        typed(request),
        on=request.today,
        units=_units(request),
        initial={"held_on": request.today, "led_by": str(request.user)},
    )
    if saved := done(form, lambda: save_briefing(**form.cleaned_data, **asking(request))):
        messages.success(request, _("The briefing is prepared. Print the sheet."))
        return redirect(saved[0])
    return form_page(
        request,
        form,
        title=_("Prepare a briefing"),
        submit=_("Prepare this briefing"),
        back=reverse("briefings"),
        up=_("Briefings"),
        lead=_("You get a sheet with the names of those who have not acknowledged these texts."),
    )


def briefing_edit(request, uid):
    """Change a briefing whose signatures are not entered yet."""
    found = _open_briefing(request, uid)
    initial = {name: getattr(found, name) for name in ("held_on", "place", "led_by", "note")}
    initial |= {
        "unit": found.unit_id,
        "policies": [text.version.policy_id for text in texts_of(found)],
    }
    form = BriefingForm(typed(request), on=request.today, units=_units(request), initial=initial)
    if done(form, lambda: save_briefing(briefing=found, **form.cleaned_data, **asking(request))):
        messages.success(request, _("The briefing is changed. Print the sheet again."))
        return redirect(found)
    return form_page(
        request,
        form,
        title=_("Change the briefing"),
        submit=_("Save the briefing"),
        back=found.get_absolute_url(),
        up=_("The briefing"),
    )


def briefing(request, uid):
    """One briefing: its texts and people, and the next step."""
    found = _briefing(request, uid)
    may_keep = can_keep(request.user, found, on=request.today)
    context = {
        "briefing": found,
        "texts": texts_of(found),
        "may_keep": may_keep and found.is_open,
        "may_see_sheet": found.sheet is not None and found.sheet.is_done,
        "is_over": found.held_on <= request.today,
    }
    if found.is_recorded:
        context |= _entered(request, found)
    elif may_keep and found.is_open:
        words = request.GET.get("q", "")[:100]
        people = list(expected(found, by=request.user, on=request.today))
        listed = {person.pk for person in people}
        offered = candidates(found, words, by=request.user, on=request.today)
        context |= {
            "people": people,
            "q": words,
            "candidates": [person for person in offered if person.pk not in listed],
        }
    return render(request, "policies/briefing.html", context)


def _entered(request, found):
    """Who signed, a page of them, with the rows that were entered for each."""
    rows = found.acknowledgements.order_by().values("person")
    people = Person.objects.filter(pk__in=rows).order_by("sort", "pk")
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    of_person = {person.pk: [] for person in shown}
    given = found.acknowledgements.filter(person__in=shown).select_related(
        "version__policy", "correction"
    )
    for row in given.order_by("pk"):
        of_person[row.person_id].append(row)
    return {"page": page, "signed": [(person, of_person[person.pk]) for person in shown]}


def briefing_sheet(request, uid):
    """The sheet to sign, as a PDF in both languages."""
    found = _open_briefing(request, uid)
    people = list(expected(found, by=request.user, on=request.today))
    name = f"{_file_name(found)}.pdf"
    return as_rendered(request, lambda: sheet_pdf(found, people, at=request.now), name)


def _file_name(found):
    word = _("sign-in-sheet")
    return f"{word}-{found.held_on:%Y-%m-%d}"


def briefing_guest(request, uid):
    """Put somebody on the sheet by hand."""
    found = _open_briefing(request, uid)
    if request.method == "POST":
        person = _person(request)
        try:
            add_guest(found, person, **asking(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is on the sheet.") % {"name": person})
    return redirect(found)


def _person(request):
    try:
        return get_person(request, UUID(request.POST.get("person", "")))
    except ValueError as error:
        raise Http404 from error


def briefing_enter(request, uid):
    """Tick who signed, attach the sheet, enter all of it at once."""
    found = _open_briefing(request, uid)
    people = expected(found, by=request.user, on=request.today)
    form = SignaturesForm(typed(request), request.FILES or None, people=people)
    entered = done(
        form,
        lambda: enter_signatures(
            found, form.signed, sheet=form.cleaned_data["sheet"], **asking(request)
        ),
    )
    if entered:
        messages.success(request, _summary(entered[0]))
        return redirect(found)
    ticked = form.ticked()
    context = {
        "briefing": found,
        "texts": texts_of(found),
        "form": form,
        "rows": [
            {
                "person": person,
                "is_ticked": str(person.pk) in ticked,
                "language": form.data.get(f"language-{person.pk}", person.language),
            }
            for person in people
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "policies/briefing_enter.html", context, status=status)


def _summary(entered):
    words = ngettext(
        "The signature of %(people)s person is entered.",
        "The signatures of %(people)s people are entered.",
        entered.people,
    ) % {"people": entered.people}
    if entered.already:
        words += " " + ngettext(
            "%(already)s acknowledgement was there already and stays.",
            "%(already)s acknowledgements were there already and stay.",
            entered.already,
        ) % {"already": entered.already}
    return words


def briefing_scan(request, uid):
    """The signed sheet, as a download."""
    found = _briefing(request, uid)
    if found.sheet is None:
        raise Http404
    return as_scan(request, found.sheet, _file_name(found))


def briefing_cancel(request, uid):
    """Say that a prepared briefing did not take place."""
    found = _open_briefing(request, uid)
    if request.method == "POST":
        try:
            cancel(found, **asking(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The briefing is cancelled."))
    return redirect(found)
