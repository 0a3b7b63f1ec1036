"""Agreements as a table for downloads: a column is a function of the row. The public columns are a white list.

Columns are only ever added at the end, since spreadsheets of others rely on their order.

To add a column: touch the last block of `PUBLIC`, which `STAFF` ends with as well, or the end of `STAFF` alone; what
it reads of other tables in `with_rows`; the lists of keys in `tests/agreements/exchange/test_agreement_columns.py`.
More: `docs/how-to/spreadsheet-column.md`.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, BeneficiaryCount, FollowUp, Office, Party, Sector, Signature
from agreements.record.beneficiaries import count_label, served_by_unit
from agreements.record.instruments import text_of
from agreements.record.old_texts import unknown_facts
from agreements.record.status import status_of
from agreements.record.verdict import verdict_of
from agreements.record.wording import kind_label
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.records.language import localised
from jambi_coop.lib.tables.table import (
    Column,
    ColumnKind,
    TableColumn,
    plain,
    table_rows,
    word,
)
from partners.models import Partner

SEPARATOR = "; "
CHUNK = 500
"""Agreements in memory at a time."""


def agreement_table(
    agreements: QuerySet, *, staff: bool, today: date, language: str
) -> tuple[list[Column], Iterator[tuple]]:
    """Return the columns, and the rows in the order of `agreements`, in one language.

    `staff` adds internal columns and partners. Which agreements may be seen is decided by `agreements`. Rows are read
    in chunks, with a fixed number of queries each.
    """
    columns = STAFF if staff else PUBLIC
    rows = with_rows(agreements, staff=staff, today=today).iterator(CHUNK)
    return [column for column, _cell in columns], table_rows(columns, _on(today, rows), language)


def with_rows(agreements: QuerySet, *, staff: bool, today: date) -> QuerySet:
    """Load the rows of other tables that the columns read; without `staff` only public ones."""
    partners = Partner.objects.all() if staff else Partner.objects.public()
    parties = Party.objects.filter(partner__in=partners).select_related("partner").order_by("pk")
    follow_ups = FollowUp.objects.all() if staff else FollowUp.objects.public()
    counts = BeneficiaryCount.objects.all() if staff else BeneficiaryCount.objects.in_public()
    return (
        agreements.on(today)
        .select_related("digest", "stretch", "lead_office", "assessment", "parent")
        .prefetch_related(
            "legal_fields",
            "instruments__signatures",
            "steps",
            Prefetch("sectors", Sector.objects.order_by("pk")),
            Prefetch("supporting_offices", Office.objects.order_by("pk")),
            Prefetch("parties", parties, to_attr="shown_parties"),
            Prefetch("beneficiaries", counts.select_related("source").order_by("pk")),
        )
        .annotate(
            follow_ups_recorded=_counted(follow_ups),
            done=_counted(follow_ups.done()),
            late=_counted(follow_ups.overdue(today)),
        )
    )


def _counted(follow_ups: QuerySet) -> Coalesce:
    mine = follow_ups.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def _on(today: date, rows: Iterable[Agreement]) -> Iterator[Agreement]:
    """Set the `verdict` (None if no condition is shown) and the `status` of each row on the day of the file."""
    for row in rows:
        row.verdict, row.status = verdict_of(row, today), status_of(row, today)
        yield row


# --- cells -------------------------------------------------------------------------------------------


def _joined(texts: Iterable[str]) -> str | None:
    """Join the texts, each once, in order; None if there are none."""
    return SEPARATOR.join(dict.fromkeys(filter(None, texts))) or None


def _mark(row: Agreement) -> str | None:
    """Return the mark of a row that does not count: an example or a comparison case."""
    if row.is_example:
        return gettext("example")
    return gettext("comparison") if row.is_comparison else None


def _country(party: Party) -> str:
    code = party.partner.country
    return country_name(code, get_language() or "id") if code else ""


def _public_parent(row: Agreement) -> str | None:
    shown = row.parent is not None and row.parent.is_public and not row.parent.in_trash
    return row.parent.register_number if shown else None


def _beneficiaries(row: Agreement) -> str | None:
    """Return every number of beneficiaries with kind, group, day and source, as its source gives it."""
    return _joined(_beneficiary(one) for one in row.beneficiaries.all())


def _beneficiary(one: BeneficiaryCount) -> str:
    source = one.source.citation if one.source.is_public else gettext("internal source")
    checked = gettext("Checked") if one.is_checked else gettext("Not yet checked")
    facts = ", ".join(filter(None, [one.get_kind_display(), str(one.as_of) if one.as_of else "", source, checked]))
    return f"{count_label(one.number, one.unit)}: {localised(one, 'group')} ({facts})"


def _served(unit: BeneficiaryCount.Unit, header) -> TableColumn:
    """Return a column with the checked number of those served in one unit; empty where none may be added up."""
    column = Column(f"served_{unit}", header, ColumnKind.INTEGER, 12)
    return column, lambda row: served_by_unit(row.beneficiaries.all()).get(unit)


def _is_open_ended(row: Agreement) -> bool | None:
    """None while no end and no open-ended text is recorded: the term is not known then."""
    return True if row.digest.open_ended else (False if row.digest.ends_latest else None)


def _of_follow_ups(key: str, header) -> TableColumn:
    """Return a column with a number of follow-ups; empty where none is recorded, which is not the same as none."""
    column = Column(key, header, ColumnKind.INTEGER, 10)
    return column, lambda row: getattr(row, key) if row.follow_ups_recorded else None


def _signed_at_visit(row: Agreement) -> bool | None:
    """None if there is no assessment before signing."""
    return None if row.digest.analysis_not_done is None else row.digest.signed_at_visit


def _instrument(row: Agreement) -> str | None:
    """Return the kinds of its signed papers, or that it is known to be without a text."""
    if row.without_text:
        return gettext("Without a text")
    return _joined(str(one.get_kind_display()) for one in row.instruments.all() if one.is_signed)


def _of_city(name: str, key: str, header, kind: ColumnKind = ColumnKind.TEXT, width: float = 14) -> TableColumn:
    """Return a column with what the city's signature under the text of the agreement says."""

    def cell(row: Agreement):
        text = text_of(row)
        sides = text.signatures.all() if text is not None else ()
        return next((getattr(one, name) for one in sides if one.side == Signature.Side.CITY), None)

    return Column(key, header, kind, width), cell


