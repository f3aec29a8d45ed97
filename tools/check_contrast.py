#!/usr/bin/env python3
"""Check every colour pair of static/css/tokens.css, light and dark. Exit status 1 if one fails.

python tools/check_contrast.py [-v] [tokens.css]
"""

import re
import sys
from pathlib import Path

TEXT, MARK = 4.5, 3.0  # WCAG 2.2: 1.4.3 text; 1.4.11 borders, icons and chart marks
TOKENS = Path(__file__).resolve().parent.parent / "static/css/tokens.css"
PAPERS = ("page", "surface", "surface-2", "tint", "tint-2")
STATES = ("warn", "ok", "bad", "private")
ON = {
    "on-primary": ("primary", "primary-hover"),
    "on-glow": ("glow", "glow-hover"),
    "on-danger": ("danger", "danger-hover"),
    "on-emergency": ("emergency", "emergency-hover"),
    "on-tint": ("tint", "tint-2"),
    "on-night": ("night", "night-2"),
    "on-night-2": ("night", "night-2"),
    "glow": ("night", "night-2"),
    "danger": ("page", "surface"),
}
MARKS = (
    "line-strong", "focus", "check-line",
    "chart-1", "chart-2", "chart-3", "chart-ok", "chart-bad",
)  # fmt: skip


def pairs():
    """Yield (foreground, background, least ratio) for every pair that components use."""
    yield from (
        (fg, bg, TEXT) for bg in PAPERS for fg in ("text", "text-2", "title", "link", "link-hover")
    )
    yield from ((fg, bg, TEXT) for fg, papers in ON.items() for bg in papers)
    yield from ((f"{state}-text", f"{state}-bg", TEXT) for state in (*STATES, "neutral"))
    yield from (("text", f"{state}-bg", TEXT) for state in STATES)
    yield from (("link", f"{state}-bg", TEXT) for state in STATES)
    for bg in ("page", "surface"):
        yield from ((f"{state}-text", bg, TEXT) for state in STATES)
        yield from ((f"{state}-line", bg, MARK) for state in STATES)
        yield from ((mark, bg, MARK) for mark in MARKS)
    yield "line-strong", "surface-2", MARK
    yield "check", "surface", MARK


def themes(css):
    """Map each theme to its roles; "device" is the dark theme of people who follow their device."""
    light = roles(css, ":root")
    return {
        "light": light,
        "dark": {**light, **roles(css, '[data-bs-theme="dark"]')},
        "device": {**light, **roles(css, '[data-bs-theme="auto"]')},
    }


def roles(css, selector):
    """The tokens that the first block with this selector sets."""
    body = re.search(re.escape(selector) + r"\s*\{(.*?)\n *\}", css, re.DOTALL)[1]
    return dict(re.findall(r"(--lt-[\w-]+):\s*([^;]+);", body))


def resolve(theme, name):
    """The colour behind a token, through any number of references."""
    value = theme[f"--lt-{name}"].strip()
    reference = re.match(r"var\(--lt-([\w-]+)\)", value)
    return resolve(theme, reference[1]) if reference else value


def ratio(first, second):
    """The contrast of two #rrggbb colours after WCAG, from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    channels = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def checked(css):
    """Yield (theme, foreground, background, ratio, least ratio) for every pair in every theme."""
    for name, theme in themes(css).items():
        for fg, bg, least in pairs():
            yield name, fg, bg, ratio(resolve(theme, fg), resolve(theme, bg)), least


def main(arguments):
    chosen = [argument for argument in arguments if argument != "-v"]
    css = Path(chosen[0] if chosen else TOKENS).read_text(encoding="utf-8")
    results = list(checked(css))
    for theme, fg, bg, value, least in results:
        if value < least or "-v" in arguments:
            verdict = "FAIL" if value < least else "ok"
            print(f"{verdict:4} {theme:6} {fg:>13} on {bg:15} {value:5.2f} (needs {least})")
    failures = sum(value < least for *_pair, value, least in results)
    print(f"{len(results)} pairs, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
