"""The numbers on the poster: called by somebody before they are printed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from policies.forms.posters import NumbersForm
from policies.models import PosterNumber
from policies.posters import CHECK_HOLDS, check_numbers, printable


def poster(request):
    """Which numbers the poster prints today, and the form that keeps what somebody called."""
    kept = {row.key: row for row in PosterNumber.objects.select_related("checked_by")}
    form = NumbersForm(request.POST if request.method == "POST" else None, kept=kept)
    if form.is_valid():
        check_numbers(form.called, by=request.user, at=request.now, on=request.today)
        messages.success(request, _("The next edition with a poster prints these numbers."))
        return redirect("poster")
    fresh = {row.key for row in printable(kept.values(), on=request.today)}
    context = {
        "form": form,
        "rows": [
            {
                "line": line,
                "number": number,
                "called": called,
                "kept": kept.get(line.key),
                "is_printed": line.key in fresh,
            }
            for line, number, called in form.lines
        ],
        "days": CHECK_HOLDS,
    }
    status = 422 if form.is_bound else 200
    return render(request, "policies/poster.html", context, status=status)
