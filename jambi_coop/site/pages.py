"""Pages that belong to no single app: the first page, about, health, error pages, the locked login."""

import sys

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agreements.lifecycle import StatusGroup
from agreements.office_reports.fields import ReportFields
from agreements.office_reports.pages import refused_token
from agreements.public.agreement_page.condition import rule_sentences
from jambi_coop.lib.web.form_values import submitted_values

from . import home as first_page

RETRY_SECONDS = 120
REPORT_FORM = "agreements:report_form"
FROM_ELSEWHERE = ("Origin checking failed", "Referer checking failed")
"""How Django's reason begins where a form was not sent by a page of ours."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what there is, where it stands, what happened last and what ends soon."""
    today = timezone.localdate()
    found = first_page.tallies(today)
    awaiting, asked = first_page.awaiting_counts(found)
    ending = list(first_page.ending_soon(today))
    context = {
        "whats": first_page.whats(found),
        "conditions": first_page.conditions(found),
        "none_yet_count": first_page.silent_count(found),
        "none_yet_query": first_page.SILENT_QUERY,
        "late_count": first_page.late_count(today),
        "late_query": first_page.LATE_QUERY,
        "ending_count": len(ending),
        "ending_query": first_page.query_of(ends_within=settings.ENDING_SOON_DAYS),
        "ending": [(agreement, (agreement.digest.ends_latest - today).days) for agreement in ending[: first_page.ROWS]],
        "ending_days": settings.ENDING_SOON_DAYS,
        "awaiting_count": awaiting,
        "asked_count": asked,
        "awaiting_query": first_page.query_of(status=StatusGroup.AWAITING),
        "follow_ups": first_page.newest_follow_ups(today),
        "countries": first_page.by_country(),
        "fields": first_page.by_field(),
        "silent_years": settings.STATUS_UNKNOWN_YEARS,
    }
    return render(request, "site/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Purpose, sources, how derived words are worked out, what is not public, privacy, accessibility, credits."""
    context = {
        "section": "about",
        "rules": rule_sentences(),
        "ending_days": settings.ENDING_SOON_DAYS,
        "silent_years": settings.STATUS_UNKNOWN_YEARS,
    }
    return render(request, "site/about.html", context)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For monitors: 200 when the database answers, 503 when not. Tells nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


def _error(request: HttpRequest | None, status: int, template: str, **context) -> HttpResponse:
    """One of the error pages. Without a request no context processor runs, so nothing can fail twice."""
    contact = {"contact_email": settings.CONTACT_EMAIL, "contact_phone": settings.CONTACT_PHONE}
    return render(request, template, contact | context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be understood; the exception's own words stay in the log."""
    return _error(None, 400, "400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Somebody logged in, without the right."""
    return _error(request, 403, "403.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with an old token: what was typed is shown again. Words that came from another site are not."""
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
    """The page is not there, or not for this reader: both look the same."""
    return _error(request, 404, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500; a database that does not answer is 503 with a time to come back."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    return _error(None, 500, "500.html")


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 without a query, telling browsers and robots when to come back."""
    response = _error(None, 503, "503.html")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def login_locked(request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None):
    """Too many failed logins for this user from this address; equal for users that do not exist."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    locked = _error(request, 429, "429.html", minutes=minutes, words=_submitted_values(request))
    locked.headers["Retry-After"] = str(minutes * 60)
    return locked
