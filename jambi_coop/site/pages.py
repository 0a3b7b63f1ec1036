"""Views that belong to no single app: the first page, about, health, error pages, the locked login."""

import sys

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models import Agreement
from agreements.office_reports.fields import ReportFields
from agreements.office_reports.pages import refused_token
from agreements.public.agreement_page.condition import rule_sentences
from agreements.record.provenance import COMPILED
from jambi_coop.lib.web.examples import asks_for_examples
from jambi_coop.lib.web.form_values import submitted_values

from . import home as first_page

RETRY_SECONDS = 120
REPORT_FORM = "agreements:report_form"
FROM_ELSEWHERE = ("Origin checking failed", "Referer checking failed")
"""Beginnings of Django's reason for a CSRF failure where the form was sent from another site."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the first page: counts of agreements by kind, status and condition, newest follow-ups, ends to come."""
    today, examples = timezone.localdate(), asks_for_examples(request)
    found = first_page.tallies(today, examples)
    awaiting, asked = first_page.awaiting_counts(found)
    ending = list(first_page.ending_soon(today, examples))
    context = {
        "kind_groups": first_page.kind_groups(found),
        "conditions": first_page.conditions(found),
        "confirmed": first_page.confirmed(found),
        "none_yet_count": first_page.silent_count(found),
        "none_yet_query": first_page.SILENT_QUERY,
        "late_count": first_page.late_count(today, examples),
        "late_query": first_page.LATE_QUERY,
        "ending_count": len(ending),
        "ending_query": first_page.query_of(ends_within=settings.ENDING_SOON_DAYS),
        "ending": [(agreement, (agreement.digest.ends_latest - today).days) for agreement in ending[: first_page.ROWS]],
        "ending_days": settings.ENDING_SOON_DAYS,
        "awaiting_count": awaiting,
        "asked_count": asked,
        "awaiting_query": first_page.query_of(status=StatusGroup.AWAITING),
        "follow_ups": first_page.newest_follow_ups(today, examples),
        "countries": first_page.by_country(examples),
        "fields": first_page.by_field(examples),
        "contact_count": first_page.contact_count(found),
        "contact_query": first_page.CONTACT_QUERY,
        "valid_days": settings.ATTESTATION_VALID_DAYS,
    }
    return render(request, "site/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show the page "about": purpose, sources, the rules of derived words, what is not public, privacy, accessibility,
    credits."""
    context = {
        "section": "about",
        "compiled": Agreement.objects.public().of_this_city(contacts=True).filter(COMPILED).count(),
        "rules": rule_sentences(),
        "ending_days": settings.ENDING_SOON_DAYS,
        "valid_days": settings.ATTESTATION_VALID_DAYS,
    }
    return render(request, "site/about.html", context)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer a monitor: 200 where the database answers, else 503. It reveals nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


def _error(request: HttpRequest | None, status: int, template: str, **context) -> HttpResponse:
    """Render an error page. Without a request no context processor runs, so that the error cannot occur again."""
    contact = {"contact_email": settings.CONTACT_EMAIL, "contact_phone": settings.CONTACT_PHONE}
    return render(request, template, contact | context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 to a malformed request; the text of the exception is not shown."""
    return _error(None, 400, "400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 to a user without the right."""
    return _error(request, 403, "403.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form with an invalid token, and show what was typed again; not where the form came from another
    site."""
    if reason.startswith(FROM_ELSEWHERE):
        return _error(request, 403, "403_form.html", elsewhere=True)
    match = request.resolver_match
    if match and match.view_name == REPORT_FORM and "progress" in request.POST:
        response = refused_token(request, **match.kwargs)
    else:
        response = _error(request, 403, "403_form.html", words=_submitted_values(request))
    add_never_cache_headers(response)
    return response


def _submitted_values(request: HttpRequest) -> list[tuple[str, str]]:
    match = request.resolver_match
    fields = ReportFields.base_fields if match and match.view_name == REPORT_FORM else {}
    return submitted_values(request.POST, {name: field.label for name, field in fields.items()})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 where the page does not exist, or not for this reader: both look the same."""
    return _error(request, 404, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; or 503 where the database does not answer (`unavailable`)."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    return _error(None, 500, "500.html")


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503 without a query, with Retry-After for browsers and robots."""
    response = _error(None, 503, "503.html")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def login_locked(request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None):
    """Answer 429 after too many failed logins for a user name from an address; also for names that do not exist."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    locked = _error(request, 429, "429.html", minutes=minutes, words=_submitted_values(request))
    locked.headers["Retry-After"] = str(minutes * 60)
    return locked
