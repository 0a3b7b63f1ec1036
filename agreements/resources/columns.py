"""The columns of agreements in downloads. The public ones are a white list."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jambi_coop.lib.dates import known_between
from jambi_coop.lib.row_tables import Cells, plain
from jambi_coop.lib.tables import Column, Kind

from .facts import AgreementFacts, known_date
from .readiness import READINESS


def _word(column: Column) -> Cells:
    """A field with choices, in words."""
    return Cells(column, (column.key,), lambda facts: facts.words[column.key].get, attribute=column.key)


def _date(key: str, header: str) -> Cells:
    paths = tuple(f"{key}_{part}" for part in ("earliest", "latest", "precision"))
    return Cells(Column(key, header, Kind.KNOWN_DATE), paths, lambda _facts: known_date, attribute=key)


def _looked_up(column: Column, attribute: str = "") -> Cells:
    """What `AgreementFacts` looks up under the column's key."""
    return Cells(column, ("pk",), lambda facts: getattr(facts, column.key).get, attribute=attribute)


def _day(moment):
    return timezone.localtime(moment).date()


def _office(facts: AgreementFacts):
    return facts.offices.get


def _status(facts: AgreementFacts):
    return facts.status


def _mark(facts: AgreementFacts):
    return facts.mark


FIRST = [
    plain(Column("register_number", _("Register number"), width=18)),
    Cells(Column("mark", _("Mark"), width=12), ("is_example", "is_comparison"), _mark),
    plain(Column("title", _("Title"), width=50)),
    plain(Column("title_en", _("Title in English"), width=50)),
    plain(Column("region", _("Region"))),
    _word(Column("kind", _("Kind"), width=24)),
    Cells(
        Column("status", _("Status on the day of the file"), width=22),
        ("stretch__status", "stage", "track"),
        _status,
    ),
    _looked_up(Column("partners", _("Partners"), width=36)),
    _looked_up(Column("countries", _("Countries"), width=20)),
    _looked_up(Column("fields", _("Fields (UU 23/2014 Art. 367)"), width=36), "legal_fields"),
    _looked_up(Column("sectors", _("Sectors"), width=24), "sectors"),
    _word(Column("legal_form", _("Legal form"), width=24)),
    _word(Column("instrument", _("Instrument"), width=20)),
    _word(Column("city_role", _("Role of the city"))),
    Cells(Column("lead_office", _("Lead office"), width=32), ("lead_office",), _office, attribute="lead_office"),
    _looked_up(Column("supporting", _("Supporting offices"), width=32), "supporting_offices"),
    plain(Column("city_document_number", _("The city's document number"), width=24)),
    _date("signed_on", _("Signed on")),
    plain(Column("city_signed_place", _("Signed by the city at"))),
    plain(Column("city_signatory", _("Signatory for the city"), width=24)),
    plain(Column("city_signatory_title", _("Title of the signatory"), width=24)),
    Cells(
        Column("ends_on", _("Ends on"), Kind.KNOWN_DATE),
        ("digest__ends_earliest", "digest__ends_latest"),
        lambda _facts: known_between,
    ),
    plain(Column("open_ended", _("Open-ended"), Kind.BOOLEAN, width=12), "digest__open_ended"),
    Cells(
        Column("activity_on", _("Latest activity"), Kind.KNOWN_DATE),
        ("stretch__activity_earliest", "stretch__activity_on"),
        lambda _facts: known_between,
    ),
    Cells(Column("done", _("Follow-ups done"), Kind.INTEGER, 10), ("pk",), lambda facts: _count(facts.done)),
    Cells(Column("late", _("Follow-ups late"), Kind.INTEGER, 10), ("pk",), lambda facts: _count(facts.late)),
    plain(Column("has_public_document", _("Public document"), Kind.BOOLEAN, 12), "digest__has_public_document"),
    plain(Column("location", _("Place in the city"), width=24)),
    plain(Column("other_actors", _("Other actors involved"), width=30)),
    Cells(
        Column("parent", _("Arranged under"), width=18),
        ("parent__register_number", "parent__publication_class", "parent__trashed_at"),
        lambda facts: facts.parent,
    ),
    plain(Column("summary", _("Summary"), width=60)),
    plain(Column("summary_en", _("Summary in English"), width=60)),
    Cells(Column("address", _("Web address"), Kind.URL, 50), ("register_number", "title"), lambda facts: facts.address),
]

CONDITION_PATHS = (
    *("track", "stretch__status", "stretch__condition", "stretch__rule"),
    *("stretch__activity_earliest", "stretch__activity_on"),
    *("digest__anchor_kind", "digest__anchor_earliest", "digest__anchor_on"),
    *("digest__next_due_earliest", "digest__next_due_on", "digest__next_due_moved"),
    *("digest__results_promised", "digest__results_proven"),
)


def _between(key: str, header: str, earliest: str, latest: str) -> Cells:
    """A date of the digest, which lies between two days."""
    paths = (f"digest__{earliest}", f"digest__{latest}")
    return Cells(Column(key, header, Kind.KNOWN_DATE), paths, lambda _facts: known_between)


# Added later, so they stand at the end: the order of columns only grows.
AFTER_SIGNING = [
    Cells(
        Column("condition", _("Follow-up condition on the day of the file"), width=18),
        CONDITION_PATHS,
        lambda facts: facts.conditions.word,
    ),
    Cells(
        Column("condition_reason", _("Reason of the condition"), width=50),
        CONDITION_PATHS,
        lambda facts: facts.conditions.reason,
    ),
    _between("next_due_on", _("Next follow-up due"), "next_due_earliest", "next_due_on"),
    plain(Column("results_promised", _("Results promised"), Kind.INTEGER, 10), "digest__results_promised"),
    plain(Column("results_proven", _("Results proven"), Kind.INTEGER, 10), "digest__results_proven"),
    plain(Column("results_reached", _("Results reached"), Kind.INTEGER, 10), "digest__results_reached"),
    _between("waiting_since", _("Waiting for an answer since"), "waiting_earliest", "waiting_since"),
]

PUBLIC = [*FIRST, *AFTER_SIGNING, *READINESS]

STAFF = [
    *FIRST,
    _word(Column("track", _("Track"), width=24)),
    _word(Column("stage", _("Stage"), width=24)),
    _date("stage_as_of", _("Stage as of")),
    _word(Column("publication_class", _("Publication class"), width=14)),
    _date("city_signed_on", _("Signed by the city on")),
    _date("joined_on", _("Joined on")),
    _date("paid_until", _("Fee paid until")),
    _date("ended_on", _("Ended on")),
    _word(Column("end_reason_code", _("Why discontinued"), width=24)),
    plain(Column("end_reason", _("Reason of the end"), width=40)),
    plain(Column("finance_register_number", _("Ministry of Finance register number"), width=20)),
    plain(Column("original_kept_at", _("Where the original is kept"), width=24)),
    plain(Column("note", _("Internal note"), width=50)),
    plain(Column("checked_on", _("Checked on"), Kind.DATE)),
    Cells(Column("created_at", _("Recorded on"), Kind.DATE), ("created_at",), lambda _facts: _day),
    Cells(Column("updated_at", _("Last changed on"), Kind.DATE), ("updated_at",), lambda _facts: _day),
    *AFTER_SIGNING,
    *READINESS,
]


def _count(found: dict[int, int]):
    return lambda pk: found.get(pk, 0)
