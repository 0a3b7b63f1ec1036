"""Work lists of missing proof: the signed text, its validity and class, this year's values, results of ended
agreements."""

from datetime import date

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.lifecycle.vocabulary import (
    EXTENSION_KINDS,
    IN_FORCE_KINDS,
    PARTY_TRACKS,
    InstrumentKind,
    Stage,
    StatusGroup,
    Track,
)
from agreements.models import Agreement, Document, Indicator, Instrument, Measurement, ReportState, Signature
from jambi_coop.lib.dates.counting import known_between
from jambi_coop.lib.dates.fields import overlaps_q
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.publication import PublicationClass

from .after_signing import known_end
from .entry import Heading, Reason, WorkList, by_day
from .next_actions import classify, measure, name_base, open_results, say_how_long, upload
from .scope import WorklistScope

UNCLASSIFIED = (PublicationClass.DRAFT, PublicationClass.INTERNAL)
REPORTED = (ReportState.SUBMITTED, ReportState.APPROVED)
SIGNED = Q(digest__signed_on_latest__isnull=False) | Q(
    track__in=[*PARTY_TRACKS, Track.LEGACY], stage__in=[Stage.SIGNING, Stage.IMPLEMENTATION]
)
"""Signed by its date, or by its stage if the date is not known."""


# --- the text ----------------------------------------------------------------------------------------


