"""Search texts and derived dates of each agreement, and the search over them.

`refresh_digest` is the only writer of `Digest`. PostgreSQL searches a stored vector, SQLite the text;
both behind `matching`.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.db import connections
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import override

from agreements.models import Agreement, Digest
from jambi_coop.lib.dates import KnownDate
from jambi_coop.lib.money import country_name
from jambi_coop.lib.publication import PublicationClass

VECTOR_SQL = {
    "public": "SELECT agreement_id FROM agreements_digest WHERE public_vector @@ to_tsquery('indonesian', %s)",
    "staff": "SELECT agreement_id FROM agreements_digest WHERE staff_vector @@ to_tsquery('indonesian', %s)",
}
MAX_WORDS = 8
MAX_QUERY_LENGTH = 200


def fold(text: str) -> str:
    """Lower case without accents, so that `Fès` is found by `fes`."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def words(query: str) -> list[str]:
    """The words of a query that can be searched, folded; at most eight."""
    return re.findall(r"\w+", fold(query[:MAX_QUERY_LENGTH].replace("\x00", " ")))[:MAX_WORDS]


def matching(agreements: QuerySet, query: str, *, staff: bool = False) -> QuerySet:
    """Agreements in whose text every word of `query` occurs. `staff` also searches internal text."""
    terms = words(query)
    if not terms:
        return agreements.none() if query.strip() else agreements
    scope = "staff" if staff else "public"
    if connections[agreements.db].vendor == "postgresql":
        tsquery = " & ".join(f"'{term}':*" for term in terms)
        # The terms hold word characters only, and the column is chosen from two constants.
        found = RawSQL(VECTOR_SQL[scope], [tsquery])  # noqa: S611
        return agreements.filter(pk__in=found)
    condition = Q()
    for term in terms:
        condition &= Q(**{f"digest__{scope}_text__contains": term})
    return agreements.filter(condition)


def refresh_digest(agreement: Agreement) -> Digest:
    """Gather the facts of one agreement anew; call it after any change of the agreement or its rows."""
    parties = list(agreement.parties.select_related("partner"))
    terms = list(agreement.terms.order_by("starts_on_earliest", "pk"))
    last = terms[-1] if terms else None
    open_ended = bool(last and last.open_ended)
    ends = [term.ends_on for term in terms if term.ends_on.latest] if not open_ended else []
    end = max(ends, key=lambda known: known.latest) if ends else None
    public_partners = [party.partner for party in parties if party.partner.is_public and not party.partner.in_trash]
    activity = max(_public_activities(agreement), key=lambda known: known.latest or date.min, default=None)
    shown = {
        "ends_earliest": end.earliest if end else None,
        "ends_latest": end.latest if end else None,
        "open_ended": open_ended,
        "evidence_on": _latest(_evidence_days(agreement, terms)),
        "activity_earliest": activity.earliest if activity else None,
        "activity_on": activity.latest if activity else None,
        "has_public_document": agreement.documents.public().exists(),
        "partner_names": ", ".join(dict.fromkeys(partner.name for partner in public_partners)),
        "public_text": _text(_public_words(agreement, public_partners)),
        "staff_text": _text(_staff_words(agreement, [party.partner for party in parties])),
    }
    digest, _created = Digest.objects.update_or_create(agreement=agreement, defaults=shown)
    agreement.digest = digest
    return digest


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _evidence_days(agreement: Agreement, terms: list) -> Iterable[date | None]:
    """Days on which something is known to have happened; plans and due dates are no evidence.

    The status that follows is public, so a row that is withheld does not count: its day would tell of it.
    """
    yield from (
        agreement.signed_on.latest,
        agreement.city_signed_on.latest,
        agreement.joined_on.latest,
        agreement.stage_as_of.latest,
    )
    yield from (term.starts_on.latest for term in terms)
    for sent, received, decided in agreement.steps.values_list(
        "sent_on_latest", "received_on_latest", "decided_on_latest"
    ):
        yield from (sent, received, decided)
    shown = agreement.documents.kept().filter(publication_class=PublicationClass.PUBLIC)
    yield from shown.values_list("dated_latest", flat=True)
    yield from agreement.statements.filter(is_public=True).values_list("as_of_latest", flat=True)
    yield from agreement.transactions.filter(is_public=True).values_list("value_date_latest", flat=True)
    for row_is_public, known in _activities(agreement):
        if row_is_public:
            yield known.latest


def _activities(agreement: Agreement) -> Iterable[tuple[bool, KnownDate]]:
    """(shown in public, when) of: follow-up started or done, approved measurement, money received, fee paid."""
    for follow_up in agreement.follow_ups.filter(cancelled_on__isnull=True):
        yield follow_up.is_public, follow_up.started_on
        yield follow_up.is_public, follow_up.done_on
    for line in agreement.transactions.filter(kind__in=["received", "fee"]):
        yield line.is_public, line.value_date
    for indicator in agreement.indicators.prefetch_related("measurements"):
        yield from ((indicator.is_public, m.period) for m in indicator.measurements.all() if m.state == "approved")


def _public_activities(agreement: Agreement) -> Iterable[KnownDate]:
    """What the public list may give as the latest activity: nothing that its page does not show."""
    return (known for is_public, known in _activities(agreement) if is_public and known.latest)


def _text(parts: Iterable[str]) -> str:
    """Folded words without marks: PostgreSQL would read the `-2026` of a number as a negative figure."""
    return " ".join(re.findall(r"\w+", fold(" ".join(dict.fromkeys(part for part in parts if part)))))


def _public_words(agreement: Agreement, partners: list) -> Iterable[str]:
    """White list of what a public search may hit."""
    yield from (
        agreement.register_number,
        agreement.title,
        agreement.title_en,
        agreement.summary,
        agreement.summary_en,
        agreement.location,
        agreement.city_document_number,
    )
    for language in ("id", "en"):
        with override(language):
            yield agreement.get_kind_display()
            yield from (country_name(partner.country, language) for partner in partners if partner.country)
    for partner in partners:
        yield from (partner.name, partner.name_local, partner.short_name, partner.place)
    for field in agreement.legal_fields.all():
        yield from (field.name, field.name_en)
    for sector in agreement.sectors.all():
        yield from (sector.name, sector.name_en)
    if agreement.lead_office:
        yield from (agreement.lead_office.name, agreement.lead_office.short_name)


def _staff_words(agreement: Agreement, partners: list) -> Iterable[str]:
    yield from _public_words(agreement, partners)
    yield from (agreement.note, agreement.end_reason, agreement.finance_register_number)
    yield from agreement.steps.values_list("letter_number", flat=True)
    for title, number in agreement.documents.kept().values_list("title", "number"):
        yield from (title, number)
    yield from agreement.follow_ups.values_list("title", flat=True)


def refresh_digests_of(partner) -> None:
    """Gather anew every agreement of a partner whose name, country or class changed."""
    for agreement in Agreement.objects.filter(parties__partner=partner).distinct():
        refresh_digest(agreement)
