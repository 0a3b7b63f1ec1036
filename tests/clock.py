"""The day on which the tests run. `TEST_TODAY=2029-12-31 pytest` runs them on another day.

`tests/conftest.py` sets the clock of the process to noon of that day before every test; from there it runs on. A test
about time moves it with the fixture `clock`, as in `clock.move_to(noon(day))`. A test with fixed dates is pinned to its
day by `@pytest.mark.today(date(2026, 11, 24))`. A single block runs on another day inside `time_machine.travel`. All
other tests use TODAY.

Two clocks outside the process keep the real time: that of the database server, which no code reads, and that of
Chromium, where cookies have a maximum age in seconds and no script of the site reads the date.
"""

import os
from datetime import UTC, date, datetime

TODAY = date.fromisoformat(os.environ.get("TEST_TODAY", "2026-11-24"))


def noon(day):
    """Return noon of a day in Jambi."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


NOW = noon(TODAY)
