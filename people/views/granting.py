"""Give and end roles, note checks: only what this person may, never for oneself."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from people import rules
from people.checking import record_check, void_check
from people.forms.people import CheckForm, ReasonForm, RoleForm
from people.granting import end_role, grant_role
from people.views.acting import asking, done, form_page, get_person, typed


@reauthentication_required
def role_new(request, uid):
    """Give somebody a role."""
    person = get_person(request, uid)
    form = RoleForm(typed(request), on=request.today)
    if done(form, lambda: grant_role(person, **asking(request), **form.cleaned_data)):
        messages.success(request, _("The role is given. It counts from the next page on."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Give a role: %(name)s") % {"name": person},
        submit=_("Give this role"),
        back=person.get_absolute_url(),
        up=str(person),
        lead=_("A role opens data of other people. Its holder signs in again, with a second step."),
    )


@reauthentication_required
def role_end(request, uid, pk):
    """Take a role away, at once."""
    person = get_person(request, uid)
    grant = get_object_or_404(person.grants.select_related("unit"), pk=pk)
    form = Form(typed(request))
    if done(form, lambda: end_role(grant, **asking(request))):
        messages.success(request, _("The role has ended."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("End a role: %(role)s") % {"role": grant},
        submit=_("End this role"),
        back=person.get_absolute_url(),
        up=str(person),
        is_danger=True,
        ends=[_("What the role lets %(name)s see and do") % {"name": person}, _("Open sessions")],
        stays=[_("Assignments and sign-in"), _("What was done with the role")],
    )


def check_new(request, uid):
    """Note that a document was seen; nothing of it is stored."""
    person = get_person(request, uid)
    if not rules.can_check(request.user, person, on=request.today):
        raise PermissionDenied
    form = CheckForm(typed(request), initial={"seen_on": request.today})
    if done(form, lambda: record_check(person, **asking(request), **form.cleaned_data)):
        messages.success(request, _("The check is noted."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Note a background check: %(name)s") % {"name": person},
        submit=_("Note this check"),
        back=person.get_absolute_url(),
        up=str(person),
        lead=_("Only that you saw the document. Give it back: no copy and no content is kept."),
    )


def check_void(request, uid, pk):
    """Mark a check as entered by mistake."""
    person = get_person(request, uid)
    if not rules.can_check(request.user, person, on=request.today):
        raise PermissionDenied
    check = get_object_or_404(person.checks.filter(voided_at=None), pk=pk)
    form = ReasonForm(typed(request))
    if done(form, lambda: void_check(check, **asking(request), **form.cleaned_data)):
        messages.success(request, _("The check no longer counts."))
        return redirect(person)
    return form_page(
        request,
        form,
        title=_("Entered by mistake: %(check)s") % {"check": check},
        submit=_("Mark as a mistake"),
        back=person.get_absolute_url(),
        up=str(person),
        is_danger=True,
        lead=_("It then never counted, also for past days. It stays visible, struck out."),
    )
