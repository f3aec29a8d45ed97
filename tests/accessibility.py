"""Accessibility of pages in a browser: which appearances to look at, and axe's verdict."""

import itertools
import os

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (390, 1280)
LANGUAGES = ("pl", "en")
THEMES = ("light", "dark")
EVERYDAY = [(390, "pl", "light"), (1280, "en", "dark")]
ALL = list(itertools.product(WIDTHS, LANGUAGES, THEMES))

#: (width, language, theme): two opposite corners, or all eight with LATARNIA_AXE=full.
APPEARANCES = ALL if os.environ.get("LATARNIA_AXE") == "full" else EVERYDAY


def violations(page):
    """Return what axe finds wrong with the page as it is now: "rule: help (selector)" each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['help']} ({' '.join(map(str, node['target']))})"
        for violation in found
        for node in violation["nodes"]
    ]
