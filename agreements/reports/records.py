"""The agreements that a report may tell of, with the rows of other tables that reports read, loaded at once."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.lifecycle.vocabulary import StatusGroup, Track
from agreements.models import (
    Agreement,
    FollowUp,
    FollowUpReport,
    Indicator,
    Office,
    Party,
    ReportState,
    Step,
    Transaction,
)
from agreements.models.agreement import AgreementQuerySet
from agreements.record.filters.by_links import of_office_q
from agreements.record.names import office_name
from agreements.record.permissions import agreements_for
from agreements.record.status import status_of
from agreements.record.verdict import verdict_of
from jambi_coop.lib.dates.known_date import KnownDate

from .parameters import Parameters
from .report import Total

Form = Agreement.LegalForm
TWO_SIDED = (Form.KSDPL_TWIN, Form.KSDPL_OTHER, Form.KSDLL_PASS_ON, Form.KSDLL_OTHER)
OVER = (StatusGroup.ENDED, StatusGroup.DISCONTINUED)
SUMS = gettext_lazy(
    "Sums: commitments and receipts that were compared with their source, by currency; nothing is converted."
)
"""The definition of the totals of every report that has them."""
MONEY_KINDS = (Agreement.Kind.GRANT, Agreement.Kind.LOAN, Agreement.Kind.GRANTED_LOAN)


def agreements_in(parameters: Parameters, today: date, user) -> AgreementQuerySet:
    """Return the cooperation of this city that the user may see, of one office where one was asked for, with the
    stretch of today. Examples are among it only where they were asked for."""
    seen: Any = agreements_for(user, Agreement.objects.alive().of_this_city(examples=parameters.examples))
    if parameters.office:
        seen = seen.filter(of_office_q(parameters.office))
    return seen.on(today).select_related("digest", "stretch", "lead_office").order_by("register_number")


WithStatus = Any
"""An Agreement with its `status` and `verdict` of the day (`with_status`)."""


def with_status(agreements: Iterable[Any], today: date) -> list[WithStatus]:
    """Return the agreements, each with its `status` and `verdict` (None if no condition is shown) of the day."""
    rows = list(agreements)
    for row in rows:
        row.status, row.verdict = status_of(row, today), verdict_of(row, today)
    return rows


def is_ksdpl_or_ksdll() -> Q:
    """Return the condition "cooperation of the forms of PP 28/2018 Articles 24 and 25": by its form, else its track."""
    by_track = Q(legal_form="", track__in=[Track.KSDPL, Track.KSDLL])
    return Q(legal_form__in=TWO_SIDED) | by_track


def with_parts(agreements: QuerySet) -> QuerySet:
    """Load what describes an agreement: partners, fields, offices, instruments with their signatures, steps."""
    return agreements.prefetch_related(
        Prefetch("parties", Party.objects.select_related("partner").order_by("pk")),
        "legal_fields",
        "sectors",
        Prefetch("supporting_offices", Office.objects.order_by("pk")),
        "instruments__signatures__party",
        Prefetch("steps", Step.objects.order_by("pk")),
    )


def with_money(agreements: QuerySet) -> QuerySet:
    """Load the money lines, the earliest first."""
    lines = Transaction.objects.order_by("value_date_earliest", "pk")
    return agreements.prefetch_related(Prefetch("transactions", lines))


def with_follow_ups(agreements: QuerySet) -> QuerySet:
    """Load the follow-ups with their approved reports, the last report last."""
    approved = FollowUpReport.objects.filter(state=ReportState.APPROVED).order_by("pk")
    follow_ups = FollowUp.objects.select_related("office").order_by("started_on_earliest", "done_on_earliest", "pk")
    return agreements.prefetch_related(
        Prefetch("follow_ups", follow_ups.prefetch_related(Prefetch("reports", approved, to_attr="approved")))
    )


def with_results(agreements: QuerySet, measurements: QuerySet) -> QuerySet:
    """Load the promised results with their targets, and of their values `measurements`."""
    values: Any = Prefetch("measurements", measurements)
    indicators = Indicator.objects.prefetch_related("targets", values).order_by("pk")
    return agreements.prefetch_related(Prefetch("indicators", indicators))


def checked_totals(agreements: Iterable[Agreement]) -> tuple[Total, ...]:
    """Return the sums of the checked commitments and receipts of the agreements by currency: as `SUMS` says."""
    words = {Transaction.Kind.COMMITMENT: _("Commitments, checked"), Transaction.Kind.RECEIVED: _("Received, checked")}
    pks = {agreement.pk for agreement in agreements}
    sums: dict[tuple[str, str], Total] = {}
    for line in Transaction.objects.countable().filter(agreement__in=pks).order_by("pk"):
        key = (line.kind, line.currency)
        before = sums[key].amount if key in sums else Decimal(0)
        sums[key] = Total(words[Transaction.Kind(line.kind)], line.currency, before + line.amount)
    return tuple(sums[key] for key in sorted(sums))


def filter_lines(parameters: Parameters, *more: str) -> tuple[str, ...]:
    """Return what the report was narrowed to, in words."""
    office = Office.objects.filter(code=parameters.office).first() if parameters.office else None
    found = [*more, _("Office: %(name)s") % {"name": office_name(office)} if office else _("All offices")]
    if parameters.examples:
        found.append(_("With invented examples, which are marked"))
    return tuple(found)


def period_line(start: date, end: date) -> str:
    """Return "Period: 1 July 2026 – 31 December 2026"."""
    return _("Period: %(start)s – %(end)s") % {"start": KnownDate.day(start), "end": KnownDate.day(end)}
