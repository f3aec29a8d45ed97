"""Days on which people in Poland work: no Saturday, no Sunday, no public holiday.

The holidays are those of art. 1 of the act of 18 January 1951 on days free from work, as they hold
since 2025, when Christmas Eve was added. Only days from today on are ever asked.
"""

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
#: (month, day) of those that have their place in the calendar.
FIXED = (
    (1, 1),
    (1, 6),
    (5, 1),
    (5, 3),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 24),
    (12, 25),
    (12, 26),
)
#: Days after Easter Sunday: Easter itself and its Monday, Pentecost, Corpus Christi.
MOVABLE = (0, 1, 49, 60)


@lru_cache(maxsize=16)
def holidays(year):
    """The public holidays of a year as a set of days."""
    first = easter(year)
    return {date(year, month, day) for month, day in FIXED} | {
        first + timedelta(days=days) for days in MOVABLE
    }


def easter(year):
    """Easter Sunday of a year of the Gregorian calendar (Meeus, Astronomical Algorithms, 8)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - shift + 15) % 30
    quarter, years = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarter - moon - years) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_workday(day):
    """Whether people work on that day."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def workday_from(day):
    """That day if people work on it, else the next one on which they do."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day
