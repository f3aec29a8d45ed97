"""Charts are numbers turned into places; the drawing itself is a template."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from documents.charts import grid_step, line_chart, segments, stacked_rows

START = date(2026, 2, 16)


def chart(counts, **more):
    points = [(START + timedelta(days=step), count) for step, count in enumerate(counts)]
    words = {"title": "Acknowledgements", "description": "From 0 to 131.", "day_label": str}
    return line_chart(points, **words, **more)


@pytest.mark.parametrize(
    ("highest", "step"), [(1, 1), (4, 1), (8, 2), (60, 20), (99, 20), (164, 50), (100000, 20000)]
)
def test_grid_has_round_steps_and_at_most_five_parts(highest, step):
    assert grid_step(highest) == step
    assert highest / step <= 5


def test_line_runs_from_the_first_day_to_the_last_and_scales_to_everybody():
    drawn = chart([0, 50, 100], ceiling=100, ceiling_label="everyone: 100")

    assert drawn.line == "34,262 212,148 390,34"
    assert drawn.area == "34,262 34,262 212,148 390,34 390,262"
    assert (drawn.end.text, drawn.end.y) == ("100", "34")
    assert (drawn.ceiling.text, drawn.ceiling.y) == ("everyone: 100", "34")
    assert [label.text for label in drawn.grid] == ["0", "20", "40", "60", "80", "100"]


def test_one_day_is_enough():
    drawn = chart([7])

    assert drawn.line == "34,34"
    assert [label.text for label in drawn.days] == ["2026-02-16"]


def test_days_are_named_at_both_ends_and_in_the_middle():
    assert [label.text for label in chart([0] * 9).days] == [
        "2026-02-16",
        "2026-02-20",
        "2026-02-24",
    ]


def test_a_mark_late_in_the_drawing_has_its_words_before_it():
    marks = [(START + timedelta(days=1), "early"), (START + timedelta(days=3), "late")]

    assert [mark.anchor for mark in chart([0, 1, 2, 3, 4], marks=marks).marks] == ["start", "end"]


def test_segments_fill_the_bar_with_gaps_and_skip_what_is_empty():
    found = list(segments([("ok", 1), ("warn", 0), ("bad", 1)]))

    assert [(part.css_class, part.x, part.width) for part in found] == [
        ("bok", "0", "49.7"),
        ("bb", "50.3", "49.7"),
    ]


def test_a_bar_without_anybody_has_no_segments():
    assert list(segments([("ok", 0), ("bad", 0)])) == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_charts_are_drawn_with_attributes_only_in_every_language(language):
    rows = stacked_rows([("Head office", "1 of 3", "", [("ok", 1), ("bad", 2)])])

    with translation.override(language):
        line = render_to_string(
            "components/_chart_line.html", {"chart": chart([0, 1, 7]), "id": "history"}
        )
        bars = render_to_string(
            "components/_chart_stacked.html", {"rows": rows, "legend": [("bok", "done")]}
        )

    assert '<title id="history-title">Acknowledgements</title>' in line
    assert '<desc id="history-desc">From 0 to 131.</desc>' in line
    assert '<circle class="dot" cx="390" cy="34" r="5"/>' in line
    assert '<rect class="bok" x="0" width="33.13" height="10"/>' in bars
    assert "style=" not in line + bars
