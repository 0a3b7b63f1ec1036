"""The confirmations of the page: what was asked, read or answered, by which office, and when it was accepted.

The public reads the office and the days, never the name of a person and never the note.
"""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement, Attestation, Office, Source
from agreements.models.attestation import CONFIRMS
from agreements.record.horizon import contradicting, no_longer_running
from agreements.record.names import office_name
from agreements.record.rule_facts import activities_of
from agreements.record.wording import date_label, day_label
from jambi_coop.lib.dates.known_date import KnownDate


class ConfirmationRow(NamedTuple):
    """One confirmation in words; `running` and `accepted` are "" where nothing is to be said."""

    what: str
    period: str
    running: str
    office: Office | None
    answered: str
    accepted: str
    contradicted: str
    source: Source | None


def shown_attestations() -> QuerySet[Attestation]:
    """Return what the public reads: not what an office confirms before somebody else has accepted it."""
    shown = ~Q(kind__in=CONFIRMS) | Q(accepted_on__isnull=False)
    return Attestation.objects.filter(shown).select_related("office", "source").order_by("answered_on", "pk")


def confirmations_of(agreement: Agreement) -> list[ConfirmationRow]:
    """Return the confirmations, which `shown_attestations` has loaded with the agreement, the latest answer first."""
    activities = list(activities_of(agreement))
    return [_row(one, activities) for one in reversed(agreement.attestations.all())]


def _row(row: Attestation, activities: list[KnownDate]) -> ConfirmationRow:
    against = contradicting(row, activities)
    return ConfirmationRow(
        what=str(row.get_kind_display()),
        period=_period(row),
        running="" if row.running == Attestation.Running.NOT_ASKED else str(row.get_running_display()),
        office=row.office,
        answered=_answered(row),
        accepted=_("accepted on %(date)s") % {"date": day_label(row.accepted_on)} if row.accepted_on else "",
        contradicted=_("An activity recorded later contradicts it (%(date)s); it counts only up to there.")
        % {"date": against[0]}
        if against
        else "",
        source=row.source,
    )


def _period(row: Attestation) -> str:
    if not row.starts_on:
        return _("until %(end)s") % {"end": row.ends_on}
    return f"{row.starts_on} – {row.ends_on}"


def _answered(row: Attestation) -> str:
    day = {"date": day_label(row.answered_on)}
    if row.kind == Attestation.Kind.SOURCES:
        return _("read on %(date)s") % day
    return (_("asked on %(date)s") if row.kind == Attestation.Kind.ASKED else _("answered on %(date)s")) % day


def no_longer_sentence(agreement: Agreement, today: date) -> str:
    """Say beside the status which office states that the agreement no longer runs, and when; "" where none does, or the
    status says that it is over."""
    row = no_longer_running(agreement.attestations.all())
    if row is None or agreement.stretch_on(today).status in (StatusGroup.ENDED, StatusGroup.DISCONTINUED):
        return ""
    words = {"office": office_name(row.office), "date": day_label(row.answered_on)}
    return _("%(office)s states on %(date)s that it no longer runs.") % words


def known_sentence(agreement: Agreement, today: date) -> str:
    """Say up to which day the record is known, and who stands for it; "" where no condition is shown or no day is
    known."""
    stretch = agreement.stretch_on(today)
    if not stretch.rule or stretch.horizon_on is None:
        return ""
    if not stretch.is_attested:
        # The event as exactly as it is recorded; the horizon itself is its first possible day.
        events = [day for day in (stretch.activity, stretch.paper) if day.earliest == stretch.horizon_on]
        event = date_label(events[0]) if events else day_label(stretch.horizon_on)
        return _("Known up to %(date)s, the latest recorded activity or paper.") % {"date": event}
    given = {"date": day_label(stretch.horizon_on)}
    carried = [row for row in agreement.attestations.all() if row.confirms and row.accepted_on]
    names = [office_name(row.office) for row in carried if row.ends_on.earliest == stretch.horizon_on]
    if not names:
        return _("Known up to %(date)s; an office confirms the record up to there.") % given
    return _("Known up to %(date)s, confirmed by %(office)s.") % {**given, "office": names[-1]}