def find_without_text(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find signed agreements without an uploaded text."""
    text = Document.objects.alive().filter(agreement=OuterRef("pk"), kind=Document.Kind.AGREEMENT_TEXT)
    rows = agreements.filter(SIGNED, ~Exists(text))
    rows = rows.exclude(without_text=True).exclude(stage=Stage.DISCONTINUED)
    return rows.annotate(day=by_day("digest__signed_on_latest"))


def why_without_text(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say when it was signed, and that the text is missing."""
    if not agreement.signed_on:
        return Reason(_("Signed on a day that is not known; the text is not uploaded."), KnownDate.unknown())
    text = _("Signed on %(date)s; the text is not uploaded.") % {"date": agreement.signed_on}
    return Reason(text, agreement.signed_on)


def find_unclassified(documents: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find texts of public agreements that are still classed as draft or internal."""
    newer = Document.objects.alive().filter(supersedes=OuterRef("pk"))
    rows = documents.filter(
        ~Exists(newer),
        trashed_at__isnull=True,
        kind=Document.Kind.AGREEMENT_TEXT,
        publication_class__in=UNCLASSIFIED,
        agreement__publication_class=PublicationClass.PUBLIC,
    )
    return rows.annotate(day=by_day("dated_latest", "agreement__digest__signed_on_latest"))


def why_unclassified(document: Document, scope: WorklistScope) -> Reason:
    """Say how the text is classed."""
    text = _("The agreement is public, and its text is still classed as “%(class)s”: decide whether it is published.")
    day = document.dated or document.agreement.signed_on
    return Reason(text % {"class": document.get_publication_class_display()}, day)


def find_without_validity(instruments: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find signed texts and extensions of which nobody has said how long they hold.

    The same rule as `agreements.record.instruments.without_validity`, as a database query.
    """
    kinds = [*IN_FORCE_KINDS, *EXTENSION_KINDS]
    rows = instruments.filter(Exists(Signature.objects.filter(instrument=OuterRef("pk"))), validity="", kind__in=kinds)
    return rows.annotate(day=by_day("signed_on_latest"))


def why_without_validity(instrument: Instrument, scope: WorklistScope) -> Reason:
    """Say when it was signed, and that its validity is missing."""
    if not instrument.signed_on:
        return Reason(_("Signed on a day that is not known; nobody has said how long it holds."), instrument.signed_on)
    text = _("Signed on %(date)s; nobody has said how long it holds.") % {"date": instrument.signed_on}
    return Reason(text, instrument.signed_on)


def find_without_base(instruments: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find extensions of which the text is not recorded.

    The same rule as `agreements.record.instruments.without_base`, as a database query.
    """
    texts = Instrument.objects.filter(
        Exists(Signature.objects.filter(instrument=OuterRef("pk"))),
        agreement=OuterRef("agreement"),
        kind__in=[*IN_FORCE_KINDS, InstrumentKind.IMPLEMENTING],
    )
    rows = instruments.filter(~Exists(texts), kind__in=EXTENSION_KINDS, changes=None)
    return rows.annotate(day=by_day("signed_on_latest", "starts_on_latest"))


def why_without_base(instrument: Instrument, scope: WorklistScope) -> Reason:
    """Say that the text is missing which it extends."""
    return Reason(_("The text that it extends is not recorded."), instrument.signed_on or instrument.starts_on)


def _rule_text() -> str:
    return _(
        "Signed, and no text of the agreement is uploaded; or the text of a public agreement is still classed as draft "
        "or internal. Records that say that there is no text are left out. Also signed texts of which nobody has said "
        "how long they hold, and extensions of which the text is not recorded."
    )


# --- the results -------------------------------------------------------------------------------------


def find_unreported(indicators: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find indicators of agreements in force without a value for this year."""
    year = scope.today.year
    values = Measurement.objects.filter(indicator=OuterRef("pk"), state__in=REPORTED)
    this_year = values.filter(overlaps_q("period", date(year, 1, 1), date(year, 12, 31)))
    latest = Subquery(
        values.order_by(F("period_latest").desc(nulls_last=True)).values("period_latest")[:1],
        output_field=DateField(),
    )
    alive = Agreement.objects.in_force(scope.today).order_by()
    rows = indicators.filter(~Exists(this_year), agreement__in=alive.values("pk"))
    rows = rows.annotate(last_value=latest, day=by_day("last_value", "agreement__digest__anchor_on"))
    return rows.prefetch_related("measurements")


def why_unreported(indicator: Indicator, scope: WorklistScope) -> Reason:
    """Say for which period the last value was reported."""
    periods = [one.period for one in indicator.measurements.all() if one.state in REPORTED]
    last = max((one for one in periods if one.latest), key=lambda one: one.latest or date.min, default=None)
    if last is not None:
        text = _("No value reported for %(year)d; the last one is of %(date)s.")
        return Reason(text % {"year": scope.today.year, "date": last}, last)
    digest = indicator.agreement.digest
    anchor = known_between(digest.anchor_earliest, digest.anchor_on)
    return Reason(_("No value reported for %(year)d, and none before.") % {"year": scope.today.year}, anchor)


def find_unproven(agreements: QuerySet, scope: WorklistScope) -> QuerySet:
    """Find ended agreements with promised results that have no verified value."""
    rows = agreements.filter(
        stretch__status=StatusGroup.ENDED, digest__results_promised__gt=F("digest__results_proven")
    )
    return rows.annotate(day=by_day("ended_on_latest", "digest__ends_latest"))


def why_unproven(agreement: Agreement, scope: WorklistScope) -> Reason:
    """Say when it ended, and how many results are unproven."""
    count = agreement.digest.results_promised - agreement.digest.results_proven
    text = ngettext(
        "%(count)d of %(total)d promised results has no verified value.",
        "%(count)d of %(total)d promised results have no verified value.",
        count,
    )
    end = agreement.ended_on or known_end(agreement)
    ended = _("Ended on %(date)s.") % {"date": end} if end else _("Ended.")
    return Reason(f"{ended} {text % {'count': count, 'total': agreement.digest.results_promised}}", end)


def _rule_results() -> str:
    return _(
        "Results promised by agreements in force for which no value of this year was submitted; and agreements that "
        "have ended with promised results that no verified value proves."
    )


TEXTS = Heading(
    code="texts",
    title=gettext_lazy("Text missing, incomplete or not classified"),
    rule=_rule_text,
    lists=(
        WorkList("no-text", "agreement", WorklistScope.agreements, find_without_text, why_without_text, upload),
        WorkList(
            "unclassified",
            "document",
            WorklistScope.documents,
            find_unclassified,
            why_unclassified,
            classify,
            staff_only=True,
        ),
        WorkList(
            "no-validity",
            "instrument",
            WorklistScope.instruments,
            find_without_validity,
            why_without_validity,
            say_how_long,
            own_title=gettext_lazy("Signed, validity not recorded"),
        ),
        WorkList(
            "no-base",
            "instrument",
            WorklistScope.instruments,
            find_without_base,
            why_without_base,
            name_base,
            own_title=gettext_lazy("Extensions of which the text is not recorded"),
        ),
    ),
)
RESULTS = Heading(
    code="results",
    title=gettext_lazy("Results not reported"),
    rule=_rule_results,
    lists=(
        WorkList("unreported", "indicator", WorklistScope.indicators, find_unreported, why_unreported, measure),
        WorkList("unproven", "agreement", WorklistScope.agreements, find_unproven, why_unproven, open_results),
    ),
)
