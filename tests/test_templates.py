"""What every template and style sheet promises: nothing inline, roles instead of raw colours."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on"),
    "a style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a script in the page": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[\s>]", re.IGNORECASE
    ),
    "an address of another host": re.compile(
        r"""(?:src|href)=["']?(?:https?:)?//""", re.IGNORECASE
    ),
}
RAW_COLOUR = re.compile(r"var\(--lt-(?:ink|amber|stone|moss|brick|plum)-")
PRINTED = "pdf"  # templates of PDFs have style sheets of their own


def pages():
    return [path for path in TEMPLATES if PRINTED not in path.parts]


def found_in(text):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.DOTALL)
    return [name for name, pattern in INLINE.items() if pattern.search(text)]


def test_no_page_carries_code_or_style_of_its_own():
    assert len(pages()) > 20
    guilty = {
        str(path.relative_to(ROOT)): found_in(path.read_text(encoding="utf-8")) for path in pages()
    }

    assert {path: what for path, what in guilty.items() if what} == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="color: red">', "a style attribute"),
        ('<a onclick="go()">', "an event handler"),
        ("<style>p {}</style>", "a style element"),
        ("<script>go()</script>", "a script in the page"),
        ('<img src="https://example.org/x.png">', "an address of another host"),
        ('<button hx-on:click="go()">', "hx-on"),
    ],
)
def test_each_of_them_would_be_found(text, what):
    assert what in found_in(text)


def test_components_use_roles_of_colour_and_not_the_raw_scale():
    guilty = [
        sheet.name
        for sheet in SHEETS
        if sheet.name != "tokens.css" and RAW_COLOUR.search(sheet.read_text(encoding="utf-8"))
    ]

    assert guilty == []


def test_no_comment_of_one_line_is_left_open():
    """Django ends a {# comment #} with its line: a longer one would be shown to readers."""
    open_ended = re.compile(r"{#(?:(?!#}).)*$", re.MULTILINE)

    assert [
        str(path) for path in TEMPLATES if open_ended.search(path.read_text(encoding="utf-8"))
    ] == []
