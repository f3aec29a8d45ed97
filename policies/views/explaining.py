"""A version for other readers, in plain language or for children: read it, print it, write it."""

from django import forms
from django.contrib import messages
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.serving import as_rendered
from people.views.acting import asking, done, form_page, typed
from policies import rules
from policies.drafting import TextChanged, remove_plain_text, save_plain_text
from policies.forms.explaining import PlainTextForm
from policies.models import PlainText, Policy, PolicyVersion
from policies.printing import plain_pdf
from policies.reading import LANGUAGES, SECONDS_KEPT, linked, plain_words, text_of
from policies.references import kept_addresses, own_addresses, public_addresses
from policies.refusals import Refused
from policies.seeing import readable
from policies.views.finding import open_to_everybody, version_at
from policies.views.public import openly


def my_plain(request, slug, kind):
    """The text in force for other readers, for somebody who is signed in."""
    version = _own(request, slug)
    text = _text(request, version, kind)
    text = linked(text, own_addresses(text.links, request.user, on=request.today))
    return _page(request, version, text, kind, back=reverse("my-policy", args=[slug]))


def my_plain_pdf(request, slug, kind):
    """The same as a PDF in large letters."""
    version = _own(request, slug)
    return _pdf(request, version, _text(request, version, kind).plain_text(kind))


def _own(request, slug):
    found = PolicyVersion.objects.in_force(request.today).filter(policy__slug=slug)
    seen = readable(list(found.select_related("policy")), request.user, on=request.today)
    if not seen:
        raise Http404
    return seen[0]


def public_plain(request, slug, kind):
    """The text in force for other readers, for everybody."""
    version = _public(request, slug)
    text = _text(request, version, kind)
    text = linked(text, public_addresses(text.links, on=request.today))
    context = {"version": version, "policy": version.policy, "plain": text.plain_text(kind)}
    return openly(request, render(request, "policies/public_plain.html", context))


def public_plain_pdf(request, slug, kind):
    """The same as a PDF in large letters."""
    version = _public(request, slug)
    answer = _pdf(request, version, _text(request, version, kind).plain_text(kind))
    return openly(request, answer) if answer.status_code == 200 else answer


def _public(request, slug):
    version = open_to_everybody(request.today).filter(policy__slug=slug).first()
    if version is None:
        raise Http404
    return version


def version_plain(request, slug, number, kind):
    """The text of any version for other readers, for those who keep and oversee policies."""
    version = version_at(slug, number)
    text = _text(request, version, kind)
    text = linked(text, kept_addresses(text.links))
    can_edit = version.is_editable and rules.can_keep(request.user, on=request.today)
    return _page(
        request,
        version,
        text,
        kind,
        back=version.get_absolute_url(),
        can_edit=can_edit,
        is_kept=True,
    )


def version_plain_pdf(request, slug, number, kind):
    """The same as a PDF in large letters; a draft says so across each page."""
    version = version_at(slug, number)
    return _pdf(request, version, _text(request, version, kind).plain_text(kind))


def _text(request, version, kind):
    """The version in the wanted language, if it has such a text at all; else 404."""
    wanted = request.GET.get("text")
    wanted = wanted if wanted in LANGUAGES else get_language()
    text = text_of(version, wanted)
    if text.plain_text(kind) is None:
        raise Http404
    return text


def _page(request, version, text, kind, *, back, can_edit=False, is_kept=False):
    context = {
        "version": version,
        "policy": version.policy,
        "plain": text.plain_text(kind),
        "back": back,
        "can_edit": can_edit,
        "is_kept": is_kept,
        "text_languages": [("pl", "Polski"), ("en", "English")],
    }
    return render(request, "policies/plain.html", context)


def _pdf(request, version, plain):
    """The PDF; that of a frozen text is kept for a while, so that nobody makes us set it anew."""

    def make():
        return plain_pdf(version, plain, at=request.now, on=request.today)

    def keep():
        level = version.policy.level
        key = f"plain:{version.version_hash}:{plain.kind}:{plain.language}:{level}"
        return caches["process"].get_or_set(key, make, SECONDS_KEPT)

    return as_rendered(
        request,
        keep if version.is_published else make,
        f"{version.policy.slug}-{version.number}-{plain.kind}-{plain.language}.pdf",
    )


def plain_edit(request, slug, number, kind):
    """Write the text of a draft for other readers beside the draft itself."""
    version = version_at(slug, number)
    if kind not in PlainText.Kind.values:
        raise Http404
    if not version.is_editable:
        return redirect(version)
    row = version.plain_texts.filter(kind=kind).first() or PlainText(version=version, kind=kind)
    form, theirs = PlainTextForm(typed(request), row=row), None
    if form.is_valid():
        try:
            save_plain_text(
                version,
                **asking(request),
                kind=kind,
                revision=form.cleaned_data["revision"],
                texts=form.texts,
            )
        except TextChanged as refusal:
            theirs = refusal.section
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The text is saved."))
            return redirect("version-plain", slug, number, kind)
    status = 409 if theirs else 422 if form.is_bound else 200
    return _editor(request, version, row, form, theirs, status)


def _editor(request, version, row, form, theirs, status):
    """The page of the editor; ``theirs`` is what somebody else saved meanwhile."""
    context = {
        "version": version,
        "policy": version.policy,
        "row": row,
        "others": Policy.objects.exclude(pk=version.policy_id).in_order(),
        "form": form,
        "theirs": [plain_words(theirs, code) for code in LANGUAGES] if theirs else None,
        "revision": theirs.revision if theirs else form["revision"].value(),
    }
    return render(request, "policies/plain_edit.html", context, status=status)


def plain_remove(request, slug, number, kind):
    """Ask, then take the text out of the draft."""
    version = version_at(slug, number)
    row = version.plain_texts.filter(kind=kind).first()
    if row is None:
        raise Http404
    if not version.is_editable:
        raise PermissionDenied
    form = forms.Form(typed(request))
    if done(form, lambda: remove_plain_text(version, **asking(request), kind=kind)):
        messages.success(request, _("The text is removed."))
        return redirect("version-edit", slug, number)
    return form_page(
        request,
        form,
        title=_("Remove this text: %(kind)s") % {"kind": row.get_kind_display()},
        lead=row.title_pl or row.title_en,
        submit=_("Remove the text"),
        back=reverse("plain-edit", args=[slug, number, kind]),
        up=version.policy.title,
        is_danger=True,
        ends=[_("Title and text go in both languages.")],
        stays=[_("Published versions keep theirs.")],
    )
