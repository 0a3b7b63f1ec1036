"""Figures on the state of the published agreements: their follow-up condition and their public status."""

from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.record.condition import MEANINGS, Condition, enough_confirmed
from agreements.record.status import LIST_LABELS
from jambi_coop.lib.tables.table import Column, ColumnKind

from .figure import (
    Cell,
    StatisticFigure,
    bars_of,
    count_cell,
    list_url,
    share,
    shown,
)

AGREEMENTS = gettext_lazy("Agreements")


def by_condition(today: date, examples: bool = False) -> StatisticFigure:
    """Count the published agreements by follow-up condition."""
    attested = Count("pk", filter=Q(stretch__is_attested=True))
    found = list(
        shown(examples).on(today).values_list("stretch__condition").annotate(count=Count("pk"), attested=attested)
    )
    counts = {condition: count for condition, count, _attested in found}
    total = sum(count for condition, count in counts.items() if condition)
    confirmed = sum(number for condition, _count, number in found if condition)
    rows = [
        (
            Cell(str(condition.label), str(condition.label)),
            count_cell(
                counts.get(condition, 0), list_url("agreements:list", examples=examples, condition=condition.value)
            ),
            Cell(str(MEANINGS[condition]), str(MEANINGS[condition])),
        )
        for condition in Condition
    ]
    not_shown = _not_shown(today, examples)
    rows.append((Cell(_("Not shown"), _("Not shown")), count_cell(counts.get("", 0)), Cell(not_shown, not_shown)))
    return StatisticFigure(
        slug="kondisi",
        name=_("Agreements by follow-up condition"),
        finding=_finding(counts, total),
        rule=_("Published agreements of this city for which a condition is shown. Each is worked out anew every day."),
        n=total,
        columns=(
            Column("condition", gettext_lazy("Follow-up condition")),
            Column("agreements", AGREEMENTS, ColumnKind.INTEGER),
            Column("meaning", gettext_lazy("Meaning"), width=40),
        ),
        rows=tuple(rows),
        charts=(bars_of((str(condition.label), counts.get(condition, 0)) for condition in Condition),),
        left_out=rests_on(total, confirmed, counts.get(Condition.UNCONFIRMED, 0)),
    )


def _finding(counts: dict[str, int], total: int) -> str:
    unconfirmed, active = counts.get(Condition.UNCONFIRMED, 0), counts.get(Condition.ACTIVE, 0)
    if not enough_confirmed(unconfirmed, total):
        text = _(
            "Too little is confirmed to say how follow-up stands: %(part)d of %(total)d agreements are not confirmed"
        )
        return text % {"part": unconfirmed, "total": total}
    return _(
        "Of %(total)d agreements with a follow-up condition, %(active)d are “%(active_word)s”%(share)s and "
        "%(none)d “%(none_word)s”"
    ) % {
        "active": active,
        "active_word": Condition.ACTIVE.label,
        "total": total,
        "share": share(active, total),
        "none": counts.get(Condition.NONE_YET, 0),
        "none_word": Condition.NONE_YET.label,
    }


def rests_on(total: int, confirmed: int, unconfirmed: int) -> str:
    """Say how many of the counted agreements an office stands for, and for how many nobody does."""
    text = _(
        "Of %(total)d agreements, %(confirmed)d are confirmed by an office today; of %(unconfirmed)d nobody has "
        "confirmed what happened after the last recorded event."
    )
    return text % {"total": total, "confirmed": confirmed, "unconfirmed": unconfirmed} if total else ""


def _not_shown(today: date, examples: bool) -> str:
    """Return a sentence that says, in numbers, why agreements have no condition."""
    dropped = Q(stretch__status=StatusGroup.DISCONTINUED)
    counts = (
        shown(examples)
        .on(today)
        .aggregate(
            early=Count("pk", filter=Q(digest__is_committed=False) & ~dropped),
            dropped=Count("pk", filter=dropped),
        )
    )
    parts = [
        (_("%(count)d before a letter of intent or a text (proposals and preparation)"), counts["early"]),
        (_("%(count)d discontinued"), counts["dropped"]),
    ]
    made_of = ", ".join(words % {"count": count} for words, count in parts if count)
    return _("no condition is shown: %(made_of)s") % {"made_of": made_of} if made_of else _("no condition is shown")


def by_status(today: date, examples: bool = False) -> StatisticFigure:
    """Count the published agreements by status."""
    counted = dict(shown(examples).on(today).values_list("stretch__status").annotate(Count("pk")))
    total, in_force = sum(counted.values()), counted.get(StatusGroup.IN_FORCE, 0)
    finding = ngettext(
        "%(part)d of %(total)d published agreements is in force, running or handed over%(share)s",
        "%(part)d of %(total)d published agreements are in force, running or handed over%(share)s",
        in_force,
    )
    return StatisticFigure(
        slug="status",
        name=_("Agreements by status"),
        finding=finding % {"part": in_force, "total": total, "share": share(in_force, total)},
        rule=_("All published agreements of this city, by the status that their page shows today."),
        n=total,
        columns=(
            Column("status", gettext_lazy("Status")),
            Column("agreements", AGREEMENTS, ColumnKind.INTEGER),
        ),
        rows=tuple(
            (
                Cell(str(LIST_LABELS[group]), str(LIST_LABELS[group])),
                count_cell(counted.get(group, 0), list_url("agreements:list", examples=examples, status=group.value)),
            )
            for group in StatusGroup
        ),
        charts=(bars_of((str(LIST_LABELS[group]), counted.get(group, 0)) for group in StatusGroup),),
    )
