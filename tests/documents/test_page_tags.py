"""Tags and filters of every page."""

import datetime
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe

from documents.drawings import UnknownDrawing, shapes
from home.menu import ENTRIES, TABS

ROOT = Path(__file__).resolve().parents[2]
GAP = "\N{NO-BREAK SPACE}"
MARCH = datetime.date(2026, 3, 3)


def render(text, **context):
    return Template("{% load page %}" + text).render(Context(context))


@pytest.mark.parametrize(("language", "expected"), [("pl", "3 marca 2026"), ("en", "3 March 2026")])
def test_day_is_said_in_the_language_of_the_reader(language, expected):
    with translation.override(language):
        assert render("{{ value|day }}", value=MARCH) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("pl", "3 marca 2026, 14:32"), ("en", "3 March 2026, 14:32")]
)
def test_moment_is_said_in_the_zone_of_the_organisation(language, expected, settings):
    settings.TIME_ZONE = "Europe/Warsaw"
    at = datetime.datetime(2026, 3, 3, 13, 32, tzinfo=datetime.UTC)

    with translation.override(language):
        assert render("{{ value|moment }}", value=at) == expected


def test_day_of_a_late_evening_is_that_of_the_organisation():
    at = datetime.datetime(2026, 3, 2, 20, 30, tzinfo=ZoneInfo("America/New_York"))

    with translation.override("en"):
        assert render("{{ value|day }}", value=at) == "3 March 2026"


@pytest.mark.parametrize("name", ["day", "moment"])
def test_a_missing_date_is_nothing(name):
    assert render("{{ value|" + name + " }}", value=None) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Idź z nami", f"Idź z{GAP}nami"),
        ("i w domu", f"i{GAP}w{GAP}domu"),
        ("I tak, a nie", f"I{GAP}tak, a{GAP}nie"),
        ("około 6 minut", f"około 6{GAP}minut"),
        ("22 000 01 11", GAP.join(["22", "000", "01", "11"])),
        ("moc domu", "moc domu"),
        ("wersja 2.0, od marca", "wersja 2.0, od marca"),
    ],
)
def test_nbsp_keeps_short_words_and_numbers_with_what_follows(text, expected):
    assert render("{{ value|nbsp }}", value=text) == expected


def test_nbsp_leaves_tags_alone_and_text_unsafe():
    link = mark_safe('<a href="x" data-w 1 b>Idź z nami</a>')

    assert render("{{ value|nbsp }}", value=link) == f'<a href="x" data-w 1 b>Idź z{GAP}nami</a>'
    assert render("{{ value|nbsp }}", value="<b>i tak</b>") == f"&lt;b&gt;i{GAP}tak&lt;/b&gt;"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Oksana Kowal", "OK"),
        ("Łucja", "Ł"),
        ("Anna Maria Nowak-Żuk", "AŻ"),
        ("  ", "?"),
        ("7 †", "?"),
    ],
)
def test_initials_of_a_name(name, expected):
    assert render("{{ value|initials }}", value=name) == expected


def test_icon_is_inline_and_hidden_from_screen_readers():
    drawn = render('{% icon "telephone" "lt-i-lg" %}')

    assert drawn.startswith(
        '<svg class="bi lt-i-lg" viewBox="0 0 16 16" aria-hidden="true"><path d='
    )
    assert "style" not in drawn


def test_an_unknown_icon_is_refused():
    with pytest.raises(UnknownDrawing, match="scripts/icons.txt"):
        render('{% icon "no-such-icon" %}')


def test_every_icon_that_templates_and_menus_name_exists():
    named = set()
    for path in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'\{% icon "([\w-]+)"', path.read_text(encoding="utf-8")))
    named |= {entry.icon for entry in (*ENTRIES, *TABS)}

    assert named - shapes().keys() == set()


def test_the_committed_icons_are_those_of_the_list():
    listed = (ROOT / "scripts/icons.txt").read_text(encoding="utf-8").split()

    assert list(shapes()) == listed == sorted(set(listed))


@pytest.mark.parametrize("state", ["lit", "half", "out"])
def test_lantern_shows_a_state(state):
    assert f'class="lt-lampicon is-{state}"' in render(f'{{% lantern "{state}" %}}')


def test_lantern_of_the_product_has_no_glow():
    assert "lt-l-glow" not in render('{% lantern "sign" %}')


def test_an_unknown_lantern_is_refused():
    with pytest.raises(UnknownDrawing):
        render('{% lantern "broken" %}')


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("1 3", '<rect class="b1" width="33.33" height="10"/>'),
        ("3 3", '<rect class="bok" width="100" height="10"/>'),
        ('14 27 "warn"', '<rect class="bw" width="51.85" height="10"/>'),
        ("0 0", '<rect class="b1" width="0" height="10"/>'),
        ("5 3", '<rect class="bok" width="100" height="10"/>'),
    ],
)
def test_bar_draws_a_share_with_attributes_only(arguments, expected):
    with translation.override("pl"):
        drawn = render(f"{{% bar {arguments} %}}")

    assert expected in drawn
    assert "style" not in drawn


def test_an_unknown_tone_is_refused():
    with pytest.raises(UnknownDrawing):
        render('{% bar 1 2 "pink" %}')


class TripForm(forms.Form):
    """A field of each kind that the error summary must be able to point at."""

    day = forms.DateField()
    way = forms.ChoiceField(choices=[("bus", "Bus"), ("train", "Train")], widget=forms.RadioSelect)
    seal = forms.CharField(widget=forms.HiddenInput, max_length=1)

    def clean(self):
        raise forms.ValidationError("Nothing goes that day.")


def test_problems_lead_to_the_fields_in_their_order():
    form = TripForm({"day": "soon", "seal": "xx"})

    found = render("{% for a, m in form|problems %}[{{ a }}|{{ m }}]{% endfor %}", form=form)

    assert re.findall(r"\[(\w*)\|", found) == ["", "id_day", "id_way_0", ""]
    assert "Nothing goes that day." in found


def test_a_choice_shows_the_hint_of_its_value():
    form = TripForm()
    form.fields["way"].hints = {"bus": "Every <10 minutes"}

    shown = render(
        "{% for o in form.way.subwidgets %}[{{ o.data|choice_hint:form.way }}]{% endfor %}",
        form=form,
    )

    assert shown == "[Every &lt;10 minutes][]"
