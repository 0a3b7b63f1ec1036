"""Slugs of partners: choose a free one, and keep former ones so that old URLs still work."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify

from partners.models import FormerSlug, Partner


def free_slug(partner: Partner) -> str:
    """Return a slug made from the name that no other partner has or had."""
    base = _base_of_slug(partner)
    candidate, number = base, 1
    while (
        Partner.objects.filter(slug=candidate).exclude(pk=partner.pk).exists()
        or FormerSlug.objects.filter(slug=candidate).exclude(partner_id=partner.pk).exists()
    ):
        number += 1
        candidate = f"{base}-{number}"
    return candidate


def free_slugs(partners: Sequence[Partner]) -> list[str]:
    """Return a slug for each of these new partners, as `free_slug` makes it, all different; with two queries."""
    taken = {*Partner.objects.values_list("slug", flat=True), *FormerSlug.objects.values_list("slug", flat=True)}
    found = []
    for partner in partners:
        base = _base_of_slug(partner)
        candidate, number = base, 1
        while candidate in taken:
            number += 1
            candidate = f"{base}-{number}"
        taken.add(candidate)
        found.append(candidate)
    return found


def _base_of_slug(partner: Partner) -> str:
    return slugify(partner.short_name or partner.name)[:100] or "mitra"


@transaction.atomic
def settle_slug(partner: Partner, *, previous: str = "") -> None:
    """Give the partner a slug if it has none, and store the `previous` one after a change; call it before saving."""
    if not partner.slug:
        partner.slug = free_slug(partner)
    FormerSlug.objects.filter(slug=partner.slug, partner_id=partner.pk).delete()
    if previous and previous != partner.slug:
        FormerSlug.objects.update_or_create(slug=previous, defaults={"partner": partner})
