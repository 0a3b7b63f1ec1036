"""The table of participants by office and year, from the public follow-ups."""

from django.utils.translation import gettext as _

from agreements.models import Agreement, Participation
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.language import localised


def participants_by_year(agreement: Agreement) -> dict | None:
    """Return the table from the public `follow_ups` and their participations; None if there are none.

    `years`: as far as they are known, the latest last, with their `totals`. `rows`: one for each office or body, with
    its `people` of each year, 0 for none.
    """
    parts = [
        (_year(follow_up.done_on or follow_up.started_on), part)
        for follow_up in agreement.follow_ups.all()
        if not follow_up.cancelled_on
        for part in follow_up.participations.all()
    ]
    if not parts:
        return None
    years = sorted({year for year, _part in parts})
    people: dict[tuple, dict[tuple, int]] = {}
    who = {}
    for year, part in parts:
        key = (part.office_id, part.body)
        who.setdefault(key, part)
        counts = people.setdefault(key, dict.fromkeys(years, 0))
        counts[year] += part.people
    order = sorted(people, key=lambda key: (-sum(people[key].values()), _name(who[key])))
    totals = [sum(counts[year] for counts in people.values()) for year in years]
    return {
        "years": [words for _last, _rank, words in years],
        "rows": [
            {
                "office": who[key].office,
                "body": who[key].body,
                "people": list(people[key].values()),
                "total": sum(people[key].values()),
            }
            for key in order
        ],
        "totals": totals,
        "total": sum(totals),
    }


def _name(part: Participation) -> str:
    return localised(part.office, "name") if part.office else part.body


def _year(known: KnownDate) -> tuple[int, int, str]:
    """Return the sort key and the label of the year or years of a date."""
    if known.latest is None:
        return 9999, 0, _("year not known")
    last = known.latest.year
    first = known.earliest.year if known.earliest else None
    if first == last:
        return last, 0, str(last)
    return last, 1, f"{first}–{last}" if first else f"≤ {last}"
