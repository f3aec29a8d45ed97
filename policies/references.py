"""Links between policies: found in the text, told on both ends, never left dead unnoticed."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from policies.addresses import address_of, slugs_in
from policies.models import PlainText, Policy, PolicyReference, PolicyVersion, Section
from policies.seeing import readable


def keep_references(version):
    """Write down which policies a draft links to now, in either language; two queries if none new.

    Called with every change of the text, inside its transaction. A link to itself is none.
    """
    wanted = _linked_from(version) - {version.policy.slug}
    had = set(version.references.order_by().values_list("slug", flat=True))
    if gone := had - wanted:
        version.references.filter(slug__in=gone).delete()
    if new := wanted - had:
        PolicyReference.objects.bulk_create(
            PolicyReference(version=version, slug=slug) for slug in sorted(new)
        )


def _linked_from(version):
    bodies = ("body_pl", "body_en")
    of_version = Q(version=version, body_pl__contains="/policies/") | Q(
        version=version, body_en__contains="/policies/"
    )
    rows = Section.objects.filter(of_version).order_by().values_list(*bodies)
    rows = rows.union(PlainText.objects.filter(of_version).order_by().values_list(*bodies))
    return {slug for row in rows.order_by() for body in row for slug in slugs_in(body)}


@dataclass(frozen=True)
class DeadLink:
    """A link of a draft that readers could not follow, and why."""

    slug: str
    title: str
    reason: str


def dead_links(version, *, on):
    """The links of a draft that lead to no policy, or to one that will have nothing in force."""
    slugs = list(version.references.values_list("slug", flat=True))
    if not slugs:
        return []
    policies = {policy.slug: policy for policy in Policy.objects.filter(slug__in=slugs)}
    alive = set(
        PolicyVersion.objects.filter(policy__in=policies.values())
        .filter(_binding_or_coming(on))
        .values_list("policy__slug", flat=True)
    )
    found = []
    for slug in slugs:
        if slug not in policies:
            found.append(DeadLink(slug, "", _("There is no policy with this address.")))
        elif slug not in alive:
            title = policies[slug].title
            found.append(DeadLink(slug, title, _("It has nothing in force.")))
    return found


def _binding_or_coming(on):
    """Versions in force on the day, or published for a later one."""
    coming = PolicyVersion.objects.counted().filter(effective_on__gt=on)
    return Q(pk__in=PolicyVersion.objects.in_force(on).values("pk")) | Q(pk__in=coming.values("pk"))


def referring(policy, *, on):
    """The versions of other policies that link to this one: in force, coming, or being written."""
    return (
        PolicyVersion.objects.filter(references__slug=policy.slug)
        .filter(_binding_or_coming(on) | Q(state__in=PolicyVersion.OPEN))
        .select_related("policy")
        .order_by("policy__slug", "order")
    )


def referred(policy, *, on):
    """The policies that this one links to now, in force or in its draft."""
    versions = policy.versions.filter(_binding_or_coming(on) | Q(state__in=PolicyVersion.OPEN))
    slugs = PolicyReference.objects.filter(version__in=versions).values("slug")
    return Policy.objects.filter(slug__in=slugs).in_order()


def own_addresses(slugs, person, *, on):
    """Where a reader finds each of these policies: only those in force that they may read."""
    if not slugs:
        return {}
    versions = PolicyVersion.objects.in_force(on).filter(policy__slug__in=slugs)
    versions = readable(list(versions.select_related("policy")), person, on=on)
    return {v.policy.slug: reverse("my-policy", args=[v.policy.slug]) for v in versions}


def public_addresses(slugs, *, on):
    """Where everybody finds those of these policies that are shown to everybody."""
    if not slugs:
        return {}
    shown = PolicyVersion.objects.in_force(on).filter(
        policy__slug__in=slugs, policy__is_public=True
    )
    found = shown.values_list("policy__slug", flat=True)
    return {slug: reverse("public-policy", args=[slug]) for slug in found}


def kept_addresses(slugs):
    """The pages of these policies for those who keep and oversee them."""
    if not slugs:
        return {}
    found = Policy.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    return {slug: reverse("policy", args=[slug]) for slug in found}


def see_also(section, policy):
    """The bodies of a section with a link to a policy at their end, by field name.

    A language in which the section has no text yet gets none, unless neither has any.
    """
    bodies = {f"body_{code}": getattr(section, f"body_{code}") or "" for code in ("pl", "en")}
    if any(bodies.values()):
        bodies = {name: body for name, body in bodies.items() if body}
    return {name: body + _pointer(policy, name[-2:]) for name, body in bodies.items()}


def _pointer(policy, language):
    title = getattr(policy, f"title_{language}") or policy.title_pl
    with override(language):
        words = _("See also:")
    return format_html('<p>{} <a href="{}">{}</a></p>', words, address_of(policy.slug), title)
