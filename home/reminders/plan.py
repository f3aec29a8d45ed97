"""On which days somebody is reminded: days in, a day out, nothing read and nothing written.

Four reminders, 0, 7, 21 and 49 days after something began to be owed, each on a working day and
never two within seven days. A reminder that a person sent counts like one of these. A week after
the fourth somebody else is told.
"""

from datetime import timedelta

from people.workdays import is_workday, workday_from

#: Days after the beginning; one reminder each, then no more.
GAPS = (0, 7, 21, 49)
#: Days that lie at least between two reminders, and between two mails to a unit lead.
LEAST = timedelta(days=7)


def next_day(since, reminded):
    """The day of the next reminder of something owed since a day; None when all were sent.

    ``reminded`` are the days on which the person was reminded of anything. Whoever was reminded
    for the first time a week late or more gets the growing gaps from that day on.
    """
    mine = _of_this(since, reminded)
    if len(mine) >= len(GAPS):
        return None
    begun = mine[0] if mine and mine[0] - since >= LEAST else since
    wanted = begun + timedelta(days=GAPS[len(mine)])
    if reminded:
        wanted = max(wanted, max(reminded) + LEAST)
    return workday_from(wanted)


def is_due(since_days, reminded, on):
    """Whether somebody is reminded on the day, for things owed since these days.

    One mail speaks of all of them, so it is due as soon as it is for one. A day that was missed
    is made up for once, on the next working day.
    """
    if not is_workday(on):
        return False
    days = (next_day(since, reminded) for since in since_days)
    return any(day is not None and day <= on for day in days)


def may_be_reminded(reminded, on):
    """Whether a week has passed since the last reminder, so that a person may send another."""
    return not reminded or max(reminded) + LEAST <= on


def has_not_helped(since_days, reminded, on):
    """Whether all reminders of something were sent, the last one a week ago or more."""
    for since in since_days:
        mine = _of_this(since, reminded)
        if len(mine) >= len(GAPS) and mine[len(GAPS) - 1] + LEAST <= on:
            return True
    return False


def _of_this(since, reminded):
    """The reminders that came after something began to be owed, the first one first."""
    return sorted(day for day in reminded if day >= since)
