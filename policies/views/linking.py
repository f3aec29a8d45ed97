"""Send and revoke personal links; what such a link opens, for somebody who does not sign in."""

from copy import copy

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from people.refusals import Refused
from people.views.acting import asking, get_person, typed
from policies.acknowledging import NotInThisLanguage, NotUnderstoodYet, TextMovedOn
from policies.forms.acknowledging import StatementForm, is_stale, mark_answered
from policies.hashing import in_language
from policies.linking import (
    LinkOver,
    acknowledge_by_link,
    opened,
    revoke_link,
    send_link,
    send_receipt,
)
from policies.reading import linked, readable_language, text_of
from policies.references import public_addresses


def link_send(request, uid):
    """Send somebody the link to what they owe."""
    person = get_person(request, uid)
    if request.method == "POST":
        try:
            send_link(person, **asking(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("The link is on its way to %(name)s. It works for 14 days.")
            messages.success(request, words % {"name": person})
    return redirect(_back(request) or person.get_absolute_url())


def _back(request):
    """The list from which the button was pressed, if it is one of our addresses."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith("/") else None


def link_revoke(request, uid):
    """Make the open link of somebody useless, at once."""
    person = get_person(request, uid)
    if request.method == "POST":
        if revoke_link(person, **asking(request)):
            messages.success(request, _("The link no longer works."))
        else:
            messages.info(request, _("There was no open link."))
    return redirect(person)


def _private(view):
    """A page behind a token: its address leaves to nobody, and the token alone is the proof.

    With ``no-referrer`` browsers send ``Origin: null``, so the usual check of forms cannot work;
    it protects what a browser proves by its cookies, and here no cookie proves anything.
    """

    @csrf_exempt
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    wrapped.__name__, wrapped.__module__ = view.__name__, view.__module__
    return wrapped


@_private
def link(request, token):
    """What is still to be read through the link."""
    return _list(request, token)


def _list(request, token):
    try:
        opened_link, versions = opened(token, at=request.now, on=request.today)
    except LinkOver:
        return _over(request)
    context = {"link": opened_link, "versions": versions, "token": token}
    return render(request, "policies/link.html", context)


def _over(request):
    """One page for every link that opens nothing: it does not tell which ones once did."""
    counted = copy(request)
    counted.method = "POST"  # the library lets everything else pass uncounted
    if not ratelimit.consume(counted, action="unknown_link"):
        return render(request, "429.html", status=429)
    return render(request, "policies/link_over.html", status=404)


@_private
def link_text(request, token, slug):
    """One text and its statement; a POST acknowledges it and shows the receipt."""
    opened_link, version = _pending(request, token, slug)
    form = _form(request, version, typed(request))
    if form.is_valid():
        return _acknowledge(request, token, slug, form)
    if opened_link is None:
        return _over(request)
    if version is None:
        return redirect("link", token)
    if is_stale(form, version):
        return _again(request, token, slug, TextMovedOn(version))
    mark_answered(form)
    return _text(request, opened_link, token, version, form, status=422 if form.is_bound else 200)


def _pending(request, token, slug):
    """The link, if it opens anything, and the text asked for, if it is still to be read."""
    try:
        opened_link, versions = opened(token, at=request.now, on=request.today)
    except LinkOver:
        return None, None
    return opened_link, next((found for found in versions if found.policy.slug == slug), None)


def _form(request, version, data=None):
    """The statement with the questions of the text; without them when there is no text any more."""
    questions = text_of(version, _language(request, version)).questions if version else ()
    return StatementForm(data, questions=questions)


def _acknowledge(request, token, slug, form):
    try:
        receipt, left = acknowledge_by_link(
            token,
            slug,
            at=request.now,
            on=request.today,
            version_hash=form.cleaned_data["version_hash"],
            language=form.cleaned_data["language"],
            answers=form.answers,
        )
    except LinkOver:
        return _list(request, token)
    except NotUnderstoodYet as refusal:
        form.mark(refusal.wrong)
        opened_link, version = _pending(request, token, slug)
        return _text(request, opened_link, token, version, form, status=422)
    except (TextMovedOn, NotInThisLanguage) as refusal:
        return _again(request, token, slug, refusal)
    send_receipt(receipt, at=request.now)
    context = {
        "receipt": receipt,
        "title": in_language(receipt.version, "title", receipt.language),
        "text_hash": in_language(receipt.version, "text_hash", receipt.language),
        "left": left,
        "next": reverse("link-text", args=[token, left[0].policy.slug]) if left else "",
        "token": token,
    }
    return render(request, "policies/link_receipt.html", context)


def _again(request, token, slug, refusal):
    """The text that is in force now, with the reason why nothing was recorded."""
    opened_link, version = _pending(request, token, slug)
    if opened_link is None:
        return _over(request)
    if version is None:
        return _list(request, token)
    status = 409 if isinstance(refusal, TextMovedOn) else 422
    form = _form(request, version)
    return _text(request, opened_link, token, version, form, refusal=refusal, status=status)


def _wanted(request):
    wanted = request.GET.get("text")
    return wanted if wanted in dict(settings.LANGUAGES) else get_language()


def _language(request, version):
    return readable_language(version, _wanted(request))


def _text(request, opened_link, token, version, form, *, refusal=None, status=200):
    language = _language(request, version)
    text = text_of(version, language)
    context = {
        "link": opened_link,
        "token": token,
        "version": version,
        "text": linked(text, public_addresses(text.links, on=request.today)),
        "wanted_language": _wanted(request),
        "text_languages": [("pl", "Polski"), ("en", "English")],
        "statement": in_language(version, "statement", language),
        "signer": opened_link.person,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "policies/link_text.html", context, status=status)
