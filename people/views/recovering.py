"""A lost second step: one administrator asks, another person confirms, the person may stop it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from documents.templatetags.page import moment
from people import rules
from people.recovering import (
    CannotRecover,
    ask_recovery,
    confirm_recovery,
    open_recovery,
    stop_recovery,
)
from people.views.acting import asking, done, form_page, get_person, typed


@reauthentication_required
def recovery(request, uid):
    """Ask for it, or confirm what somebody else asked for."""
    person = get_person(request, uid)
    found = open_recovery(person)
    if found is None:
        return _ask(request, person)
    if found.confirmed_at is None and request.user.pk not in (found.asked_by_id, person.pk):
        return _confirm(request, found)
    return _waits(request, found)


def _ask(request, person):
    if not rules.can_keep(request.user, on=request.today):
        raise PermissionDenied
    form = Form(typed(request))
    if done(form, lambda: ask_recovery(person, **asking(request))):
        messages.success(request, _("Asked. Another person with a role now has to confirm it."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Lost second step: %(name)s") % {"name": person},
        submit=_("Ask to take it away"),
        back=person.get_absolute_url(),
        up=str(person),
        is_danger=True,
        lead=_("Be sure whom you are talking to: call back on a number that you know."),
        ends=[_("Passkeys, code apps and recovery codes of this person"), _("Open sessions")],
        stays=[_("The password"), _("Roles: a new second step is set up at the next sign-in")],
    )


def _confirm(request, found):
    form = Form(typed(request))
    if done(form, lambda: confirm_recovery(found, **asking(request))):
        messages.success(request, _("Confirmed."))
        return redirect(found.person)
    return form_page(
        request,
        form,
        title=_("Confirm a lost second step: %(name)s") % {"name": found.person},
        submit=_("Confirm"),
        back=found.person.get_absolute_url(),
        up=str(found.person),
        is_danger=True,
        lead=_("%(name)s asked for this on %(moment)s. Speak to the person yourself first.")
        % {"name": found.asked_by, "moment": moment(found.asked_at)},
        ends=[_("Passkeys, code apps and recovery codes of this person"), _("Open sessions")],
        stays=[_("The password")],
    )


def _waits(request, found):
    """What it waits for, with the way to stop it."""
    if found.person_id != request.user.pk and not rules.can_keep(request.user, on=request.today):
        raise PermissionDenied
    form = Form(typed(request))
    if done(form, lambda: stop_recovery(found, **asking(request))):
        messages.success(request, _("Stopped. The second step stays."))
        return redirect(found.person)
    if found.due_at:
        lead = _("It is confirmed and will be carried out on %(moment)s.") % {
            "moment": moment(found.due_at)
        }
    else:
        lead = _("It waits for the confirmation of another person with a role.")
    return form_page(
        request,
        form,
        title=_("Lost second step: %(name)s") % {"name": found.person},
        submit=_("Stop it"),
        back=found.person.get_absolute_url(),
        up=str(found.person),
        lead=lead,
    )


@require_POST
def recovery_stop(request):
    """It was not me: the person whose second step it is stops it."""
    found = open_recovery(request.user)
    if found is None:
        raise Http404
    try:
        stop_recovery(found, **asking(request))
    except CannotRecover as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Stopped. The second step stays. Tell your administrator."))
    return redirect("profile")
