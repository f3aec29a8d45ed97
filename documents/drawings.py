"""The small drawings that pages and generated documents share: icons, the lantern, bars."""

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import mark_safe

SYMBOL = re.compile(r'<symbol id="([\w-]+)">(.*?)</symbol>', re.DOTALL)

LANTERN_BODY = "M12.6 7.4a3.4 3.4 0 0 1 6.8 0M10.5 8.6h11M11.6 11.6h8.8l1.9 12.9H9.7zM8.5 27.6h15"
LANTERN_FLAME = "M16 14.4c2.2 2.4 3 3.7 3 5.1a3 3 0 0 1-6 0c0-1.4.8-2.7 3-5.1z"
LANTERN_CLASSES = {
    "sign": "lt-logo",
    "lit": "lt-lampicon is-lit",
    "half": "lt-lampicon is-half",
    "out": "lt-lampicon is-out",
}
BAR_CLASSES = {"plain": "b1", "ok": "bok", "warn": "bw", "bad": "bb"}


class UnknownDrawing(LookupError):
    """Raised when a template asks for an icon, a lantern or a bar that does not exist."""


@cache
def shapes():
    """Map the name of each icon to its SVG shapes (Bootstrap Icons on a 16 by 16 grid)."""
    source = Path(__file__).with_name("icons.svg").read_text(encoding="utf-8")
    return dict(SYMBOL.findall(source))


@cache
def icon(name, css_class=""):
    """An inline icon, hidden from screen readers: it stands beside a word.

    Raises UnknownDrawing for a name that is missing in ``scripts/icons.txt``.
    """
    if name not in shapes():
        raise UnknownDrawing(
            f"No icon {name!r}: add it to scripts/icons.txt, run scripts/update_vendor.sh."
        )
    classes = f"bi {css_class}".strip()
    return format_html(
        '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
        classes,
        mark_safe(shapes()[name]),  # noqa: S308 (our own file)
    )


@cache
def lantern(state):
    """Our own drawing: ``sign`` for the product, ``lit``, ``half`` or ``out`` for a state."""
    if state not in LANTERN_CLASSES:
        raise UnknownDrawing(f"No lantern {state!r}: one of {', '.join(LANTERN_CLASSES)}.")
    glow = (
        mark_safe('<circle class="lt-l-glow" cx="16" cy="18.5" r="11.5"/>')
        if state != "sign"
        else ""
    )  # noqa: S308
    return format_html(
        '<svg class="{}" viewBox="0 0 32 32" aria-hidden="true">{}'
        '<path class="lt-l-body" d="{}" fill="none" stroke="currentColor" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round"/><path class="lt-l-flame" d="{}"/></svg>',
        LANTERN_CLASSES[state],
        glow,
        LANTERN_BODY,
        LANTERN_FLAME,
    )


def bar(value, total, tone="", *, large=False):
    """A share as a bar; the number itself must stand in the text beside it.

    Args:
        value, total: the part and the whole, in the same unit; a total of 0 gives an empty bar.
        tone: ``plain``, ``ok``, ``warn`` or ``bad``; without it a full bar is green.
    """
    share = min(max(value / total, 0), 1) if total else 0
    tone = tone or ("ok" if share == 1 else "plain")
    if tone not in BAR_CLASSES:
        raise UnknownDrawing(f"No bar {tone!r}: one of {', '.join(BAR_CLASSES)}.")
    return format_html(
        '<svg class="{}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="100" height="10"/><rect class="{}" width="{}" height="10"/></svg>',
        "lt-bar lt-bar-lg" if large else "lt-bar",
        BAR_CLASSES[tone],
        coordinate(share * 100),
    )


def coordinate(number):
    """A number for an SVG attribute: a point whatever the language, at most two decimals."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
