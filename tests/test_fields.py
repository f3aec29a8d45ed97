"""Every crispy form: label, hint, error, field, in this order; a summary on top of the page."""

import re

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override


class SampleForm(forms.Form):
    title = forms.CharField(label="Title", help_text="Short and plain.")
    note = forms.CharField(label="Note", required=False)
    kind = forms.ChoiceField(
        label="Kind",
        help_text="One of them.",
        widget=forms.RadioSelect,
        choices=[("a", "Alpha"), ("b", "Beta")],
    )
    units = forms.MultipleChoiceField(
        label="Units",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number), f"Unit {number}") for number in range(9)],
    )
    agreed = forms.BooleanField(label="Agreed", help_text="By the board.")
    seal = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].hints = {"b": "Takes longer."}

    def clean(self):
        raise forms.ValidationError("It does not fit together.")


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def untouched():
    return crispy(SampleForm())


@pytest.fixture
def broken():
    return crispy(SampleForm({"title": "", "kind": "z"}))


def crispy(form):
    return Template("{% load crispy_forms_filters %}{{ form|crispy }}").render(
        Context({"form": form})
    )


def group(html, name):
    """The HTML of one field, from its group to the next."""
    return re.split(r'<div id="div_id_', html.split(f'<div id="div_id_{name}"')[1])[0]


def test_label_hint_error_and_field_stand_in_this_order(broken):
    title = group(broken, "title")

    places = [
        title.index('<label class="form-label" for="id_title">'),
        title.index('id="id_title_helptext">Short and plain.'),
        title.index('<div id="id_title_error">'),
        title.index("<input"),
    ]
    assert places == sorted(places)


def test_an_invalid_field_says_so_to_everybody(broken):
    title = group(broken, "title")

    assert "lt-invalid" in title
    assert 'aria-invalid="true"' in title
    assert 'aria-describedby="id_title_helptext id_title_error"' in title
    assert '<span class="visually-hidden">Error: </span>This field is required.' in title


def test_a_field_that_is_right_carries_no_error(untouched):
    assert "lt-invalid" not in untouched
    assert "aria-invalid" not in untouched


def test_what_may_stay_empty_is_marked_and_the_rest_is_not(untouched):
    assert ">optional</span>" in group(untouched, "note")
    assert "optional" not in group(untouched, "title")
    assert "*" not in untouched


def test_choices_are_cards_with_what_follows_from_them(untouched):
    kind = group(untouched, "kind")

    assert '<fieldset aria-describedby="id_kind_helptext">' in kind
    assert kind.count('<div class="lt-choice">') == 2
    assert 'aria-describedby="id_kind_1_hint"' in kind
    assert '<small id="id_kind_1_hint">Takes longer.</small>' in kind


def test_a_long_list_of_choices_is_plain(untouched):
    units = group(untouched, "units")

    assert units.count('<div class="form-check">') == 9
    assert "lt-choice" not in units


def test_a_single_checkbox_is_a_card_with_its_hint_as_description(untouched):
    agreed = group(untouched, "agreed")

    assert '<label for="id_agreed">Agreed</label>' in agreed
    assert '<small id="id_agreed_helptext">By the board.</small>' in agreed
    assert 'aria-describedby="id_agreed_helptext"' in agreed


def test_hidden_fields_have_no_group(untouched):
    assert "div_id_seal" not in untouched
    assert 'type="hidden" name="seal"' in untouched


def test_what_is_wrong_with_the_whole_form_stands_at_its_top(broken):
    assert broken.index("It does not fit together.") < broken.index("div_id_title")


def test_the_summary_counts_and_leads_to_the_fields():
    summary = render_to_string(
        "components/_errors.html", {"form": SampleForm({"title": "", "kind": "z"})}
    )

    assert "Fix 4 things" in summary
    assert re.findall(r'href="#(\w+)"', summary) == ["id_title", "id_kind_0", "id_agreed"]
    assert 'tabindex="-1" autofocus' in summary


def test_one_mistake_is_one_thing():
    class OneForm(forms.Form):
        title = forms.CharField()

    assert "Fix 1 thing<" in render_to_string("components/_errors.html", {"form": OneForm({})})


@pytest.mark.django_db
@pytest.mark.parametrize("bound", [True, False])
def test_the_page_says_in_its_title_and_at_the_top_that_something_is_wrong(bound):
    request = RequestFactory().get("/en/help/")
    request.user = AnonymousUser()
    page = (
        '{% extends "shells/public.html" %}{% block title %}Trip{% endblock %}'
        "{% block content %}<h1>Trip</h1>{% endblock %}"
    )
    form = SampleForm({} if bound else None)

    html = Template(page).render(RequestContext(request, {"form": form}))

    title = " ".join(re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1].split())
    assert title == ("Error: Trip" if bound else "Trip")
    assert ("lt-errors" in html) is bound
    if bound:
        assert html.index("lt-errors") < html.index("<h1>")
