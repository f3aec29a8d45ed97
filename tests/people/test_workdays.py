"""The working days of Poland, movable feasts included."""

from datetime import date, timedelta

import pytest

from people.workdays import easter, holidays, is_workday, workday_from


@pytest.mark.parametrize(
    "day",
    [
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2019, 4, 21),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2049, 4, 18),
    ],
)
def test_easter_falls_where_the_calendar_says(day):
    assert easter(day.year) == day


def test_easter_is_a_sunday_in_spring_in_every_year():
    for year in range(1900, 2200):
        assert easter(year).weekday() == 6
        assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


def test_the_holidays_of_2026_are_these():
    expected = "01-01 01-06 04-05 04-06 05-01 05-03 05-24 06-04 08-15 11-01 11-11 12-24 12-25 12-26"

    assert sorted(f"{day:%m-%d}" for day in holidays(2026)) == expected.split()


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 3), date(2026, 3, 3)),  # a Tuesday
        (date(2026, 3, 7), date(2026, 3, 9)),  # a Saturday
        (date(2026, 4, 3), date(2026, 4, 3)),  # Good Friday is a working day
        (date(2026, 4, 4), date(2026, 4, 7)),  # over Easter Monday
        (date(2026, 6, 4), date(2026, 6, 5)),  # Corpus Christi
        (date(2026, 12, 24), date(2026, 12, 28)),  # Christmas Eve to the Monday after
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_a_day_off_moves_to_the_next_working_day(day, first):
    assert workday_from(day) == first
    assert is_workday(day) == (day == first)


def test_no_stretch_without_a_working_day_is_longer_than_five_days():
    day = date(2026, 1, 1)
    while day.year < 2076:
        assert workday_from(day) - day <= timedelta(days=5)
        day += timedelta(days=1)
