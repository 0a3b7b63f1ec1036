"""The text by which an agreement is found, and the search in it.

`matching` searches a stored vector on PostgreSQL and the plain text on SQLite.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from django.db import connections
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import override

from agreements.models import Agreement
from jambi_coop.lib.countries.codes import country_name
from jambi_coop.lib.web.tolerant_filters import MAX_QUERY_LENGTH, MAX_TERMS

VECTOR_SQL = {
    "public": "SELECT agreement_id FROM agreements_digest WHERE public_vector @@ to_tsquery('indonesian', %s)",
    "staff": "SELECT agreement_id FROM agreements_digest WHERE staff_vector @@ to_tsquery('indonesian', %s)",
}


def fold(text: str) -> str:
    """Return the text in lower case without accents, so that `Fès` is found by `fes`."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


def words(query: str) -> list[str]:
    """Return the words of a query, folded; at most `MAX_TERMS` of them."""
    return re.findall(r"\w+", fold(query[:MAX_QUERY_LENGTH].replace("\x00", " ")))[:MAX_TERMS]


def matching(agreements: QuerySet, query: str, *, staff: bool = False) -> QuerySet:
    """Narrow to agreements in whose text every word of `query` occurs. `staff` also searches internal text."""
    terms = words(query)
    if not terms:
        return agreements.none() if query.strip() else agreements
    scope = "staff" if staff else "public"
    if connections[agreements.db].vendor == "postgresql":
        tsquery = " & ".join(f"'{term}':*" for term in terms)
        # The terms consist of word characters only, and the column is chosen from two constants.
        found = RawSQL(VECTOR_SQL[scope], [tsquery])  # noqa: S611 - see above
        return agreements.filter(pk__in=found)
    condition = Q()
    for term in terms:
        condition &= Q(**{f"digest__{scope}_text__contains": term})
    return agreements.filter(condition)


def text_of(parts: Iterable[str]) -> str:
    """Return the folded words without punctuation: PostgreSQL would read the `-2026` of a number as negative."""
    return " ".join(re.findall(r"\w+", fold(" ".join(dict.fromkeys(part for part in parts if part)))))


@cache
def _names_of_kinds(language: str) -> dict[str, str]:
    with override(language):
        return {value: str(label) for value, label in Agreement.Kind.choices}


def public_texts(agreement: Agreement, partners: list) -> Iterable[str]:
    """Yield the texts that a public search may find; anything not listed here is not searched."""
    yield from (
        agreement.register_number,
        agreement.title,
        agreement.title_en,
        agreement.summary,
        agreement.summary_en,
        agreement.location,
    )
    sides = {None, *(party.pk for party in agreement.parties.all() if party.partner in partners)}
    for instrument in agreement.instruments.all():
        yield instrument.title
        yield from (signature.number for signature in instrument.signatures.all() if signature.party_id in sides)
    for language in ("id", "en"):
        yield _names_of_kinds(language).get(agreement.kind, agreement.kind)
        yield from (country_name(partner.country, language) for partner in partners if partner.country)
    for partner in partners:
        yield from (partner.name, partner.name_local, partner.short_name, partner.place)
    for field in agreement.legal_fields.all():
        yield from (field.name, field.name_en)
    for sector in agreement.sectors.all():
        yield from (sector.name, sector.name_en)
    if agreement.lead_office:
        yield from (agreement.lead_office.name, agreement.lead_office.short_name)


def staff_texts(agreement: Agreement, partners: list) -> Iterable[str]:
    """Yield the texts that a search of staff may find: the public ones and internal notes, numbers and titles."""
    yield from public_texts(agreement, partners)
    yield from (agreement.note, agreement.end_reason, agreement.finance_register_number, agreement.audit_copy_number)
    for step in agreement.steps.all():
        yield step.letter_number
        yield from (letter.number for letter in step.letters.all())
    for document in agreement.documents.all():
        if not document.in_trash:
            yield from (document.title, document.number)
    yield from (follow_up.title for follow_up in agreement.follow_ups.all())
