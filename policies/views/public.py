"""The policies that the organisation shows to everybody, without signing in (R5)."""

from django.http import Http404
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from documents.serving import as_download
from policies.models import Policy, PolicyVersion
from policies.packs import public_editions
from policies.reading import readable_language, text_of

MINUTES_KEPT = 5


def public_policies(request):
    """Every public policy that is in force today, in the order in which the set is read."""
    order = list(Policy.Kind.values)
    versions = sorted(
        _shown(request.today),
        key=lambda version: (order.index(version.policy.kind), version.policy.slug),
    )
    context = {"versions": versions, "editions": public_editions(on=request.today)}
    return _open(request, render(request, "policies/public_policies.html", context))


def public_pack(request, slug):
    """The newest edition of a pack for everybody; who fetches it is nobody's business."""
    for edition in public_editions(on=request.today):
        if edition.pack.slug == slug:
            return as_download(request, edition.document, edition.file_name, noted=False)
    raise Http404


def public_policy(request, slug):
    """The text in force, in the page's language or, with a note, in the other one."""
    version = _shown(request.today).filter(policy__slug=slug).first()
    if version is None:
        raise Http404
    language = readable_language(version, get_language())
    context = {
        "version": version,
        "policy": version.policy,
        "text": text_of(version, language),
        "is_other_language": language != get_language(),
        "is_binding": language == version.policy.binding_language,
    }
    return _open(request, render(request, "policies/public_policy.html", context))


def _shown(on):
    return (
        PolicyVersion.objects.in_force(on).filter(policy__is_public=True).select_related("policy")
    )


def _open(request, response):
    """Let search engines and caches have what is the same for everybody."""
    response.may_be_indexed = True
    if not request.user.is_authenticated:
        patch_vary_headers(response, ("Cookie",))  # the colours are kept in one
        response.headers["Cache-Control"] = f"public, max-age={MINUTES_KEPT * 60}"
    return response
