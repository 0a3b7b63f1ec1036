"""How many people of which office took part in which year, from the follow-ups that are shown in public."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.models import Agreement
from jambi_coop.lib.dates import KnownDate

from .words import Text, Texts


@dataclass(frozen=True)
class ParticipantRow:
    """One office or body; `people` stands under the years of the table, 0 for none."""

    name: Text
    people: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class ParticipantTable:
    """`years` as far as they are known, the latest last; `totals` under them."""

    years: tuple[str, ...]
    rows: tuple[ParticipantRow, ...]
    totals: tuple[int, ...]
    total: int


def build_participants(agreement: Agreement, texts: Texts) -> ParticipantTable | None:
    """From the public `follow_ups` with their participations as loaded; None without any."""
    people: dict[tuple, dict[str, int]] = {}
    names: dict[tuple, Text] = {}
    years: dict[tuple, str] = {}
    for follow_up in agreement.follow_ups.all():
        if follow_up.cancelled_on:
            continue
        year = _year(follow_up.done_on or follow_up.started_on)
        for part in follow_up.participations.all():
            years[year] = year[-1]
            who = (part.office_id, part.body)
            names.setdefault(who, texts(part.office, "name") if part.office else Text(part.body))
            counts = people.setdefault(who, {})
            counts[year[-1]] = counts.get(year[-1], 0) + part.people
    if not people:
        return None
    columns = tuple(word for _key, word in sorted(years.items()))
    order = sorted(people, key=lambda who: (-sum(people[who].values()), str(names[who])))
    rows = tuple(
        ParticipantRow(names[who], tuple(people[who].get(year, 0) for year in columns), sum(people[who].values()))
        for who in order
    )
    totals = tuple(sum(row.people[place] for row in rows) for place in range(len(columns)))
    return ParticipantTable(columns, rows, totals, sum(totals))


def _year(known: KnownDate) -> tuple[int, int, str]:
    """Sort key and words of the year or years in which it lies."""
    if known.latest is None:
        return 9999, 0, _("year not known")
    last = known.latest.year
    first = known.earliest.year if known.earliest else None
    if first == last:
        return last, 0, str(last)
    return last, 1, f"{first}–{last}" if first else f"≤ {last}"
