"""The day on which the tests play. `TEST_TODAY=2029-12-31 pytest` plays them on another one.

`tests/conftest.py` sets the clock of the whole process to noon of that day before every test; from there its seconds
run on. A test about time moves it through the fixture `clock`, as in `clock.move_to(noon(day))`; one whose dates are
written out is pinned to their day by `@pytest.mark.today(date(2026, 11, 24))`; a single block plays on another day
under `time_machine.travel`. All others count from TODAY.

Two clocks stay true, being outside the process: that of the database server (no code asks it) and that of Chromium
(the ages of cookies are told in seconds, and no script of ours asks for the day).
"""

import os
from datetime import UTC, date, datetime

TODAY = date.fromisoformat(os.environ.get("TEST_TODAY", "2026-11-24"))


def noon(day):
    """Noon of a day in Jambi."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


NOW = noon(TODAY)
