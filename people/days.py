"""Days of the organisation's own calendar: moments become dates here, months are shifted here.

Databases shift months differently (31 January + 1 month), so no SQL ever does it:
rules are turned into cut-off days in Python once and compared in SQL.
"""

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def zone():
    """The time zone in which the organisation counts its days."""
    return ZoneInfo(settings.TIME_ZONE)


def day_of(moment: datetime) -> date:
    """The organisation's calendar day of an aware moment."""
    return moment.astimezone(zone()).date()


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_day_expired(on: date, months: int) -> date:
    """The latest day whose validity of so many months has run out on the given day.

    ``add_months`` never decreases, so every day up to the result has run out and no later one has.
    """
    candidate = add_months(on, -months) + timedelta(days=4)
    while add_months(candidate, months) > on:
        candidate -= timedelta(days=1)
    return candidate
