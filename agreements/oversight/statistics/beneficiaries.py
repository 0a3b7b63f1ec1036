"""Figure on beneficiaries: how many are served, by unit, as far as the numbers may be added up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import Agreement, BeneficiaryCount
from agreements.record.beneficiaries import count_label, served_by_unit
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.tables.table import Column, ColumnKind

from .figure import Bar, Bars, Cell, StatisticFigure, count_cell, number, shown
from .results import MOST_LINES, agreement_cell

SERVED = BeneficiaryCount.Kind.SERVED


@dataclass
class UnitSum:
    """The numbers of one unit: `parts` by agreement, which may be added up, and how many could not be."""

    parts: list[tuple[Agreement, int]] = field(default_factory=list)
    not_added: int = 0
    unchecked: int = 0

    @property
    def number(self) -> int:
        return sum(served for _agreement, served in self.parts)


def served_beneficiaries(today: date, examples: bool) -> StatisticFigure:
    """Sum the checked numbers of those served, each unit for itself, and say over how many agreements it speaks."""
    rows = BeneficiaryCount.objects.in_public().filter(kind=SERVED).select_related("source")
    agreements = list(
        shown(examples)
        .filter(beneficiaries__in=rows)
        .distinct()
        .order_by("title", "pk")
        .prefetch_related(Prefetch("beneficiaries", rows.order_by("pk")))
    )
    sums = _sums(agreements)
    summed = [(unit, one) for unit, one in sums.items() if one.parts]
    lines = [(agreement, row) for agreement in agreements for row in agreement.beneficiaries.all()]
    return StatisticFigure(
        slug="penerima-manfaat",
        name=_("Beneficiaries served"),
        finding=_("Served according to checked sources: %(numbers)s")
        % {"numbers": "; ".join(_words(unit, one) for unit, one in summed)},
        rule=_(
            "Only numbers of those served that were compared with their source, each unit for itself; numbers that are "
            "only expected stay outside. Of one group the latest number counts. An agreement is left out of a unit "
            "where its sources disagree or its groups may overlap. Whoever benefits from two agreements is counted in "
            "each. n counts agreements."
        ),
        n=len({agreement.pk for _unit, one in summed for agreement, _served in one.parts}),
        is_fact=True,
        columns=(
            Column("unit", gettext_lazy("Unit")),
            Column("served", gettext_lazy("Served"), ColumnKind.INTEGER),
            Column("agreements", gettext_lazy("Agreements counted"), ColumnKind.INTEGER),
            Column("not_added", gettext_lazy("Agreements that cannot be added"), ColumnKind.INTEGER),
            Column("unchecked", gettext_lazy("Numbers not yet checked"), ColumnKind.INTEGER),
        ),
        rows=tuple(_row(unit, one) for unit, one in sums.items()),
        charts=tuple(_chart(unit, one) for unit, one in summed),
        lines_title=_("Numbers of those served, as their sources give them"),
        lines=tuple(_line(agreement, row) for agreement, row in lines[:MOST_LINES]),
        more_lines=len(lines) > MOST_LINES,
    )


def _sums(agreements: Iterable[Agreement]) -> dict[str, UnitSum]:
    """Return the sum of each unit that occurs, in the order of the units."""
    sums = {unit: UnitSum() for unit in BeneficiaryCount.Unit.values}
    for agreement in agreements:
        for unit, served in served_by_unit(agreement.beneficiaries.all()).items():
            if served is None:
                sums[unit].not_added += 1
            else:
                sums[unit].parts.append((agreement, served))
        for row in agreement.beneficiaries.all():
            sums[row.unit].unchecked += not row.is_checked
    return {unit: one for unit, one in sums.items() if one.parts or one.not_added or one.unchecked}


def _words(unit: str, one: UnitSum) -> str:
    text = ngettext("%(served)s in %(count)d agreement", "%(served)s in %(count)d agreements", len(one.parts))
    return text % {"served": count_label(one.number, unit), "count": len(one.parts)}


def _chart(unit: str, one: UnitSum) -> Bars:
    """Return a bar for each agreement, the largest first; a unit has a scale of its own."""
    largest = sorted(one.parts, key=lambda part: -part[1])[:MOST_LINES]
    cells = [(agreement_cell(agreement), served) for agreement, served in largest]
    bars = (Bar(cell.text, served, number(served), lang=cell.lang) for cell, served in cells)
    return Bars(tuple(bars), str(BeneficiaryCount.Unit(unit).label))


def _row(unit: str, one: UnitSum) -> tuple[Cell, ...]:
    """Return the row of a unit. Without a number that may be added it says so in words instead of showing zero."""
    label = str(BeneficiaryCount.Unit(unit).label)
    served = count_cell(one.number) if one.parts else Cell(None, _("no number that may be added"))
    return Cell(label, label), served, *map(count_cell, (len(one.parts), one.not_added, one.unchecked))


def _line(agreement: Agreement, row: BeneficiaryCount) -> Cell:
    cell = agreement_cell(agreement)
    source = row.source.citation if row.source.is_public else _("internal source")
    note = f"{count_label(row.number, row.unit)}, {localised(row, 'group')} ({source}"
    note += f"; {row.as_of})" if row.as_of else ")"
    if not row.is_checked:
        note = _("%(number)s – not yet checked") % {"number": note}
    return Cell(row.number, cell.text, f"{cell.url}#beneficiaries", cell.lang, note)
