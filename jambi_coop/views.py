"""Pages that belong to no single app: health, error pages, the locked login."""

import sys

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

RETRY_SECONDS = 120


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


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be understood; the exception's own words stay in the log."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Somebody logged in, without the right."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from elsewhere, or after the session ended."""
    return render(request, "403.html", {"expired_form": True}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page is not there, or not for this reader: both look the same."""
    return render(request, "404.html", status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500; a database that does not answer is 503 with a time to come back."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return unavailable(request)
    # Without the request no context processor runs, so nothing here can fail the same way again.
    return render(None, "500.html", status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 without a query, telling browsers and robots when to come back."""
    return render(None, "503.html", status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def login_locked(request: HttpRequest, response: HttpResponse | None = None, credentials: dict | None = None):
    """Too many failed logins for this user from this address; equal for users that do not exist."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "429.html", {"minutes": minutes}, status=429)
