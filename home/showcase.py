"""Sample data for the page of components: realistic words, nobody real, numbers nobody can dial."""

from datetime import date, timedelta

from django import forms
from django.core.paginator import Paginator
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.charts import line_chart, stacked_rows

PUBLISHED = date(2026, 2, 16)
COUNTS = (0, 31, 58, 79, 84, 108, 118, 122, 131)
EVERYBODY = 164


class SampleForm(forms.Form):
    """A field of every kind; sent with mistakes to show what they look like."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    effective_on = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("For example 23.03.2026"),
        error_messages={"invalid": gettext_lazy("Enter a date, for example 23.03.2026")},
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who it is for"),
        choices=[("", gettext_lazy("Choose")), ("all", gettext_lazy("Everyone"))],
        error_messages={"required": gettext_lazy("Choose who the policy is for")},
    )
    readers_must = forms.ChoiceField(
        label=gettext_lazy("What readers do after the change"),
        widget=forms.RadioSelect,
        choices=[
            ("nothing", gettext_lazy("Nothing: a small correction")),
            ("read", gettext_lazy("Read and confirm again")),
        ],
    )
    note = forms.CharField(
        label=gettext_lazy("What changed"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("The board has approved this text"),
        help_text=gettext_lazy("We save your name and the date."),
        error_messages={"required": gettext_lazy("Confirm that the board has approved it")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["readers_must"].hints = {
            "nothing": _("The version becomes 2.1 and shows its note."),
            "read": _("The version becomes 3.0 and 164 people get a task."),
        }


def sample(day):
    """The context of the page of components; ``day`` is shown where a page shows today."""
    return {
        "day": day,
        "broken_form": SampleForm(
            {"title": _("Code of Conduct"), "effective_on": "30.02.2026", "readers_must": "read"}
        ),
        "stages": _stages(),
        "tasks": _tasks(),
        "done": [
            {
                "title": _("Zero tolerance"),
                "text": _("Confirmed, version 1.1"),
                "icon": "check-lg",
                "tone": "ok",
            }
        ],
        "versions": _versions(),
        "units": _units(),
        "history": _history(),
        "shares": _shares(),
        "legend": [("bok", _("valid")), ("bw", _("ends within 30 days")), ("bb", _("missing"))],
        "page": Paginator(range(EVERYBODY), 25).get_page(2),
    }


def _stages():
    return [
        {"name": _("Draft"), "words": _("Marta W., 24 February"), "state": "done"},
        {"name": _("Review"), "words": _("2 of 3 people agree"), "state": "now"},
        {"name": _("Approval"), "words": _("The board"), "state": ""},
        {"name": _("Publication"), "words": _("planned for 23 March"), "state": ""},
    ]


def _tasks():
    return [
        {
            "title": _("Finish the course “Notice and respond”"),
            "text": _("Lesson 3 of 5, about 18 minutes left. By 31 March."),
            "url": "#tasks",
            "icon": "mortarboard",
            "tag": _("In progress"),
            "tag_kind": "info",
            "value": 42,
            "total": 100,
        },
        {
            "title": _("Come to the workshop “A safe conversation”"),
            "text": _("Thursday 12 March, 17:30–19:30, conference room."),
            "url": "#tasks",
            "icon": "calendar-event",
            "tag": _("You have a seat"),
        },
    ]


def _versions():
    return [
        {
            "title": "2.1",
            "state": "draft",
            "tag": _("Draft"),
            "tag_kind": "warn",
            "words": _("Since 24 February"),
        },
        {
            "title": "2.0",
            "state": "on",
            "tag": _("In force"),
            "tag_kind": "ok",
            "words": _("Since 1 March 2026. Approved by the board."),
            "url": "#versions",
            "link": _("Compare with 1.2"),
        },
        {
            "title": "1.2",
            "state": "",
            "tag": _("Replaced"),
            "words": _("1 June 2024 – 28 February 2026"),
        },
    ]


def _units():
    rows = [
        (_("Weekend volunteers"), 14, 27, "warn"),
        (_("Station help point"), 36, 42, "plain"),
        (_("Head office"), 19, 19, "ok"),
    ]
    return [
        {"name": name, "done": done, "all": everybody, "missing": everybody - done, "tone": tone}
        for name, done, everybody, tone in rows
    ]


def _history():
    points = [(PUBLISHED + timedelta(days=2 * step), count) for step, count in enumerate(COUNTS)]
    return line_chart(
        points,
        title=_("Acknowledgements of the Code of Conduct since publication"),
        description=_("From 0 people on 16 February to 131 of 164 on 4 March."),
        day_label=lambda day: formats.date_format(day, "j E"),
        ceiling=EVERYBODY,
        ceiling_label=_("everyone: 164"),
        marks=[(PUBLISHED + timedelta(days=9), _("reminder on 25 February"))],
    )


def _shares():
    return stacked_rows(
        [
            (
                _("Station help point"),
                _("35 of 42 valid, 4 missing"),
                "#shares",
                [("ok", 35), ("warn", 3), ("bad", 4)],
            ),
            (
                _("Weekend volunteers"),
                _("17 of 27 valid, 8 missing"),
                "#shares",
                [("ok", 17), ("warn", 2), ("bad", 8)],
            ),
            (_("Head office"), _("17 of 19 valid"), "#shares", [("ok", 17), ("warn", 2)]),
        ]
    )
