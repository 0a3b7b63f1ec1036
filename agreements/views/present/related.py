"""Other public agreements that belong to one: above it, under it, before and after it, with the same partner."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements.models import Agreement

from .words import Text, Texts, date_words


@dataclass(frozen=True)
class RelatedLine:
    title: Text
    url: str
    kind: str
    signed: str
    mark: str


@dataclass(frozen=True)
class RelatedGroup:
    """Related agreements under one heading."""

    name: str
    lines: tuple[RelatedLine, ...]


def build_related(agreement: Agreement, texts: Texts, same_partner: Iterable[Agreement]) -> tuple[RelatedGroup, ...]:
    """From `parent`, `renews`, and the public `arrangements` and `renewed_by` as loaded."""
    groups = [
        (_("Part of"), [agreement.parent]),
        (_("Arranged under this agreement"), agreement.arrangements.all()),
        (_("Renews"), [agreement.renews]),
        (_("Renewed by"), agreement.renewed_by.all()),
    ]
    found: list[tuple[str, list[Agreement]]] = []
    seen = {agreement.pk}
    for name, rows in [*groups, (_("With the same partner"), same_partner)]:
        kept = [row for row in rows if row and row.is_public and not row.in_trash and row.pk not in seen]
        seen |= {row.pk for row in kept}
        if kept:
            found.append((name, kept))
    return tuple(RelatedGroup(name, tuple(_line(row, texts) for row in rows)) for name, rows in found)


def _line(row: Agreement, texts: Texts) -> RelatedLine:
    return RelatedLine(
        title=texts(row, "title"),
        url=row.get_absolute_url(),
        kind=row.get_kind_display(),
        signed=date_words(row.signed_on),
        mark=_mark(row),
    )


def _mark(row: Agreement) -> str:
    if row.is_comparison:
        return pgettext("tag", "Comparison")
    return pgettext("tag", "Example") if row.is_example else ""
