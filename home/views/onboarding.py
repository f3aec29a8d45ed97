"""The list of new people and what is open for each; inviting and reminding from there."""

import uuid

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from home.onboarding import Open, narrowed, newcomers, remind, rows_of
from people import rules
from people.forms.filters import Filter
from people.forms.units import UnitField
from people.inviting import invite
from people.models import Assignment, Role
from people.refusals import Refused
from people.roles import scope, with_subtree
from people.views.acting import asking

PAGE_SIZE = 25
LONGEST_ADDRESS = 2000


class OnboardingFilter(Filter):
    """Which new people; both optional."""

    unit = UnitField(
        label=gettext_lazy("Unit"), required=False, empty_label=gettext_lazy("all units")
    )
    open = forms.ChoiceField(
        label=gettext_lazy("Still open"),
        required=False,
        choices=[("", gettext_lazy("anything")), *Open.choices],
    )

    def __init__(self, *args, on, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].show(on, units)


def onboarding(request):
    """New people of the units one answers for, the newest first."""
    form = OnboardingFilter(request.GET or None, on=request.today, units=_units(request))
    people = newcomers(request.user, on=request.today, at=request.now)
    people = narrowed(people, form.chosen("open"), on=request.today, at=request.now)
    if unit := form.chosen("unit"):
        in_unit = Assignment.objects.filter(unit__in=with_subtree({unit.pk}), voided_at=None)
        people = people.filter(pk__in=in_unit.order_by().values("person"))
    page = Paginator(people.order_by("-added_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "filters": form,
        "form": form if form.errors else None,
        "number_chosen": sum(bool(form.chosen(name)) for name in form.fields),
        "page": page,
        "rows": rows_of(list(page.object_list), on=request.today, at=request.now),
        "can_invite": rules.can_keep(request.user, on=request.today),
        "here": request.get_full_path(),
    }
    return render(request, "home/onboarding.html", context, status=422 if form.errors else 200)


def _units(request):
    """The ids of the units that a unit lead may choose from; None for all."""
    if rules.can_read_register(request.user, on=request.today):
        return None
    return scope(request.user, Role.UNIT_LEAD, on=request.today)


@require_POST
def onboarding_act(request):
    """Invite or remind the people who are ticked, and say for how many it worked."""
    people = newcomers(request.user, on=request.today, at=request.now)
    people = list(people.filter(uid__in=_uids(request)).order_by("sort", "pk"))
    is_inviting = request.POST.get("act") == "invite"
    done, refusals = 0, []
    for person in people:
        try:
            (invite if is_inviting else remind)(person, **asking(request))
        except Refused as refusal:
            refusals.append(str(refusal))
        else:
            done += 1
    _tell(request, done, refusals, is_inviting)
    return redirect(_back(request))


def _uids(request):
    values = request.POST.getlist("person")[:PAGE_SIZE]
    try:
        return {uuid.UUID(value) for value in values}
    except ValueError:
        raise Http404 from None


def _tell(request, done, refusals, is_inviting):
    if is_inviting:
        words = ngettext(
            "%(number)s invitation is on its way.", "%(number)s invitations are on their way.", done
        )
    else:
        words = ngettext(
            "%(number)s reminder is on its way.", "%(number)s reminders are on their way.", done
        )
    if done:
        messages.success(request, words % {"number": done})
    for refusal in dict.fromkeys(refusals):
        messages.error(request, refusal)
    if not done and not refusals:
        messages.info(request, _("Tick somebody first."))


def _back(request):
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    is_ours = is_ours and target.startswith("/") and len(target) <= LONGEST_ADDRESS
    return target if is_ours else reverse("onboarding")
