"""Public pages of partners. Their agreements are listed by template tags of the room `agreements.templatetags`."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jambi_coop.lib.web.examples import asks_for_examples, keeping_examples
from partners.filters import PartnerFilter
from partners.models import FormerSlug, Partner

PER_PAGE = 20
MOST_MERGES = 10
"""Limit of merges that are followed, which also ends a circle of merges."""


@require_safe
def partner_list(request: HttpRequest) -> HttpResponse:
    """Show the public partners of this city by name, searched and filtered; a page number that does not exist gives a
    valid page."""
    examples = asks_for_examples(request)
    shown = Partner.objects.public().of_this_city(examples=examples)
    wanted = PartnerFilter(request.GET, shown, today=timezone.localdate(), examples=examples)
    paginator = Paginator(wanted.qs.order_by("name", "pk"), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "section": "partners",
        "filter": wanted,
        "chips": wanted.chips(request),
        "clear_url": keeping_examples(request.path, examples),
        "page_obj": page,
        "page_numbers": list(paginator.get_elided_page_range(page.number)),
        "today": timezone.localdate(),
    }
    return render(request, "partners/list.html", context)


@require_safe
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one public partner. A former slug, or that of a merged partner, redirects to the present one; 404 for a
    partner that is not public."""
    partner = Partner.objects.public().filter(slug=slug).select_related("parent").first()
    if partner is None:
        return redirect(_moved_to(slug), permanent=True)
    parent = partner.parent
    # Whoever reads of an invented partner goes on among examples.
    examples = partner.is_example or asks_for_examples(request)
    children = partner.children.public()
    context = {
        "examples": examples,
        "section": "partners",
        "partner": partner,
        "parent": parent if parent and parent.is_public and not parent.in_trash else None,
        "children": children if examples else children.filter(is_example=False),
        "today": timezone.localdate(),
    }
    return render(request, "partners/detail.html", context)


def _moved_to(slug: str) -> Partner:
    """Return the public partner to which `slug` belonged before renaming or merging; Http404 where there is none."""
    former = FormerSlug.objects.filter(slug=slug).select_related("partner").first()
    partner = former.partner if former else Partner.objects.filter(slug=slug, merged_into__isnull=False).first()
    for _step in range(MOST_MERGES):
        if partner is None or partner.merged_into is None:
            break
        partner = partner.merged_into
    if partner is None or not partner.is_public or partner.in_trash:
        raise Http404
    return partner
