"""Refuses to start where no PDF could be made."""

import ctypes

from django.core.checks import Error, register

#: The libraries that WeasyPrint opens, under the names they have on Linux and macOS.
LIBRARIES = {
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "pango-1.0"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "pangoft2-1.0"),
}


@register()
def check_pango(app_configs, **kwargs):
    """One error per library that cannot be opened."""
    return [
        Error(
            f"{library} cannot be opened, so no PDF can be made.",
            hint="Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
            "macOS: brew install pango.",
            id="documents.E001",
        )
        for library, names in LIBRARIES.items()
        if not any(can_open(name) for name in names)
    ]


def can_open(name):
    """Whether the system finds a shared library under that name."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
