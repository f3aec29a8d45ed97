"""Setting pages: fonts, tags, and what the library may read (stack.md PDF, security.md 9)."""

import re
import subprocess
import sys
from datetime import timedelta

import pytest
from fontTools.ttLib import TTFont

from documents import pdf
from documents.pdf import ForeignAsset, Picture, TooLarge, UnprintableText, typeset
from tests.documents import reading, samples
from tests.documents.prints import sample, set_document

pytestmark = pytest.mark.once

FONTS = sorted((pdf.ASSETS / "fonts").glob("*.ttf"))
STYLE = (pdf.ASSETS / "pdf.css").read_text()
POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–—„”‐…§"
FACES = {
    "SourceSans3-Regular": "font: 400 12pt 'Source Sans 3'",
    "SourceSans3-It": "font: italic 400 12pt 'Source Sans 3'",
    "SourceSans3-Semibold": "font: 600 12pt 'Source Sans 3'",
    "SourceSans3-SemiboldIt": "font: italic 600 12pt 'Source Sans 3'",
    "SourceSerif4-Semibold": "font: 600 12pt 'Source Serif 4'",
    "SourceCodePro-Regular": "font: 400 12pt 'Source Code Pro'",
    "SourceCodePro-Semibold": "font: 600 12pt 'Source Code Pro'",
}


def page(body, style=""):
    return (
        '<!doctype html><html lang="pl"><head><title>Próba</title>'
        f'<link rel="stylesheet" href="asset:pdf.css"><style>{style}</style></head>'
        f"<body>{body}</body></html>"
    )


def set_page(body, style="", **pictures):
    return reading.opened(typeset(page(body, style), pictures=pictures))


def short_policy(**options):
    contents = samples.policy(part=samples.short_part(), verification=None)
    return set_document("policy", contents, "pl", **options)


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_every_font_file_has_all_polish_letters(font):
    assert set(map(ord, POLISH)) <= set(TTFont(font).getBestCmap())


def test_every_face_is_declared_once_and_every_file_is_used():
    rules = re.findall(r"@font-face \{([^}]+)\}", STYLE)
    faces = [tuple(re.findall(r"font-(?:family|weight|style): ([^;]+);", rule)) for rule in rules]
    files = [re.search(r"asset:([^\"]+)", rule)[1] for rule in rules]

    assert len(faces) == len(set(faces)) == len(FACES)
    assert sorted(files) == [font.name for font in FONTS]
    assert {font.stem for font in FONTS} == set(FACES)


@pytest.mark.parametrize("face", FACES)
def test_polish_letters_have_their_own_shapes(face):
    """What is drawn is compared, not what a copy would give: that was right in broken files too."""
    source = pdf.ASSETS / "fonts" / f"{face}.ttf"
    names, shapes = TTFont(source).getBestCmap(), reading.outlines(source)

    found = set_page(f"<p>{POLISH}</p>", f"p {{ {FACES[face]} }}")
    printed = reading.letters(found.pages[0])
    drawn = {letter: shape for letter, shape, _name in printed if letter in POLISH}

    assert set(drawn) == set(POLISH)
    for letter, shape in drawn.items():
        found = {name.partition(".")[0] for name in shapes.get(shape, ())}
        assert names[ord(letter)].partition(".")[0] in found, letter


def test_a_letter_without_a_shape_is_refused():
    with pytest.raises(UnprintableText):
        typeset(page("<p>Zosia \U000f1234</p>"), pictures={})


@pytest.mark.feature("3.8")
def test_a_pack_is_tagged_and_says_so():
    found = sample("pack")
    described = found.Root.Metadata.read_bytes().decode()

    assert found.Root.MarkInfo.Marked
    assert found.Root.Lang == "pl"
    assert found.Root.ViewerPreferences.DisplayDocTitle
    assert 'pdfuaid:part="1"' in described
    assert found.docinfo.Title == "Tytuł pliku"
    assert found.docinfo.Author == samples.ORGANISATION
    assert found.docinfo.CreationDate == "D:20260303134012Z"
    assert {"H1", "H2", "P", "Table", "TH", "TD", "L", "LI", "Link", "Figure"} <= {
        tag for tag, _language, _alternative in reading.tags(found)
    }


