"""Work lists for Bagian Kerja Sama: reports and values to decide on, sources, legal bases, proposed offices, exemptions
to review."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement, Citation, Document, FollowUpReport, Measurement, Office, ReportState
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import PublicationClass
from partners.models import Partner

from .entry import NO_DAY, Heading, Reason, WorkList, by_day
from .next_actions import check, cite, classify, confirm, decide_report, decide_value
from .scope import WorklistScope

EXEMPTION_NOTICE_DAYS = 30
"""Days before the review of an exemption from which it is on the list."""


def find_reports(reports: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find submitted reports of offices."""
    return reports.filter(state=ReportState.SUBMITTED).annotate(day=by_day(TruncDate("submitted_at")))


def why_report(found: FollowUpReport, scope: WorklistScope) -> Reason:
    """Say when the report was submitted."""
    day = KnownDate.day(localdate(found.submitted_at)) if found.submitted_at else KnownDate.unknown()
    text = _("The report of an office, submitted on %(date)s, waits for a decision.")
    return Reason(text % {"date": day}, day)


def find_values(values: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find submitted measured values."""
    return values.filter(state=ReportState.SUBMITTED).annotate(day=by_day("period_latest"))


def why_value(value: Measurement, scope: WorklistScope) -> Reason:
    """Say for which period the value was reported."""
    text = _("The value reported for %(date)s waits for a decision.") % {"date": value.period}
    return Reason(text, KnownDate.unknown())


def find_revoked(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find agreements in force that cite only revoked regulations.

    The same rule as `agreements.public.regulation_status.rests_only_on_revoked`, as a database query.
    """
    cited = Citation.objects.filter(agreement=OuterRef("pk"))
    rows = agreements.filter(
        Q(stretch__status=StatusGroup.IN_FORCE),
        Exists(cited),
        ~Exists(cited.filter(legal_basis__regulation__revoked=False)),
    )
    rows = rows.annotate(day=by_day("digest__signed_on_latest"))
    return rows.prefetch_related("citations__legal_basis__regulation")


def why_revoked(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Name the revoked regulations and the day of the signing."""
    regulations = [citation.legal_basis.regulation for citation in agreement.citations.all()]
    names = "; ".join(dict.fromkeys(regulation.short_name for regulation in regulations))
    text = _("In force, and cites only regulations that are no longer in force: %(names)s.") % {"names": names}
    if agreement.signed_on:
        text += " " + _("Signed on %(date)s.") % {"date": agreement.signed_on}
    return Reason(text, KnownDate.unknown())


def find_unchecked(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find agreements whose data nobody has compared with the sources."""
    return agreements.filter(checked_on__isnull=True).annotate(day=by_day(TruncDate("created_at")))


def why_unchecked(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say when the agreement was recorded."""
    day = KnownDate.day(localdate(agreement.created_at))
    text = _("Recorded on %(date)s and not yet compared with its sources.") % {"date": day}
    return Reason(text, day)


def find_proposed(offices: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find offices that nobody has confirmed yet, by the day on which they were proposed."""
    entered = Office.history.model.objects.filter(id=OuterRef("pk"), history_type="+").order_by("history_date")
    day = Subquery(entered.values(entered_on=TruncDate("history_date"))[:1])
    rows = offices.filter(confirmed_on__isnull=True, is_active=True).select_related("source")
    return rows.annotate(day=by_day(day))


def why_proposed(office: Office, scope: WorklistScope) -> Reason:
    """Say since when the office is proposed, and where it is named."""
    entered_on = office.day  # type: ignore[attr-defined]  # annotated above
    day = KnownDate.unknown() if entered_on == NO_DAY else KnownDate.day(entered_on)
    text = _("Proposed on %(date)s, and no manager has confirmed it yet.") % {"date": day}
    if office.source:
        text += " " + _("Named in: %(source)s.") % {"source": office.source}
    return Reason(text, day)


def _rule_checks() -> str:
    return _(
        "Reports and values that offices submitted and nobody has decided on; agreements in force that cite only "
        "regulations no longer in force; agreements whose data nobody has compared with the sources; offices of the "
        "city that were proposed and no manager has confirmed (in the view of all). In this order."
    )


def _rule_decide() -> str:
    return _("Reports and values that offices submitted and nobody has decided on.")


def find_exempt(rows: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find records whose exemption from publication is to be reviewed within EXEMPTION_NOTICE_DAYS days."""
    limit = scope.today + timedelta(days=EXEMPTION_NOTICE_DAYS)
    rows = rows.filter(trashed_at__isnull=True, publication_class=PublicationClass.EXEMPT, exempt_review_on__lte=limit)
    return rows.annotate(day=by_day("exempt_review_on"))


def why_exempt(row: Agreement | Document | Partner, scope: WorklistScope) -> Reason:
    """Say the ground of the exemption and the day of its review."""
    day = KnownDate.day(row.exempt_review_on) if row.exempt_review_on else KnownDate.unknown()
    text = _("The exemption (Article 17 letter %(ground)s) is to be reviewed on %(date)s.")
    return Reason(text % {"ground": row.exempt_ground, "date": day}, day, is_deadline=True)


def _rule_exemptions() -> str:
    return _("Agreements, documents and partners whose exemption is to be reviewed within %(days)d days.") % {
        "days": EXEMPTION_NOTICE_DAYS
    }


REPORTS = WorkList("report", "report", WorklistScope.reports, find_reports, why_report, decide_report, staff_only=True)
VALUES = WorkList("value", "measurement", WorklistScope.values, find_values, why_value, decide_value, staff_only=True)
CHECKS = Heading(
    code="checks",
    title=gettext_lazy("To be decided on or checked"),
    rule=_rule_checks,
    in_turn=True,
    lists=(
        REPORTS,
        VALUES,
        WorkList(
            "legal",
            "agreement",
            WorklistScope.agreements,
            find_revoked,
            why_revoked,
            cite,
            own_title=gettext_lazy("Legal bases"),
            staff_only=True,
        ),
        WorkList(
            "unchecked",
            "agreement",
            WorklistScope.agreements,
            find_unchecked,
            why_unchecked,
            check,
            own_title=gettext_lazy("Compare with the sources"),
            staff_only=True,
        ),
        WorkList(
            "proposed",
            "office",
            WorklistScope.city_offices,
            find_proposed,
            why_proposed,
            confirm,
            own_title=gettext_lazy("Proposed offices"),
            staff_only=True,
        ),
    ),
)
TO_DECIDE = Heading(
    code="decide",
    title=gettext_lazy("Reports and values to be decided on"),
    rule=_rule_decide,
    lists=(REPORTS, VALUES),
    in_turn=True,
)
"""The first two lists of `CHECKS` on a page of their own, to which the page for the head links."""
EXEMPTIONS = Heading(
    code="exemptions",
    title=gettext_lazy("Exemptions to be reviewed"),
    rule=_rule_exemptions,
    lists=tuple(
        WorkList("exempt", kind, of, find_exempt, why_exempt, classify, staff_only=True)
        for kind, of in (
            ("agreement", WorklistScope.agreements),
            ("document", WorklistScope.documents),
            ("partner", WorklistScope.partners),
        )
    ),
)
