"""The state of things today, for those who answer for it."""

from django.core.cache import cache
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.charts import line_chart
from documents.templatetags.page import day
from home.attention import attention_for
from home.first_steps import first_steps
from home.pillars import pillars
from policies import rules
from policies.figures import acknowledgement_history, coverage_by_unit, coverages
from policies.models import Policy, PolicyVersion
from policies.obligations import owed
from readiness.figures import readiness
from training import rules as training_rules
from training.figures import trained

SECONDS = 60
HISTORY_DAYS = 60


def dashboard(request):
    """Figures at most a minute old, with their time; the lists behind them are exact."""
    figures = cache.get_or_set(
        f"dashboard:{request.today}", lambda: _figures(request.today, request.now), SECONDS
    )
    context = {
        **figures,
        "attention": attention_for(request.user, on=request.today, entries=figures["entries"]),
        "steps": first_steps(request.user, on=request.today),
        "pillars": pillars(
            figures,
            sees_policies=rules.can_oversee(request.user, on=request.today),
            sees_training=training_rules.can_oversee(request.user, on=request.today),
        ),
        "chart": _chart(figures) if figures["main"] else None,
        "can_oversee": rules.can_oversee(request.user, on=request.today),
        "sees_training": training_rules.can_oversee(request.user, on=request.today),
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "home/dashboard.html", context)


def _chart(figures):
    """The line of acknowledgements over the last weeks, in the reader's language."""
    title = figures["main"].title
    asked, done = figures["main_coverage"].asked, figures["main_coverage"].done
    return line_chart(
        figures["history"],
        title=_("Acknowledgements of %(title)s over time") % {"title": title},
        description=_("%(done)s of %(asked)s people have acknowledged; the line starts on %(day)s.")
        % {"done": done, "asked": asked, "day": day(figures["history"][0][0])},
        day_label=day_and_month,
        ceiling=asked,
        ceiling_label=_("everybody: %(asked)s") % {"asked": asked},
    )


def day_and_month(value):
    """A short day for the axis of a chart: 3 marca, 3 March."""
    return date_format(value, "j E")


def _figures(on, now):
    asked = owed(on).asked
    counted = coverages(asked)
    entries = [
        {
            "policy": entry.policy,
            "version": entry.version,
            "coverage": counted[entry.policy.pk],
        }
        for entry in asked
    ]
    main = next(
        (e for e in asked if e.policy.kind == Policy.Kind.CODE_OF_CONDUCT),
        asked[0] if asked else None,
    )
    in_force = PolicyVersion.objects.in_force(on).count()
    return {
        "counted_at": now,
        "entries": entries,
        "main": main.policy if main else None,
        "main_version": main.version if main else None,
        "main_coverage": counted[main.policy.pk] if main else None,
        "main_units": coverage_by_unit(main) if main else [],
        "history": acknowledgement_history(main, days=HISTORY_DAYS) if main else [],
        "policies_in_force": in_force,
        "policies_in_all": Policy.objects.count(),
        "readiness": readiness(on=on),
        "trained": trained(on=on),
    }
