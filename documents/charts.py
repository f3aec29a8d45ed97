"""Charts as data for SVG templates: attributes and classes only, as a strict CSP and PDFs need.

A page passes the result to ``components/_chart_line.html`` or ``components/_chart_stacked.html``.
Every chart carries a title and a sentence with its numbers; the table it draws is linked beside it.
"""

from dataclasses import dataclass
from datetime import date
from math import floor, log10

from documents.drawings import BAR_CLASSES, coordinate

WIDTH = 400
LEFT, RIGHT, TOP, BOTTOM = 34, 390, 34, 262
GAP = 0.6  # between the segments of a stacked bar, in hundredths of its length


@dataclass(frozen=True)
class Label:
    """A text of a chart at a place, with the side on which it is anchored."""

    x: str
    y: str
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class LineChart:
    """Everything the line chart template prints; coordinates are ready for SVG."""

    title: str
    description: str
    grid: tuple
    days: tuple
    line: str
    area: str
    end: Label
    ceiling: Label | None
    marks: tuple


@dataclass(frozen=True)
class Segment:
    css_class: str
    x: str
    width: str


@dataclass(frozen=True)
class StackedRow:
    """One bar of a stacked chart with its name and its numbers in words."""

    name: str
    words: str
    url: str
    segments: tuple


@dataclass(frozen=True)
class Frame:
    """Where a day and a number fall on the drawing."""

    first: date
    last: date
    highest: int

    def x(self, day):
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return LEFT + (RIGHT - LEFT) * share

    def y(self, number):
        return BOTTOM - (BOTTOM - TOP) * number / self.highest

    def label(self, day, y, text, anchor="start"):
        return Label(x=coordinate(self.x(day)), y=coordinate(y), text=text, anchor=anchor)


def line_chart(points, *, title, description, day_label, ceiling=None, ceiling_label="", marks=()):
    """Draw how one number went over days.

    Args:
        points: (day, number) pairs, oldest first, at least one.
        description: the numbers in a sentence, for those who do not see the drawing.
        day_label: a function from a day to its short text in the reader's language.
        ceiling: the number that would be everything, drawn as a dotted line with ``ceiling_label``.
        marks: (day, text) pairs, at most two, drawn as dashed lines.
    """
    (first, _number), (last, last_number) = points[0], points[-1]
    highest = max([number for _day, number in points] + [ceiling or 0, 1])
    frame = Frame(first, last, highest)
    corners = [
        f"{coordinate(frame.x(day))},{coordinate(frame.y(number))}" for day, number in points
    ]
    steps = range(0, highest + 1, grid_step(highest))
    return LineChart(
        title=title,
        description=description,
        grid=tuple(
            Label(str(LEFT - 8), coordinate(frame.y(step)), str(step), "end") for step in steps
        ),
        days=tuple(day_labels(frame, day_label)),
        line=" ".join(corners),
        area=" ".join([f"{LEFT},{BOTTOM}", *corners, f"{coordinate(frame.x(last))},{BOTTOM}"]),
        end=frame.label(last, frame.y(last_number), str(last_number), "end"),
        ceiling=frame.label(first, frame.y(ceiling), ceiling_label) if ceiling else None,
        marks=tuple(
            frame.label(day, BOTTOM - 17, text, "end" if frame.x(day) > WIDTH / 2 else "start")
            for day, text in marks
        ),
    )


def grid_step(highest):
    """The smallest round step that divides 0..highest into at most five parts."""
    size = 10 ** floor(log10(highest))
    return next(
        max(1, int(size * factor)) for factor in (0.2, 0.5, 1, 2) if highest / (size * factor) <= 5
    )


def day_labels(frame, day_label):
    """Labels under the first, the middle and the last day; short spans lose the middle one."""
    first, last = frame.first, frame.last
    yield frame.label(first, BOTTOM + 20, day_label(first))
    if (last - first).days > 3:
        middle = first + (last - first) / 2
        yield frame.label(middle, BOTTOM + 20, day_label(middle), "middle")
    if last > first:
        yield frame.label(last, BOTTOM + 20, day_label(last), "end")


def stacked_rows(rows):
    """Draw shares of a whole, one bar a row.

    Args:
        rows: (name, words, url or "", parts) with parts as (tone, number) pairs in drawing order
            and tone one of ``ok``, ``warn``, ``bad``, ``plain``.
    """
    return [
        StackedRow(name=name, words=words, url=url, segments=tuple(segments(parts)))
        for name, words, url, parts in rows
    ]


def segments(parts):
    """The rectangles of one bar, with gaps between those that are not empty."""
    shown = [(tone, number) for tone, number in parts if number]
    total = sum(number for _tone, number in shown)
    room = 100 - GAP * (len(shown) - 1)
    x = 0
    for tone, number in shown:
        width = room * number / total
        yield Segment(css_class=BAR_CLASSES[tone], x=coordinate(x), width=coordinate(width))
        x += width + GAP
