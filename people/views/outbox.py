"""The outgoing mail, for those who run the site: what waits, what left, what failed and why."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from people.days import zone
from people.forms.mail import MailFilter
from people.mail import MAX_TRIES, try_again
from people.mail_words import words
from people.models import DailyRun, OutgoingMail

PAGE_SIZE = 25
State = OutgoingMail.State


def outgoing(request):
    """The mails, newest first, narrowed by state, purpose and day; never their text."""
    form = MailFilter(request.GET or None)
    mails = _narrowed(OutgoingMail.objects.all(), form)
    counts = dict(mails.order_by().values_list("state").annotate(number=Count("pk")))
    wanted = form.chosen("state")
    if wanted:
        mails = mails.filter(state=wanted)
    trouble = OutgoingMail.objects.server_trouble()
    page = Paginator(mails.select_related("person").defer("body", "former_address"), PAGE_SIZE)
    context = {
        "form": form,
        "page": page.get_page(request.GET.get("page")),
        "states": [
            {"value": value, "label": label, "number": counts.get(value, 0), "on": value == wanted}
            for value, label in State.choices
        ],
        "wanted": wanted,
        "failed": OutgoingMail.objects.filter(state=State.FAILED).count(),
        "trouble": trouble and trouble.label,
        "max_tries": MAX_TRIES,
        "run": DailyRun.objects.first(),
    }
    for mail in context["page"]:
        mail.purpose_words = words(mail.purpose)
    wrong = form.is_bound and not form.is_valid()
    return render(request, "people/mail.html", context, status=422 if wrong else 200)


def _narrowed(mails, form):
    if purpose := form.chosen("purpose"):
        mails = mails.filter(purpose=purpose)
    if day := form.chosen("day"):
        begins = datetime.combine(day, time(), tzinfo=zone())
        mails = mails.filter(written_at__gte=begins, written_at__lt=begins + timedelta(days=1))
    return mails


@require_POST
def again(request, pk):
    """Try a mail that failed once more."""
    get_object_or_404(OutgoingMail, pk=pk)
    try_again(OutgoingMail.objects.filter(pk=pk), at=request.now)
    messages.success(request, _("We are trying again."))
    return redirect("mail")


@require_POST
def again_all(request):
    """Try every mail that failed once more."""
    count = try_again(OutgoingMail.objects.all(), at=request.now)
    text = ngettext(
        "We are trying %(count)s mail again.", "We are trying %(count)s mails again.", count
    )
    messages.success(request, text % {"count": count})
    return redirect("mail")
