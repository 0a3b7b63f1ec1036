"""What came of the agreements: verified results, year by year, and money promised against money received."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.lifecycle import END_STAGES, STAGE_GROUPS, Group
from agreements.models import Agreement, Measurement, Transaction
from agreements.status import group_q, silence_limit
from jambi_coop.lib.language import localised, missing_in_english
from jambi_coop.lib.money import format_money
from jambi_coop.lib.tables import Column, Kind

from .figure import LINES, Bar, Bars, Cell, Figure, count_cell, language, list_url, out_of, share, shown

YEARS = 6
MOST_LINES = 20
SLUG = "hasil"
RUNNING = [stage for stage, group in STAGE_GROUPS.items() if group == Group.IN_FORCE]
OVER = [stage for stage, group in END_STAGES.items() if group == Group.ENDED]
Money = Transaction.Kind


def in_force_q(year: int, today: date) -> Q:
    """In force on some day of `year` (of the present one: up to today), as far as the dates tell.

    It had begun, and it neither ended before the year nor had been silent for the years of the settings
    without a known end; of what is over without a known day, the day of its last stage counts.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun = Q(digest__anchor_on__lte=last)
    ends_unknown = Q(digest__ends_latest__isnull=True)
    in_time = Q(digest__ends_latest__gte=first)
    heard_of = Q(digest__evidence_on__gte=silence_limit(min(last, today)))
    ended = Q(ended_on_latest__gte=first) | Q(ended_on_latest__isnull=True, stage_as_of_latest__gte=first)
    running = Q(stage__in=RUNNING) & (in_time | (ends_unknown & heard_of))
    over = Q(stage__in=OVER) & ended & (in_time | ends_unknown)
    return begun & (running | over)


def proven() -> QuerySet:
    """Agreements with a result that was approved and compared with its evidence; `first` is its earliest period."""
    verified = {
        "indicators__is_public": True,
        "indicators__measurements__state": Measurement.State.APPROVED,
        "indicators__measurements__checked_on__isnull": False,
    }
    return shown().filter(**verified).annotate(first=Min("indicators__measurements__period_latest"))


def by_verified_result(today: date) -> Figure:
    years = range(today.year - YEARS + 1, today.year + 1)
    totals = shown().aggregate(
        now=Count("pk", filter=group_q(Group.IN_FORCE, today)),
        **{f"y{year}": Count("pk", filter=in_force_q(year, today)) for year in years},
    )
    parts = proven().aggregate(
        **{f"y{year}": Count("pk", filter=in_force_q(year, today) & Q(first__lte=date(year, 12, 31))) for year in years}
    )
    agreements = list(proven().order_by("title", "pk")[: MOST_LINES + 1])
    part, total = parts[f"y{today.year}"], totals[f"y{today.year}"]
    # The list knows today only: no link where an agreement ended in the course of the year.
    in_force_url = list_url("agreements:list", status=Group.IN_FORCE.value) if total == totals["now"] else ""
    finding = _("In %(year)d, %(part)d of %(total)d agreements in force had at least one verified result%(share)s")
    return Figure(
        slug=SLUG,
        name=_("Agreements in force with a verified result, by year"),
        finding=finding % {"year": today.year, "part": part, "total": total, "share": share(part, total)},
        rule=ngettext(
            "Counted are agreements that had begun by the end of the year and had not ended before it; one without a "
            "known end only as long as dated evidence is not older than %(years)d year. A result is verified when its "
            "value was approved and compared with its evidence; its period lies in that year or before.",
            "Counted are agreements that had begun by the end of the year and had not ended before it; one without a "
            "known end only as long as dated evidence is not older than %(years)d years. A result is verified when its "
            "value was approved and compared with its evidence; its period lies in that year or before.",
            settings.STATUS_UNKNOWN_YEARS,
        )
        % {"years": settings.STATUS_UNKNOWN_YEARS},
        n=total,
        columns=(
            Column("year", gettext_lazy("Year"), Kind.INTEGER),
            Column("in_force", gettext_lazy("In force"), Kind.INTEGER),
            Column("with_result", gettext_lazy("With a verified result"), Kind.INTEGER),
        ),
        rows=tuple(
            (
                Cell(year, str(year)),
                count_cell(totals[f"y{year}"], in_force_url if year == today.year else ""),
                count_cell(parts[f"y{year}"], f"#{SLUG}{LINES}"),
            )
            for year in years
        ),
        charts=(
            Bars(
                tuple(
                    Bar(str(year), parts[f"y{year}"], out_of(parts[f"y{year}"], totals[f"y{year}"]), totals[f"y{year}"])
                    for year in years
                )
            ),
        ),
        lines_title=_("Agreements with a verified result"),
        lines=tuple(agreement_cell(row) for row in agreements[:MOST_LINES]),
        more_lines=len(agreements) > MOST_LINES,
    )


def agreement_cell(agreement: Agreement) -> Cell:
    """Its title as a link to its page."""
    title = localised(agreement, "title")
    lang = "id" if missing_in_english(agreement, "title") else ""
    return Cell(title, title, agreement.get_absolute_url(), lang)


def by_currency(today: date) -> Figure:
    lines = Transaction.objects.filter(is_public=True, agreement__in=shown())
    counted = (
        lines.countable()
        .order_by("currency")
        .values("currency")
        .annotate(
            n=Count("pk"),
            promised=Sum("amount", filter=Q(kind=Money.COMMITMENT), default=Decimal(0)),
            received=Sum("amount", filter=Q(kind=Money.RECEIVED), default=Decimal(0)),
        )
    )
    rows = list(counted)
    reported = list(
        lines.filter(kind=Money.REPORTED)
        .select_related("agreement", "source")
        .order_by("agreement__title", "pk")[: MOST_LINES + 1]
    )
    words = "; ".join(
        _("%(received)s of %(promised)s")
        % {"received": _money(row["received"], row), "promised": _money(row["promised"], row)}
        for row in rows
    )
    return Figure(
        slug="uang",
        name=_("Money promised and received"),
        finding=_("Of what was promised has been received: %(amounts)s") % {"amounts": words},
        rule=_(
            "Only commitments and receipts that were compared with their source, each currency for itself; nothing is "
            "converted. Values as reported by a source are listed beside them and added up nowhere. n counts lines."
        ),
        n=sum(row["n"] for row in rows),
        columns=(
            Column("currency", gettext_lazy("Currency")),
            Column("promised", gettext_lazy("Promised"), Kind.MONEY),
            Column("received", gettext_lazy("Received"), Kind.MONEY),
        ),
        rows=tuple(
            (
                Cell(row["currency"], row["currency"]),
                Cell(row["promised"], _money(row["promised"], row)),
                Cell(row["received"], _money(row["received"], row)),
            )
            for row in rows
        ),
        charts=tuple(_chart(row) for row in rows),
        lines_title=_("Values as reported by a source"),
        lines=tuple(_reported(line) for line in reported[:MOST_LINES]),
        more_lines=len(reported) > MOST_LINES,
    )


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
    return Cell(line.amount, agreement.text, f"{agreement.url}#money", agreement.lang, f"{amount} ({source})")
