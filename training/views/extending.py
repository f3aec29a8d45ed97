"""Let the certificates of a group hold longer: see who is meant, then decide (features 4.14)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from people.views.acting import asking, done, typed
from training import rules
from training.extending import extend, fingerprint
from training.forms.credentials import ExtendForm, GroupFilter
from training.models import ValidityChange

PAGE_SIZE = 25
MOST_SHOWN = 100


def validity_changes(request):
    """Every time that certificates were extended: which, until when, by whom and why."""
    found = ValidityChange.objects.select_related("course", "decided_by")
    found = found.annotate(count=Count("extensions")).order_by("-decided_at", "-pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "can_extend": rules.can_extend(request.user, on=request.today)}
    return render(request, "training/validity_changes.html", context)


def validity_change(request, uid):
    """One such decision, with everybody whom it reached."""
    rows = ValidityChange.objects.select_related("course", "decided_by")
    change = get_object_or_404(rows, uid=uid)
    reached = change.extensions.select_related("credential__person").order_by(
        "credential__person__sort", "pk"
    )
    page = Paginator(reached, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "training/validity_change.html", {"change": change, "page": page})


def validity_change_new(request):
    """Choose the group in the address, look at it, then give the reason and decide."""
    chosen = GroupFilter(request.GET or None, on=request.today)
    context = {"chosen": chosen}
    if not chosen.is_valid():
        context["form"] = chosen if chosen.is_bound else None
        status = 422 if chosen.is_bound or request.method == "POST" else 200
        return render(request, "training/validity_change_new.html", context, status=status)
    until = chosen.cleaned_data["valid_until"]
    form = ExtendForm(typed(request))
    if extended := done(
        form,
        lambda: extend(chosen.group, valid_until=until, **form.cleaned_data, **asking(request)),
    ):
        count = extended[0].extensions.count()
        words = ngettext(
            "%(count)s certificate holds longer now.",
            "%(count)s certificates hold longer now.",
            count,
        )
        messages.success(request, words % {"count": count})
        return redirect(extended[0])
    found = chosen.group.standings(until, on=request.today)
    context |= {
        "form": form,
        "found": found[:MOST_SHOWN],
        "count": len(found),
        "left": max(len(found) - MOST_SHOWN, 0),
        "seen": fingerprint(found),
        "until": until,
    }
    status = 422 if form.is_bound else 200
    return render(request, "training/validity_change_new.html", context, status=status)
