"""How a text names another policy: by a link to ``/policies/<address>/``, without host or language.

Whatever address of a policy somebody pastes (the reader's, the public one, in any language) becomes
that form when a text is cleaned; each page turns it into the address that its reader may open.
"""

import re

from django.conf import settings

#: Addresses below /policies/ that are pages of their own.
RESERVED = ("new", "packs", "coverage")

HREF = re.compile(r'(?<= href=")([^"]+)(?=")')
PAGE = re.compile(r"(?:/(?:pl|en))?/(?:policies|my/policies|public)/([-\w]{1,60})/[^\"]*", re.ASCII)
LINK = re.compile(r'<a\b[^>]* href="/policies/([-\w]{1,60})/"[^>]*>(.*?)</a>', re.ASCII | re.DOTALL)


def address_of(slug):
    """The form in which texts keep a link to a policy."""
    return f"/policies/{slug}/"


def without_host(html):
    """Links to our own site as paths, also where it runs without encryption, as in a trial."""
    return re.sub(rf"(href\s*=\s*[\"']?){re.escape(settings.SITE_URL)}(?=/)", r"\1", html)


def in_one_form(html):
    """Clean HTML in which every link to a policy has the form that texts keep."""
    return HREF.sub(lambda found: _one_form(found[1]), html)


def _one_form(href):
    page = PAGE.fullmatch(href.removeprefix(settings.SITE_URL))
    if page is None or page[1] in RESERVED:
        return href
    return address_of(page[1])


def slugs_in(html):
    """The addresses of the policies that a clean text links to, each once, in their order."""
    return list(dict.fromkeys(slug for slug, _words in LINK.findall(html or "")))


def with_links(html, follow):
    """The text with each link to a policy replaced by ``follow(slug, words)``, which is HTML."""
    return LINK.sub(lambda found: follow(found[1], found[2]), html)
