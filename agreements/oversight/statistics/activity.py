"""Figures on the time after signing: late follow-ups, participants of training, days to the first activity."""

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from django.db.models import Count, F, Min, Sum
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from agreements.follow_up.filters import NO_OFFICE, Tab
from agreements.models import FollowUp, Office, Participation
from agreements.models.follow_up import state_q
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.language import is_english, localised
from jambi_coop.lib.tables.table import Column, ColumnKind

from .figure import (
    Bar,
    Bars,
    Cell,
    StatisticFigure,
    bars_of,
    count_cell,
    list_url,
    number,
    out_of,
    shown,
)
from .results import YEARS, agreement_cell

MOST_BARS = 20
POINTS = 20
"""Below this number of agreements, each is shown by itself."""
BINS = ((0, 90), (91, 180), (181, 365), (366, 730), (731, None))


class OfficeCount(NamedTuple):
    """Open follow-ups of one office: late, with a due date (`dated`), and all. `code` is used in addresses."""

    name: str
    code: str
    late: int
    dated: int
    total: int


def _offices() -> dict[int, Office]:
    return {office.pk: office for office in Office.objects.only("name", "name_en", "short_name", "code")}


def _name(office: Office | None, missing: str) -> str:
    return (office.short_name or localised(office, "name")) if office else missing


def _code(office: Office | None) -> str:
    return office.code if office else NO_OFFICE


def _open_by_office(today: date, examples: bool) -> list[OfficeCount]:
    """Count the late, dated and open follow-ups of each office, the most late ones first."""
    counted = (
        FollowUp.objects.in_public(examples=examples)
        .open()
        .order_by()
        .values_list("office")
        .annotate(
            late=Count("pk", filter=state_q(FollowUp.State.LATE, today)),
            dated=Count("due_on_latest"),
            total=Count("pk"),
        )
    )
    offices = _offices()
    rows = [
        OfficeCount(_name(offices.get(pk), _("No office named")), _code(offices.get(pk)), late, dated, total)
        for pk, late, dated, total in counted
    ]
    return sorted(rows, key=lambda row: (-row.late, row.name))


def late_by_office(today: date, examples: bool = False) -> StatisticFigure:
    """Figure on the late, dated and open follow-ups of each office."""

    def listed(tab: Tab, row: OfficeCount) -> str:
        return list_url("agreements:follow_ups", examples=examples, tab=tab.value, office=row.code)

    rows = _open_by_office(today, examples)
    late, dated = sum(row.late for row in rows), sum(row.dated for row in rows)
    finding = ngettext(
        "%(late)d of %(total)d open follow-ups with a due date is late",
        "%(late)d of %(total)d open follow-ups with a due date are late",
        late,
    )
    return StatisticFigure(
        slug="terlambat",
        name=_("Late follow-ups by office"),
        finding=finding % {"late": late, "total": dated},
        rule=_(
            "Follow-ups that are neither done nor cancelled and have a due date; late ones are those whose due date "
            "has passed in every reading. Beside them stand all open ones, with or without a due date."
        ),
        n=dated,
        columns=(
            Column("office", gettext_lazy("City office")),
            Column("late", gettext_lazy("Late"), ColumnKind.INTEGER),
            Column("open", pgettext_lazy("follow-ups", "Not recorded as done"), ColumnKind.INTEGER),
            Column("dated", gettext_lazy("Open with a due date"), ColumnKind.INTEGER),
        ),
        rows=tuple(
            (
                Cell(row.name, row.name),
                count_cell(row.late, listed(Tab.LATE, row)),
                count_cell(row.total, listed(Tab.OPEN, row)),
                # No link: a link must lead to exactly as many rows, and the public page cannot list dated ones alone.
                count_cell(row.dated),
            )
            for row in rows
        ),
        charts=(
            Bars(
                tuple(
                    Bar(row.name, row.late, out_of(row.late, row.dated), row.dated)
                    for row in rows[:MOST_BARS]
                    if row.late
                )
            ),
        ),
    )


