"""Find what an address names, or answer 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from policies.models import Policy, PolicyVersion


def policy_at(slug):
    """The policy with that address."""
    return get_object_or_404(Policy.objects.select_related("owner"), slug=slug)


def version_at(slug, number):
    """The version with a number like "2.1" of the policy with that address."""
    version = (
        PolicyVersion.objects.numbered(number)
        .filter(policy__slug=slug)
        .select_related("policy__owner", "started_by", "published_by")
        .first()
    )
    if version is None:
        raise Http404
    return version


def section_at(slug, number, pk):
    """A section of that version; its ``version`` is set."""
    version = version_at(slug, number)
    section = get_object_or_404(version.sections, pk=pk)
    section.version = version
    return section


def open_to_everybody(on):
    """The versions in force on a day that the organisation shows to everybody."""
    return (
        PolicyVersion.objects.in_force(on).filter(policy__is_public=True).select_related("policy")
    )
