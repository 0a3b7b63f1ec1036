"""All of one agreement's page, put together from its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from agreements.models import Agreement
from jambi_coop.lib.working_days import ExtraDays

from .condition import ConditionTag, build_condition
from .follow_ups import Timeline, build_timeline
from .money import CurrencyLine, MoneyGroup, build_comparison, build_money
from .papers import LegalPart, Papers, build_legal, build_papers
from .participants import ParticipantTable, build_participants
from .readiness import ReadinessPart, build_readiness
from .related import RelatedGroup, build_related
from .results import IndicatorLine, Topic, build_indicators, build_statements
from .reviews import ReviewLine, build_reviews
from .summary import PartnerLine, StatusTag, Summary, build_partners, build_status, build_summary
from .trail import Trail, build_trail
from .words import Text, Texts, day_words


@dataclass(frozen=True)
class DetailPage:
    """Everything that the page of one agreement shows."""

    title: Text
    lede: Text
    register_number: str
    is_example: bool
    is_comparison: bool
    region: str
    updated_on: str
    status: StatusTag
    condition: ConditionTag
    partners: tuple[PartnerLine, ...]
    summary: Summary
    timeline: Timeline
    participants: ParticipantTable | None
    reviews: tuple[ReviewLine, ...]
    indicators: tuple[IndicatorLine, ...]
    comparison: tuple[CurrencyLine, ...]
    money: tuple[MoneyGroup, ...]
    topics: tuple[Topic, ...]
    readiness: ReadinessPart | None
    trail: Trail
    legal: LegalPart
    papers: Papers
    related: tuple[RelatedGroup, ...]
    fell_back: bool


def build_page(
    agreement: Agreement,
    *,
    totals: Iterable[tuple[str, str, Decimal]],
    same_partner: Iterable[Agreement],
    extra: ExtraDays,
    today: date,
) -> DetailPage:
    """The page of an agreement loaded by `views.detail.with_rows`."""
    texts, totals = Texts(), list(totals)
    parts = {
        "title": texts(agreement, "title"),
        "lede": texts(agreement, "summary"),
        "summary": build_summary(agreement, texts, today),
        "timeline": build_timeline(agreement, texts, today),
        "participants": build_participants(agreement, texts),
        "reviews": build_reviews(agreement, texts),
        "indicators": build_indicators(agreement, texts),
        "comparison": build_comparison(agreement, texts, totals),
        "money": build_money(agreement, texts, totals),
        "topics": build_statements(agreement, texts),
        "readiness": build_readiness(agreement, texts),
        "legal": build_legal(agreement, texts),
        "related": build_related(agreement, texts, same_partner),
    }
    return DetailPage(
        **parts,
        register_number=agreement.register_number,
        is_example=agreement.is_example,
        is_comparison=agreement.is_comparison,
        region=agreement.region,
        updated_on=day_words(localdate(agreement.updated_at)),
        status=build_status(agreement, today),
        condition=build_condition(agreement, today),
        partners=build_partners(agreement),
        trail=build_trail(agreement, today, extra),
        papers=build_papers(agreement),
        fell_back=texts.fell_back,
    )
