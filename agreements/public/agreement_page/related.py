"""The part on related public agreements: above it, under it, before and after it, with the same partner."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from agreements.models import Agreement


def related_to(agreement: Agreement, same_partner: Iterable[Agreement]) -> list[tuple[str, list[Agreement]]]:
    """Return (heading, agreements) with each agreement once, from the public `arrangements` and `renewed_by`."""
    groups = [
        (_("Part of"), [agreement.parent]),
        (_("Arranged under this agreement"), agreement.arrangements.all()),
        (_("Renews"), [agreement.renews]),
        (_("Renewed by"), agreement.renewed_by.all()),
        (_("With the same partner"), same_partner),
    ]
    found = []
    seen = {agreement.pk}
    for heading, rows in groups:
        kept = [row for row in rows if row and row.is_public and not row.in_trash and row.pk not in seen]
        seen |= {row.pk for row in kept}
        if kept:
            found.append((heading, kept))
    return found
