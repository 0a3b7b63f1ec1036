"""The agreements that a report may tell of, with the rows of other tables that reports read, loaded at once."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
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
from agreements.record.instruments import intents_of, text_of
from agreements.record.names import office_name
from agreements.record.permissions import agreements_for
from agreements.record.status import status_of
from agreements.record.verdict import verdict_of
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import PublicationClass

from .cells import happened_on
from .parameters import Exempt, Parameters
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
    stretch of today. Examples are among it only where they were asked for, what is exempt unless it was to be left
    out."""
    seen: Any = agreements_for(user, Agreement.objects.alive().of_this_city(examples=parameters.examples))
    if parameters.exempt == Exempt.LEFT_OUT:
        seen = seen.exclude(publication_class=PublicationClass.EXEMPT)
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
    """Load the money lines, the earliest first, those without a day last."""
    lines = Transaction.objects.order_by(F("value_date_earliest").asc(nulls_last=True), "pk")
    return agreements.prefetch_related(Prefetch("transactions", lines))


def with_follow_ups(agreements: QuerySet) -> QuerySet:
    """Load the follow-ups with their approved reports, the last report last."""
    approved = FollowUpReport.objects.filter(state=ReportState.APPROVED).order_by("pk")
    follow_ups = FollowUp.objects.select_related("office").order_by("started_on_earliest", "done_on_earliest", "pk")
    return agreements.prefetch_related(
        Prefetch("follow_ups", follow_ups.prefetch_related(Prefetch("reports", approved, to_attr="approved")))
    )


def with_results(agreements: QuerySet, measurements: QuerySet, targets: QuerySet) -> QuerySet:
    """Load the promised results, of their values `measurements` and of their targets `targets`."""
    loaded: Any = [Prefetch("targets", targets), Prefetch("measurements", measurements)]
    indicators = Indicator.objects.prefetch_related(*loaded).order_by("pk")
    return agreements.prefetch_related(Prefetch("indicators", indicators))


def may_lie_by(day: KnownDate, last: date) -> bool:
    """Return whether a known day may lie on `last` or before it."""
    return bool(day.latest) and (day.earliest is None or day.earliest <= last)


def may_lie_in(day: KnownDate, first: date, last: date) -> bool:
    """Return whether a known day may lie in a period."""
    return may_lie_by(day, last) and day.latest is not None and day.latest >= first


def was_signed(row: WithStatus, last: date) -> bool:
    """Return whether a text or Letter of Intent may have been signed by a day; also one signed on an unknown day."""
    papers = filter(None, [text_of(row), *intents_of(row)])
    return any(not one.signed_on.latest or may_lie_by(one.signed_on, last) for one in papers)


def had_begun(row: WithStatus, last: date, *more: KnownDate) -> bool:
    """Return whether a cooperation may have begun by a day, by its signings, steps, activities, money lines and `more`
    days: reports on a period leave out what had not. One of which no day is known, or no day of a signing, may have."""
    signed = [one.signed_on for one in row.instruments.all() if one.is_signed]
    steps = [day for one in row.steps.all() for day in (one.sent_on, one.received_on, one.decided_on)]
    others = [*map(happened_on, row.follow_ups.all()), *(one.value_date for one in row.transactions.all())]
    known = [day for day in (*signed, *steps, *others, *more) if day.latest]
    return not known or any(not day.latest for day in signed) or any(may_lie_by(day, last) for day in known)


def checked_totals(
    agreements: Iterable[Agreement], belongs: Callable[[Transaction], bool] = lambda _line: True
) -> tuple[Total, ...]:
    """Return the sums of the checked commitments and receipts of the agreements by currency, as `SUMS` says; of those
    lines alone that belong to the report."""
    words = {Transaction.Kind.COMMITMENT: _("Commitments, checked"), Transaction.Kind.RECEIVED: _("Received, checked")}
    pks = {agreement.pk for agreement in agreements}
    sums: dict[tuple[str, str], Total] = {}
    for line in Transaction.objects.countable().filter(agreement__in=pks).order_by("pk"):
        if not belongs(line):
            continue
        key = (line.kind, line.currency)
        before = sums[key].amount if key in sums else Decimal(0)
        sums[key] = Total(words[Transaction.Kind(line.kind)], line.currency, before + line.amount)
    return tuple(sums[key] for key in sorted(sums))


def filter_lines(parameters: Parameters, *more: str) -> tuple[str, ...]:
    """Return what the report was narrowed to, in words."""
    office = Office.objects.filter(code=parameters.office).first() if parameters.office else None
    found = [*more, _("Office: %(name)s") % {"name": office_name(office)} if office else _("All offices")]
    if parameters.exempt == Exempt.LEFT_OUT:
        found.append(_("Without exempt cooperation"))
    if parameters.examples:
        found.append(_("With invented examples, which are marked"))
    return tuple(found)


def period_line(start: date, end: date) -> str:
    """Return "Period: 1 July 2026 – 31 December 2026"."""
    return _("Period: %(start)s – %(end)s") % {"start": KnownDate.day(start), "end": KnownDate.day(end)}