def trained_by_office(today: date, examples: bool = False) -> StatisticFigure:
    """Sum the participants of finished training courses by year and office, over the last YEARS years."""
    first_year = today.year - YEARS + 1
    courses = FollowUp.objects.in_public(examples=examples).done().filter(kind=FollowUp.Kind.TRAINING)
    people = Participation.objects.filter(
        follow_up__in=courses.filter(done_on_latest__gte=date(first_year, 1, 1)).order_by()
    )
    by_office = people.order_by().annotate(year=ExtractYear("follow_up__done_on_latest"))
    counted = list(by_office.values_list("year", "office", "body").annotate(total=Sum("people")))
    n = people.aggregate(n=Count("follow_up", distinct=True))["n"]
    offices = _offices()
    rows = _by_name((year, _name(offices.get(pk), body.strip()), count) for year, pk, body, count in counted)
    bodies = {body.strip().casefold() for _year, pk, body, _count in counted if pk is None}
    by_year: dict[int, int] = {}
    for year, _office, count in rows:
        by_year[year] = by_year.get(year, 0) + count
    total = sum(by_year.values())
    finding = ngettext(
        "%(people)s participant of finished courses since %(year)d is recorded",
        "%(people)s participants of finished courses since %(year)d are recorded",
        total,
    )
    return StatisticFigure(
        slug="peserta",
        name=_("Participants of training courses by office and year"),
        finding=finding % {"people": number(total), "year": first_year},
        rule=_(
            "Participants named by finished training courses that are shown in public, by the year in which the course "
            "ended. Somebody who took part twice counts twice. n counts courses."
        ),
        n=n,
        columns=(
            Column("year", gettext_lazy("Year"), ColumnKind.INTEGER),
            Column("office", gettext_lazy("City office or other body"), width=40),
            Column("people", gettext_lazy("Participants"), ColumnKind.INTEGER),
        ),
        rows=tuple(
            (
                Cell(year, str(year), _courses_url(year, examples)),
                Cell(name, name, lang="id" if is_english() and name.casefold() in bodies else ""),
                count_cell(count),
            )
            for year, name, count in rows
        ),
        charts=(bars_of((str(year), count) for year, count in sorted(by_year.items())),),
    )


def _by_name(counted: Iterable[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Sum by year and name, ignoring case; the latest year and the most people first."""
    names: dict[str, str] = {}
    people: dict[tuple[int, str], int] = {}
    for year, name, count in sorted(counted):
        key = (year, names.setdefault(name.casefold(), name))
        people[key] = people.get(key, 0) + count
    rows = [(year, name, count) for (year, name), count in people.items()]
    return sorted(rows, key=lambda row: (-row[0], -row[2], row[1]))


def _courses_url(year: int, examples: bool) -> str:
    return list_url("agreements:follow_ups", examples=examples, tab=Tab.DONE.value, year=year)


def days_to_first_activity(today: date, examples: bool = False) -> StatisticFigure:
    """Figure on the days from the signing to the first follow-up, for agreements that have one."""
    found = (
        FollowUp.objects.in_public(examples=examples)
        .filter(cancelled_on__isnull=True)
        .annotate(day=Coalesce("started_on_latest", "done_on_latest"))
        .filter(day__gte=F("agreement__digest__signed_on_latest"), day__lte=today)
        .order_by()
        .values_list("agreement", "agreement__digest__signed_on_latest")
        .annotate(first=Min("day"))
    )
    pairs = [(pk, (first - signed).days) for pk, signed, first in found]
    days = sorted(count for _pk, count in pairs)
    few = len(pairs) < POINTS
    middle = round(median(days)) if days else 0
    return StatisticFigure(
        slug="kegiatan-pertama",
        name=_("From the signing to the first activity"),
        finding=ngettext(
            "Half of %(n)d agreements had their first activity within %(days)d day of the signing",
            "Half of %(n)d agreements had their first activity within %(days)d days of the signing",
            middle,
        )
        % {"n": len(days), "days": middle},
        rule=_(
            "Days from the signing to the first follow-up that was started or done, for agreements that have one; the "
            "middle value (median). A date that is not known to the day counts by its last possible day. Agreements "
            "without any activity have no value here."
        ),
        n=len(days),
        **(_points(dict(pairs), examples) if few else _bins(days)),
    )


def _points(days: dict[int, int], examples: bool) -> dict:
    """Return one row and one bar for each agreement, the quickest first."""
    rows = shown(examples).filter(pk__in=days).select_related("digest")
    agreements = sorted(rows, key=lambda row: (days[row.pk], row.title))
    return {
        "columns": (
            Column("agreement", gettext_lazy("Agreement"), width=40),
            Column("signed", gettext_lazy("Signed"), ColumnKind.KNOWN_DATE),
            Column("days", gettext_lazy("Days"), ColumnKind.INTEGER),
        ),
        "rows": tuple((agreement_cell(row), _date_cell(row.signed_on), count_cell(days[row.pk])) for row in agreements),
        "charts": (
            Bars(
                tuple(
                    Bar(cell.text, days[row.pk], number(days[row.pk]), lang=cell.lang)
                    for row in agreements
                    for cell in [agreement_cell(row)]
                )
            ),
        ),
    }


def _date_cell(known: KnownDate) -> Cell:
    return Cell(known, str(known))


def _bins(days: Sequence[int]) -> dict:
    """Return the number of agreements in each range of days."""
    named = []
    for first, last in BINS:
        count = sum(1 for one in days if first <= one and (last is None or one <= last))
        words = _("%(first)d–%(last)d days") if last else _("%(first)d days and more")
        named.append((words % {"first": first, "last": last}, count))
    return {
        "columns": (
            Column("days", gettext_lazy("Days")),
            Column("agreements", gettext_lazy("Agreements"), ColumnKind.INTEGER),
        ),
        "rows": tuple((Cell(name, name), count_cell(count)) for name, count in named),
        "charts": (bars_of(named),),
    }
