"""A line of Polish letters, seen as a picture: what extracting the text cannot tell.

After a wanted change of fonts look at the new picture, then keep it:
``LATARNIA_WRITE_PICTURE=1 pytest tests/documents/test_picture.py``.
"""

import os
import shutil
import subprocess
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from documents.pdf import typeset

REFERENCE = Path(__file__).with_name("polish-letters.png")
LINES = ("ąćęłńóśźż", "ĄĆĘŁŃÓŚŹŻ", "„Zażółć” – gęślą — jaźń… §‐")
STYLE = "@page { size: 62mm 48mm; margin: 4mm } @page { @top-left { content: none } }"
STYLES = ("font: 400 12pt 'Source Sans 3'", "font: 600 12pt 'Source Serif 4'")
#: Mean difference of a pixel, 0 to 255. Other smoothing gives a little, wrong letters give more.
MOST = 1.2


def picture(tmp_path, lines=LINES):
    """The page as grey pixels, as poppler draws it."""
    paragraphs = "".join(f'<p style="{style}">{line}</p>' for style in STYLES for line in lines)
    head = f'<link rel="stylesheet" href="asset:pdf.css"><style>{STYLE}</style>'
    html = f'<!doctype html><html lang="pl"><head><title>x</title>{head}</head><body>{paragraphs}'
    (tmp_path / "page.pdf").write_bytes(typeset(html, pictures={}))
    command = [shutil.which("pdftoppm"), "-r", "96", "-gray", "-png", "-singlefile"]
    subprocess.run([*command, tmp_path / "page.pdf", tmp_path / "page"], check=True)
    return Image.open(tmp_path / "page.png").convert("L")


def difference(one, other):
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def test_polish_letters_look_as_they_should(tmp_path):
    seen = picture(tmp_path)
    if os.environ.get("LATARNIA_WRITE_PICTURE"):
        seen.save(REFERENCE)

    with Image.open(REFERENCE) as reference:
        assert seen.size == reference.size
        assert difference(seen, reference) < MOST


def test_the_picture_would_show_letters_that_lost_their_marks(tmp_path):
    marks = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
    bare = [line.translate(marks) for line in LINES]

    with Image.open(REFERENCE) as reference:
        assert difference(picture(tmp_path, bare), reference) > MOST
