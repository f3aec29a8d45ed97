"""Campaigns over several policies: the list, how far each is, starting and changing one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.charts import line_chart, stacked_rows
from documents.templatetags.page import day
from people.views.acting import asking, done, typed
from people.wording import audience
from policies import rules
from policies.campaigning import history, progress, save_campaign
from policies.forms.campaigns import CampaignForm, values_of
from policies.models import Campaign
from policies.views.overseeing import units_allowed

MOST = 50


def campaigns(request):
    """Campaigns that run or will, then those that are over, each with its days and owner."""
    units_allowed(request)
    found = (
        Campaign.objects.select_related("owner")
        .prefetch_related("policies", "units", "functions")
        .order_by("-goal_on", "-pk")[:MOST]
    )
    can_keep = rules.can_keep(request.user, on=request.today)
    context = {
        "start_url": reverse("campaign-new") if can_keep else "",
        "rows": [
            {"campaign": row, "audience": audience(row), "tag": _tag(row, request.today)}
            for row in found
        ],
    }
    return render(request, "policies/campaigns.html", context)


def _tag(campaign, on):
    if campaign.has_closed(on):
        return {"text": _("over"), "kind": ""}
    if campaign.starts_on > on:
        return {"text": _("from %(day)s") % {"day": day(campaign.starts_on)}, "kind": "info"}
    return {"text": _("running"), "kind": "ok"}


def campaign(request, uid):
    """How far it is: people, answers by day, policies, units; exact, as of today or its goal."""
    shown = _found(uid)
    units = units_allowed(request)
    on = min(request.today, shown.goal_on)
    found = progress(shown, on=on, units=units)
    context = {
        "campaign": shown,
        "audience": audience(shown),
        "tag": _tag(shown, request.today),
        "on": on,
        "progress": found,
        "not_asking": _not_asking(shown, found),
        "chart": _chart(shown, found, on=on, units=units) if found.answers.asked else None,
        "units": _bars(shown, found.by_unit),
        "who_url": _who_url(shown, on, request.today),
        "can_keep": rules.can_keep(request.user, on=request.today)
        and not shown.has_closed(request.today),
        "is_scoped": units is not None,
    }
    return render(request, "policies/campaign.html", context)


def _found(uid):
    return get_object_or_404(
        Campaign.objects.select_related("owner").prefetch_related("policies", "units", "functions"),
        uid=uid,
    )


def _not_asking(shown, found):
    """The policies of the campaign that ask nobody on the day."""
    asking_ids = {policy.pk for policy, _coverage in found.by_policy}
    return [policy for policy in shown.policies.all() if policy.pk not in asking_ids]


def _chart(shown, found, *, on, units):
    points = history(shown, on=on, units=units)
    done_, asked = found.answers.done, found.answers.asked
    return line_chart(
        points,
        title=_("Acknowledgements over time"),
        description=_(
            "%(done)s of %(asked)s acknowledgements by %(day)s; on %(first)s there were %(number)s."
        )
        % {
            "done": done_,
            "asked": asked,
            "day": day(on),
            "first": day(points[0][0]),
            "number": points[0][1],
        },
        day_label=lambda value: date_format(value, "j E"),
        ceiling=asked,
        ceiling_label=_("all: %(asked)s") % {"asked": asked},
    )


def _bars(shown, by_unit):
    """One bar a unit: people who have done all, and those who have not."""
    return stacked_rows(
        (
            unit.name,
            _("%(done)s of %(asked)s") % {"done": each.done, "asked": each.asked},
            "",
            [("ok", each.done), ("warn", each.missing)],
        )
        for unit, each in by_unit
    )


def _who_url(shown, on, today):
    """The matrix of those who have something open, as near to the campaign as its filters come."""
    query = [("state", "open"), *(("policies", policy.slug) for policy in shown.policies.all())]
    units, functions = list(shown.units.all()), list(shown.functions.all())
    if len(units) == 1:
        query.append(("unit", units[0].pk))
    if len(shown.kinds) == 1:
        query.append(("kind", shown.kinds[0]))
    if len(functions) == 1:
        query.append(("function", functions[0].slug))
    if on != today:
        query.append(("on", f"{on:%d.%m.%Y}"))
    return f"{reverse('matrix')}?{urlencode(query)}"


def campaign_edit(request, uid=None):
    """Start a campaign, or change one that is not over."""
    shown = _found(uid) if uid else None
    initial = values_of(shown) if shown else {"starts_on": request.today, "owner": request.user}
    form = CampaignForm(typed(request), on=request.today, initial=initial)
    saved = done(form, lambda: save_campaign(**asking(request), campaign=shown, **form.values))
    if saved is not None:
        messages.success(request, _("The campaign is saved."))
        return redirect(saved[0])
    context = {
        "form": form,
        "campaign": shown,
        "back": shown.get_absolute_url() if shown else reverse("campaigns"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "policies/campaign_edit.html", context, status=status)
