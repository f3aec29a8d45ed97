"""The policies that the organisation shows to everybody, without signing in (R5)."""

from django.http import Http404
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from documents.serving import as_download
from policies.models import Policy
from policies.packs import public_editions
from policies.reading import linked, readable_language, text_of
from policies.references import public_addresses
from policies.views.finding import open_to_everybody

MINUTES_KEPT = 5


def public_policies(request):
    """Every public policy that is in force today, in the order in which the set is read."""
    order = list(Policy.Kind.values)
    versions = sorted(
        open_to_everybody(request.today),
        key=lambda version: (order.index(version.policy.kind), version.policy.slug),
    )
    context = {"versions": versions, "editions": public_editions(on=request.today)}
    return openly(request, render(request, "policies/public_policies.html", context))


def public_pack(request, slug):
    """The newest edition of a pack for everybody; who fetches it is nobody's business."""
    for edition in public_editions(on=request.today):
        if edition.pack.slug == slug:
            return as_download(request, edition.document, edition.file_name, noted=False)
    raise Http404


def public_policy(request, slug):
    """The text in force, in the page's language or, with a note, in the other one."""
    version = open_to_everybody(request.today).filter(policy__slug=slug).first()
    if version is None:
        raise Http404
    language = readable_language(version, get_language())
    text = text_of(version, language)
    context = {
        "version": version,
        "policy": version.policy,
        "text": linked(text, public_addresses(text.links, on=request.today)),
        "is_other_language": language != get_language(),
        "is_binding": language == version.policy.binding_language,
    }
    return openly(request, render(request, "policies/public_policy.html", context))


def openly(request, response):
    """Let search engines and caches have what is the same for everybody."""
    response.may_be_indexed = True
    if not request.user.is_authenticated:
        patch_vary_headers(response, ("Cookie",))  # the colours are kept in one
        response.headers["Cache-Control"] = f"public, max-age={MINUTES_KEPT * 60}"
    return response
