"""Promised and delivered: indicators with their targets and approved measurements, and what the sources say."""

from django.utils.translation import pgettext_lazy

from agreements.models import Agreement, Indicator, Statement
from agreements.record.digest import is_reached, last_verified

VERDICTS = {
    "reached": pgettext_lazy("promised result", "Reached"),
    "not_reached": pgettext_lazy("promised result", "Not reached yet"),
    "not_proven": pgettext_lazy("promised result", "Not proven yet"),
    "no_target": pgettext_lazy("promised result", "Without a target"),
}


def promised_results(agreement: Agreement) -> list[dict]:
    """The public `indicators`, each with its targets and approved measurements as loaded.

    The last of the `promises` is in force; what `decides` is the latest value that was compared with its evidence.
    """
    return [
        {
            "row": row,
            "promises": sorted(row.targets.all(), key=lambda target: target.pk),
            "approved": list(row.measurements.all()),
            "decides": last_verified(row),
            "verdict": verdict_on(row),
            "word": VERDICTS[verdict_on(row)],
        }
        for row in agreement.indicators.all()
    ]


def verdict_on(indicator: Indicator) -> str:
    """A key of `VERDICTS`: what is not proven is not called unreached."""
    if last_verified(indicator) is None:
        return "not_proven"
    if not indicator.targets.all():
        return "no_target"
    return "reached" if is_reached(indicator) else "not_reached"


def in_order_of_topics(agreement: Agreement) -> list[Statement]:
    """The public `statements` as loaded, in the order of the list of topics: what the sources say, side by side."""
    topics = Statement.Topic.values
    return sorted(agreement.statements.all(), key=lambda row: topics.index(row.topic))
