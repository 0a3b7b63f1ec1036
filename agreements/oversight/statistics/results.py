"""Figures on results: verified results by year, and money promised compared with money received."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.lifecycle.tracks import END_STAGES, RUNNING_STAGES
from agreements.lifecycle.vocabulary import IN_FORCE_KINDS, StatusGroup
from agreements.models import Agreement, FollowUp, Instrument, Measurement, Stretch, Transaction
from agreements.models.agreement import AgreementQuerySet
from agreements.record.condition import LASTING_STAGES
from jambi_coop.lib.money.amounts import format_money
from jambi_coop.lib.records.language import localised, missing_in_english
from jambi_coop.lib.tables.table import Column, ColumnKind

from .figure import (
    LINES,
    Bar,
    Bars,
    Cell,
    StatisticFigure,
    count_cell,
    language,
    list_url,
    out_of,
    share,
    shown,
)

YEARS = 6
MOST_LINES = 20
SLUG = "hasil"
OVER = [stage for stage, group in END_STAGES.items() if group == StatusGroup.ENDED]
Money = Transaction.Kind
NO_DAY = Value(date.max, DateField())
"""Stands for an unknown day: in SQLite, the least of several values is NULL if one of them is."""


def with_begin(agreements: QuerySet) -> QuerySet:
    """Annotate `begun_on`: the day of the first text that puts an agreement in force, or of joining; else the first
    evidence that it was in force.

    Evidence is another paper, public work that was started or done, money received or paid as a fee, or a stage in
    force. `NO_DAY` if there is none.
    """
    texts = Instrument.objects.filter(agreement=OuterRef("pk"), kind__in=IN_FORCE_KINDS)
    first_text = texts.filter(signed_on_latest__isnull=False).order_by("signed_on_latest").values("signed_on_latest")
    follow_ups = FollowUp.objects.public().filter(agreement=OuterRef("pk"), cancelled_on__isnull=True)
    moved = Transaction.objects.filter(agreement=OuterRef("pk"), is_public=True, kind__in=[Money.RECEIVED, Money.FEE])
    evidence = Least(
        Coalesce("digest__anchor_on", NO_DAY),
        _first_of(follow_ups, Coalesce("started_on_latest", "done_on_latest")),
        _first_of(moved, F("value_date_latest")),
        Case(When(stage__in=RUNNING_STAGES, then=Coalesce("stage_as_of_latest", NO_DAY)), default=NO_DAY),
    )
    return agreements.annotate(begun_on=Coalesce(Subquery(first_text[:1]), "joined_on_latest", evidence))


def _first_of(rows: QuerySet, day: Combinable) -> Coalesce:
    dated = rows.annotate(day=day).filter(day__isnull=False).order_by("day")
    return Coalesce(Subquery(dated.values("day")[:1], output_field=DateField()), NO_DAY)


def in_force_q(year: int, today: date) -> Q:
    """Condition: in force on some day of `year` (of the present year: up to today), as far as the dates show.

    It and its term had begun (`with_begin`). It had not ended before the year, nor, without a known end, been silent
    for ATTESTATION_VALID_DAYS days at the end of the year (what was heard later tells nothing of it), unless it is
    known to go on. Without a known day of its end, an ended one counts up
    to the day of its last stage.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    ends_unknown = Q(digest__ends_latest__isnull=True)
    in_time = Q(digest__ends_latest__gte=first)
    until = min(last, today)
    then = Stretch.objects.filter(first_day__lte=until, last_day__gte=until)
    lately = then.filter(evidence_on__gte=until - timedelta(days=settings.ATTESTATION_VALID_DAYS))
    heard_of = Q(pk__in=lately.values("agreement"))
    ended = Q(ended_on_latest__gte=first) | Q(ended_on_latest__isnull=True, stage_as_of_latest__gte=first)
    # The term had begun, or the earlier one, before a gap, was still running.
    begun = Q(digest__begins_on__isnull=True) | Q(digest__begins_on__lte=until)
    begun |= Q(digest__former_end_on__gte=first)
    goes_on = Q(digest__open_ended=True) | Q(paid_until_latest__gte=first) | Q(stage__in=LASTING_STAGES)
    running = Q(stage__in=RUNNING_STAGES) & begun & (in_time | (ends_unknown & (goes_on | heard_of)))
    over = Q(stage__in=OVER) & ended & (in_time | ends_unknown)
    return Q(begun_on__lte=last) & (running | over)


