"""Rows of the public list: what a reader needs to judge an agreement without opening it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypedDict

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.lifecycle import Group
from agreements.models import Agreement, Party
from agreements.models.agreement import slug_of
from agreements.status import status_of
from jambi_coop.lib.date_fields import column_names
from jambi_coop.lib.dates import KnownDate, known_between
from jambi_coop.lib.language import localised, missing_in_english
from jambi_coop.lib.money import country_name
from jambi_coop.lib.publication import PublicationClass

from .present.summary import last_known_words, word_with_holder
from .present.words import date_words, day_words

SHOWN = (
    *column_names(Agreement, ["signed_on", "joined_on", "stage_as_of"]),
    *("register_number", "title", "title_en", "kind", "track", "stage", "region", "is_example", "is_comparison"),
    *(f"digest__{name}" for name in ("ends_earliest", "ends_latest", "open_ended", "evidence_on")),
    *(f"digest__{name}" for name in ("activity_earliest", "activity_on", "has_public_document")),
)
BEFORE_SIGNING = frozenset({Group.EXPLORATORY, Group.PREPARATION, Group.AWAITING})


class Row(TypedDict):
    """One agreement in the list; an empty text is not shown. A dict, since templates read those fastest."""

    url: str
    title: str
    title_lang: str
    who: str
    when: str
    group: str
    word: str
    ending: str
    has_document: bool
    is_example: bool
    comparison_of: str


def load_rows(ids: Sequence[int], today: date) -> list[Row]:
    """Rows of the agreements `ids` in that order, in two queries."""
    agreements = Agreement.objects.filter(pk__in=ids, digest__isnull=False).select_related("digest").only(*SHOWN)
    by_id = {agreement.pk: agreement for agreement in agreements}
    partners = _partner_words(ids)
    # Once for all rows: an address is the list's own with number and slug after it, and Django's
    # `get_kind_display` translates every kind to find one.
    base = reverse("agreements:list")
    kinds = {value: str(label) for value, label in Agreement.Kind.choices}
    return [_row(by_id[pk], partners.get(pk, ""), kinds, base, today) for pk in ids if pk in by_id]


def _partner_words(ids: Iterable[int]) -> dict[int, str]:
    """ "Kota Seremban (Malaysia), UCLG ASPAC" of each agreement, public partners only."""
    language = get_language() or "id"
    public = Q(partner__publication_class=PublicationClass.PUBLIC, partner__trashed_at__isnull=True)
    parties = Party.objects.filter(public, agreement__in=ids).order_by("pk")
    words: dict[int, list[str]] = {}
    for pk, name, country in parties.values_list("agreement_id", "partner__name", "partner__country"):
        words.setdefault(pk, []).append(f"{name} ({country_name(country, language)})" if country else name)
    return {pk: ", ".join(dict.fromkeys(names)) for pk, names in words.items()}


def _row(agreement: Agreement, partners: str, kinds: dict[str, str], base: str, today: date) -> Row:
    digest, status = agreement.digest, status_of(agreement, today)
    last_known = ""
    if status.group == Group.UNKNOWN:
        last_known = last_known_words(agreement.stage, agreement.track, agreement.stage_as_of, digest.evidence_on)
    activity = _activity(known_between(digest.activity_earliest, digest.activity_on), status.group, today)
    return Row(
        url=f"{base}{agreement.register_number}-{slug_of(agreement.title)}/",
        title=localised(agreement, "title"),
        title_lang="id" if missing_in_english(agreement, "title") else "",
        who=_line(partners, kinds[agreement.kind]),
        when=_line(_dates(agreement), activity, last_known),
        group=status.group.value,
        word=word_with_holder(status, agreement.stage, agreement.track),
        ending=day_words(status.ending_on),
        has_document=digest.has_public_document,
        is_example=agreement.is_example,
        comparison_of=agreement.region if agreement.is_comparison else "",
    )


def _line(*facts: str) -> str:
    return " · ".join(fact for fact in facts if fact)


def _dates(agreement: Agreement) -> str:
    """ "27 Maret 2026 – 26 Maret 2031", as far as the days are known."""
    start = date_words(agreement.signed_on)
    if not start and agreement.joined_on:
        start = _("joined %(date)s") % {"date": agreement.joined_on}
    digest = agreement.digest
    end = _("open-ended") if digest.open_ended else date_words(known_between(digest.ends_earliest, digest.ends_latest))
    if start and end:
        return f"{start} – {end}"
    if end and not digest.open_ended:
        return _("until %(date)s") % {"date": end}
    return start or end


def _activity(known: KnownDate, group: str, today: date) -> str:
    """The latest activity that may be shown; its absence is told only where activity is to be expected."""
    if known and (known.earliest is None or known.earliest <= today):
        return _("Latest activity: %(date)s") % {"date": known}
    if group in BEFORE_SIGNING or group == Group.DISCONTINUED:
        return ""
    return _("No activity recorded")
