"""Slugs of partners: choose a free one, and keep former ones so that old URLs still work."""

from django.db import transaction
from django.utils.text import slugify

from partners.models import FormerSlug, Partner


def free_slug(partner: Partner) -> str:
    """Return a slug made from the name that no other partner has or had."""
    base = slugify(partner.short_name or partner.name)[:100] or "mitra"
    candidate, number = base, 1
    while (
        Partner.objects.filter(slug=candidate).exclude(pk=partner.pk).exists()
        or FormerSlug.objects.filter(slug=candidate).exclude(partner_id=partner.pk).exists()
    ):
        number += 1
        candidate = f"{base}-{number}"
    return candidate


@transaction.atomic
def settle_slug(partner: Partner, *, previous: str = "") -> None:
    """Give the partner a slug if it has none, and store the `previous` one after a change; call it before saving."""
    if not partner.slug:
        partner.slug = free_slug(partner)
    FormerSlug.objects.filter(slug=partner.slug, partner_id=partner.pk).delete()
    if previous and previous != partner.slug:
        FormerSlug.objects.update_or_create(slug=previous, defaults={"partner": partner})
