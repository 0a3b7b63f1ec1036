"""Rekapitulasi kerja sama: how many there are by country, by field of the law or by office, and where they stand."""

from collections.abc import Callable, Iterable
from datetime import date

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement
from agreements.record.condition import Condition
from agreements.record.status import LIST_LABELS
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

from . import cells
from .parameters import Grouping, Parameters
from .records import SUMS, WithStatus, agreements_in, checked_totals, filter_lines, with_parts, with_status
from .report import Report, table_of

DEFINITIONS = (
    gettext_lazy(
        "Counted is every cooperation of this city in the register. One with several countries, fields or offices is "
        "counted in each of them; the last row counts each cooperation once."
    ),
    gettext_lazy("Columns of status: as the register derives it on the day; each cooperation stands in one of them."),
    gettext_lazy("Signed: with a signed agreement; a Letter of Intent alone is not counted there."),
    gettext_lazy("Not confirmed: nobody has confirmed what happened after the last recorded event."),
    SUMS,
)
TITLES = {
    Grouping.COUNTRY: gettext_lazy("Summary of cooperation by country"),
    Grouping.FIELD: gettext_lazy("Summary of cooperation by field"),
    Grouping.OFFICE: gettext_lazy("Summary of cooperation by office"),
}
HEADINGS = {
    Grouping.COUNTRY: gettext_lazy("Country"),
    Grouping.FIELD: gettext_lazy("Field (UU 23/2014 Art. 367)"),
    Grouping.OFFICE: gettext_lazy("Office"),
}
NONE = {
    Grouping.COUNTRY: gettext_lazy("International bodies, or country not recorded"),
    Grouping.FIELD: gettext_lazy("Not classified"),
    Grouping.OFFICE: gettext_lazy("No office recorded"),
}


def recap(parameters: Parameters, today: date, user) -> Report:
    """Return the counts of the day by `by`."""
    by = Grouping(parameters.by)
    rows = with_status(with_parts(agreements_in(parameters, today, user)), today)
    groups: dict[str, list[WithStatus]] = {}
    for row in rows:
        for name in GROUPS[by](row) or [""]:
            groups.setdefault(name, []).append(row)
    ordered = [(name, groups[name]) for name in sorted(groups, key=lambda name: (name == "", name.casefold()))]
    table = table_of(_columns(by), ordered, lambda group: group[0] or "-")
    return Report(
        **table._asdict(),
        title=str(TITLES[by]),
        as_of=today,
        filters=filter_lines(parameters),
        count_row=(None, _("Cooperations in all"), *_counts(rows)) if rows else None,
        totals=checked_totals(rows),
        definitions=tuple(map(str, DEFINITIONS)),
    )


def _countries(row: Agreement) -> list[str]:
    """Countries of the partners; "" once where a partner has none and no other has."""
    language = get_language() or "id"
    names = (country_name(party.partner.country, language) for party in row.parties.all())
    return sorted(set(filter(None, names)))


def _fields(row: Agreement) -> list[str]:
    return [f"{one.letter}. {localised(one, 'name')}" for one in row.legal_fields.all()]


def _offices(row: Agreement) -> list[str]:
    found = [row.lead_office, *row.supporting_offices.all()]
    return list(dict.fromkeys(filter(None, map(cells.office_label, found))))


GROUPS: dict[Grouping, Callable[[Agreement], list[str]]] = {
    Grouping.COUNTRY: _countries,
    Grouping.FIELD: _fields,
    Grouping.OFFICE: _offices,
}


def _counts(rows: Iterable[WithStatus]) -> list[int]:
    """The numbers of one row: all, by status, signed, not confirmed."""
    rows = list(rows)
    by_status = [sum(row.status.group == group for row in rows) for group in StatusGroup]
    unconfirmed = sum(row.verdict is not None and row.verdict.condition == Condition.UNCONFIRMED for row in rows)
    return [len(rows), *by_status, sum(row.digest.signed_text == "agreement" for row in rows), unconfirmed]


def _columns(by: Grouping) -> list[TableColumn]:
    headers = [
        pgettext_lazy("how many", "Number"),
        *(LIST_LABELS[group.value] for group in StatusGroup),
        pgettext_lazy("how many", "Signed"),
        Condition.UNCONFIRMED.label,
    ]
    counts = [_count_column(place, header) for place, header in enumerate(headers)]
    return [(Column("group", HEADINGS[by], width=18), lambda group: group[0] or str(NONE[by])), *counts]


def _count_column(place: int, header) -> TableColumn:
    return Column(f"count_{place}", header, ColumnKind.INTEGER, 13), lambda group: _counts(group[1])[place]
