"""The tags of the PDF templates."""

import pytest
from django.template import Context, Template

from documents.contents import Counts, Words
from documents.templatetags import printing
from tests.documents import samples


def written(source, languages=("pl", "en"), **context):
    return Template("{% load printing %}" + source).render(
        Context({"languages": languages, **context})
    )


def test_each_language_writes_one_line():
    source = "{% each_language %}{{ words }}{% end_each_language %}"

    assert written(source, words=Words("Zespół", "Unit")) == (
        '<span lang="pl">Zespół</span> / <span lang="en">Unit</span>'
    )


def test_each_language_writes_one_element_each():
    source = '{% each_language "h1 p" %}{{ words }}{% end_each_language %}'

    assert written(source, words=Words("Zespół", "Unit")) == (
        '<h1 lang="pl">Zespół</h1><p class="also" lang="en">Unit</p>'
    )


def test_each_language_writes_plain_text_for_attributes():
    source = '{% each_language "text" %}{{ words }}{% end_each_language %}'

    assert written(source, words=Words("A & B", "C")) == "A &amp; B / C"


def test_each_language_says_the_same_thing_once():
    source = "{% each_language %}{{ words }}{% end_each_language %}"

    assert written(source, words=Words("Biuro", "Biuro")) == '<span lang="pl">Biuro</span>'


def test_each_language_leaves_out_what_is_missing():
    source = '{% each_language "h1 p" %}{{ words }}{% end_each_language %}'

    assert written(source, words=Words("", "Unit")) == '<h1 lang="en">Unit</h1>'


def test_each_language_keeps_to_the_languages_of_the_document():
    source = "{% each_language %}{{ words }}{% end_each_language %}"

    assert written(source, ("en",), words=Words("Zespół", "Unit")) == '<span lang="en">Unit</span>'


def test_each_language_escapes_what_it_prints():
    source = "{% each_language %}{{ words }}{% end_each_language %}"

    assert "<b>" not in written(source, words=Words("<b>x</b>", "<b>y</b>"))


def test_a_qr_code_has_its_words_and_escapes_them():
    drawing = printing.qr("https://latarnia.example/verify/", '"><script>')

    assert '<title>"&gt;&lt;script&gt;</title>' in drawing
    assert "style=" not in drawing


def test_long_digits_are_grouped():
    assert printing.grouped("0123456789abcdef01") == "01234567 89abcdef 01"


@pytest.mark.parametrize(
    ("asked", "done", "shown"), [(61, 61, 100), (1000, 999, 99), (3, 1, 33), (0, 0, 0)]
)
def test_a_share_is_rounded_down(asked, done, shown):
    assert printing.percent(Counts(asked=asked, done=done)) == shown


def test_a_part_is_printed_in_the_languages_it_has():
    polish_only = samples.section(1, "Tytuł", "", "<p>Tekst</p>", "")
    part = samples.code_of_conduct(sections=(polish_only,))

    assert printing.text_languages(samples.code_of_conduct(), ("pl", "en")) == ["pl", "en"]
    assert printing.text_languages(part, ("pl", "en")) == ["pl"]
    assert printing.text_languages(part, ("en",)) == ["pl"]
