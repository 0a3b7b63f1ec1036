"""The IP address of a visitor, with the header of a proxy trusted only if the proxy is ours."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's IP address.

    `X-Real-IP` counts only when the direct peer is in `TRUSTED_PROXIES`; anybody else could
    write that header to escape the throttling of logins.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if peer in settings.TRUSTED_PROXIES:
        return request.META.get("HTTP_X_REAL_IP", "").strip() or peer
    return peer
