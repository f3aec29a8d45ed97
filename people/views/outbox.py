"""The outgoing mail, for those who run the site: what waits, what left, what failed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.mail import MAX_TRIES, try_again
from people.models import OutgoingMail

PAGE_SIZE = 25


def outgoing(request):
    """The mails, newest first, of one state if asked; never their text."""
    counts = dict(OutgoingMail.objects.order_by().values_list("state").annotate(number=Count("pk")))
    wanted = request.GET.get("state", "")
    mails = OutgoingMail.objects.select_related("person").defer("body")
    if wanted in OutgoingMail.State.values:
        mails = mails.filter(state=wanted)
    states = [
        {"value": value, "label": label, "number": counts.get(value, 0), "current": value == wanted}
        for value, label in OutgoingMail.State.choices
    ]
    context = {
        "page": Paginator(mails, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": states,
        "wanted": wanted,
        "failed": counts.get(OutgoingMail.State.FAILED, 0),
        "max_tries": MAX_TRIES,
    }
    return render(request, "people/mail.html", context)


@require_POST
def again(request, pk):
    """Try a mail that failed once more."""
    try_again(get_object_or_404(OutgoingMail, pk=pk), at=request.now)
    messages.success(request, _("We are trying again."))
    return redirect("mail")
