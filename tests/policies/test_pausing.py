"""How far a cut-off moves back over days that waited for an answer."""

from datetime import date, timedelta
from random import Random

import pytest

from policies.pausing import cut_off, is_paused, paused_days

ON = date(2026, 3, 31)
pytestmark = pytest.mark.feature("2.9")


def spans_before(random, day):
    """Closed questions one after the other, some on the same day, the last one before a day."""
    spans, day = [], day - timedelta(days=random.randrange(90))
    while (closed := day + timedelta(days=random.randrange(12))) <= ON:
        spans.append((day, closed))
        day = closed + timedelta(days=random.choice([0, 0, 1, 3, 9]))
    return spans


def test_the_cut_off_is_the_earliest_day_that_is_still_in_time():
    for seed in range(300):
        random = Random(seed)
        spans, days = spans_before(random, ON), random.choice([0, 1, 5, 14])
        assert not is_paused(spans, ON)
        candidates = [ON - timedelta(days=n) for n in range(200)]
        in_time = [day for day in candidates if is_in_time(day, spans, days)]
        assert cut_off(spans, ON, days) == min(in_time), (seed, spans, days)


def is_in_time(since, spans, days):
    """The rule itself: the due day moves by the days that waited."""
    return since + timedelta(days=days + paused_days(spans, since=since, on=ON)) >= ON


@pytest.mark.parametrize(
    ("since", "on", "waited"),
    [
        (date(2026, 3, 1), date(2026, 3, 9), 0),
        (date(2026, 3, 1), date(2026, 3, 10), 1),
        (date(2026, 3, 1), date(2026, 3, 12), 3),
        (date(2026, 3, 1), date(2026, 3, 13), 3),
        (date(2026, 3, 12), date(2026, 3, 31), 1),
        (date(2026, 3, 13), date(2026, 3, 31), 0),
    ],
)
def test_a_day_waits_when_the_question_is_open_at_its_end(since, on, waited):
    spans = [(date(2026, 3, 10), date(2026, 3, 13))]
    assert paused_days(spans, since=since, on=on) == waited
