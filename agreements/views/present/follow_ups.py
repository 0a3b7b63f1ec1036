"""What happened after the signature: the follow-ups that are shown in public, in the order that matters."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, FollowUp
from jambi_coop.lib.dates import KnownDate, days_between

from .words import SourceLine, Text, Texts, date_words, days_words, source_line

State = FollowUp.State
PLACES = {State.LATE: 0, State.ONGOING: 1, State.PLANNED: 2, State.DONE: 3, State.CANCELLED: 4}
DAYS_PER_MONTH = 30.44


@dataclass(frozen=True)
class FollowUpLine:
    """One follow-up; `participants` are (office or body, people) and `people` their sum."""

    state: str
    word: str
    title: Text
    kind: str
    when: str
    office: Text
    result: Text
    participants: tuple[tuple[Text, int], ...]
    people: int
    public_note: Text
    source: SourceLine | None


@dataclass(frozen=True)
class Timeline:
    """`nothing` is the sentence for an agreement after which nothing is recorded."""

    lines: tuple[FollowUpLine, ...]
    summary: str
    nothing: str


def build_timeline(agreement: Agreement, texts: Texts, today: date) -> Timeline:
    """From the public `follow_ups` as loaded: overdue ones first, then planned, then done, newest first."""
    rows = sorted(agreement.follow_ups.all(), key=lambda row: _order(row, today))
    return Timeline(
        lines=tuple(_line(row, texts, today) for row in rows),
        summary=_summary(rows, today),
        nothing=_nothing(agreement, today) if not rows else "",
    )


def _order(row: FollowUp, today: date) -> tuple[int, int, int]:
    state = row.state(today)
    if state in (State.DONE, State.CANCELLED):
        day = row.done_on.latest or row.cancelled_on or date.min
        return PLACES[state], -day.toordinal(), -row.pk
    day = row.due_on.latest or row.started_on.latest or date.max
    return PLACES[state], day.toordinal(), row.pk


def _line(row: FollowUp, texts: Texts, today: date) -> FollowUpLine:
    state = row.state(today)
    participants = tuple(
        (texts(part.office, "name") if part.office else Text(part.body), part.people)
        for part in row.participations.all()
    )
    return FollowUpLine(
        state=state.value,
        word=_late(row, today) if state == State.LATE else str(state.label),
        title=texts(row, "title"),
        kind=row.get_kind_display(),
        when=_when(row, state),
        office=texts(row.office, "name") if row.office else Text(""),
        result=texts(row, "result"),
        participants=participants,
        people=sum(people for _name, people in participants),
        public_note=texts.only_indonesian(row.public_note),
        source=source_line(row.source),
    )


def _late(row: FollowUp, today: date) -> str:
    days, exact = days_between(row.due_on, today)
    return _("%(days)s late") % {"days": days_words(days or 0, exact)}


def _when(row: FollowUp, state: State) -> str:
    if state == State.CANCELLED and row.cancelled_on:
        return _("cancelled on %(date)s") % {"date": KnownDate.day(row.cancelled_on)}
    if state == State.DONE:
        start, end = date_words(row.started_on), date_words(row.done_on)
        return f"{start} – {end}" if start and start != end else end
    parts = []
    if row.started_on:
        parts.append(_("started on %(date)s") % {"date": row.started_on})
    if row.due_on:
        parts.append(_("due on %(date)s") % {"date": row.due_on})
    return ", ".join(parts) or _("no date set")


def _summary(rows: list[FollowUp], today: date) -> str:
    """ "2 done, 1 late": how many there are of each state, in words."""
    counts: dict[State, int] = {}
    for row in rows:
        state = row.state(today)
        counts[state] = counts.get(state, 0) + 1
    words = [f"{counts[state]} {str(state.label).lower()}" for state in PLACES if state in counts]
    return ", ".join(words)


def _nothing(agreement: Agreement, today: date) -> str:
    """The fact and its length, without blame."""
    days, _exact = days_between(agreement.signed_on, today)
    if days is None or days < 0:
        return _("No activity recorded yet.")
    months = round(days / DAYS_PER_MONTH)
    return ngettext(
        "No activity recorded since the signing, %(count)d month.",
        "No activity recorded since the signing, %(count)d months.",
        months,
    ) % {"count": months}
