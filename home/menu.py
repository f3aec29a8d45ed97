"""The menu: one row per page, shown to those who may open it.

Who may open a page is said once, at its URL (people.access); the menu asks there. A later page
adds its row here and its label in both languages.
"""

from dataclasses import dataclass
from functools import cache

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.access import access_of

RULES, PEOPLE, OVERSIGHT = _("Rules"), _("People"), _("Oversight")
TRAINING = pgettext_lazy("menu", "Training")


@dataclass(frozen=True)
class Entry:
    """A page in the menu; ``also`` names other pages that belong under it."""

    name: str
    label: str
    icon: str
    heading: str = ""
    also: tuple = ()


ENTRIES = (
    Entry("dashboard", _("Home"), "house"),
    Entry("my-tasks", _("My tasks"), "check2-square", also=("my-policy", "question-new")),
    Entry("now", _("What do I do now?"), "list-check"),
    Entry("my-training", _("My training"), "mortarboard", also=("attempt",)),
    Entry("my-documents", _("Documents"), "file-earmark-check", also=("acknowledgement",)),
    Entry("signs", pgettext_lazy("of trafficking", "Signs"), "lightbulb"),
    Entry("field-card", _("Field card"), "eye"),
    Entry("policies", _("Policies"), "journal-text", RULES),
    Entry("acknowledgements", _("Acknowledgements"), "patch-check", RULES),
    Entry("questions", _("Questions"), "chat-dots", RULES, also=("question",)),
    Entry("matrix", _("People and policies"), "list-check", RULES, also=("matrix-units",)),
    Entry("campaigns", _("Campaigns"), "flag", RULES),
    Entry("briefings", _("Briefings"), "clipboard-check", RULES),
    Entry("policy-coverage", pgettext_lazy("menu", "Coverage"), "card-checklist", RULES),
    Entry("packs", _("Policy packs"), "collection", RULES),
    Entry("courses", _("Courses"), "mortarboard", TRAINING),
    Entry("sessions", _("Sessions"), "calendar3", TRAINING, also=("session",)),
    Entry("training-matrix", _("People and courses"), "award", TRAINING, also=("training-units",)),
    Entry("training-targets", _("Enough trained people?"), "people", TRAINING),
    Entry("training-refreshers", _("Short courses on changes"), "arrow-repeat", TRAINING),
    Entry(
        "validity-changes", _("Extended certificates"), "award", TRAINING, also=("validity-change",)
    ),
    Entry("certificate-bundle", _("Certificates of a unit"), "collection", TRAINING),
    Entry("outside-courses", _("Courses of others"), "box-arrow-up-right", TRAINING),
    Entry("readiness", _("Readiness"), "person-check", PEOPLE),
    Entry("reminders", _("Who needs you"), "bell", PEOPLE),
    Entry("people", pgettext_lazy("menu", "People"), "people", PEOPLE),
    Entry("onboarding", _("Onboarding"), "person-plus", PEOPLE),
    Entry("units", _("Units"), "diagram-3", PEOPLE, also=("functions",)),
    Entry("check-rules", _("Background checks"), "person-vcard", PEOPLE),
    Entry("trail", _("Audit trail"), "clock-history", OVERSIGHT),
    Entry("sign-ins", _("Sign-ins"), "box-arrow-in-right", OVERSIGHT),
    Entry("exports", _("Exports"), "download", OVERSIGHT),
    Entry("mail", _("Outgoing mail"), "envelope", OVERSIGHT),
    Entry("retention", _("Retention"), "hourglass-split", OVERSIGHT),
    Entry("organisation", _("Settings"), "gear", OVERSIGHT),
)

#: What somebody reaches from any screen of the phone: the first four they may open, then the rest.
TABS = (
    Entry("dashboard", _("Home"), "house"),
    Entry("my-tasks", pgettext_lazy("tab", "Tasks"), "check2-square"),
    Entry("now", pgettext_lazy("tab", "What now?"), "list-check"),
    Entry("policies", _("Policies"), "journal-text"),
    Entry("readiness", _("Readiness"), "person-check"),
    Entry("people", pgettext_lazy("menu", "People"), "people"),
    Entry("my-documents", _("Documents"), "file-earmark-check"),
)
TABS_SHOWN = 4


@dataclass(frozen=True)
class Item:
    """An entry for one reader: ``current`` is "page", "true" or empty, as for aria-current."""

    name: str
    label: str
    icon: str
    url: str
    current: str


@dataclass(frozen=True)
class Group:
    heading: str
    items: tuple


def menu_for(request):
    """The groups of pages that this person may open, in the order of the table."""
    items = {}
    for entry, item in _items(request, ENTRIES):
        items.setdefault(entry.heading, []).append(item)
    return [Group(heading, tuple(members)) for heading, members in items.items()]


def tabs_for(request):
    """At most five shortcuts for phones; the last one leads to the whole menu."""
    items = [item for _entry, item in _items(request, TABS)][:TABS_SHOWN]
    has_role = any(item.name == "dashboard" for item in items)
    label = _("Menu") if has_role else _("More")
    return [*items, _item(request, Entry("more", label, "list"), None)]


def _items(request, entries):
    if not request.user.is_authenticated:
        return []
    allowed = [entry for entry in entries if _allows(entry, request)]
    here = max((address(e.name) for e in allowed if _covers(e, request)), key=len, default=None)
    return [(entry, _item(request, entry, here)) for entry in allowed]


def _allows(entry, request):
    return declaration(entry.name).allows(request.user, on=request.today)


def _covers(entry, request):
    """Whether the request is for this page, for one below it or for one that belongs to it."""
    match = request.resolver_match
    return request.path.startswith(address(entry.name)) or (
        match is not None and match.url_name in entry.also
    )


def _item(request, entry, here):
    url = address(entry.name)
    current = "page" if request.path == url else "true" if url == here else ""
    return Item(entry.name, entry.label, entry.icon, url, current)


def address(name):
    """The address of a page without arguments, in the active language."""
    return reverse(name)


@cache
def declaration(name):
    """The access that the URL of this name declares."""
    return access_of(resolve(reverse(name)).func)