@pytest.mark.feature("3.8")
def test_tags_carry_the_language_of_each_passage():
    body = (
        '<p>Dzień <span lang="uk">добрий</span></p><table><tr><td lang="en">day</td></tr></table>'
    )

    tagged = [entry[:2] for entry in reading.tags(set_page(body)) if entry[1]]

    assert ("Span", "uk") in tagged
    assert ("TD", "en") in tagged
    assert not [tag for tag, language in tagged if language == "pl"]


def test_every_figure_has_an_alternative_text():
    figures = [entry for entry in reading.tags(sample("pack")) if entry[0] == "Figure"]

    assert figures
    assert all(alternative for _tag, _language, alternative in figures)


@pytest.mark.parametrize("kind", ["pack", "policy", "receipt"])
def test_our_pages_give_the_library_nothing_to_complain_about(kind, caplog):
    set_document(kind, getattr(samples, kind)(), "pl")

    assert caplog.messages == []


def test_the_same_input_gives_the_same_bytes_here_and_apart():
    assert short_policy() == short_policy() == short_policy(apart=True)


def test_another_moment_gives_other_bytes():
    later = samples.MOMENT + timedelta(seconds=1)

    assert short_policy() != short_policy(created_at=later)


ADDRESSES = {
    "file:///etc/passwd",
    "http://127.0.0.1:9/x.png",
    "https://example.org/x.png",
    "ftp://example.org/x.png",
    "data:image/svg+xml,<svg/>",
    "asset:../../config/settings.py",
    "asset:missing.png",
}


@pytest.mark.parametrize(
    "body",
    [
        '<img src="{}" alt="x">',
        '<link rel="attachment" href="{}">',
        '<a rel="attachment" href="{}">x</a>',
        '<link rel="stylesheet" href="{}">',
        '<style>@import "{}";</style>',
        "<p style=\"background: url('{}')\">x</p>",
        '<svg viewBox="0 0 9 9"><image href="{}" width="9" height="9"/></svg>',
        '<object data="{}"></object>',
    ],
)
def test_nothing_but_our_own_assets_is_read(body):
    with pytest.raises(ForeignAsset) as refusal:
        typeset(page("".join(body.format(address) for address in ADDRESSES)), pictures={})

    assert set(str(refusal.value).split()) == ADDRESSES


def test_a_style_sheet_of_a_text_cannot_read_files_either():
    face = "@font-face { font-family: x; src: url(file:///etc/passwd) } p { font: 9pt x }"

    with pytest.raises(ForeignAsset):
        typeset(page("<p>x</p>", face), pictures={})


def test_given_pictures_are_shown():
    logo = Picture("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')

    found = set_page('<img src="asset:logo" alt="Fundacja">', logo=logo)

    assert ("Figure", "", "Fundacja") in reading.tags(found)


def test_scripts_and_frames_in_a_text_do_nothing():
    body = "<script>alert(1)</script><iframe src='file:///etc/passwd'></iframe><p>Tekst</p>"

    assert reading.text(set_page(body)).strip() == "Tekst 1 / 1"


def test_too_much_text_is_refused_before_it_is_set(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_HTML", 1000)

    with pytest.raises(TooLarge):
        typeset(page("x" * 1001), pictures={})


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_SECONDS", 0)
    monkeypatch.setattr(pdf, "BEAT", 0.01)

    with pytest.raises(TooLarge):
        short_policy(apart=True)


def test_refusals_of_a_child_arrive_as_they_were_raised():
    contents = samples.policy(part=samples.short_part(), organisation="\U000f1234")

    with pytest.raises(UnprintableText):
        set_document("policy", contents, "pl", apart=True)


def test_the_parent_shows_that_it_lives_while_it_waits(monkeypatch):
    monkeypatch.setattr(pdf, "BEAT", 0.05)
    beats = []

    short_policy(apart=True, beat=lambda: beats.append(1))

    assert beats


def test_importing_the_module_does_not_load_the_library():
    """Web workers stay small: WeasyPrint alone takes more than a hundred megabytes."""
    loaded = "'weasyprint' in sys.modules or 'django' in sys.modules"
    command = [sys.executable, "-c", f"import sys, documents.pdf; sys.exit({loaded})"]

    assert subprocess.run(command, cwd=pdf.ASSETS.parent.parent).returncode == 0