def _of_digest(key: str, header, kind: ColumnKind = ColumnKind.INTEGER, width: float = 10) -> TableColumn:
    return Column(key, header, kind, width), lambda row: getattr(row.digest, key)


def _of_results(key: str, header) -> TableColumn:
    """Return a column with a number of results; empty where no result was promised, which is not the same as none."""
    column, cell = _of_digest(key, header)
    return column, lambda row: cell(row) if row.digest.results_promised else None


def _day(key: str, header) -> TableColumn:
    """Return a column with the local day of a timestamp."""
    return Column(key, header, ColumnKind.DATE), lambda row: timezone.localtime(getattr(row, key)).date()


FIRST: list[TableColumn] = [
    plain("register_number", _("Register number"), width=18),
    (Column("mark", _("Record type"), width=12), _mark),
    plain("title", _("Title"), width=50),
    plain("title_en", _("Title in English"), width=50),
    plain("region", _("Region")),
    (
        Column("kind", _("Kind"), width=24),
        lambda row: kind_label(row, (party.partner.level for party in row.shown_parties)),
    ),
    (Column("status", _("Status on the day of the file"), width=22), lambda row: row.status.word),
    (
        Column("partners", _("Partners"), width=36),
        lambda row: _joined(party.partner.name for party in row.shown_parties),
    ),
    (Column("countries", _("Countries"), width=20), lambda row: _joined(map(_country, row.shown_parties))),
    (
        Column("fields", _("Fields (UU 23/2014 Art. 367)"), width=36),
        lambda row: _joined(f"{one.letter}. {localised(one, 'name')}" for one in row.legal_fields.all()),
    ),
    (
        Column("sectors", _("Sectors"), width=24),
        lambda row: _joined(localised(one, "name") for one in row.sectors.all()),
    ),
    word("legal_form", _("Legal form"), width=24),
    (Column("instrument", _("Instrument"), width=20), _instrument),
    word("city_role", _("Role of the city")),
    (
        Column("lead_office", _("Lead office"), width=32),
        lambda row: localised(row.lead_office, "name") if row.lead_office else None,
    ),
    (
        Column("supporting", _("Supporting offices"), width=32),
        lambda row: _joined(localised(one, "name") for one in row.supporting_offices.all()),
    ),
    _of_city("number", "city_document_number", _("The city's document number"), width=24),
    plain("signed_on", _("Signed on"), ColumnKind.KNOWN_DATE),
    _of_city("place", "city_signed_place", _("Signed by the city at")),
    _of_city("name", "city_signatory", _("Signatory for the city"), width=24),
    _of_city("position", "city_signatory_title", _("Title of the signatory"), width=24),
    (
        Column("ends_on", _("Ends on"), ColumnKind.KNOWN_DATE),
        lambda row: known_between(row.digest.ends_earliest, row.digest.ends_latest),
    ),
    (Column("open_ended", _("Open-ended"), ColumnKind.BOOLEAN, 12), _is_open_ended),
    (Column("activity_on", _("Latest activity"), ColumnKind.KNOWN_DATE), lambda row: row.stretch.activity),
    _of_follow_ups("done", _("Follow-ups done")),
    _of_follow_ups("late", _("Follow-ups late")),
    _of_digest("has_public_document", _("Public document"), ColumnKind.BOOLEAN, 12),
    plain("location", _("Place in the city"), width=24),
    plain("other_actors", _("Other actors involved"), width=30),
]
PARENT = Column("parent", _("Arranged under"), width=18)
SUMMARY: list[TableColumn] = [
    plain("summary", _("Summary"), width=60),
    plain("summary_en", _("Summary in English"), width=60),
    (
        Column("address", _("Web address"), ColumnKind.URL, 50),
        lambda row: settings.SITE_URL + row.get_absolute_url(),
    ),
]
AFTER_SIGNING: list[TableColumn] = [
    (
        Column("condition", _("Follow-up condition on the day of the file"), width=18),
        lambda row: str(row.verdict.condition.label) if row.verdict else "",
    ),
    (
        Column("condition_reason", _("Reason for the condition"), width=50),
        lambda row: row.verdict.sentence if row.verdict else "",
    ),
    (
        Column("next_due_on", _("Next follow-up due"), ColumnKind.KNOWN_DATE),
        lambda row: known_between(row.digest.next_due_earliest, row.digest.next_due_on),
    ),
    _of_results("results_promised", _("Results promised")),
    _of_results("results_proven", _("Results proven")),
    _of_results("results_reached", _("Results reached")),
    (
        Column("waiting_since", _("Waiting for an answer since"), ColumnKind.KNOWN_DATE),
        lambda row: known_between(row.digest.waiting_earliest, row.digest.waiting_since),
    ),
]
BEFORE_SIGNING: list[TableColumn] = [
    _of_digest("analysis_not_done", _("Points of analysis not done"), width=12),
    _of_digest("analysis_not_known", _("Points of analysis not known"), width=12),
    _of_digest("days_to_signing", _("Days from first contact to signing"), width=12),
    (Column("signed_at_visit", _("Signed beside an official visit"), ColumnKind.BOOLEAN, 12), _signed_at_visit),
]
"""Columns on the preparation before the signing; empty cells if nothing is recorded."""
BENEFICIARIES: list[TableColumn] = [
    (Column("beneficiaries", pgettext_lazy("of a result", "Beneficiaries"), width=50), _beneficiaries),
    _served(BeneficiaryCount.Unit.PEOPLE, _("People served (checked)")),
    _served(BeneficiaryCount.Unit.HOUSEHOLDS, _("Households served (checked)")),
    _served(BeneficiaryCount.Unit.INSTITUTIONS, _("Institutions served (checked)")),
]
CONFIRMED: list[TableColumn] = [
    (Column("known_up_to", _("Known up to"), ColumnKind.DATE), lambda row: row.stretch.horizon_on),
    (
        Column("confirmed", _("Confirmed by an office"), ColumnKind.BOOLEAN, 12),
        lambda row: row.stretch.is_attested if row.verdict else None,
    ),
]
"""How far the record is known; the second is empty where no condition is shown."""
NOT_KNOWN: list[TableColumn] = [
    (Column("not_known", _("What is not known"), width=50), lambda row: " ".join(unknown_facts(row)) or None)
]
"""What an empty cell does not tell: a signing without a day, a text that does not say how long it holds."""