def proven(examples: bool) -> AgreementQuerySet:
    """Return agreements with a result that was approved and checked; `first` is its earliest period."""
    verified = {
        "indicators__trashed_at__isnull": True,
        "indicators__is_public": True,
        "indicators__measurements__trashed_at__isnull": True,
        "indicators__measurements__state": Measurement.State.APPROVED,
        "indicators__measurements__checked_on__isnull": False,
    }
    return shown(examples).filter(**verified).annotate(first=Min("indicators__measurements__period_latest"))


def by_verified_result(today: date, examples: bool = False) -> StatisticFigure:
    """Count, for each of the last YEARS years, the agreements in force and those with a verified result."""
    years = range(today.year - YEARS + 1, today.year + 1)
    totals = with_begin(shown(examples).on(today)).aggregate(
        now=Count("pk", filter=Q(stretch__status=StatusGroup.IN_FORCE)),
        unplaced=Count("pk", filter=Q(stage__in=[*RUNNING_STAGES, *OVER], begun_on=NO_DAY)),
        **{f"y{year}": Count("pk", filter=in_force_q(year, today)) for year in years},
    )
    parts = with_begin(proven(examples).on(today)).aggregate(
        **{f"y{year}": Count("pk", filter=in_force_q(year, today) & Q(first__lte=date(year, 12, 31))) for year in years}
    )
    agreements = list(proven(examples).order_by("title", "pk")[: MOST_LINES + 1])
    in_force = {year: totals[f"y{year}"] for year in years}
    with_result = {year: parts[f"y{year}"] for year in years}
    part, total = with_result[today.year], in_force[today.year]
    # The public list shows the state of today: no link if the number of the year differs from it.
    is_of_today = total == totals["now"]
    in_force_url = list_url("agreements:list", examples=examples, status=StatusGroup.IN_FORCE.value)
    finding = _("In %(year)d, %(part)d of %(total)d agreements in force had at least one verified result%(share)s")
    return StatisticFigure(
        slug=SLUG,
        name=_("Agreements in force with a verified result, by year"),
        finding=finding % {"year": today.year, "part": part, "total": total, "share": share(part, total)},
        rule=_(
            "Counted are agreements that had begun by the end of the year and had not ended before it; where neither "
            "a text nor the joining has a known day, the first evidence of being in force counts (an activity, money, "
            "a stage). One without a known end only where the evidence dated up to the end of that year was then not "
            "older than %(days)d days. A result is verified when its value was approved and compared with its "
            "evidence; its period lies in that year or before."
        )
        % {"days": settings.ATTESTATION_VALID_DAYS},
        n=total,
        columns=(
            Column("year", gettext_lazy("Year"), ColumnKind.INTEGER),
            Column("in_force", gettext_lazy("In force"), ColumnKind.INTEGER),
            Column("with_result", gettext_lazy("With a verified result"), ColumnKind.INTEGER),
        ),
        rows=tuple(
            (
                Cell(year, str(year)),
                _known_count(in_force, year, in_force_url if year == today.year and is_of_today else ""),
                _known_count(with_result, year, f"#{SLUG}{LINES}"),
            )
            for year in years
        ),
        charts=(Bars(tuple(_bars_by_year(with_result, in_force))),),
        lines_title=_("Agreements with a verified result"),
        lines=tuple(agreement_cell(row) for row in agreements[:MOST_LINES]),
        more_lines=len(agreements) > MOST_LINES,
        left_out=_left_out(totals["unplaced"]),
    )


def _bars_by_year(part: dict[int, int], whole: dict[int, int]) -> Iterator[Bar]:
    for year, count in part.items():
        if year >= _first_known(part):
            yield Bar(str(year), count, out_of(count, whole[year]), whole[year])


def _first_known(counts: dict[int, int]) -> int:
    """Return the first year of which anything is recorded; the last year where nothing is."""
    return next((year for year, count in counts.items() if count), max(counts))


def _known_count(counts: dict[int, int], year: int, url: str) -> Cell:
    """Return the number of a year. Before the first year of which anything is recorded it says so instead of 0."""
    return count_cell(counts[year], url) if year >= _first_known(counts) else Cell(None, _("not recorded"))


def _left_out(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(count)d agreement without a known start is left out.",
        "%(count)d agreements without a known start are left out.",
        count,
    )
    return words % {"count": count}


def agreement_cell(agreement: Agreement) -> Cell:
    """Return a cell with the title of the agreement, linked to its page."""
    title = localised(agreement, "title")
    lang = "id" if missing_in_english(agreement, "title") else ""
    return Cell(title, title, agreement.get_absolute_url(), lang)


