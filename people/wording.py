"""Rules about people in words: whom they mean and how soon."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Kind


def audience(rule):
    """Whom a rule means: "volunteer, contractor; driver; Head office".

    Units and functions of the rule are prefetched.
    """
    parts = [
        ", ".join(str(Kind(kind).label) for kind in rule.kinds),
        ", ".join(function.name for function in rule.functions.all()),
        ", ".join(unit.name for unit in rule.units.all()),
    ]
    return "; ".join(part for part in parts if part) or _("everybody")


def timing(rule):
    """How soon it is owed, and how often: "within 14 days, again after 12 months"."""
    if rule.before_first_duty:
        soon = _("before the first duty")
    else:
        soon = ngettext("within %(days)s day", "within %(days)s days", rule.due_days) % {
            "days": rule.due_days
        }
    if rule.renew_months is None:
        return soon
    again = ngettext(
        "again after %(months)s month", "again after %(months)s months", rule.renew_months
    ) % {"months": rule.renew_months}
    return f"{soon}, {again}"
