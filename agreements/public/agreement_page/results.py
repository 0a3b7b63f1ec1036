"""The part on results: indicators with targets and approved measurements, beneficiaries, statements of the sources."""

from datetime import date

from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.models import Agreement, BeneficiaryCount, Indicator, Measurement, Statement
from agreements.record.beneficiaries import count_label, served_by_unit
from agreements.record.digest import is_reached, last_verified

VERDICTS = {
    "reached": pgettext_lazy("promised result", "Reached"),
    "not_reached": pgettext_lazy("promised result", "Not reached yet"),
    "not_proven": pgettext_lazy("promised result", "Not proven yet"),
    "no_target": gettext_lazy("No target recorded"),
}

IN_THE_HEAD = 2


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


def latest_values(agreement: Agreement) -> list[tuple[Indicator, Measurement]]:
    """Return each public indicator with its last two approved values, for the head of the page: what came of it. The
    earlier one stands beside the latest, since each has a definition of its own."""
    found = []
    for row in agreement.indicators.all():
        values = [one for one in row.measurements.all() if one.period.latest]
        last = sorted(values, key=lambda one: (one.period.latest or date.min, one.pk))[-IN_THE_HEAD:]
        found += [(row, one) for one in last]
    return found


def verdict_on(indicator: Indicator) -> str:
    """Return a key of `VERDICTS`. A result without proof is "not proven", not "not reached"."""
    if not indicator.targets.all():
        return "no_target"
    if last_verified(indicator) is None:
        return "not_proven"
    return "reached" if is_reached(indicator) else "not_reached"


def beneficiary_lines(agreement: Agreement) -> list[dict]:
    """Return the public `beneficiaries`, those served first, each with its number in words and its result, if any."""
    results = {row.pk: row for row in agreement.indicators.all()}
    order = (BeneficiaryCount.Kind.values, BeneficiaryCount.Unit.values)
    rows = sorted(agreement.beneficiaries.all(), key=lambda row: (order[0].index(row.kind), order[1].index(row.unit)))
    return [
        {"row": row, "words": count_label(row.number, row.unit), "result": results.get(row.indicator_id)}
        for row in rows
    ]


def beneficiary_sums(agreement: Agreement) -> list[str]:
    """Return the sum of those served, in words, of each unit of which checked numbers may be added up."""
    sums = served_by_unit(agreement.beneficiaries.all())
    return [count_label(sums[unit] or 0, unit) for unit in BeneficiaryCount.Unit.values if sums.get(unit)]


def in_order_of_topics(agreement: Agreement) -> list[Statement]:
    """Return the public `statements` of the sources in the order of their topics."""
    topics = Statement.Topic.values
    return sorted(agreement.statements.all(), key=lambda row: topics.index(row.topic))
