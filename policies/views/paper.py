"""Enter paper for somebody, look at any acknowledgement as evidence, answer a mistake."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.serving import as_rendered, as_scan
from people.linking import reaches
from people.models import Person, Role
from people.models.links import OPEN
from people.roles import holds
from people.views.acting import asking, done, form_page, get_person, typed
from policies import rules
from policies.correcting import can_correct, erase, replace, uses_of, void
from policies.forms.paper import CorrectionForm, PaperForm
from policies.hashing import in_language
from policies.models import Acknowledgement, Briefing
from policies.paper import record_paper
from policies.printing import receipt_pdf

MOST_SHOWN = 20


def about_person(request, person, *, owes):
    """What the page of a person shows of confirmations, and what this reader may do there.

    ``owes`` says whether the person has a policy to acknowledge.
    """
    on = request.today
    may_send = rules.can_send_link(request.user, person, on=on)
    open_links = person.links.filter(OPEN, expires_at__gt=request.now).select_related("sent_by")
    link = open_links.first() if may_send else None
    return {
        "may_enter": rules.can_vouch(request.user, person, on=on),
        "may_send": may_send and owes and reaches(person, on=on),
        "link": link,
        "may_open": holds(request.user, *rules.READERS, Role.UNIT_LEAD, on=on),
        "given": person.acknowledgements.select_related("version__policy", "correction").order_by(
            "-pk"
        )[:MOST_SHOWN],
    }


def paper_new(request, uid):
    """Enter that somebody signed on paper."""
    person = get_person(request, uid)
    if not rules.can_vouch(request.user, person, on=request.today):
        raise PermissionDenied
    form = PaperForm(
        typed(request),
        request.FILES or None,
        on=request.today,
        initial={"acknowledged_on": request.today, "language": person.language},
    )
    entered = done(form, lambda: record_paper(person, **form.paper, **asking(request)))
    if entered:
        messages.success(request, _("The paper of %(name)s is entered.") % {"name": person})
        return redirect("evidence", entered[0].uid)
    return form_page(
        request,
        form,
        title=_("Enter paper: %(name)s") % {"name": person},
        submit=_("Enter this paper"),
        back=person.get_absolute_url(),
        up=str(person),
        lead=_(
            "For somebody who signed by hand. It counts from the day on the paper, and your name "
            "stands beside it. It cannot be changed afterwards, only corrected."
        ),
    )


def _evidence(request, uid):
    """The acknowledgement with everything about it, if this reader may see the person's."""
    rows = Acknowledgement.objects.select_related(
        "version__policy",
        "policy",
        "person",
        "recorded_by",
        "scan",
        "briefing",
        "correction__by",
        "correction__replaced_by",
        "replaces__acknowledgement",
    )
    if not rules.can_oversee(request.user, on=request.today):
        people = Person.objects.visible_to(request.user, on=request.today)
        rows = rows.filter(person__in=people.order_by().values("pk"))
    return get_object_or_404(rows, uid=uid)


def evidence(request, uid):
    """Everything about one acknowledgement: what, when, how, by whom entered, the proof."""
    receipt = _evidence(request, uid)
    context = {
        "receipt": receipt,
        "version": receipt.version,
        "title": in_language(receipt.version, "title", receipt.language),
        "text_hash": in_language(receipt.version, "text_hash", receipt.language),
        "replaces": getattr(receipt, "replaces", None),
        "may_correct": can_correct(request.user, receipt, on=request.today),
        "may_see_scan": _may_see_scan(request, receipt),
        "may_erase": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "policies/evidence.html", context)


def evidence_pdf(request, uid):
    """The receipt to hand over to somebody who does not sign in."""
    receipt = _evidence(request, uid)
    name = f"{_('receipt')}-{receipt.policy.slug}-{receipt.version.number}.pdf"
    return as_rendered(request, lambda: receipt_pdf(receipt, language=get_language()), name)


def _may_see_scan(request, receipt):
    """A sheet of a briefing has others' names on it: only for those who may see the briefing."""
    if receipt.scan is None:
        return False
    if receipt.briefing_id is None:
        return True
    seen = Briefing.objects.visible_to(request.user, on=request.today)
    return seen.filter(pk=receipt.briefing_id).exists()


def evidence_scan(request, uid):
    """The scan of the paper, as a download."""
    receipt = _evidence(request, uid)
    if not _may_see_scan(request, receipt):
        raise Http404
    word = _("scan")
    return as_scan(request, receipt.scan, f"{word}-{receipt.policy.slug}")


def evidence_correct(request, uid):
    """Say what was wrong with an entry from paper, and perhaps what is right."""
    receipt = _evidence(request, uid)
    if not can_correct(request.user, receipt, on=request.today):
        raise PermissionDenied
    initial = {
        "version": receipt.version_id,
        "acknowledged_on": receipt.acknowledged_on,
        "language": receipt.language,
    }
    form = CorrectionForm(typed(request), on=request.today, initial=initial)

    def correct():
        reason = form.cleaned_data["reason"]
        if form.is_replacement:
            return replace(receipt, **form.right, reason=reason, **asking(request))
        return void(receipt, reason=reason, **asking(request))

    if corrected := done(form, correct):
        messages.success(request, _("The correction is noted. The first entry stays visible."))
        return redirect("evidence", (corrected[0].replaced_by or receipt).uid)
    return form_page(
        request,
        form,
        title=_("Correct an entry: %(name)s") % {"name": receipt.person},
        submit=_("Note this correction"),
        back=_address(receipt),
        up=_("The entry"),
        is_danger=True,
        lead=_("The entry stays as it is, marked as a mistake, and no longer counts for any day."),
    )


def scan_erase(request, uid):
    """Delete a scan for good, when it is no longer needed."""
    receipt = _evidence(request, uid)
    if receipt.scan is None or not receipt.scan.is_done:
        raise Http404
    form = Form(typed(request))
    if done(form, lambda: erase(receipt, **asking(request))):
        messages.success(request, _("The scan is erased."))
        return redirect("evidence", receipt.uid)
    return form_page(
        request,
        form,
        title=_("Erase the scan"),
        submit=_("Erase this scan"),
        back=_address(receipt),
        up=_("The entry"),
        is_danger=True,
        ends=[_("The file, also for others who are on the same sheet"), *_others(receipt)],
        stays=[_("The entries, and the fingerprint of the scan")],
    )


def _others(receipt):
    count = uses_of(receipt.scan)
    return [_("Entries that rest on it: %(count)s") % {"count": count}] if count > 1 else []


def _address(receipt):
    return reverse("evidence", args=[receipt.uid])
