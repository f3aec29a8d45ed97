"""Where the pictures of a lesson stand in its text: one wording for pages and handouts."""

import re

from django.utils.html import escape

#: A paragraph that is nothing but the name of a picture.
NAMED = re.compile(r"<p>\s*\[(?:obraz|picture)\s+(\d{1,2})\]\s*</p>")


def with_pictures(body, figures):
    """The clean HTML of a lesson with its pictures; those that it does not name stand at the end.

    ``figures`` maps numbers to the HTML of each picture.
    """
    shown = set()

    def put(found):
        number = int(found[1])
        shown.add(number)
        return figures.get(number, "")

    body = NAMED.sub(put, body)
    return body + "".join(html for number, html in figures.items() if number not in shown)


def figure(source, alt, *, width, height):
    """One picture as HTML; ``source`` is its address on the page or within a document."""
    return (
        f'<figure><img src="{escape(source)}" alt="{escape(alt)}" width="{width}" '
        f'height="{height}"></figure>'
    )
