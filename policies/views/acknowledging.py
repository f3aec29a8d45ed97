"""Read a policy, acknowledge it, keep the receipt. All of it one's own."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.serving import as_rendered
from people.strength import sign_in_strength
from people.views.acting import typed
from policies.acknowledging import (
    NotInThisLanguage,
    NotUnderstoodYet,
    TextMovedOn,
    acknowledge,
)
from policies.forms.acknowledging import StatementForm, is_stale, mark_answered
from policies.hashing import in_language
from policies.models import Acknowledgement, PolicyQuestion, PolicyVersion
from policies.printing import receipt_pdf
from policies.reading import linked, readable_language, text_of
from policies.references import own_addresses
from policies.seeing import readable


def my_policy(request, slug):
    """The text in the reader's language, what changed on top, and the statement (R7)."""
    version = (
        PolicyVersion.objects.in_force(request.today)
        .filter(policy__slug=slug)
        .select_related("policy")
        .first()
    )
    if version is None or not readable([version], request.user, on=request.today):
        raise Http404
    language = _language(request, version)
    questions = text_of(version, language).questions
    form = StatementForm(typed(request), questions=questions)
    if form.is_valid():
        return _acknowledge(request, version, form)
    if is_stale(form, version):
        return _moved_on(request, TextMovedOn(version))
    mark_answered(form)
    status = 422 if form.is_bound else 200
    return _page(request, version, form, status=status)


def _acknowledge(request, version, form):
    try:
        receipt, is_new = acknowledge(
            version.policy,
            by=request.user,
            at=request.now,
            version_hash=form.cleaned_data["version_hash"],
            language=form.cleaned_data["language"],
            strength=sign_in_strength(request.session),
            answers=form.answers,
        )
    except TextMovedOn as refusal:
        return _moved_on(request, refusal)
    except NotUnderstoodYet as refusal:
        form.mark(refusal.wrong)
        return _page(request, version, form, status=422)
    except NotInThisLanguage as refusal:
        return _page(request, version, _fresh(request, version), refusal=refusal, status=422)
    target = redirect(receipt)
    if is_new:
        target["Location"] += "?new=1"
    return target


def _moved_on(request, refusal):
    """Show the text that is in force now, to be read before anything is confirmed."""
    if refusal.current is None:
        raise Http404 from refusal
    fresh = _fresh(request, refusal.current)
    return _page(request, refusal.current, fresh, refusal=refusal, status=409)


def _fresh(request, version):
    return StatementForm(questions=text_of(version, _language(request, version)).questions)


def _language(request, version):
    return readable_language(version, _wanted(request))


def _wanted(request):
    wanted = request.GET.get("text")
    return wanted if wanted in dict(settings.LANGUAGES) else get_language()


def _page(request, version, form, *, refusal=None, status=200):
    language = _language(request, version)
    text = text_of(version, language)
    former = (
        Acknowledgement.objects.counted()
        .filter(person=request.user, policy=version.policy)
        .select_related("version")
        .order_by("-pk")
        .first()
    )
    context = {
        "version": version,
        "wanted_language": _wanted(request),
        "text": linked(text, own_addresses(text.links, request.user, on=request.today)),
        "text_languages": [("pl", "Polski"), ("en", "English")],
        "is_binding": language == version.policy.binding_language,
        "has_binding_text": in_language(version, "text_hash", version.policy.binding_language),
        "statement": in_language(version, "statement", language),
        "former": former,
        "changed_since": former.version if former and former.version_id != version.pk else None,
        "is_acknowledged": former is not None and former.major == version.major,
        "my_question": PolicyQuestion.objects.open()
        .filter(person=request.user, policy=version.policy)
        .first(),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "policies/my_policy.html", context, status=status)


def acknowledgement(request, uid):
    """The receipt: what was acknowledged, when, and how to prove it."""
    receipt = _own(request, uid)
    return render(
        request,
        "policies/acknowledgement.html",
        {
            "receipt": receipt,
            "version": receipt.version,
            "title": in_language(receipt.version, "title", receipt.language),
            "text_hash": in_language(receipt.version, "text_hash", receipt.language),
            "is_new": "new" in request.GET,
        },
    )


def acknowledgement_pdf(request, uid):
    """The receipt as a tagged PDF, rendered from the frozen text whenever asked."""
    receipt = _own(request, uid)
    name = f"{_('receipt')}-{receipt.policy.slug}-{receipt.version.number}.pdf"
    return as_rendered(request, lambda: receipt_pdf(receipt, language=get_language()), name)


def _own(request, uid):
    receipts = Acknowledgement.objects.visible_to(request.user).select_related(
        "version__policy", "policy", "person", "recorded_by", "briefing", "correction__replaced_by"
    )
    return get_object_or_404(receipts, uid=uid)


def my_documents(request):
    """Every policy in force, whether asked of oneself or not, and one's own receipts."""
    versions = readable(
        PolicyVersion.objects.in_force(request.today)
        .select_related("policy")
        .order_by("policy__slug"),
        request.user,
        on=request.today,
    )
    receipts = list(
        Acknowledgement.objects.visible_to(request.user)
        .select_related("version__policy", "correction")
        .order_by("-pk")
    )
    newest = {}
    for receipt in receipts:
        if not receipt.is_corrected:
            newest.setdefault((receipt.policy_id, receipt.major), receipt)
    entries = [(version, newest.get((version.policy_id, version.major))) for version in versions]
    return render(request, "policies/my_documents.html", {"entries": entries, "receipts": receipts})
