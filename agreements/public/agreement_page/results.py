"""The part on results: indicators with their targets and approved measurements, and statements of the sources."""

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
    """Return the public `indicators`, each with its targets and approved measurements.

    The last of the `promises` is in force; `decides` is the latest value that was compared with its evidence.
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
    """Return a key of `VERDICTS`. A result without proof is "not proven", not "not reached"."""
    if last_verified(indicator) is None:
        return "not_proven"
    if not indicator.targets.all():
        return "no_target"
    return "reached" if is_reached(indicator) else "not_reached"


def in_order_of_topics(agreement: Agreement) -> list[Statement]:
    """Return the public `statements` of the sources in the order of their topics."""
    topics = Statement.Topic.values
    return sorted(agreement.statements.all(), key=lambda row: topics.index(row.topic))
