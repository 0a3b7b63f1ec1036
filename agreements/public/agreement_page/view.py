"""The page of one agreement: the public one, and the preview for staff of a record that is not public yet."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements.models import (
    Agreement,
    Answer,
    BeneficiaryCount,
    Citation,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    Instrument,
    Measurement,
    OfficialVisit,
    Participation,
    Party,
    Regulation,
    ReportState,
    Review,
    Signature,
    Statement,
    Step,
    Target,
    Transaction,
)
from agreements.record import permissions
from agreements.record.letters import reminders
from agreements.record.provenance import IS_COMPILED
from agreements.record.verdict import verdict_of
from agreements.record.wording import kind_label
from agreements.record.working_days import extra_days
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.web.examples import asks_for_examples

from .condition import condition_word, rule_sentences
from .confirmations import confirmations_of, known_sentence, no_longer_sentence, shown_attestations
from .follow_ups import timeline_of
from .instruments import instruments_of, signed_part
from .intro import (
    ended_sentence,
    no_term_label,
    public_parties,
    renewals_of,
    status_tag,
    validity_of,
)
from .money import money_groups, promised_and_received
from .papers import legal_part, public_documents, withheld_documents
from .participants import participants_by_year
from .readiness import readiness_part
from .related import related_to
from .results import beneficiary_lines, beneficiary_sums, in_order_of_topics, latest_values, promised_results
from .trail import trail_of

MOST_WITH_SAME_PARTNER = 5
DAYS_OF_LETTERS = tuple(
    f"{name}_{part}" for name in ("sent_on", "dated", "received_on") for part in ("earliest", "latest", "precision")
)


@require_safe
def agreement_detail(request: HttpRequest, register_number: str, slug: str) -> HttpResponse:
    """Show the public page; an address with an old title redirects to the present one."""
    today = localdate()
    agreement = _one(Agreement.objects.public(), register_number, today)
    if request.path != agreement.get_absolute_url():
        return redirect(agreement, permanent=True)
    return _page(request, agreement, today)


@never_cache
@require_safe
def agreement_preview(request: HttpRequest, register_number: str) -> HttpResponse:
    """Show the same page to staff who may see the record, whatever its publication class."""
    today = localdate()
    agreement = _one(permissions.agreements_for(request.user, Agreement.objects.alive()), register_number, today)
    response = _page(request, agreement, today, preview=True, is_published=agreement.is_public)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _one(agreements: QuerySet, register_number: str, today: date) -> Agreement:
    agreement = with_rows(agreements, today).filter(register_number=register_number, digest__isnull=False).first()
    if agreement is None:
        raise Http404
    return agreement


def _page(request: HttpRequest, agreement: Agreement, today: date, **more) -> HttpResponse:
    # The parts are rendered first: the head says whether any of their texts fell back to Indonesian.
    # Whoever reads an example goes on among examples.
    examples = agreement.is_example or asks_for_examples(request)
    context = page_context(agreement, today, examples=examples) | {"fallbacks": [], "examples": examples, **more}
    context["parts"] = render_to_string("agreements/public/agreement_page/_parts.html", context, request)
    return render(request, "agreements/public/agreement_page/page.html", context)


def page_context(agreement: Agreement, today: date, *, examples: bool = False) -> dict:
    """Return the context of an agreement that `with_rows` has loaded: only rows that may be shown."""
    verdict = verdict_of(agreement, today)
    documents = public_documents(agreement)
    parties = public_parties(agreement)
    sums = money_sums(agreement)
    instruments = instruments_of(agreement, today)
    return {
        "section": "list",
        "ending_soon_days": settings.ENDING_SOON_DAYS,
        "valid_days": settings.ATTESTATION_VALID_DAYS,
        "agreement": agreement,
        "status": status_tag(agreement, today),
        "verdict": verdict,
        "no_longer": no_longer_sentence(agreement, today),
        "known": known_sentence(agreement, today),
        "confirmations": confirmations_of(agreement),
        "condition_word": condition_word(verdict.condition) if verdict else "",
        "rules": rule_sentences(verdict.rule if verdict else ""),
        "parties": parties,
        "kind": kind_label(agreement, (party.partner.level for party in parties)),
        "fields": agreement.legal_fields.all(),
        "sectors": agreement.sectors.all(),
        "supporting_offices": agreement.supporting_offices.all(),
        "instruments": instruments,
        "signed": signed_part(agreement, instruments),
        "terms": validity_of(agreement, today),
        "no_term": no_term_label(agreement),
        "renewals": list(renewals_of(agreement)),
        "ended": ended_sentence(agreement),
        "timeline": timeline_of(agreement, instruments, today),
        "participants": participants_by_year(agreement),
        "reviews": agreement.reviews.all(),
        "promised": promised_results(agreement),
        "latest_values": latest_values(agreement),
        "beneficiaries": beneficiary_lines(agreement),
        "beneficiary_sums": beneficiary_sums(agreement),
        "money": money_groups(agreement, sums),
        "comparison": promised_and_received(agreement, sums),
        "statements": in_order_of_topics(agreement),
        "readiness": readiness_part(agreement),
        "trail": trail_of(agreement, today, extra_days()),
        "legal": legal_part(agreement),
        "documents": documents,
        "replaced": {document.supersedes_id for document in documents.values()},
        "withheld": withheld_documents(agreement),
        "related": related_to(agreement, _with_same_partner(agreement, examples)),
    }


def with_rows(agreements: QuerySet, today: date) -> QuerySet:
    """Load agreements with the rows that the page may show, in a number of queries that does not grow with their
    number."""
    regulations = Regulation.objects.select_related("revoked_by", "status_source").prefetch_related("amended_by")
    measurements = Measurement.objects.filter(state=Measurement.State.APPROVED).select_related("source")
    instruments = Instrument.objects.select_related("source", "changes", "ended_by__partner").order_by("pk")
    signatures = Signature.objects.select_related("party__partner").order_by("pk")
    one_each = ("digest", "stretch", "assessment", "lead_office", "parent__digest", "renews__digest", "stage_source")
    return (
        agreements.on(today)
        .annotate(is_compiled=IS_COMPILED)
        .select_related(*one_each)
        .prefetch_related(
            "legal_fields",
            "sectors",
            "supporting_offices",
            Prefetch("instruments", instruments),
            Prefetch("instruments__signatures", signatures),
            Prefetch("parties", Party.objects.select_related("partner")),
            Prefetch("citations", Citation.objects.select_related("legal_basis")),
            Prefetch("citations__legal_basis__regulation", regulations),
            Prefetch("steps", Step.objects.select_related("waiver", "source", "instrument")),
            # Of letters the public reads days and the numbers on the step; of these rows, when the city reminded.
            Prefetch("steps__letters", reminders().only("step_id", "direction", *DAYS_OF_LETTERS)),
            Prefetch("assessment__answers", Answer.objects.select_related("source")),
            Prefetch("assessment__visits", OfficialVisit.objects.select_related("source")),
            Prefetch("documents", _shown_documents()),
            Prefetch("follow_ups", FollowUp.objects.public().select_related("office", "source")),
            Prefetch("follow_ups__participations", Participation.objects.select_related("office")),
            # A report without progress only names an obstacle, which is internal.
            Prefetch(
                "follow_ups__reports", FollowUpReport.objects.filter(state=ReportState.APPROVED).exclude(progress="")
            ),
            Prefetch("attestations", shown_attestations()),
            Prefetch("reviews", Review.objects.filter(is_public=True)),
            Prefetch("indicators", Indicator.objects.filter(is_public=True)),
            Prefetch("indicators__measurements", measurements),
            Prefetch("indicators__targets", Target.objects.select_related("source")),
            Prefetch("beneficiaries", BeneficiaryCount.objects.in_public().select_related("source")),
            Prefetch("transactions", Transaction.objects.filter(is_public=True).select_related("source")),
            Prefetch("statements", Statement.objects.filter(is_public=True).select_related("source")),
            Prefetch("arrangements", Agreement.objects.public().select_related("digest")),
            Prefetch("renewed_by", Agreement.objects.public().select_related("digest")),
            *("renewed_by__instruments__signatures", "renews__instruments__signatures"),
        )
    )


def _shown_documents() -> QuerySet:
    shown = Q(publication_class=PublicationClass.PUBLIC) | Q(publication_class=PublicationClass.EXEMPT)
    return Document.objects.alive().filter(shown)


def money_sums(agreement: Agreement) -> dict[tuple[str, str], Decimal]:
    """Return {(kind, currency): sum} of the public lines that may be totalled."""
    lines = agreement.transactions.filter(is_public=True).countable().order_by("kind", "currency")
    totals = lines.values("kind", "currency").annotate(total=Sum("amount"))
    return {(line["kind"], line["currency"]): line["total"] for line in totals}


def _with_same_partner(agreement: Agreement, examples: bool) -> QuerySet:
    partners = [party.partner_id for party in public_parties(agreement)]
    others = Agreement.objects.public().exclude(pk=agreement.pk)
    if agreement.is_comparison:
        others = others.filter(is_comparison=True)
    else:
        others = others.of_this_city(examples=examples, contacts=True)
    shared = Party.objects.filter(partner__in=partners).values("agreement")
    newest_first = [F("digest__signed_on_earliest").desc(nulls_last=True), "-pk"]
    return others.select_related("digest").filter(pk__in=shared).order_by(*newest_first)[:MOST_WITH_SAME_PARTNER]
