"""Public pages of the legal bases: which are in force, what they say, and which agreements cite them."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.models import Agreement, Party, Regulation, Source
from agreements.record.status import status_of
from jambi_coop.lib.records.publication import PublicationClass
from jambi_coop.lib.web.examples import asks_for_examples, keeping_examples

from .regulation_status import LegalStatus, regulation_status_of, regulation_status_q

PER_PAGE = 20
IN_FORCE = (LegalStatus.IN_FORCE, LegalStatus.AMENDED)
# Hierarchy from the law down to the region's own rules: UU 12/2011 Article 7.
RANK = {str(kind): rank for rank, kind in enumerate(Regulation.Kind.values)}


def with_status(regulations: QuerySet, *, examples: bool = False) -> QuerySet:
    """Load the rows that `regulation_status_of` reads, and count the public agreements that cite each regulation."""
    shown = Agreement.objects.public().of_this_city(examples=examples).order_by().values("pk")
    counted = Q(articles__citations__agreement__in=shown)
    cited = Count("articles__citations__agreement", filter=counted, distinct=True)
    return (
        regulations.select_related("revoked_by", "status_source").prefetch_related("amended_by").annotate(cited=cited)
    )


@require_safe
def regulation_list(request: HttpRequest) -> HttpResponse:
    """List all regulations of the register: first those in force, then the unconfirmed, then the revoked."""
    kinds = {str(value): str(label) for value, label in Regulation.Kind.choices}
    statuses = {str(value): str(label) for value, label in LegalStatus.choices}
    examples = asks_for_examples(request)
    kind, status, ignored = _wanted(request.GET, kind=kinds, status=statuses)
    regulations = Regulation.objects.all()
    if kind:
        regulations = regulations.filter(kind=kind)
    if status:
        regulations = regulations.filter(pk__in=Regulation.objects.filter(regulation_status_q(status)).values("pk"))
    rows = [
        (regulation, regulation_status_of(regulation)) for regulation in with_status(regulations, examples=examples)
    ]
    rows.sort(key=lambda row: (RANK[row[0].kind], -row[0].year, row[0].number))
    context = {
        "section": "legal",
        "current": [row for row in rows if row[1].status in IN_FORCE],
        "unconfirmed": [row for row in rows if row[1].status == LegalStatus.UNKNOWN],
        "history": [row for row in rows if row[1].status == LegalStatus.REVOKED],
        "total": len(rows),
        "unchecked": not all(standing.checked for _regulation, standing in rows),
        "unread": [regulation for regulation, _standing in rows if _is_unread(regulation)],
        "kinds": [(value, kinds[value]) for value in _used_kinds(kind)],
        "statuses": statuses.items(),
        "kind": kind,
        "status": status,
        "ignored": ignored,
        "chips": _chips(request, [("kind", kind, kinds), ("status", status, statuses)]),
        "clear_url": keeping_examples(request.path, examples),
    }
    return render(request, "agreements/public/regulations.html", context)


def _is_unread(regulation: Regulation) -> bool:
    """True if not even a copy of its text was read for the register."""
    source = regulation.status_source
    return source is None or source.certainty != Source.Certainty.READ


def _used_kinds(wanted: str) -> list[str]:
    used = set(Regulation.objects.order_by().values_list("kind", flat=True).distinct()) | ({wanted} - {""})
    return sorted(used, key=RANK.__getitem__)


def _wanted(data: QueryDict, **offered: dict[str, str]) -> tuple[str, str, list[str]]:
    """Return the value of each filter if it is offered, and a sentence for each value that is not."""
    values, ignored = [], []
    for name, choices in offered.items():
        value = data.get(name, "")
        values.append(value if value in choices else "")
        if value and value not in choices:
            shown = Truncator("".join(char if char.isprintable() else " " for char in value[:100])).chars(40)
            ignored.append(_("Filter “%(value)s” is not known and was ignored.") % {"value": shown})
    return *values, ignored


def _chips(request: HttpRequest, used: list[tuple[str, str, dict[str, str]]]) -> list[tuple[str, str]]:
    chips = []
    for name, value, choices in used:
        if value:
            rest = "&".join(f"{other}={kept}" for other, kept, _choices in used if kept and other != name)
            address = f"{request.path}?{rest}" if rest else request.path
            chips.append((choices[value], keeping_examples(address, asks_for_examples(request))))
    return chips


@require_safe
def regulation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one regulation: its status, its articles in plain words, and the public agreements that cite it."""
    examples = asks_for_examples(request)
    regulation = get_object_or_404(with_status(Regulation.objects.all(), examples=examples), slug=slug)
    paginator = Paginator(_citing(regulation, examples), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "section": "legal",
        "regulation": regulation,
        "standing": regulation_status_of(regulation),
        "articles": regulation.articles.all(),
        "revokes": regulation.revokes.all(),
        "amends": regulation.amends.all(),
        "agreements": [(agreement, status_of(agreement, today)) for agreement in page],
        "page_obj": page,
        "page_numbers": list(paginator.get_elided_page_range(page.number)),
    }
    return render(request, "agreements/public/regulation.html", context)


def _citing(regulation: Regulation, examples: bool) -> QuerySet:
    """Return the public agreements of this city that cite an article of the regulation, with the rows that the page
    shows."""
    public_parties = Party.objects.filter(
        partner__publication_class=PublicationClass.PUBLIC, partner__trashed_at__isnull=True
    ).select_related("partner")
    shown = Agreement.objects.public().of_this_city(examples=examples)
    citing = shown.filter(citations__legal_basis__regulation=regulation).distinct()
    return (
        Agreement.objects.filter(pk__in=citing.order_by().values("pk"))
        .on(timezone.localdate())
        .select_related("digest", "stretch")
        .prefetch_related(Prefetch("parties", queryset=public_parties, to_attr="public_parties"))
    )
