"""When somebody is reminded: 0, 7, 21, 49 days, working days only, never two in a week."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from home.reminders.plan import GAPS, LEAST, has_not_helped, is_due, may_be_reminded, next_day
from people.workdays import is_workday

pytestmark = pytest.mark.feature("2.7")
TUESDAY = date(2026, 3, 3)


def days_reminded(since, days=120, switched_off=()):
    """The days on which a machine that looks every day reminds somebody who does nothing."""
    reminded = []
    for number in range(days):
        day = since + timedelta(days=number)
        if number not in switched_off and is_due({since}, reminded, day):
            reminded.append(day)
    return reminded


def test_from_a_working_day_the_gaps_are_0_7_21_49():
    assert [(day - TUESDAY).days for day in days_reminded(TUESDAY)] == [0, 7, 21, 49]


def test_what_falls_on_a_day_off_moves_to_the_next_working_day():
    saturday = date(2026, 3, 14)

    assert days_reminded(saturday) == [
        date(2026, 3, 16),  # Monday
        date(2026, 3, 23),
        date(2026, 4, 7),  # after Easter Monday
        date(2026, 5, 4),  # 2 May is a Saturday
    ]


def test_a_holiday_that_moved_the_first_moves_the_second_by_a_week():
    friday_first_of_may = date(2026, 5, 1)

    assert days_reminded(friday_first_of_may)[:2] == [date(2026, 5, 4), date(2026, 5, 11)]


def test_a_machine_that_was_off_makes_up_for_it_once():
    reminded = days_reminded(TUESDAY, switched_off=range(5, 16))

    assert [(day - TUESDAY).days for day in reminded] == [0, 16, 23, 49]


def test_what_is_old_already_begins_now_with_growing_gaps():
    reminded = []
    for number in range(100, 200):
        day = TUESDAY + timedelta(days=number)
        if is_due({TUESDAY}, reminded, day):
            reminded.append(day)

    first = reminded[0]
    assert [(day - first).days for day in reminded] == [0, 7, 21, 49]


def test_a_reminder_that_a_person_sent_counts():
    by_hand = TUESDAY + timedelta(days=4)
    reminded = [TUESDAY, by_hand]

    assert next_day(TUESDAY, reminded) == TUESDAY + timedelta(days=21)
    assert not may_be_reminded(reminded, by_hand + timedelta(days=6))
    assert may_be_reminded(reminded, by_hand + timedelta(days=7))


def test_one_mail_speaks_of_everything_and_something_new_starts_again():
    older, newer = TUESDAY, TUESDAY + timedelta(days=50)
    reminded = [TUESDAY + timedelta(days=gap) for gap in GAPS]

    assert next_day(older, reminded) is None
    assert not is_due({older, newer}, reminded, newer + timedelta(days=5))
    assert is_due({older, newer}, reminded, newer + timedelta(days=6))


@pytest.mark.feature("2.8")
def test_a_week_after_the_fourth_somebody_else_is_told():
    reminded = [TUESDAY + timedelta(days=gap) for gap in GAPS]

    assert not has_not_helped({TUESDAY}, reminded[:3], TUESDAY + timedelta(days=90))
    assert not has_not_helped({TUESDAY}, reminded, TUESDAY + timedelta(days=55))
    assert has_not_helped({TUESDAY}, reminded, TUESDAY + timedelta(days=56))
    assert not has_not_helped({TUESDAY + timedelta(days=1)}, reminded, TUESDAY.replace(year=2027))


@effort(deadline=None, max_examples=60)
@given(
    since=st.dates(date(2025, 1, 1), date(2040, 1, 1)),
    switched_off=st.sets(st.integers(0, 119), max_size=90),
)
def test_whatever_happens_the_promises_hold(since, switched_off):
    reminded = days_reminded(since, switched_off=switched_off)

    assert len(reminded) <= len(GAPS)
    assert all(is_workday(day) for day in reminded)
    assert all(second - first >= LEAST for first, second in pairwise(reminded))
