"""All of one agreement's page, put together from its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from agreements.models import Agreement
from jambi_coop.lib.working_days import ExtraDays

from .follow_ups import Timeline, build_timeline
from .papers import LegalPart, Papers, build_legal, build_papers
from .readiness import ReadinessPart, build_readiness
from .related import RelatedGroup, build_related
from .results import IndicatorLine, MoneyGroup, Topic, build_indicators, build_money, build_statements
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
    partners: tuple[PartnerLine, ...]
    summary: Summary
    timeline: Timeline
    indicators: tuple[IndicatorLine, ...]
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
    texts = Texts()
    parts = {
        "title": texts(agreement, "title"),
        "lede": texts(agreement, "summary"),
        "summary": build_summary(agreement, texts),
        "timeline": build_timeline(agreement, texts, today),
        "indicators": build_indicators(agreement, texts),
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
        partners=build_partners(agreement),
        trail=build_trail(agreement, today, extra),
        papers=build_papers(agreement),
        fell_back=texts.fell_back,
    )
