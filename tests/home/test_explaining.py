"""The help pages say the same in both languages and lead somewhere (R45)."""

import re
from collections import Counter
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils.translation import override

PAGES = ["help", "accessibility", "data-protection"]
LANGUAGES = ["pl", "en"]

each_page = pytest.mark.parametrize("name", PAGES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


class Outline(HTMLParser):
    """The elements of a page, its ids, the places it links to, and its words."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids, self.links, self.attributes, self.words = [], [], [], set(), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append(attrs["href"])

    def handle_data(self, data):
        self.words += data


def outline(name, language, controller=""):
    organisation = SimpleNamespace(name="Fundacja", controller=controller)
    shell = engines["django"].from_string(
        "{% block title %}{% endblock %}{% block content %}{% endblock %}"
    )
    with override(language):
        return Outline(
            render_to_string(f"home/{name}.html", {"shell": shell, "organisation": organisation})
        )


@each_page
def test_both_languages_have_the_same_elements_and_anchors(name):
    polish, english = (outline(name, language) for language in LANGUAGES)

    assert polish.tags == english.tags
    assert polish.ids == english.ids


@each_language
@each_page
def test_a_page_has_one_main_heading_and_every_anchor_once(name, language):
    found = outline(name, language)

    assert found.tags.count("h1") == 1
    assert max(Counter(found.ids).values()) == 1
    assert "style" not in found.attributes
    assert not any(attribute.startswith("on") for attribute in found.attributes)


@each_language
def test_the_contents_of_the_help_lead_to_its_sections(language):
    found = outline("help", language)
    anchors = [link.removeprefix("#") for link in found.links if link.startswith("#")]

    assert anchors
    assert set(anchors) <= set(found.ids)
    assert len(anchors) == found.tags.count("section")


@each_language
@each_page
def test_no_phone_number_but_112(name, language):
    links = outline(name, language).links

    assert {link for link in links if link.startswith("tel:")} <= {"tel:112"}


@each_language
@pytest.mark.parametrize("name", ["accessibility", "data-protection"])
def test_the_contact_comes_from_the_settings_of_the_organisation(name, language):
    filled = outline(name, language, controller="Fundacja Jasny Peron\nochrona@example.org").words
    empty = outline(name, language).words
    instead = {"pl": "koordynując", "en": "coordinator"}[language]

    assert "ochrona@example.org" in filled
    assert instead not in filled
    assert instead in empty


@each_page
def test_polish_fits_every_reader(name):
    words = outline(name, "pl").words

    assert not re.findall(r"\w[aeiuyąę]ł[ea][mś]\b", words)
    assert not re.findall(r"\w\(\w{1,3}\)", words)
    assert '"' not in words
