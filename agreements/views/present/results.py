"""Promised and delivered: indicators with their targets and approved measurements, and what the sources say."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language, pgettext_lazy

from agreements.digest import is_reached, last_verified
from agreements.models import Agreement, Indicator, Measurement, Statement, Target
from jambi_coop.lib.money import format_number

from .papers import DocumentLink, public_links
from .words import SourceLine, Text, Texts, date_words, day_words, source_line

VERDICTS = {
    "reached": pgettext_lazy("promised result", "Reached"),
    "not_reached": pgettext_lazy("promised result", "Not reached yet"),
    "not_proven": pgettext_lazy("promised result", "Not proven yet"),
    "no_target": pgettext_lazy("promised result", "Without a target"),
}


@dataclass(frozen=True)
class TargetLine:
    """A value that was promised; the last one set is in force, the former stay with what came of them."""

    value: str
    due: str
    set_on: str
    reason: Text
    is_current: bool
    source: SourceLine | None


@dataclass(frozen=True)
class MeasurementLine:
    """An approved value; the one that `decides` is the latest that was compared with its evidence."""

    value: str
    period: str
    comment: Text
    decides: bool
    evidence: DocumentLink | None
    source: SourceLine | None


@dataclass(frozen=True)
class IndicatorLine:
    """A promised result; `baseline` is "" when there is none. `rows` is the height of its cell.

    `verdict` is a key of `VERDICTS`: what is not proven is not called unreached.
    """

    title: Text
    level: str
    unit: str
    direction: str
    baseline: str
    targets: tuple[TargetLine, ...]
    verdict: str
    word: str
    measurements: tuple[MeasurementLine, ...]

    @property
    def rows(self) -> int:
        return max(1, len(self.measurements))


@dataclass(frozen=True)
class StatementLine:
    text: Text
    as_of: str
    source: SourceLine | None


@dataclass(frozen=True)
class Topic:
    """What the sources say about one matter, side by side."""

    name: str
    statements: tuple[StatementLine, ...]


def _language() -> str:
    return get_language() or "id"


def _number(value: Decimal) -> str:
    whole = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return format_number(whole, _language())


def build_indicators(agreement: Agreement, texts: Texts) -> tuple[IndicatorLine, ...]:
    """From the public `indicators` with `targets` and approved `measurements`, and the `documents`, as loaded."""
    links = public_links(agreement)
    return tuple(_indicator(row, texts, links) for row in agreement.indicators.all())


def _indicator(row: Indicator, texts: Texts, links: Mapping[int, DocumentLink]) -> IndicatorLine:
    baseline = ""
    if row.baseline is not None:
        baseline = f"{_number(row.baseline)} ({row.baseline_year})"
    targets = sorted(row.targets.all(), key=lambda target: target.pk)
    decides = last_verified(row)
    verdict = _verdict(row, decides, targets)
    return IndicatorLine(
        title=texts(row, "title"),
        level=row.get_level_display(),
        unit=row.unit,
        direction=row.get_direction_display(),
        baseline=baseline,
        targets=tuple(_target(target, texts, is_current=target is targets[-1]) for target in targets),
        verdict=verdict,
        word=str(VERDICTS[verdict]),
        measurements=tuple(_measurement(one, texts, links, decides=one is decides) for one in row.measurements.all()),
    )


def _verdict(row: Indicator, decides: Measurement | None, targets: list[Target]) -> str:
    if decides is None:
        return "not_proven"
    if not targets:
        return "no_target"
    return "reached" if is_reached(row) else "not_reached"


def _target(row: Target, texts: Texts, *, is_current: bool) -> TargetLine:
    return TargetLine(
        value=_number(row.value),
        due=date_words(row.due),
        set_on=day_words(row.set_on),
        reason=texts.only_indonesian(row.reason),
        is_current=is_current,
        source=source_line(row.source),
    )


def _measurement(
    row: Measurement, texts: Texts, links: Mapping[int, DocumentLink], *, decides: bool
) -> MeasurementLine:
    return MeasurementLine(
        value=_number(row.value),
        period=str(row.period),
        comment=texts(row, "comment"),
        decides=decides,
        evidence=links.get(row.document_id),
        source=source_line(row.source, row),
    )


def build_statements(agreement: Agreement, texts: Texts) -> tuple[Topic, ...]:
    """From the public `statements` as loaded, by topic in the order of the list of topics."""
    topics: dict[str, list[StatementLine]] = {}
    for row in agreement.statements.all():
        line = StatementLine(texts(row, "text"), date_words(row.as_of), source_line(row.source, row))
        topics.setdefault(row.topic, []).append(line)
    return tuple(Topic(str(topic.label), tuple(topics[topic])) for topic in Statement.Topic if topic in topics)
