"""Reads PDFs as a screen reader and as an eye would: tags, words, and the shapes of letters."""

import re
from io import BytesIO

import pikepdf
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont


def opened(content):
    return pikepdf.open(BytesIO(content))


def tags(pdf):
    """(tag, language, alternative text) of every element, in reading order."""
    found = []

    def walk(element):
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            language, alternative = element.get("/Lang", ""), element.get("/Alt", "")
            found.append((str(element.S)[1:], str(language), str(alternative)))
            walk(element.get("/K", pikepdf.Array()))

    walk(pdf.Root.StructTreeRoot.K)
    return found


def outline(pdf):
    """The bookmarks as (depth, title)."""
    found = []

    def walk(items, depth):
        for item in items:
            found.append((depth, item.title))
            walk(item.children, depth + 1)

    with pdf.open_outline() as bookmarks:
        walk(bookmarks.root, 0)
    return found


def words(page):
    """The text of a page in the order in which it is drawn, lines separated by line breaks."""
    lines = [""]
    for kind, value in _drawn(page):
        if kind == "text":
            lines[-1] += "".join(letter for letter, _glyph, _font in value)
        elif lines[-1]:
            lines.append("")
    return "\n".join(lines)


def text(pdf):
    """The words of all pages, without line breaks and no-break spaces."""
    return " ".join(" ".join(words(page).split()) for page in pdf.pages)


def letters(page):
    """(letter, outline drawn for it, name of its font) of everything printed on a page."""
    return [
        (letter, font.outline(glyph), font.name)
        for kind, value in _drawn(page)
        if kind == "text"
        for letter, glyph, font in value
    ]


def outlines(path):
    """Map the outline of each glyph in a font file to the glyph's names."""
    font = TTFont(path)
    found = {}
    for name in font.getGlyphOrder():
        found.setdefault(_outline(font, name), set()).add(name)
    return found


def _drawn(page):
    fonts = {name: _Font(font) for name, font in page.Resources.Font.items()}
    font = None
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
        elif str(operator) in ("TJ", "Tj"):
            yield "text", [entry for part in _strings(operands[0]) for entry in font.read(part)]
        elif str(operator) in ("Tm", "Td", "BT"):
            yield "move", None


def _strings(operand):
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    return [bytes(part) for part in parts if isinstance(part, pikepdf.String)]


def _outline(font, name):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return repr(pen.value)


class _Font:
    """A font inside the PDF: what its codes mean, and what they look like."""

    def __init__(self, dictionary):
        self.meanings = _meanings(dictionary.ToUnicode.read_bytes().decode())
        descriptor = dictionary.DescendantFonts[0].FontDescriptor
        stream = descriptor.get("/FontFile2") or descriptor.get("/FontFile3")
        self.font = TTFont(BytesIO(stream.read_bytes()))
        self.name = str(descriptor.FontName)

    def read(self, codes):
        for start in range(0, len(codes), 2):
            code = int.from_bytes(codes[start : start + 2])
            yield self.meanings.get(code, ""), code, self

    def outline(self, glyph):
        return _outline(self.font, self.font.getGlyphName(glyph))


def _meanings(table):
    """Map codes to letters by the lines ``<0042> <0061>`` of a ToUnicode table."""
    pairs = re.findall(r"^<([0-9a-f]{4})> <([0-9a-f]+)>$", table, re.MULTILINE)
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be")
        for code, letters in pairs
        if (code, letters) != ("0000", "ffff")
    }
