"""Two versions of a policy word by word, for those who keep policies and for their readers."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from policies.comparing import ADDED, CHANGED, REMOVED, SAME, compare, compared_with
from policies.hashing import in_language
from policies.models import Acknowledgement, PolicyVersion
from policies.reading import LANGUAGES, section_of
from policies.views.finding import policy_at, version_at


def policy_compare(request, slug):
    """Lead to the comparison of the chosen versions; what is not chosen is the newest, and the one
    that it replaces.
    """
    policy = policy_at(slug)
    new = policy.versions.numbered(request.GET.get("new", "")).first()
    new = new or policy.versions.exclude(state=PolicyVersion.State.DISCARDED).first()
    old = policy.versions.numbered(request.GET.get("old", "")).first()
    chosen = [old or (new and compared_with(new, on=request.today)), new]
    if not all(chosen):
        return render(request, "policies/compare_nothing.html", {"policy": policy})
    old, new = sorted(chosen, key=lambda version: version.order)
    address = reverse("version-compare", args=[slug, new.number, old.number])
    kept = {name: request.GET[name] for name in ("text", "show") if name in request.GET}
    return redirect(f"{address}?{_query(**kept)}" if kept else address)


def version_compare(request, slug, number, other):
    """What the version changes against another one, section by section."""
    new, old = version_at(slug, number), version_at(slug, other)
    versions = new.policy.versions.exclude(state=PolicyVersion.State.DISCARDED)
    context = {
        "version": new,
        "old": old,
        "policy": new.policy,
        "versions": versions.order_by("-order"),
        "is_in_review": new.state == new.State.IN_REVIEW,
        **shown(request, old, new),
    }
    return render(request, "policies/compare.html", context)


def my_policy_changes(request, slug):
    """For a reader: from the version that they acknowledged last to the one in force (R7)."""
    version = (
        PolicyVersion.objects.in_force(request.today)
        .filter(policy__slug=slug)
        .select_related("policy")
        .first()
    )
    former = version and acknowledged_before(request.user, version)
    if former is None:
        raise Http404
    context = {
        "version": version,
        "old": former,
        "policy": version.policy,
        **shown(request, former, version),
    }
    return render(request, "policies/my_policy_changes.html", context)


def acknowledged_before(person, version):
    """The other version of the same policy that the person acknowledged last, or None."""
    newest = (
        Acknowledgement.objects.filter(person=person, policy=version.policy_id)
        .select_related("version__policy")
        .order_by("-pk")
        .first()
    )
    return newest.version if newest and newest.version_id != version.pk else None


def shown(request, old, new):
    """The comparison in the wanted language, and what the switches above it say."""
    wanted = request.GET.get("text")
    language = wanted if wanted in dict(settings.LANGUAGES) else get_language()
    is_whole = request.GET.get("show") == "all"
    found = {code: compare(old, new, code) for code in LANGUAGES}
    comparison = found[language]
    show = {"show": "all"} if is_whole else {}
    return {
        "comparison": comparison,
        "is_whole": is_whole,
        "groups": _groups(comparison, _bodies(comparison, new, language) if is_whole else {}),
        "summary": summary(comparison),
        "note": in_language(new, "change_note", language),
        "texts": [
            {
                "code": code,
                "name": name,
                "changes": found[code].changes,
                "query": _query(text=code, **show),
            }
            for code, name in (("pl", "Polski"), ("en", "English"))
        ],
        "changes_query": _query(text=language),
        "whole_query": _query(text=language, show="all"),
    }


def _query(**values):
    """The part of an address behind the question mark."""
    return urlencode(values)


def _groups(comparison, bodies):
    """The sections as the page shows them: quiet ones together, folded unless bodies are given."""
    return [
        {
            "is_folded": is_quiet and not bodies,
            "rows": [{"part": part, "body": bodies.get(part.key, part.body)} for part in parts],
        }
        for is_quiet, parts in comparison.groups
    ]


def _bodies(comparison, new, language):
    """The text of the sections in which nothing changed, by key."""
    same = {part.key for part in comparison.parts if part.state == SAME}
    return {
        section.key: section_of(section, number, language).body
        for number, section in enumerate(new.sections.all(), start=1)
        if section.key in same
    }


def summary(comparison):
    """What changed, in one line; empty when nothing did."""
    changed, added = comparison.count(CHANGED), comparison.count(ADDED)
    removed, moved = comparison.count(REMOVED), comparison.moved
    counted = [
        (changed, ngettext("%(count)s section changed", "%(count)s sections changed", changed)),
        (added, ngettext("%(count)s section added", "%(count)s sections added", added)),
        (removed, ngettext("%(count)s section removed", "%(count)s sections removed", removed)),
        (moved, ngettext("%(count)s section moved", "%(count)s sections moved", moved)),
    ]
    sentences = [words % {"count": count} for count, words in counted if count]
    if comparison.title is not None:
        sentences.insert(0, _("the title changed"))
    return ", ".join(sentences)
