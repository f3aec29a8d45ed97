"""Packs: what is in them, their editions, and the public check of a printed code."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from documents.serving import as_download
from policies import rules
from policies.forms.packs import EditionForm, PackForm, VerifyForm
from policies.models import Pack, PackEdition, Policy
from policies.packs import (
    CannotMakeEdition,
    changes_since,
    current_edition,
    make_edition,
    save_pack,
    versions_of,
)
from policies.printing import state_on
from policies.version_codes import version_of


def packs(request):
    """Every pack, with its newest edition and whether that is still current."""
    found = Pack.objects.prefetch_related("entries__policy", "editions__document").order_by("slug")
    return render(
        request,
        "policies/packs.html",
        {"packs": found, "can_keep": rules.can_keep(request.user, on=request.today)},
    )


def pack_edit(request, slug=None):
    """Name a pack and choose its policies in order."""
    pack = get_object_or_404(Pack, slug=slug) if slug else None
    form = PackForm(request.POST if request.method == "POST" else None, pack=pack)
    if form.is_valid():
        saved = save_pack(
            by=request.user,
            at=request.now,
            on=request.today,
            pack=pack,
            slug=form.cleaned_data["slug"],
            titles={"pl": form.cleaned_data["title_pl"], "en": form.cleaned_data["title_en"]},
            policies=form.chosen_policies(),
        )
        return redirect(saved)
    status = 422 if form.is_bound else 200
    return render(request, "policies/pack_edit.html", {"form": form, "pack": pack}, status=status)


def pack(request, slug):
    """What the pack contains today, its editions, and the way to a new one."""
    shown = get_object_or_404(Pack, slug=slug)
    form = EditionForm(initial={"languages": "both"})
    versions = versions_of(shown, on=request.today)
    editions = list(shown.editions.select_related("document", "made_by").order_by("-number")[:20])
    for edition in editions:
        edition.changes = changes_since(edition, versions)
    context = {
        "pack": shown,
        "form": form,
        "versions": versions,
        "not_in_force": Policy.objects.filter(packs=shown).exclude(
            pk__in=[version.policy_id for version in versions]
        ),
        "editions": editions,
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "policies/pack.html", context)


def edition_make(request, slug):
    """Make an edition, unless the stored one still has the texts of today: then offer that."""
    if request.method != "POST":
        return redirect("pack", slug)
    chosen = get_object_or_404(Pack, slug=slug)
    form = EditionForm(request.POST)
    if not form.is_valid():
        raise Http404
    languages = form.cleaned_data["languages"]
    stored = current_edition(chosen, languages=languages, on=request.today)
    if stored is not None:
        messages.info(
            request,
            _("Edition %(label)s still has the texts in force. Download it below.")
            % {"label": stored.label},
        )
        return redirect(chosen)
    try:
        edition = make_edition(
            chosen, by=request.user, at=request.now, on=request.today, languages=languages
        )
    except CannotMakeEdition as refusal:
        messages.error(request, str(refusal))
        return redirect(chosen)
    return redirect("document", edition.document.uid)


def edition_download(request, slug, number):
    """The stored file of an edition; the same bytes every time."""
    edition = get_object_or_404(
        PackEdition.objects.select_related("document", "pack"), pack__slug=slug, number=number
    )
    return as_download(request, edition.document, edition.file_name)


def verify(request):
    """Type in the code of a print; public (features 3)."""
    form = VerifyForm(request.GET or None)
    if form.is_valid():
        return redirect("verify-code", form.cleaned_data["code"])
    return render(
        request, "policies/verify.html", {"form": form}, status=422 if form.is_bound else 200
    )


def verify_code(request, code):
    """Say what a code belongs to, a pack or one version, and whether its texts are in force."""
    edition = PackEdition.objects.filter(code=code).select_related("pack", "document").first()
    if edition is None and (version := version_of(code)) is not None:
        state = state_on(version, request.today)
        return render(
            request, "policies/verified_version.html", {"version": version, "state": state}
        )
    if edition is None or not edition.document.is_done:
        form = VerifyForm(initial={"code": code})
        return render(request, "policies/verify.html", {"form": form, "unknown": True}, status=404)
    changes = changes_since(edition, versions_of(edition.pack, on=request.today))
    context = {"edition": edition, "changes": changes}
    return render(request, "policies/verified.html", context)
