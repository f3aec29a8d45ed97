"""Links between policies on paper: a jump inside the document, or title and number to ask for."""

from django.utils.html import escape, strip_tags

from policies.models import Policy, PolicyReference, PolicyVersion


def links_alone(slug, text, language):
    """Print the words of a link and nothing more."""
    return text


def printed_links(versions, *, on, texts=None):
    """How a document of these versions prints its links, as ``follow(slug, text, language)``.

    What the document contains is one jump away; of other policies the print names title and number.
    ``texts`` are the versions whose full text it contains, all of them unless told otherwise.
    """
    texts = versions if texts is None else texts
    inside = {version.policy.slug for version in texts} if len(versions) > 1 else set()
    outside = _named(versions, on)

    def follow(slug, text, language):
        if slug in inside:
            return f'<a href="#{slug}">{text}</a>'
        if slug not in outside:
            return text
        name = outside[slug][language]
        bare = strip_tags(text).strip(' „”“"\N{NO-BREAK SPACE}')
        title = name.rpartition(" ")[0] if name[-1:].isdigit() else name
        if bare.casefold() in (name.casefold(), title.casefold()):
            return f"<em>{escape(name)}</em>"
        return f"{text} (<em>{escape(name)}</em>)"

    return follow


def _named(versions, on):
    """Title and number in force of every policy that the texts link to, by address and language."""
    slugs = set(
        PolicyReference.objects.filter(version__in=versions)
        .order_by()
        .values_list("slug", flat=True)
    )
    if not slugs:
        return {}
    policies = Policy.objects.filter(slug__in=slugs)
    numbers = {
        version.policy_id: version.number
        for version in PolicyVersion.objects.in_force(on).filter(policy__slug__in=slugs)
    }
    return {
        policy.slug: {
            code: f"{getattr(policy, f'title_{code}') or policy.title_pl} "
            f"{numbers.get(policy.pk, '')}".strip()
            for code in ("pl", "en")
        }
        for policy in policies
    }
