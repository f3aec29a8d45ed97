"""Packs: what is in them, their editions, and the public check of a printed code."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from documents.serving import as_download
from policies import rules
from policies.forms.packs import EditionForm, PackForm, VerifyForm, elsewhere
from policies.models import EditionArchive, Extra, Pack, PackEdition, Policy
from policies.pack_parts import changes_since, in_short, parts_of, printed_in
from policies.packs import (
    CannotMakeEdition,
    NotForEverybody,
    archive_edition,
    current_edition,
    downloads_of,
    make_edition,
    newest_editions,
    save_pack,
)
from policies.printing import state_on
from policies.ready_packs import READY, ready_pack
from policies.version_codes import version_of


def packs(request):
    """Every pack, with its newest edition and whether that is still current."""
    found = list(Pack.objects.prefetch_related("parts__policy").order_by("slug"))
    newest = newest_editions(found, on=request.today)
    context = {
        "rows": [
            {
                "pack": pack,
                "contents": in_short(pack.parts.all()),
                "edition": newest.get(pack.pk),
            }
            for pack in found
        ],
        "can_keep": rules.can_keep(request.user, on=request.today),
    }
    return render(request, "policies/packs.html", context)


def pack_new(request):
    """Name a pack and choose its parts, from nothing or from a ready pack."""
    ready = ready_pack(request.GET.get("ready"))
    form = PackForm(request.POST if request.method == "POST" else None, ready=ready)
    return _saved(request, form) or _form_page(request, form, ready=ready)


def pack_edit(request, slug):
    """Change a pack: titles, for whom, how it is handed out, and its parts in order."""
    pack = get_object_or_404(Pack, slug=slug)
    form = PackForm(request.POST if request.method == "POST" else None, pack=pack)
    return _saved(request, form) or _form_page(request, form, pack=pack)


def _saved(request, form):
    """The way on when the pack could be saved, else None and the form says why."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        saved = save_pack(
            by=request.user,
            at=request.now,
            on=request.today,
            pack=form.pack,
            slug=data["slug"],
            titles={"pl": data["title_pl"], "en": data["title_en"]},
            parts=form.chosen_parts(),
            audience=data["audience"],
            languages=data["languages"],
            extras=data["extras"],
        )
    except NotForEverybody as refusal:
        form.refuse(refusal)
        return None
    return redirect(saved)


def _form_page(request, form, *, pack=None, ready=None):
    context = {"form": form, "pack": pack, "ready": ready, "ready_packs": () if pack else READY}
    status = 422 if form.is_bound else 200
    return render(request, "policies/pack_edit.html", context, status=status)


def pack(request, slug):
    """What the pack contains today, its editions, and the way to a new one."""
    shown = get_object_or_404(Pack, slug=slug)
    parts = parts_of(shown, on=request.today)
    editions = list(
        shown.editions.select_related("document", "made_by", "archive__document").order_by(
            "-number"
        )[:20]
    )
    for edition in editions:
        edition.changes = changes_since(edition, parts)
    can_keep = rules.can_keep(request.user, on=request.today)
    context = {
        "pack": shown,
        "extras": [Extra(extra).label for extra in shown.extras],
        "form": EditionForm(initial={"languages": shown.languages}),
        "parts": parts,
        "not_in_force": Policy.objects.filter(pack_parts__pack=shown)
        .exclude(pk__in=[part.version.policy_id for part in parts if part.version])
        .distinct(),
        "editions": editions,
        "downloads": downloads_of(editions) if can_keep else [],
        "can_keep": can_keep,
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


def edition_archive(request, slug, number):
    """Ask for the edition as PDF/A, or go on to the one that was made before."""
    edition = get_object_or_404(
        PackEdition.objects.select_related("pack"),
        pack__slug=slug,
        number=number,
        document__state="done",
    )
    if request.method != "POST":
        return redirect(edition.pack)
    archive = archive_edition(edition, by=request.user, at=request.now, on=request.today)
    return redirect("document", archive.document.uid)


def archive_download(request, slug, number):
    """The stored PDF/A of an edition."""
    archive = get_object_or_404(
        EditionArchive.objects.select_related("document", "edition__pack"),
        edition__pack__slug=slug,
        edition__number=number,
    )
    return as_download(request, archive.document, archive.file_name)


def verify(request):
    """Type in the code of a print; public (features 3)."""
    if other := elsewhere(request.GET.get("code", "")):
        return redirect(other)
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
    context = {
        "edition": edition,
        "contents": printed_in(edition),
        "changes": changes_since(edition, parts_of(edition.pack, on=request.today)),
    }
    return render(request, "policies/verified.html", context)