PUBLIC: list[TableColumn] = [
    *FIRST,
    (PARENT, _public_parent),
    *SUMMARY,
    *AFTER_SIGNING,
    *BEFORE_SIGNING,
    *BENEFICIARIES,
    *CONFIRMED,
    *NOT_KNOWN,
]
STAFF: list[TableColumn] = [
    *FIRST,
    (PARENT, lambda row: row.parent.register_number if row.parent else None),
    *SUMMARY,
    word("track", _("Track"), width=24),
    word("stage", _("Stage"), width=24),
    plain("stage_as_of", _("Stage as of"), ColumnKind.KNOWN_DATE),
    word("publication_class", _("Publication class"), width=14),
    _of_city("signed_on", "city_signed_on", _("Signed by the city on"), ColumnKind.KNOWN_DATE),
    plain("joined_on", _("Joined on"), ColumnKind.KNOWN_DATE),
    plain("paid_until", _("Fee paid until"), ColumnKind.KNOWN_DATE),
    plain("ended_on", _("Ended on"), ColumnKind.KNOWN_DATE),
    word("end_reason_code", _("Why discontinued"), width=24),
    plain("end_reason", _("Reason for the end"), width=40),
    plain("finance_register_number", _("Ministry of Finance register number"), width=20),
    (
        Column("original_kept_at", _("Where the original is kept"), width=24),
        lambda row: text.kept_at if (text := text_of(row)) else "",
    ),
    plain("note", _("Internal note"), width=50),
    plain("checked_on", _("Checked on"), ColumnKind.DATE),
    _day("created_at", _("Recorded on")),
    _day("updated_at", _("Last changed on")),
    *AFTER_SIGNING,
    *BEFORE_SIGNING,
    *BENEFICIARIES,
    plain("audit_copy_sent_on", _("Copy sent to BPK on"), ColumnKind.KNOWN_DATE),
    plain("audit_copy_number", _("Number of the letter to BPK"), width=24),
    *CONFIRMED,
    *NOT_KNOWN,
]
