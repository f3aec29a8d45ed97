"""Who may open which address: one declaration per URL, denied unless declared.

``page()`` stands where Django has ``path()``. What a person may see or do *on* a page is asked
again there (``visible_to``, ``rules``); this is the outer gate.
"""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, path

from people.roles import holds


@dataclass(frozen=True)
class Access:
    """What it takes to open an address: nothing, signing in, or one of some roles."""

    name: str
    needs_sign_in: bool = True
    roles: tuple = ()
    during_enrolment: bool = False

    def allows(self, person, *, on):
        """Whether a signed-in person passes the gate on that day."""
        return not self.roles or holds(person, *self.roles, on=on)


PUBLIC = Access("public", needs_sign_in=False, during_enrolment=True)
SIGNED_IN = Access("signed in")
#: Open to a privileged person who has not yet set up the second factor.
ENROLMENT = Access("signed in, also while enrolling", during_enrolment=True)


def roles(*wanted):
    """Access for those who hold one of the roles, for any unit."""
    return Access("roles: " + ", ".join(sorted(wanted)), roles=wanted)


def page(route, view, access, name):
    """A URL with its declaration of access."""
    return path(route, declare(view, access), name=name)


def declare(view, access):
    """A copy of the view that carries its declaration (views of libraries stay untouched)."""

    def declared_view(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    for attribute in ("csrf_exempt", "login_required"):
        if hasattr(view, attribute):
            setattr(declared_view, attribute, getattr(view, attribute))
    declared_view.__name__ = getattr(view, "__name__", type(view).__name__)
    declared_view.__module__ = view.__module__
    declared_view.__wrapped__ = view
    declared_view.access = access
    return declared_view


def declared(patterns, access):
    """The URL patterns of another app or library, each declared with the same access."""
    for entry in _entries(patterns):
        if isinstance(entry, URLResolver):
            declared(entry.url_patterns, access)
        elif isinstance(entry, URLPattern):
            entry.callback = declare(entry.callback, access)
    return patterns


def _entries(patterns):
    """The list of patterns in what ``include()`` returns, or the list itself."""
    module = patterns[0] if isinstance(patterns, tuple) else patterns
    return getattr(module, "urlpatterns", module)


def access_of(view):
    """The declaration of a view, or None if there is none."""
    return getattr(view, "access", None)


def undeclared(resolver):
    """The URL patterns below a resolver that nobody declared."""
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += undeclared(entry)
        elif access_of(entry.callback) is None:
            found.append(entry)
    return found
