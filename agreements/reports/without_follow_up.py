"""Daftar kerja sama tanpa tindak lanjut: signed texts without a recorded activity in the last months."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement, FollowUp
from agreements.record.condition import Condition
from jambi_coop.lib.dates.counting import add_months
from jambi_coop.lib.tables.table import Column, ColumnKind, TableColumn

from . import cells
from .parameters import Parameters
from .records import OVER, agreements_in, filter_lines, with_follow_ups, with_parts, with_status
from .report import Report, table_of

NOT_ASKED = (Condition.COMPLETED, Condition.NOT_DUE)
DEFINITIONS = (
    gettext_lazy(
        "Listed is what is bound by a text or a Letter of Intent, has not ended, and has no recorded activity in the "
        "months asked. An activity that may lie within them keeps a cooperation out of the list."
    ),
    gettext_lazy("Left out is what was handed over or operates after some activity, and what is too early to expect."),
    gettext_lazy(
        "That nothing is recorded does not say that nothing happened: “Not confirmed” means that nobody was asked or "
        "answered. Condition and reason are those of the register."
    ),
)


def without_follow_up(parameters: Parameters, today: date, user) -> Report:
    """Return what has been silent for `months`, the longest silence first; what has no dated activity before that."""
    since = add_months(today, -parameters.months)
    # One call: a second one would join the stretches again, and of all days.
    found = agreements_in(parameters, today, user).filter(
        Q(stretch__activity_on__isnull=True) | Q(stretch__activity_on__lt=since),
        stretch__condition__in=[one for one in Condition if one not in NOT_ASKED],
        stretch__status__in=[group for group in StatusGroup if group not in OVER],
    )
    loaded = with_follow_ups(with_parts(found))
    rows = sorted(
        with_status(loaded, today), key=lambda row: (row.stretch.activity_on or date.min, row.register_number)
    )
    words = ngettext("Without activity for %(count)d month", "Without activity for %(count)d months", parameters.months)
    return Report(
        **table_of(_columns(today), rows, lambda row: row.register_number)._asdict(),
        title=_("Cooperation without follow-up"),
        as_of=today,
        filters=filter_lines(parameters, words % {"count": parameters.months}),
        definitions=tuple(map(str, DEFINITIONS)),
        moving=frozenset({"reason"}),
    )


def _columns(today: date) -> list[TableColumn]:
    return [
        cells.REGISTER_NUMBER,
        cells.TITLE,
        cells.PARTNERS,
        (Column("text", gettext_lazy("Text"), width=26), cells.text_facts),
        (
            Column("activity_on", gettext_lazy("Latest activity"), ColumnKind.KNOWN_DATE),
            lambda row: row.stretch.activity,
        ),
        (Column("condition", gettext_lazy("Condition"), width=16), lambda row: str(row.verdict.condition.label)),
        (Column("reason", gettext_lazy("Reason"), width=40), lambda row: row.verdict.sentence),
        (Column("next", gettext_lazy("Next planned"), width=28), lambda row: _next(row, today)),
        cells.OFFICES,
    ]


def _next(row: Agreement, today: date) -> str | None:
    """The next follow-up that is planned on a day; late ones too, marked as such."""
    open_ones = [one for one in row.follow_ups.all() if one.is_open and one.due_on.latest]
    first = min(open_ones, key=lambda one: (one.due_on.latest, one.pk), default=None)
    if first is None:
        return None
    late = f", {FollowUp.State.LATE.label}" if first.state(today) == FollowUp.State.LATE else ""
    return f"{first.title} ({first.due_on}{late})"
