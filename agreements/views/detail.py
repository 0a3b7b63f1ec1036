"""The page of one agreement: for everybody, and for staff as it would be after publishing."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements import permissions
from agreements.models import (
    Agreement,
    Answer,
    Citation,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    Measurement,
    OfficialVisit,
    Participation,
    Party,
    Regulation,
    ReportState,
    Review,
    Statement,
    Step,
    Target,
    Transaction,
)
from agreements.working_days import extra_days
from jambi_coop.lib.publication import PublicationClass

from .present import DetailPage, build_page
from .present.summary import public_parties

MOST_WITH_SAME_PARTNER = 5


@require_safe
def agreement_detail(request: HttpRequest, register_number: str, slug: str) -> HttpResponse:
    """The public page; an address with an old title leads to the present one."""
    agreement = _one(Agreement.objects.public(), register_number)
    if request.path != agreement.get_absolute_url():
        return redirect(agreement, permanent=True)
    page = load_page(agreement, localdate())
    return render(request, "agreements/detail.html", _context(page))


@never_cache
@require_safe
def agreement_preview(request: HttpRequest, register_number: str) -> HttpResponse:
    """The same page for staff who may see the record, whatever its class."""
    agreement = _one(permissions.agreements_for(request.user, Agreement.objects.kept()), register_number)
    page = load_page(agreement, localdate())
    context = _context(page) | {"preview": True, "is_published": agreement.is_public}
    response = render(request, "agreements/detail.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _context(page: DetailPage) -> dict:
    return {
        "page": page,
        "section": "list",
        "ending_soon_days": settings.ENDING_SOON_DAYS,
        "unknown_years": settings.STATUS_UNKNOWN_YEARS,
    }


def _one(agreements: QuerySet, register_number: str) -> Agreement:
    agreement = with_rows(agreements).filter(register_number=register_number, digest__isnull=False).first()
    if agreement is None:
        raise Http404
    return agreement


def load_page(agreement: Agreement, today: date) -> DetailPage:
    """What the page shows of an agreement that `with_rows` has loaded."""
    return build_page(
        agreement,
        totals=money_totals(agreement),
        same_partner=_with_same_partner(agreement),
        extra=extra_days(),
        today=today,
    )


def with_rows(agreements: QuerySet) -> QuerySet:
    """Agreements with the rows that the page may show, in a number of queries that does not grow with them."""
    regulations = Regulation.objects.select_related("revoked_by", "status_source").prefetch_related("amended_by")
    measurements = Measurement.objects.filter(state=Measurement.State.APPROVED).select_related("source")
    one_each = ("digest", "assessment", "lead_office", "parent", "renews", "stage_source")
    return agreements.select_related(*one_each).prefetch_related(
        "legal_fields",
        "sectors",
        "supporting_offices",
        "terms",
        Prefetch("parties", Party.objects.select_related("partner")),
        Prefetch("citations", Citation.objects.select_related("legal_basis")),
        Prefetch("citations__legal_basis__regulation", regulations),
        Prefetch("steps", Step.objects.select_related("waiver", "source")),
        Prefetch("assessment__answers", Answer.objects.select_related("source")),
        Prefetch("assessment__visits", OfficialVisit.objects.select_related("source")),
        Prefetch("documents", _shown_documents()),
        Prefetch("follow_ups", FollowUp.objects.public().select_related("office", "source")),
        Prefetch("follow_ups__participations", Participation.objects.select_related("office")),
        # One without progress tells of an obstacle only, which stays inside.
        Prefetch("follow_ups__reports", FollowUpReport.objects.filter(state=ReportState.APPROVED).exclude(progress="")),
        Prefetch("reviews", Review.objects.filter(is_public=True)),
        Prefetch("indicators", Indicator.objects.filter(is_public=True)),
        Prefetch("indicators__measurements", measurements),
        Prefetch("indicators__targets", Target.objects.select_related("source")),
        Prefetch("transactions", Transaction.objects.filter(is_public=True).select_related("source")),
        Prefetch("statements", Statement.objects.filter(is_public=True).select_related("source")),
        Prefetch("arrangements", Agreement.objects.public()),
        Prefetch("renewed_by", Agreement.objects.public()),
        *("renewed_by__terms", "renews__terms"),
    )


def _shown_documents() -> QuerySet:
    shown = Q(publication_class=PublicationClass.PUBLIC) | Q(publication_class=PublicationClass.EXEMPT)
    return Document.objects.kept().filter(shown)


def money_totals(agreement: Agreement) -> list[tuple[str, str, Decimal]]:
    """(kind, currency, sum) of the public lines that may be totalled."""
    lines = agreement.transactions.filter(is_public=True).countable().order_by("kind", "currency")
    return list(lines.values("kind", "currency").annotate(total=Sum("amount")).values_list("kind", "currency", "total"))


def _with_same_partner(agreement: Agreement) -> QuerySet:
    partners = [party.partner_id for party in public_parties(agreement)]
    others = Agreement.objects.public().filter(is_comparison=agreement.is_comparison).exclude(pk=agreement.pk)
    shared = Party.objects.filter(partner__in=partners).values("agreement")
    newest_first = [F("signed_on_earliest").desc(nulls_last=True), "-pk"]
    return others.filter(pk__in=shared).order_by(*newest_first)[:MOST_WITH_SAME_PARTNER]
