import datetime

import pytest
from django.core.exceptions import ValidationError

from people.forms.dates import DayField

DAY = datetime.date(2026, 3, 23)


@pytest.mark.parametrize(
    "typed",
    [
        "23.03.2026", " 23.3.26 ", "23/03/2026", "23-03-2026", "2026-03-23", "23 marca 2026",
        "23 MARCA 2026 r.", "23 March 2026", "23rd Mar 2026", "23. 03. 2026",
    ],
)  # fmt: skip
def test_a_day_is_understood_in_the_ways_people_write_it(typed):
    assert DayField().clean(typed) == DAY


def test_every_month_is_understood_in_both_languages():
    polish = (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
        "listopada grudnia"
    )
    english = (
        "January February March April May June July August September October November December"
    )
    for months in (polish, english):
        for number, month in enumerate(months.split(), start=1):
            assert DayField().clean(f"1 {month} 2026") == datetime.date(2026, number, 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("tomorrow", "invalid"), ("23.03", "invalid"), ("5 smarch 2026", "invalid"),
        ("31.02.2026", "no_such_day"), ("1.13.2026", "no_such_day"), ("1.1.0206", "no_such_day"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_an_example(typed, code):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)

    assert refused.value.code == code
    assert "23.03.2026" in str(refused.value)


def test_an_empty_day_is_none_unless_it_is_required():
    assert DayField(required=False).clean("  ") is None
    with pytest.raises(ValidationError):
        DayField().clean("")


def test_a_day_is_shown_as_it_is_typed():
    shown = DayField().widget.render("on", DAY)

    assert 'value="23.03.2026"' in shown


def test_the_same_day_written_differently_is_no_change():
    assert not DayField().has_changed(DAY, "23 marca 2026")
    assert DayField().has_changed(DAY, "24.03.2026")
    assert DayField().has_changed(DAY, "?")
