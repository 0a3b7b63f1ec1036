"""Extend a session while it is used, up to a limit; it is written for that at most once an hour."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

BEGUN = "_begun"
RENEW_EVERY = timedelta(hours=1)


def renewed_sessions(get_response):
    """Middleware: read the session only where the page has read it, so that anonymous visitors get none."""

    def middleware(request):
        response = get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            renew(request.session, timezone.now())
        return response

    return middleware


def renew(session, now: datetime) -> None:
    """Move the end of the session of a logged-in user to `SESSION_COOKIE_AGE` from now, but not beyond
    `SESSION_LONGEST` from its beginning. The beginning is stored at the login, which writes the session anyway."""
    begun = session.get(BEGUN)
    if begun is None:
        if not session.modified:
            return
        begun = session[BEGUN] = int(now.timestamp())
    last = datetime.fromtimestamp(begun, tz=now.tzinfo) + settings.SESSION_LONGEST
    end = min(now + timedelta(seconds=settings.SESSION_COOKIE_AGE), last)
    if session.modified or end - session.get_expiry_date() >= RENEW_EVERY:
        session.set_expiry(end)
