"""A cleaned rich text as a flat list of blocks of words, and such a list as markup again.

Comparisons need words and the paragraph they stand in; lists, tables and quotations around a
paragraph travel along as its path. What comes out is built from known elements and escaped words,
so it is safe whatever went in.
"""

import re
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

#: Elements that hold blocks, and those of them that begin anew with each item.
BOXES = ("ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "td", "th")
ITEMS = ("li", "tr", "td", "th")
CELLS = ("td", "th")
LEAVES = ("p", "h2", "h3", "h4")
MARKS = ("strong", "em", "a")
COUNTS = ("colspan", "rowspan", "start")
SAFE_ADDRESS = re.compile(r"(?:https:|mailto:)", re.IGNORECASE)
WORD = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")  # noqa: RUF001 (the typographic apostrophe)


class Mark(NamedTuple):
    """Strong, emphasised, or a link with its address."""

    tag: str
    href: str = ""


class Word(NamedTuple):
    """A word or a sign of punctuation; ``gap`` says whether white space stands before it."""

    text: str
    marks: tuple[Mark, ...]
    gap: bool

    @property
    def key(self):
        """What must be equal for two words to be the same."""
        return self.text, self.marks


class Box(NamedTuple):
    """An element around a block; ``is_fresh`` when the block is the first in it."""

    tag: str
    counts: tuple[tuple[str, str], ...]
    is_fresh: bool


class Block(NamedTuple):
    """A paragraph or subheading: its words and the elements around it."""

    path: tuple[Box, ...]
    tag: str
    words: tuple[Word, ...]

    @property
    def shape(self):
        """Element and surroundings, without the words."""
        return (*(box.tag for box in self.path), self.tag)

    @property
    def key(self):
        """What must be equal for two blocks to be the same."""
        return self.shape, tuple(word.key for word in self.words)


def blocks_of(markup):
    """The blocks of a cleaned text in their order.

    Bare text in a list item counts as a paragraph: the editor writes it so, and nobody sees it.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    reader.end_block()
    return reader.blocks


def words_of(text):
    """The words of a line of plain text, such as a heading."""
    return tuple(_split([(text, ())]))


def markup_of(pieces):
    """Markup for (block, inner markup) pairs, with the lists and tables around them rebuilt."""
    written, held = [], []
    for block, inner in pieces:
        keep = _shared(held, block.path)
        written += [f"</{held.pop()}>" for _box in held[keep:]]
        for box in block.path[keep:]:
            counts = "".join(f' {name}="{value}"' for name, value in box.counts)
            written.append(f"<{box.tag}{counts}>")
            held.append(box.tag)
        written.append(f"<{block.tag}>{inner}</{block.tag}>")
    written += [f"</{tag}>" for tag in reversed(held)]
    return "".join(written)


def _shared(held, path):
    """How many of the open elements the next block may stay in."""
    for depth, (tag, box) in enumerate(zip(held, path, strict=False)):
        if tag != box.tag or (box.is_fresh and box.tag in ITEMS):
            return depth
    return min(len(held), len(path))


def inner_markup(words):
    """The words with their marks; the white space before the first one is left to the caller."""
    written = []
    for marks, group in groupby(words, key=lambda word: word.marks):
        group = list(group)
        text = "".join((" " if word.gap else "") + escape(word.text) for word in group)
        if group[0].gap:
            text = text[1:]
            written.append(" " if written else "")
        written.append(_marked(text, marks))
    return "".join(written)


def _marked(text, marks):
    for mark in reversed(marks):
        address = f' href="{escape(mark.href)}"' if mark.tag == "a" else ""
        text = f"<{mark.tag}{address}>{text}</{mark.tag}>"
    return text


def _split(runs):
    """The words of (text, marks) runs; the first one stands after a gap, as it begins a line."""
    gap = True
    for text, marks in runs:
        end = 0
        for found in WORD.finditer(text):
            yield Word(found[0], marks, gap or found.start() > end)
            gap, end = False, found.end()
        gap = gap or end < len(text)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks, self.runs, self.marks = [], [], []
        self.open = []  # [tag, counts, is_fresh] of the elements around
        self.leaf = "p"

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in BOXES:
            self.end_block()
            counts = tuple(
                (name, given[name]) for name in COUNTS if (given.get(name) or "").isdecimal()
            )
            self.open.append([tag, counts, True])
        elif tag in LEAVES:
            self.end_block()
            self.leaf = tag
        elif tag in MARKS:
            href = given.get("href") or ""
            is_link = tag == "a" and SAFE_ADDRESS.match(href)
            self.marks.append(Mark(tag, href if is_link else "") if tag != "a" or is_link else None)

    def handle_endtag(self, tag):
        if tag in BOXES:
            self.end_block()
            if tag in CELLS and self.open and self.open[-1][2]:
                self._add(())  # an empty cell keeps its place
            while self.open and self.open.pop()[0] != tag:
                pass
        elif tag in LEAVES:
            self.end_block()
        elif tag in MARKS and self.marks:
            self.marks.pop()

    def handle_data(self, data):
        self.runs.append((data, tuple(mark for mark in self.marks if mark)))

    def end_block(self):
        if words := tuple(_split(self.runs)):
            self._add(words)
        self.runs, self.leaf = [], "p"

    def _add(self, words):
        path = tuple(Box(*entry) for entry in self.open)
        for entry in self.open:
            entry[2] = False
        self.blocks.append(Block(path, self.leaf, words))