def by_currency(today: date, examples: bool = False) -> StatisticFigure:
    """Sum the money promised and received by currency, and list the values that a source only reports."""
    lines = Transaction.objects.filter(is_public=True, agreement__in=shown(examples))
    rows = list(_sums(lines))
    reported = list(
        lines.filter(kind=Money.REPORTED)
        .select_related("agreement", "source")
        .order_by("agreement__title", "pk")[: MOST_LINES + 1]
    )
    checked = [row for row in rows if row["n"]]
    words = "; ".join(
        _("%(received)s of %(promised)s")
        % {"received": _money(row["received"], row), "promised": _money(row["promised"], row)}
        for row in checked
    )
    return StatisticFigure(
        slug="uang",
        name=_("Money promised and received"),
        finding=_("Of what was promised has been received: %(amounts)s") % {"amounts": words},
        rule=_(
            "Only commitments and receipts that were compared with their source, each currency for itself; nothing is "
            "converted. Values as reported by a source are listed beside them and added up nowhere. n counts lines."
        ),
        n=sum(row["n"] for row in rows),
        is_fact=True,
        columns=(
            Column("currency", gettext_lazy("Currency")),
            Column("promised", gettext_lazy("Promised"), ColumnKind.MONEY),
            Column("received", gettext_lazy("Received"), ColumnKind.MONEY),
            Column("unchecked", gettext_lazy("Promised or received lines not yet checked"), ColumnKind.INTEGER),
        ),
        rows=tuple(
            (
                Cell(row["currency"], row["currency"]),
                _sum_cell(row, "promised"),
                _sum_cell(row, "received"),
                count_cell(row["promised_unchecked"] + row["received_unchecked"]),
            )
            for row in rows
        ),
        charts=tuple(_chart(row) for row in checked),
        lines_title=_("Values as reported by a source"),
        lines=tuple(_reported(line) for line in reported[:MOST_LINES]),
        more_lines=len(reported) > MOST_LINES,
    )


def _sums(lines: QuerySet) -> QuerySet:
    """Sum by currency the promised and received amounts of checked lines, with the number of lines of each."""
    checked = Q(checked_on__isnull=False)
    asked: dict[str, Aggregate] = {"n": Count("pk", filter=checked)}
    for name, kind in (("promised", Money.COMMITMENT), ("received", Money.RECEIVED)):
        asked[name] = Sum("amount", filter=Q(kind=kind) & checked, default=Decimal(0))
        asked[f"{name}_lines"] = Count("pk", filter=Q(kind=kind) & checked)
        asked[f"{name}_unchecked"] = Count("pk", filter=Q(kind=kind) & ~checked)
    both = lines.filter(kind__in=[Money.COMMITMENT, Money.RECEIVED])
    return both.order_by("currency").values("currency").annotate(**asked)


def _sum_cell(row: dict, name: str) -> Cell:
    """Return a cell with a sum. If nothing has been checked yet, it says so in words instead of showing zero."""
    unchecked, is_summed = row[f"{name}_unchecked"], row[f"{name}_lines"]
    if is_summed:
        amount = _money(row[name], row)
        text = _("%(amount)s; more is recorded, not yet checked") % {"amount": amount} if unchecked else amount
        return Cell(row[name], text)
    if unchecked:
        return Cell(None, _("recorded, not yet checked"))
    return Cell(row[name], _("none recorded"))


def _money(amount: Decimal, row: dict) -> str:
    return format_money(amount, row["currency"], language())


def _chart(row: dict) -> Bars:
    pairs = ((_("Promised"), row["promised"]), (_("Received"), row["received"]))
    return Bars(
        tuple(Bar(label, max(amount, Decimal(0)), _money(amount, row)) for label, amount in pairs), row["currency"]
    )


def _reported(line: Transaction) -> Cell:
    amount = format_money(line.amount, line.currency, language())
    agreement = agreement_cell(line.agreement)
    source = line.source.citation if line.source.is_public else _("internal source")
    # Worded differently from the column, which counts promises and receipts: a reported value is neither.
    unchecked = _("as reported, not yet compared")
    if line.scope == Transaction.Scope.PROGRAMME:
        amount = f"{amount}, {line.get_scope_display().lower()}"
    if not line.checked_on:
        source = f"{source}; {unchecked}"
    return Cell(line.amount, agreement.text, f"{agreement.url}#money", agreement.lang, f"{amount} ({source})")
