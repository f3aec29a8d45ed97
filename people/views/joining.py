"""Add people, change what is known about them, give and end assignments, let them leave."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from people.forms.people import (
    AssignmentForm,
    LastDayForm,
    NewPersonForm,
    PersonForm,
    ReasonForm,
)
from people.inviting import invite
from people.joining import (
    add_person,
    edit_person,
    end_assignment,
    give_assignment,
    void_assignment,
)
from people.models import Assignment
from people.refusals import Refused
from people.views.acting import asking, done, form_page, get_person, typed


def person_new(request):
    """Enter somebody with the first assignment, and invite them at once if wanted."""
    initial = {"language": "pl", "starts_on": request.today, "invite": True}
    form = NewPersonForm(typed(request), on=request.today, initial=initial)

    def add():
        person = add_person(**asking(request), **form.person, assignment=form.assignment)
        if form.cleaned_data["invite"]:
            invite(person, **asking(request))
        return person

    if made := done(form, add):
        (person,) = made
        text = (
            _("%(name)s is added and invited.")
            if form.cleaned_data["invite"]
            else _("%(name)s is added.")
        )
        messages.success(request, text % {"name": person})
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Add a person"),
        submit=_("Add this person"),
        back=reverse("people"),
        up=_("People"),
        lead=_("Policies and checks that this person needs follow from kind, unit and function."),
    )


def person_edit(request, uid):
    """Change name, e-mail or language."""
    person = get_person(request, uid)
    initial = {name: getattr(person, name) for name in PersonForm.base_fields}
    form = PersonForm(typed(request), initial=initial)
    if done(form, lambda: edit_person(person, **asking(request), **form.cleaned_data)):
        messages.success(request, _("The details are saved."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Change details: %(name)s") % {"name": person},
        submit=_("Save the details"),
        back=person.get_absolute_url(),
        up=str(person),
        lead=_("Another e-mail ends all sessions and open invitations of this person."),
    )


def invitation_send(request, uid):
    """Send an invitation; an earlier one no longer works then."""
    person = get_person(request, uid)
    if request.method == "POST":
        invite_or_say_why(request, person)
    return redirect(person)


def invite_or_say_why(request, person):
    """Invite somebody and say so in a message, or say why it cannot be done."""
    try:
        invite(person, **asking(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is on its way to %(name)s.") % {"name": person})


def assignment_new(request, uid):
    """Give somebody a place in a unit."""
    person = get_person(request, uid)
    form = AssignmentForm(typed(request), on=request.today, initial={"starts_on": request.today})
    if done(form, lambda: give_assignment(person, **asking(request), **form.assignment)):
        messages.success(request, _("The assignment is added."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Add an assignment: %(name)s") % {"name": person},
        submit=_("Add this assignment"),
        back=person.get_absolute_url(),
        up=str(person),
        lead=_("Somebody may have several at once. What was before stays in the history."),
    )


def _assignment(request, uid, pk):
    """The person and the assignment of theirs with that key."""
    person = get_person(request, uid)
    rows = Assignment.objects.filter(person=person, voided_at=None).select_related("unit")
    return person, get_object_or_404(rows, pk=pk)


def assignment_end(request, uid, pk):
    """Note the last day of an assignment."""
    person, assignment = _assignment(request, uid, pk)
    form = LastDayForm(typed(request), initial={"last_day": request.today})
    if done(form, lambda: end_assignment(assignment, **asking(request), **form.cleaned_data)):
        messages.success(request, _("The assignment ends."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("End an assignment: %(assignment)s") % {"assignment": assignment},
        submit=_("End this assignment"),
        back=person.get_absolute_url(),
        up=str(person),
        lead=_(
            "The last day still counts. For somebody who leaves altogether there is another page."
        ),
    )


def assignment_void(request, uid, pk):
    """Mark an assignment as entered by mistake."""
    person, assignment = _assignment(request, uid, pk)
    form = ReasonForm(typed(request))
    if done(form, lambda: void_assignment(assignment, **asking(request), **form.cleaned_data)):
        messages.success(request, _("The assignment no longer counts. Add the right one."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Entered by mistake: %(assignment)s") % {"assignment": assignment},
        submit=_("Mark as a mistake"),
        back=person.get_absolute_url(),
        up=str(person),
        is_danger=True,
        lead=_("It then never counted, also for past days. It stays visible, struck out."),
    )
