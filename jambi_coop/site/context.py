"""Template context of every page of the site: contact, time of the data, the same page in the other language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override

from agreements.models import Agreement
from jambi_coop.lib.web.examples import asks_for_examples

# The name of each language in that language, whatever the language of the page.
LANGUAGE_NAMES = {"id": ("ID", "Bahasa Indonesia"), "en": ("EN", "English")}


def site(request: HttpRequest) -> dict:
    """Context processor: contact settings, the present time (Asia/Jakarta), links, and whether the reader asked for the
    examples. Links and the number of published examples are computed only where a template uses them."""
    return {
        "registry_region": settings.REGISTRY_REGION,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "contact_address": settings.CONTACT_ADDRESS,
        "ppid_url": settings.PPID_URL,
        "now": timezone.localtime(),
        "language_links": SimpleLazyObject(lambda: language_links(request)),
        "permanent_url": lambda: settings.SITE_URL + request.get_full_path(),
        "examples": asks_for_examples(request),
        "example_count": SimpleLazyObject(lambda: Agreement.objects.public().filter(is_example=True).count()),
    }


def language_links(request: HttpRequest) -> list[dict]:
    """Return links to the page in each language, with its query string; to the first page where the page has no URL in
    that language."""
    here, current = request.get_full_path(), get_language()
    addresses = {code: _in_language(here, code) for code in LANGUAGE_NAMES}
    return [
        {
            "code": code,
            "short": short,
            "name": name,
            "url": addresses[code],
            "absolute_url": settings.SITE_URL + addresses[code],
            "is_current": code == current,
        }
        for code, (short, name) in LANGUAGE_NAMES.items()
    ]


def _in_language(address: str, code: str) -> str:
    if get_language() == code:
        return address
    translated = translate_url(address, code)
    # `translate_url` returns unchanged what it cannot resolve: an error page, or a page outside the languages.
    if urlsplit(translated).path == urlsplit(address).path:
        with override(code):
            return reverse("home")
    return translated
