"""Daftar Informasi Publik dan Daftar Informasi yang Dikecualikan, for the information officer (PPID).

UU 14/2008 asks for the first of every public body and allows the second only after a test of consequences; how the
lists have to look was not read. Both tell of records and documents of the register.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Document
from agreements.record.names import known_title
from agreements.record.permissions import documents_for
from agreements.record.wording import day_label
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.files.private_files import EXTENSION_OF
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

from . import cells
from .parameters import Disclosure, Parameters
from .records import agreements_in, filter_lines, with_parts
from .report import Report, lines, table_of

DEFINITIONS = {
    Disclosure.PUBLIC: (
        gettext_lazy("Listed are records and documents that everybody can read in the register."),
        gettext_lazy("Dated: the day of the document; of a record the day of signing of its text."),
    ),
    Disclosure.EXEMPT: (
        gettext_lazy(
            "Listed are records and documents of the class “exempt”, each with its ground (UU 14/2008 Article 17) and "
            "the decision of the PPID, where it is recorded. A document of an exempt record is exempt with it."
        ),
    ),
}


class Line(NamedTuple):
    """A record, or a document of it."""

    agreement: Agreement
    document: Document | None

    @property
    def classified(self):
        return self.document or self.agreement


def information(parameters: Parameters, today: date, user) -> Report:
    """Return the list `disclosure`."""
    which = Disclosure(parameters.disclosure)
    found = list(_lines(which, parameters, today, user))
    is_public = which == Disclosure.PUBLIC
    return Report(
        **table_of([*COMMON, *(OPEN if is_public else CLOSED)], found, _key)._asdict(),
        title=_("List of public information") if is_public else _("List of exempt information"),
        as_of=today,
        filters=filter_lines(parameters),
        definitions=tuple(map(str, DEFINITIONS[which])),
    )


def _lines(which: Disclosure, parameters: Parameters, today: date, user) -> Iterator[Line]:
    wanted = PublicationClass.PUBLIC if which == Disclosure.PUBLIC else PublicationClass.EXEMPT
    agreements = with_parts(agreements_in(parameters, today, user))
    documents: dict[int, list[Document]] = {}
    seen = Document.objects.alive().filter(agreement__in=agreements.order_by().values("pk"))
    for one in documents_for(user, seen).select_related("agreement").order_by("pk"):
        if one.effective_class == wanted:
            documents.setdefault(one.agreement_id, []).append(one)
    for row in agreements:
        if row.publication_class == wanted:
            yield Line(row, None)
        for one in documents.get(row.pk, []):
            yield Line(row, one)


def _key(line: Line) -> str:
    number = line.agreement.register_number
    return f"{number}/{line.document.pk}" if line.document else number


def _dated(line: Line) -> KnownDate:
    if line.document:
        return line.document.dated
    paper = cells.paper_of(line.agreement)
    return paper.signed_on if paper else KnownDate.unknown()


def _ground(line: Line) -> str | None:
    """The ground of the document itself, else that of its record."""
    rows = (line.classified, line.agreement)
    return next((str(one.get_exempt_ground_display()) for one in rows if one.exempt_ground), None)


def _of_decision(cell):
    return lambda line: next((found for one in (line.classified, line.agreement) if (found := cell(one))), None)


COMMON: list[TableColumn] = [
    (cells.REGISTER_NUMBER[0], lambda line: line.agreement.register_number),
    (
        Column("information", gettext_lazy("Information"), width=44),
        lambda line: line.document.title if line.document else known_title(line.agreement),
    ),
    (
        Column("kind", gettext_lazy("Kind"), width=24),
        lambda line: str(line.document.get_kind_display()) if line.document else _("Record of the register"),
    ),
    (Column("keeper", gettext_lazy("Office that has it"), width=28), lambda line: cells.offices(line.agreement)),
    (Column("dated", gettext_lazy("Dated"), ColumnKind.KNOWN_DATE), _dated),
]
OPEN: list[TableColumn] = [
    (
        Column("form", gettext_lazy("Form"), width=14),
        lambda line: EXTENSION_OF.get(line.document.media_type, "").upper() if line.document else _("Web page"),
    ),
    (
        Column("scope", gettext_lazy("Summary"), width=50),
        lambda line: None if line.document else localised(line.agreement, "summary"),
    ),
]
CLOSED: list[TableColumn] = [
    (Column("ground", gettext_lazy("Ground (UU 14/2008 Art. 17)"), width=24), _ground),
    (Column("reason", gettext_lazy("Reason"), width=40), _of_decision(lambda one: one.exempt_reason)),
    (
        Column("decision", gettext_lazy("PPID decision"), width=26),
        _of_decision(lambda one: lines([one.exempt_decision_number, day_label(one.exempt_decision_on)])),
    ),
    (
        Column("review_on", gettext_lazy("To be reviewed on"), ColumnKind.DATE),
        _of_decision(lambda one: one.exempt_review_on),
    ),
]
