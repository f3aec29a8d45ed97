"""A certificate and its history; a person's training; accept from elsewhere, revoke, bundle."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.serving import as_rendered, as_scan
from documents.views import PLAIN
from people.views.acting import asking, done, form_page, typed, visible_among
from training import rules
from training.awarding import accept_outside, revoke
from training.bundling import ask_bundle
from training.certificates import certificate_pdf, check_address
from training.forms.credentials import BundleForm, OutsideForm, RevokeForm
from training.models import Credential, Languages
from training.standing import Status, worth
from training.transcript import certificates_of, history, lines_of


def credential(request, uid):
    """One certificate: what it says, what it is worth today, and all that was noted about it."""
    shown = _standing(request, uid)
    row = shown.credential
    is_own = row.person_id == request.user.pk
    context = {
        "shown": shown,
        "credential": row,
        "is_own": is_own,
        "person_url": "" if is_own else reverse("person-training", args=[row.person.uid]),
        "history": history(row),
        "may_print": shown.status != Status.REVOKED,
        "languages": Languages.choices,
        "check_address": check_address(row.number, get_language()),
        "has_scan": row.evidence is not None and row.evidence.is_done,
        "may_revoke": shown.status != Status.REVOKED
        and rules.can_revoke(request.user, on=request.today),
        "may_open_changes": rules.can_oversee(request.user, on=request.today),
    }
    return render(request, "training/credential.html", context)


def _standing(request, uid):
    """The credential with what it is worth; others' are there for those who oversee them."""
    rows = Credential.objects.visible_to(request.user, on=request.today).select_related(
        "course", "person", "version__course", "recorded_by", "evidence", "revocation__revoked_by"
    )
    return worth([get_object_or_404(rows, uid=uid)], on=request.today)[0]


def credential_pdf(request, uid):
    """The certificate to print, in the language that was chosen; none once it is revoked."""
    shown = _standing(request, uid)
    language = request.GET.get("language", shown.credential.language)
    if shown.status == Status.REVOKED or language not in Languages:
        raise Http404
    word = slugify(_("certificate"))
    name = f"{word}-{slugify(shown.course.title.translate(PLAIN))}-{shown.credential.number}.pdf"
    return as_rendered(request, lambda: certificate_pdf(shown, language=language), name)


def credential_evidence(request, uid):
    """The scan of the certificate that somebody else gave, as a download."""
    row = _standing(request, uid).credential
    if row.evidence is None:
        raise Http404
    return as_scan(request, row.evidence, f"{_('scan')}-{row.number}")


def credential_revoke(request, uid):
    """Say that a certificate does not hold any more, and why."""
    row = _standing(request, uid).credential
    form = RevokeForm(typed(request), initial={"revoked_on": request.today})
    if done(form, lambda: revoke(row, **form.cleaned_data, **asking(request))):
        messages.success(
            request, _("The certificate is revoked. It stays visible with the reason.")
        )
        return redirect(row)
    return form_page(
        request,
        form,
        title=_("Revoke the certificate %(number)s") % {"number": row.number},
        submit=_("Revoke it"),
        back=row.get_absolute_url(),
        up=row.number,
        is_danger=True,
        lead=f"{row.person}, {row.course}",
        ends=[
            _("It no longer counts from that day on, and the check page says so to everybody."),
            _("Where the course is asked, the person has to take it again."),
        ],
        stays=[_("The certificate itself stays in the history, with the reason.")],
    )


def _overseen(request, uid):
    return get_object_or_404(rules.overseen(request.user, on=request.today), uid=uid)


def person_training(request, uid):
    """Somebody's courses and certificates, for those who oversee their training."""
    person = _overseen(request, uid)
    context = {
        "person": person,
        "person_url": person.get_absolute_url() if visible_among([person], request) else "",
        "training": about_person(request, person),
    }
    return render(request, "training/person_training.html", context)


def about_person(request, person):
    """What the page of a person shows of training; None for those who may not look it up."""
    on = request.today
    if not rules.overseen(request.user, on=on).filter(pk=person.pk).exists():
        return None
    return {
        "lines": lines_of(person, on=on),
        "certificates": certificates_of(person, on=on),
        "may_accept": rules.can_record_for(request.user, person, on=on),
    }


def outside_training_new(request, uid):
    """Accept what somebody learned elsewhere."""
    person = _overseen(request, uid)
    if not rules.can_record_for(request.user, person, on=request.today):
        raise PermissionDenied
    form = OutsideForm(typed(request), request.FILES or None, on=request.today)
    if accepted := done(form, lambda: accept_outside(person, **form.training, **asking(request))):
        messages.success(request, _("The training of %(name)s is accepted.") % {"name": person})
        return redirect(accepted[0])
    return form_page(
        request,
        form,
        title=_("Accept training taken elsewhere: %(name)s") % {"name": person},
        submit=_("Accept this training"),
        back=reverse("person-training", args=[person.uid]),
        up=str(person),
        lead=_(
            "It counts like our own course, from the day of completion. Your name stands beside "
            "it. It cannot be changed afterwards, only revoked."
        ),
    )


def certificate_bundle(request):
    """Ask for all certificates of a unit in one file."""
    units = rules.units_overseen(request.user, on=request.today)
    initial = {"languages": get_language()}
    form = BundleForm(typed(request), on=request.today, units=units, initial=initial)
    if asked := done(form, lambda: ask_bundle(**form.cleaned_data, **asking(request))):
        return redirect("document", asked[0].document.uid)
    return form_page(
        request,
        form,
        title=_("Certificates of a unit"),
        submit=_("Make the file"),
        back=reverse("home"),
        lead=_(
            "All certificates that hold today, one a page, ready to print. The file is made in the "
            "background and kept for one day."
        ),
    )
