"""The half-yearly round of confirmations: when one begins, and which agreements it asks for."""

from datetime import date

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Attestation
from agreements.models.agreement import AgreementQuerySet
from agreements.models.attestation import CONFIRMS

_GOING_ON = [group for group in StatusGroup if group not in (StatusGroup.ENDED, StatusGroup.DISCONTINUED)]
CAN_BE_CONFIRMED = Q(digest__is_committed=True, stretch__status__in=_GOING_ON)
"""Condition, with the stretch of the day joined: the agreement binds and has not ended."""


def begin_of_round(today: date) -> date | None:
    """Return the day on which the present round began: the first of the latest month of ATTESTATION_MONTHS. None where
    no round is held."""
    days = [date(year, month, 1) for year in (today.year - 1, today.year) for month in settings.ATTESTATION_MONTHS]
    return max((day for day in days if day <= today), default=None)


def confirmable(agreements: AgreementQuerySet, today: date, *narrowed: Q) -> AgreementQuerySet:
    """Narrow to agreements of the city that bind and have not ended, with the stretch of `today`; staff see examples
    among them, with a mark."""
    # One filter() call: a second one would join the stretch of the day again.
    return agreements.alive().of_this_city(examples=True).on(today).filter(CAN_BE_CONFIRMED, *narrowed)


def is_due(today: date) -> Q:
    """Return the condition, for agreements that can be confirmed, that the present round still asks for them: the
    record is known to a day before it, and no office was asked or answered in it."""
    begin = begin_of_round(today)
    if begin is None:
        return Q(pk__in=[])
    answered = Attestation.objects.exclude(kind=Attestation.Kind.SOURCES).filter(
        agreement=OuterRef("pk"), answered_on__gte=begin
    )
    known = Q(stretch__horizon_on__isnull=True) | Q(stretch__horizon_on__lt=begin)
    return Q(known, ~Exists(answered))


def to_accept() -> QuerySet[Attestation]:
    """Return what offices confirm and nobody has accepted yet, the oldest first."""
    rows = Attestation.objects.filter(kind__in=CONFIRMS, accepted_on__isnull=True, agreement__trashed_at__isnull=True)
    return rows.order_by("entered_on", "pk")
