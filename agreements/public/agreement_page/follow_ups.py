"""The part on the time after signing: public follow-ups, the most urgent first, among the signings."""

from collections import Counter
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, FollowUp
from agreements.record.wording import date_label, late_label, state_label
from jambi_coop.lib.dates.counting import DAYS_PER_MONTH, days_between
from jambi_coop.lib.dates.known_date import KnownDate, format_on

from .instruments import InstrumentRow, short_name

State = FollowUp.State
PLACES = {State.LATE: 0, State.ONGOING: 1, State.PLANNED: 2, State.DONE: 3, State.CANCELLED: 4}
COMING = (State.PLANNED, State.ONGOING)


def timeline_of(agreement: Agreement, instruments: list[InstrumentRow], today: date) -> dict:
    """Return the public `follow_ups`: overdue ones first, then ongoing, planned, done and cancelled.

    Closed ones are ordered with the newest first, and the dated signings of the `instruments` among them as `signed`.
    `nothing` is the sentence shown when there are no follow-ups.
    """
    rows = sorted(agreement.follow_ups.all(), key=lambda row: _order(row, today))
    coming = min(
        (row for row in rows if row.due_on.latest and row.state(today) in COMING),
        key=lambda row: (row.due_on.latest, row.pk),
        default=None,
    )
    placed = [(_order(row, today), _line(row, today, is_next=row is coming)) for row in rows]
    placed += [
        ((PLACES[State.DONE], -day.toordinal(), 0), {"signed": row, "name": short_name(row.instrument)})
        for row in instruments
        if (day := row.instrument.signed_on.latest)
    ]
    return {
        "lines": [line for _place, line in sorted(placed, key=lambda pair: pair[0])],
        "summary": _summary(rows, today),
        "nothing": _nothing(agreement, today) if not rows else "",
    }


def _moved(row: FollowUp, state: State) -> str:
    """Return how often the due date of an open follow-up was moved; "" if never."""
    if not row.times_moved or state in (State.DONE, State.CANCELLED):
        return ""
    words = ngettext("due date moved %(count)d time", "due date moved %(count)d times", row.times_moved)
    return words % {"count": row.times_moved}


def _order(row: FollowUp, today: date) -> tuple[int, int, int]:
    state = row.state(today)
    if state in (State.DONE, State.CANCELLED):
        day = row.done_on.latest or row.cancelled_on or date.min
        return PLACES[state], -day.toordinal(), -row.pk
    day = row.due_on.latest or row.started_on.latest or date.max
    return PLACES[state], day.toordinal(), row.pk


def _line(row: FollowUp, today: date, *, is_next: bool) -> dict:
    """Return one follow-up with its `approved` reports, the earliest first, and the `people` of each office or body.

    `is_next` marks the first that is due from today on; `moved` says how often its due date was moved.
    """
    state = row.state(today)
    people = list(row.participations.all())
    return {
        "row": row,
        "state": state.value,
        "word": late_label(row, today) if state == State.LATE else state_label(row, today),
        "when": _when(row, state),
        "moved": _moved(row, state),
        "is_next": is_next,
        "approved": sorted(row.reports.all(), key=lambda one: (one.happened_on.latest or date.min, one.pk)),
        "people": people,
        "total_people": sum(part.people for part in people),
    }


def _when(row: FollowUp, state: State) -> str:
    if state == State.CANCELLED and row.cancelled_on:
        return _("cancelled on %(date)s") % {"date": KnownDate.day(row.cancelled_on)}
    if state == State.DONE:
        start, end = date_label(row.started_on), date_label(row.done_on)
        return f"{start} – {end}" if start and start != end else end
    parts = []
    if row.started_on:
        parts.append(_("started %(on)s") % {"on": format_on(row.started_on)})
    if row.due_on:
        parts.append(_("due %(on)s") % {"on": format_on(row.due_on)})
    return ", ".join(parts) or _("no date set")


def _summary(rows: list[FollowUp], today: date) -> str:
    """Return the number of follow-ups in each state, as in "2 done; 1 late"."""
    states = sorted((row.state(today) for row in rows), key=lambda state: PLACES[state])
    words = {row.state(today): state_label(row, today).lower() for row in rows}
    return "; ".join(f"{number} {words[state]}" for state, number in Counter(states).items())


def _nothing(agreement: Agreement, today: date) -> str:
    """Return that no activity is recorded, and for how long, without blame; for a comparison case, that nobody
    looked."""
    if agreement.is_comparison:
        return _("What followed in the other region was not looked for.")
    days, _exact = days_between(agreement.signed_on, today)
    if days is None or days < 0:
        return _("No activity recorded yet.")
    months = round(days / DAYS_PER_MONTH)
    return ngettext(
        "No activity recorded since the signing, %(count)d month.",
        "No activity recorded since the signing, %(count)d months.",
        months,
    ) % {"count": months}
