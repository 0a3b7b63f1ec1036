"""The public list of agreements: filtered, sorted, twenty a page."""

from decimal import Decimal

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from agreements.public.agreement_page.condition import rule_sentences
from agreements.record.filters.agreement import AgreementFilter
from agreements.record.filters.orders import DEFAULT_SORT, SORTS
from jambi_coop.lib.numbers.figures import format_number
from jambi_coop.lib.web import paging
from jambi_coop.lib.web.examples import asks_for_examples, keeping_examples
from jambi_coop.lib.web.paging import PAGE_SIZE, CappedPaginator, page_of

from .agreement_rows import load_rows

DOWNLOADS = ("xlsx", "csv-id", "csv")


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """Show the public list of agreements. Unknown filters in the address are ignored, with a note."""
    today, examples = localdate(), asks_for_examples(request)
    found = AgreementFilter(request.GET, _listed(), today=today, request=request, examples=examples)
    conditions = found.count_conditions(paging.MOST_COUNTED)
    # First the ids, for which the index of the order suffices; then only the rows of this page.
    ids = found.qs.values_list("pk", flat=True)
    known = conditions[found.data.get("condition", "all")] if conditions else None
    paginator = CappedPaginator(ids, PAGE_SIZE, known=known)
    page, page_note = page_of(paginator, request.GET.get("page", ""))
    rows = load_rows(list(page.object_list), today)
    notes = [*found.ignored, page_note] if page_note else found.ignored
    path = reverse("agreements:list")
    context = {
        "section": "list",
        "page_obj": page,
        "page_numbers": list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "rows": rows,
        "notes": notes,
        "found": found,
        "form": _with_counts(found.form, conditions),
        "sorts": SORTS.items(),
        "default_sort": DEFAULT_SORT,
        "chips": found.chips(request),
        "clear_url": keeping_examples(path, examples),
        "count": format_number(Decimal(paginator.count), get_language() or "id"),
        "is_capped": paginator.is_capped,
        "only_contacts": found.data.getlist("kind") == [Agreement.Kind.CONTACT],
        "total": _listed().of_this_city(examples=examples).count() if not rows else 0,
        "comparisons": found.count_comparisons() if not rows else 0,
        "comparisons_url": f"{path}?{found.data.urlencode()}&comparison=1",
        "downloads": _downloads(found),
        "rules": rule_sentences(),
        "ending_soon_days": settings.ENDING_SOON_DAYS,
        "valid_days": settings.ATTESTATION_VALID_DAYS,
    }
    return render(request, "agreements/public/agreement_list.html", context)


def _with_counts(form: Form, conditions: dict[str, int] | None) -> Form:
    """Add the number of agreements to each choice of follow-up condition, if they were counted."""
    if conditions:
        field = form.fields["condition"]
        counted = {value: f" ({number})" for value, number in conditions.items()}
        field.choices = [(value, f"{label}{counted.get(value, '')}") for value, label in field.choices if value]
    return form


def _listed():
    # Without joining the digest, which counting does not need; `load_rows` and the filters join it.
    return Agreement.objects.public()


def _downloads(found: AgreementFilter) -> dict[str, str]:
    """Return the addresses of the same rows as a spreadsheet, by format."""
    query = found.data.urlencode()
    return {name.replace("-", "_"): f"{reverse('agreements:export', args=[name])}?{query}" for name in DOWNLOADS}
