"""Remind people of a policy after seeing the mail; see whom reminders do not reach."""

from collections import defaultdict
from itertools import islice

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from home.forms import NeedsFilter, ReminderFilter
from home.reminders import plan
from home.reminders.leading import Leads
from home.reminders.manual import reach, recipients, remind, remind_many
from home.reminders.owing import REMINDER, owing, reminders_of
from home.reminders.writing import needs_somebody
from people.mail import rendered
from people.models import Assignment, OutgoingMail, Person, Role
from people.roles import holds, scope, with_subtree
from people.workdays import is_workday
from policies.rules import READERS
from policies.views.finding import policy_at

PAGE_SIZE = 25
#: So many people who need somebody are listed, read in chunks: nobody talks with more.
MOST, CHUNK = 500, 500
#: More people than one request writes to; a background job does it then.
ONE_GO = 2000
LANGUAGES = ("pl", "en")


def reminder_new(request, slug):
    """Show the mail and who gets it, who does not and why; the button sends it (ux 12.4)."""
    policy = policy_at(slug)
    on = request.today
    sent = request.POST if request.method == "POST" else request.GET or None
    form = ReminderFilter(sent, on=on, units=reach(request.user, on=on))
    unit = form.chosen("unit")
    found = recipients(policy, by=request.user, on=on, unit=unit)
    if request.method == "POST" and form.is_valid() and found is not None:
        _remind(request, policy, unit, found.reached.count())
        return redirect(_list_of(policy, unit))
    context = {
        "policy": policy,
        "form": form,
        "unit": unit,
        "back": _list_of(policy, unit),
        "mails": [_sample(language) for language in LANGUAGES],
        "is_day_off": not is_workday(on),
        "asks_somebody": found is not None,
    }
    if found is not None:
        context |= _recipients(request, found, on)
    wrong = form.is_bound and not form.is_valid()
    return render(request, "home/reminder_new.html", context, status=422 if wrong else 200)


def _remind(request, policy, unit, count):
    if count > ONE_GO:
        unit_id = unit and unit.pk
        remind_many.enqueue(policy.pk, request.user.pk, request.now.isoformat(), unit_id)
        messages.success(request, _("%(count)s mails are being written now.") % {"count": count})
        return
    count = remind(policy, by=request.user, at=request.now, on=request.today, unit=unit)
    if not count:
        messages.info(request, _("Nobody was left to remind; no mail was written."))
        return
    words = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", count)
    messages.success(request, words % {"count": count})


def _list_of(policy, unit):
    """The list of those who have not acknowledged, which is where one comes from."""
    address = f"{reverse('acknowledgements')}?policy={policy.slug}&state=open"
    return f"{address}&unit={unit.pk}" if unit else address


def _sample(language):
    """The mail as somebody with one open task gets it; the name is left out."""
    reader = Person(pk=0, given_name="…", language=language)
    subject, body = rendered(reader, REMINDER, {"tasks": 1, "minutes": 0})
    name = get_language_info(language)["name_local"]
    return {"language": language, "name": name, "subject": subject, "body": body}


def _recipients(request, found, on):
    """The three groups with their sizes, and a page of the one that is looked at."""
    groups = [
        ("reached", _("get the mail"), found.reached),
        ("recent", _("were reminded in the last 7 days"), found.recent),
        ("without", _("have no e-mail address"), found.without_address),
    ]
    wanted = request.GET.get("who")
    wanted = wanted if wanted in [key for key, *_rest in groups] else "reached"
    counted = [
        {"key": key, "label": label, "number": people.count(), "current": key == wanted}
        for key, label, people in groups
    ]
    shown = next(people for key, _label, people in groups if key == wanted)
    page = Paginator(shown.order_by("sort", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "groups": counted,
        "number": counted[0]["number"],
        "page": page,
        "rows": _rows_of(list(page.object_list), on),
    }


def _rows_of(people, on):
    ids = [person.pk for person in people]
    units, reminded = _units(ids, on), reminders_of(ids)
    return [
        {
            "person": person,
            "units": units[person.pk],
            "reminded_on": max(reminded[person.pk], default=None),
        }
        for person in people
    ]


def _units(ids, on):
    """The units of each of these people on the day."""
    found = defaultdict(list)
    assigned = Assignment.objects.open_on(on).filter(person__in=ids).select_related("unit")
    for assignment in assigned.order_by("unit__sort"):
        if assignment.unit not in found[assignment.person_id]:
            found[assignment.person_id].append(assignment.unit)
    return found


def reminders(request):
    """People with open tasks whom mail does not reach or does not move, for their leads (2.8)."""
    on = request.today
    allowed = (
        None if holds(request.user, *READERS, on=on) else scope(request.user, Role.UNIT_LEAD, on=on)
    )
    answers = holds(request.user, Role.UNIT_LEAD, Role.MANAGEMENT, on=on)
    form = NeedsFilter(request.GET or None, on=on, units=allowed, has_people=answers)
    units = allowed
    if unit := form.chosen("unit"):
        below = with_subtree({unit.pk})
        units = below if allowed is None else below & allowed
    leads = Leads(on)
    mine = request.user.pk if answers and form.chosen("who") != "all" else None
    entries = list(islice(_needing(on, units, leads, mine), MOST + 1))
    page = Paginator(entries[:MOST], PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    found = _units([entry.person.pk for entry in shown], on)
    context = {
        "form": form,
        "page": page,
        "rows": [{"entry": entry, "units": found[entry.person.pk]} for entry in shown],
        "most": len(plan.GAPS),
        "is_cut": len(entries) > MOST,
    }
    wrong = form.is_bound and not form.is_valid()
    return render(request, "home/reminders.html", context, status=422 if wrong else 200)


def _needing(on, units, leads, mine):
    """Yield the Owing of those who need somebody, by name; only those who wait for ``mine``."""
    often = (
        OutgoingMail.objects.filter(purpose=REMINDER)
        .order_by()
        .values("person")
        .annotate(times=Count("pk"))
        .filter(times__gte=len(plan.GAPS))
        .values("person")
    )
    unmoved = Person.objects.present_on(on, units=units).filter(Q(email=None) | Q(pk__in=often))
    if mine is not None:
        unmoved = unmoved.filter(leads.may_wait_for(mine))
    ids = list(unmoved.order_by("sort", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        persons = Person.objects.filter(pk__in=ids[start : start + CHUNK])
        found = [
            entry
            for entry in owing(list(persons.order_by("sort", "pk")), persons, on=on)
            if needs_somebody(entry, on)
        ]
        waiting = leads.by_person([entry.person.pk for entry in found]) if mine else {}
        yield from (e for e in found if mine is None or mine in waiting[e.person.pk])
