"""Status koordinasi: which paper is with whom, since when, and what the city sends next.

The rows are those of the coordination desk (`agreements.before_signing.coordination_desk`), narrowed to what the
user may see.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.before_signing.coordination_desk import own_rows, rows_of, unsent, with_others, with_ourselves
from agreements.lifecycle.vocabulary import Holder
from agreements.models import Agreement
from agreements.record.letters import reminders
from agreements.record.working_days import extra_days
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

from . import cells
from .parameters import Parameters
from .records import agreements_in, filter_lines
from .report import Report, lines, table_of

DEFINITIONS = (
    gettext_lazy(
        "Listed is every paper of the present stage that is with others, then what the city itself has to send."
    ),
    gettext_lazy("Days count from the receipt of the letter, else from its sending; without either they are empty."),
    gettext_lazy(
        "The one limit that is known is that of the DPRD: 45 working days from receipt (PP 28/2018 Article 30). The "
        "law gives the others no limit."
    ),
)


class Line(NamedTuple):
    """One paper: its agreement, and the row of the desk."""

    agreement: Agreement
    holder: str
    found: dict


def coordination(parameters: Parameters, today: date, user) -> Report:
    """Return the papers with others, the longest first, and those of the city."""
    seen = agreements_in(parameters, today, user).order_by().values("pk")
    found = list(_lines(seen, today))
    return Report(
        **table_of(_columns(), found, _key)._asdict(),
        title=_("State of the coordination"),
        as_of=today,
        filters=filter_lines(parameters),
        definitions=tuple(map(str, DEFINITIONS)),
        moving=frozenset({"days", "limit"}),
    )


def _lines(seen, today: date) -> Iterator[Line]:
    steps = with_others().filter(agreement__in=seen).select_related("agreement")
    steps = steps.prefetch_related(Prefetch("letters", reminders(), to_attr="reminders"))
    for row in rows_of(steps, today, extra_days()):
        yield Line(row["agreement"], str(row["step"].get_holder_display()), row)
    ours = with_ourselves().filter(pk__in=seen).prefetch_related(Prefetch("steps", unsent(), to_attr="unsent"))
    for row in own_rows(ours, today):
        yield Line(row["agreement"], str(Holder.CITY.label), row)


def _key(line: Line) -> str:
    step = line.found.get("step")
    return f"{line.agreement.register_number}/{step.pk}" if step else line.agreement.register_number


def _of_step(name: str):
    return lambda line: getattr(line.found["step"], name) if "step" in line.found else None


def _known_of_step(name: str):
    return lambda line: getattr(line.found["step"], name) if "step" in line.found else KnownDate.unknown()


def _columns() -> list[TableColumn]:
    return [
        (cells.REGISTER_NUMBER[0], lambda line: line.agreement.register_number),
        (cells.TITLE[0], lambda line: cells.title(line.agreement)),
        (Column("stage", gettext_lazy("Stage"), width=28), _stage),
        (Column("holder", pgettext_lazy("where a paper lies", "With"), width=20), lambda line: line.holder),
        (Column("letter_number", gettext_lazy("Letter number"), width=20), _of_step("letter_number")),
        (Column("sent_on", gettext_lazy("Sent on"), ColumnKind.KNOWN_DATE), _known_of_step("sent_on")),
        (Column("received_on", gettext_lazy("Received on"), ColumnKind.KNOWN_DATE), _known_of_step("received_on")),
        (Column("days", gettext_lazy("Days"), width=12), lambda line: line.found["days"]),
        (Column("limit", gettext_lazy("Limit"), width=22), lambda line: line.found.get("limit")),
        (Column("next", gettext_lazy("Reminded, or sent next"), width=30), _next),
    ]


def _stage(line: Line) -> str | None:
    step = line.found.get("step")
    if step is None:
        return str(line.agreement.get_stage_display())
    return " ".join(filter(None, [str(step.get_stage_display()), line.found["round"]]))


def _next(line: Line) -> str | None:
    reminded = line.found.get("reminded")
    return lines([_("Reminded: %(days)s") % {"days": reminded} if reminded else None, line.found.get("next_letter")])
