"""Buku Register Kerja Sama Luar Negeri: every international cooperation of the city, one row each."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.models import Agreement
from agreements.record.old_texts import unknown_facts
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

from . import cells
from .parameters import Exempt, Parameters
from .records import agreements_in, filter_lines, with_parts, with_status
from .report import Fold, Report, lines, table_of

DEFINITIONS = (
    gettext_lazy("Listed is every cooperation of this city in the register, before and after its signing."),
    gettext_lazy(
        "Text: the signed agreement; without one the last signed Letter of Intent. Its year is that of the signing."
    ),
    gettext_lazy("Time left: days until the recorded end; empty where no end is recorded or it has passed."),
    gettext_lazy("Status: as the register derives it from stages, days and evidence; nobody types it."),
    gettext_lazy("Letters of DPRD, Mendagri and Menlu: number, day and outcome of the last answer."),
)
FOLDS = (
    Fold(gettext_lazy("Register number / year"), ("register_number", "year"), width=13),
    Fold(gettext_lazy("Partner / place / kind of partner"), ("partners", "places", "partner_kinds"), width=20),
    Fold(gettext_lazy("Title"), ("title",), width=24),
    Fold(
        gettext_lazy("Text and numbers"),
        ("paper_kind", "our_number", "their_number"),
        labelled=True,
        width=19,
    ),
    Fold(gettext_lazy("Signatories"), ("our_signatory", "their_signatory"), labelled=True, width=18),
    Fold(gettext_lazy("Term"), ("starts_on", "ends_on", "duration", "days_left"), labelled=True, width=18),
    Fold(gettext_lazy("Status"), ("status",), width=12),
    Fold(gettext_lazy("Field and scope"), ("fields", "scope"), width=26),
    Fold(gettext_lazy("Offices"), ("offices",), width=16),
    Fold(
        gettext_lazy("Letters of DPRD, Mendagri, Menlu"),
        tuple(key for key, *_rest in cells.LETTER_STEPS),
        labelled=True,
        width=18,
    ),
    Fold(gettext_lazy("Remarks and documents"), ("remarks", "documents"), labelled=True, width=18),
)


def register_book(parameters: Parameters, today: date, user) -> Report:
    """Return the register of the day, by register number."""
    rows = with_status(with_parts(agreements_in(parameters, today, user)).prefetch_related("documents"), today)
    table = table_of(_columns(today, parameters), rows, lambda row: row.register_number)
    return Report(
        **table._asdict(),
        title=_("Register of international cooperation"),
        as_of=today,
        filters=filter_lines(parameters),
        definitions=tuple(map(str, DEFINITIONS)),
        folds=FOLDS,
        moving=frozenset({"days_left"}),
    )


def _columns(today: date, parameters: Parameters) -> list[TableColumn]:
    return [
        cells.REGISTER_NUMBER,
        (Column("year", gettext_lazy("Year"), width=8), _year),
        (Column("partners", gettext_lazy("Partner"), width=28), cells.partners),
        (Column("places", gettext_lazy("Country and city"), width=20), cells.places),
        (Column("partner_kinds", gettext_lazy("Kind of partner"), width=20), cells.partner_kinds),
        cells.TITLE,
        (Column("paper_kind", gettext_lazy("Text"), width=20), cells.paper_kind),
        (Column("our_number", gettext_lazy("Our number"), width=22), cells.numbers(ours=True)),
        (Column("their_number", gettext_lazy("Number of the other side"), width=22), cells.numbers(ours=False)),
        (Column("our_signatory", gettext_lazy("Our signatory"), width=24), cells.signatories(ours=True)),
        (
            Column("their_signatory", gettext_lazy("Signatory of the other side"), width=24),
            cells.signatories(ours=False),
        ),
        (Column("starts_on", gettext_lazy("Starts on"), ColumnKind.KNOWN_DATE), cells.starts_on),
        cells.ENDS_ON,
        (Column("duration", gettext_lazy("Duration"), width=18), cells.duration),
        (Column("days_left", gettext_lazy("Time left"), width=14), lambda row: cells.days_left(row, today)),
        cells.STATUS,
        (Column("fields", gettext_lazy("Fields (UU 23/2014 Art. 367)"), width=34), cells.fields),
        (Column("scope", pgettext_lazy("of a report", "Scope"), width=50), cells.scope),
        cells.OFFICES,
        *cells.letter_columns(),
        (Column("remarks", gettext_lazy("Remarks"), width=40), lambda row: lines(unknown_facts(row))),
        (Column("documents", gettext_lazy("Documents"), width=30), _documents(parameters)),
    ]


def _year(row: Agreement) -> str | None:
    """The year in which the text was signed, as far as it is known."""
    paper = cells.paper_of(row)
    if paper is None or paper.signed_on.latest is None:
        return None
    first, last = paper.signed_on.earliest, paper.signed_on.latest
    return str(last.year) if first and first.year == last.year else str(paper.signed_on)


def _documents(parameters: Parameters):
    with_exempt = parameters.exempt == Exempt.MARKED
    return lambda row: cells.documents(row, lambda one: f"{one.get_kind_display()}: {one.title}", exempt=with_exempt)
