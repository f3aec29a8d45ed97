"""Leaving in one step, for one person or for several from the list."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.templatetags.page import day
from home.leaving import leave_together, what_leaves_with
from people.forms.people import LastDayForm
from people.models import Person
from people.views.acting import asking, done, form_page, get_person, typed
from policies.leaving import owned

MOST = 50


def stays():
    """What stays when somebody leaves, in words."""
    return [
        _("Acknowledgements, receipts and checks, as evidence"),
        _("The history of assignments and roles"),
    ]


def person_leave(request, uid):
    """Say what ends and what stays, and let somebody leave."""
    person = get_person(request, uid)
    form = LastDayForm(typed(request), initial={"last_day": request.today})
    if done(form, lambda: leave_together([person], **asking(request), **form.cleaned_data)):
        messages.success(
            request,
            _("%(name)s: the last day is %(day)s. Everything else has ended.")
            % {"name": person, "day": day(form.cleaned_data["last_day"])},
        )
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("%(name)s leaves") % {"name": person},
        submit=_("Note the leaving"),
        back=person.get_absolute_url(),
        up=str(person),
        is_danger=True,
        ends=[
            *what_leaves_with(person, on=request.today),
            _("Sign-in, open sessions, invitations and waiting mail"),
        ],
        stays=stays() + _heirs_wanted(Person.objects.filter(pk=person.pk)),
    )


def _heirs_wanted(people):
    """A line for each policy whose owner leaves."""
    return [
        _("Owner of “%(title)s”: choose somebody else for it") % {"title": policy.title}
        for policy in owned(people)
    ]


def people_leave(request):
    """The same for several people, ticked in the list."""
    posted = request.POST if request.method == "POST" else request.GET
    persons = _chosen(request, posted.getlist("person"))
    if not persons:
        messages.info(request, _("Tick the people who leave, then choose “These people leave”."))
        return redirect("people")
    form = LastDayForm(typed(request), initial={"last_day": request.today})
    if done(form, lambda: leave_together(persons, **asking(request), **form.cleaned_data)):
        messages.success(
            request,
            ngettext(
                "%(number)s person leaves; the last day is %(day)s.",
                "%(number)s people leave; the last day is %(day)s.",
                len(persons),
            )
            % {"number": len(persons), "day": day(form.cleaned_data["last_day"])},
        )
        return redirect("people")
    context = {
        "form": form,
        "rows": [
            {"person": person, "ends": what_leaves_with(person, on=request.today)}
            for person in persons
        ],
        "stays": stays() + _heirs_wanted(Person.objects.filter(pk__in=[p.pk for p in persons])),
        "back": reverse("people"),
    }
    return render(request, "home/people_leave.html", context, status=422 if form.is_bound else 200)


def _chosen(request, values):
    """The people with these ids, as far as this reader sees them."""
    if len(values) > MOST:
        raise Http404
    uids = set()
    for value in values:
        try:
            uids.add(uuid.UUID(value))
        except ValueError:
            raise Http404 from None
    visible = Person.objects.visible_to(request.user, on=request.today)
    return list(visible.filter(uid__in=uids).order_by("sort", "pk"))
