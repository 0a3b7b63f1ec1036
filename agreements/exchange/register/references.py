"""What a cell may name: the rows of other tables by their names, numbers and keys, loaded once for a file.

A name that several rows have is no name of one of them. Nothing is created here; a name that nobody knows gets the
nearest ones.
"""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.functional import cached_property

from agreements.models import (
    Agreement,
    Indicator,
    Instrument,
    LegalField,
    Office,
    Sector,
    Signature,
    Source,
    Transaction,
)
from agreements.record.permissions import agreements_for
from jambi_coop.lib.dates.known_date import to_text
from jambi_coop.lib.sheets.heading import folded
from partners.models import Partner

NEAR = 3
LEAST_ALIKE = 0.6


@dataclass
class Names:
    """The rows of one table by folded name; `shown` has the names as they are written."""

    rows: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[str, str] = field(default_factory=dict)

    def add(self, row: Any, names: Iterable[object]) -> None:
        for key in dict.fromkeys(folded(name) for name in names if name):
            self.rows[key].append(row)
        for name in names:
            if name:
                self.shown.setdefault(folded(name), str(name))

    def become(self, rows: Mapping[int, Any]) -> None:
        """Let names of rows, by their `id`, be names of other rows."""
        for key, found in self.rows.items() if rows else ():
            self.rows[key] = [rows.get(id(one), one) for one in found]

    def find(self, text: str) -> list[Any]:
        """Return the rows of this name: none, one, or several."""
        return list({id(row): row for row in self.rows.get(folded(text), ())}.values())

    def near(self, text: str, cutoff: float = LEAST_ALIKE) -> list[str]:
        """Return the names that are most like the text, as they are written."""
        found = difflib.get_close_matches(folded(text), self.rows, n=NEAR, cutoff=cutoff)
        first = {id(row): key for key, rows in reversed(self.rows.items()) for row in rows}
        return list(dict.fromkeys(self.shown[first[id(self.rows[key][0])]] for key in found))

    def near_rows(self, text: str) -> list[Any]:
        """Return the rows whose names are most like the text."""
        found = difflib.get_close_matches(folded(text), self.rows, n=NEAR, cutoff=LEAST_ALIKE)
        return list({id(row): row for key in found for row in self.rows[key]}.values())


class References:
    """The names of the tables that cells refer to, each loaded when it is first asked for.

    Only what `user` may see has a name: a title or a number of a record of others is told to nobody.
    """

    def __init__(self, user: Any):
        self.user = user

    def of(self, table: str) -> Names:
        return getattr(self, table)

    def _by_key(self, prefix: str, model: Any) -> Names:
        names = Names()
        seen = agreements_for(self.user, Agreement.objects.alive()).values("pk")
        for one in model.objects.filter(agreement__in=seen).select_related("agreement"):
            names.add(one, [f"{prefix}-{one.pk}"])
        return names

    @cached_property
    def instruments(self) -> Names:
        return self._by_key("N", Instrument)

    @cached_property
    def indicators(self) -> Names:
        return self._by_key("H", Indicator)

    @cached_property
    def money(self) -> Names:
        return self._by_key("U", Transaction)

    @cached_property
    def agreements(self) -> Names:
        names = Names()
        for one in agreements_for(self.user, Agreement.objects.alive()):
            names.add(one, [one.register_number])
        return names

    @cached_property
    def partners(self) -> Names:
        names = Names()
        for one in Partner.objects.alive().filter(merged_into__isnull=True).order_by("pk"):
            names.add(one, [one.name, one.name_local, one.short_name, one.slug])
        return names

    @cached_property
    def offices(self) -> Names:
        names = Names()
        for one in Office.objects.order_by("pk"):
            names.add(one, [one.name, one.name_en, one.short_name, one.code])
        return names

    @cached_property
    def sectors(self) -> Names:
        names = Names()
        for one in Sector.objects.order_by("pk"):
            names.add(one, [one.name, one.name_en, one.slug])
        return names

    @cached_property
    def legal_fields(self) -> Names:
        names = Names()
        for one in LegalField.objects.order_by("pk"):
            names.add(one, [one.letter, one.name, one.name_en, f"{one.letter}. {one.name}"])
        return names

    @cached_property
    def sources(self) -> Names:
        names = Names()
        for one in Source.objects.order_by("pk"):
            names.add(one, [one.citation])
        return names

    @cached_property
    def people(self) -> Names:
        names = Names()
        for one in get_user_model().objects.filter(is_active=True).order_by("pk"):
            names.add(one, [one.get_username()])
        return names

    @cached_property
    def papers_by_number(self) -> dict[str, list[Agreement]]:
        """The agreements by the folded numbers of their texts."""
        found: dict[str, list[Agreement]] = defaultdict(list)
        seen = agreements_for(self.user, Agreement.objects.alive()).values("pk")
        sides = Signature.objects.filter(instrument__trashed_at__isnull=True, instrument__agreement__in=seen)
        for side in sides.exclude(number="").select_related("instrument__agreement").order_by("pk"):
            found[folded(side.number)].append(side.instrument.agreement)
        return found

    @cached_property
    def papers_by_day(self) -> dict[tuple[int, str], list[Agreement]]:
        """The agreements by partner and day of signing of a text, the day as files for machines have it."""
        found: dict[tuple[int, str], list[Agreement]] = defaultdict(list)
        seen = agreements_for(self.user, Agreement.objects.alive()).values("pk")
        papers = Instrument.objects.filter(agreement__in=seen).select_related("agreement").order_by("pk")
        for paper in papers.prefetch_related("agreement__parties"):
            for party in paper.agreement.parties.all():
                found[(party.partner_id, to_text(paper.signed_on))].append(paper.agreement)
        return found
