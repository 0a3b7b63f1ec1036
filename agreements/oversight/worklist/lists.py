"""The ten headings with their lists, and reading them: the number of rows and the first of them.

Each list needs two queries and those for its rows, so that their number does not grow with the register. A list that
cannot be read raises an error; it is never shown as empty.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Window
from django.urls import reverse

from agreements.models import Agreement
from jambi_coop.lib.web.examples import keeping_examples

from .after_signing import ENDING, NOBODY_IN_CHARGE, OVERDUE, SILENT
from .checks import CHECKS, EXEMPTIONS, TO_DECIDE
from .confirming import CONFIRMING
from .entry import Heading, WorkList
from .rows import WorklistEntry, agreement_of, entries_of
from .scope import View, WorklistScope
from .unproven import RESULTS, TEXTS
from .waiting import WAITING

HEADINGS = (ENDING, SILENT, OVERDUE, CONFIRMING, WAITING, NOBODY_IN_CHARGE, TEXTS, RESULTS, CHECKS, EXEMPTIONS)
BY_CODE = {one.code: one for one in (*HEADINGS, TO_DECIDE)}
"""Every heading that has a page of its own."""
LISTS = tuple(one for heading in HEADINGS for one in heading.lists)
BY_SLUG = {one.slug: (heading, one) for heading in HEADINGS if len(heading.lists) > 1 for one in heading.lists}
"""Every list that has a page of its own, with its heading."""
BY_KEY = {one.key(""): one for one in LISTS}
ENTRY = re.compile(r"([\w-]+:\w+:)([1-9]\d{0,14})", re.ASCII)


def work_list_url(code: str, view: View, *, examples: bool) -> str:
    """Return the address of the page of a heading or list, with or without the examples, which it shows by itself."""
    address = f"{reverse('admin:worklist', args=[code])}?view={view.value}"
    return keeping_examples(address, examples, default=True)


@dataclass(frozen=True)
class Found:
    """The number of rows on a list or under a heading, and the first of them."""

    of: WorkList | Heading
    count: int
    rows: list[WorklistEntry]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


FoundOn = Mapping[WorkList, Found]


def found_on(work_list: WorkList, scope: WorklistScope, top: int) -> Found:
    """Return the number of rows and the first `top` of them.

    One query evaluates the conditions, to count and to select the first rows; a second one reads these rows.
    """
    shown = work_list.shown(scope)
    first = list(shown.values_list("pk", Window(Count("*")))[:top])
    if not first:
        return Found(work_list, 0, [])
    records = shown.filter(pk__in=[pk for pk, _number in first])
    return Found(work_list, first[0][1], entries_of(work_list, records, scope))


def found_on_all(scope: WorklistScope, top: int) -> FoundOn:
    """Return the number of rows and the first `top` of every list."""
    return {one: found_on(one, scope, top) for one in LISTS}


def found_under(heading: Heading, found: FoundOn, top: int) -> Found:
    """Combine the lists of a heading; `found` are the results of all lists."""
    rows = [row for one in heading.lists for row in found[one].rows]
    if not heading.in_turn:
        rows.sort(key=lambda row: row.record.day)
    return Found(heading, sum(found[one].count for one in heading.lists), rows[:top])


def count_of(heading: Heading, scope: WorklistScope) -> int:
    """Return the number of rows under a heading."""
    return sum(one.shown(scope).count() for one in heading.lists)


def postponed_rows(scope: WorklistScope) -> list[WorklistEntry]:
    """Return the entries of this view that the user has postponed, by the day on which they return.

    Empty in the view of all, which shows postponed entries in their place.
    """
    rows: list[WorklistEntry] = []
    for one in LISTS:
        pks = one.postponed(scope)
        if pks:
            rows += entries_of(one, one.rows(scope).filter(pk__in=pks), scope)
    return sorted(rows, key=lambda row: (row.postponed[0].until, row.key))


def find_entry(entry: str, scope: WorklistScope) -> Agreement | None:
    """Return the agreement of an entry that is in one of the user's own views now.

    None if the entry is not there, or if it is of a partner.
    """
    parts = ENTRY.fullmatch(entry)
    work_list = BY_KEY.get(parts[1]) if parts else None
    if parts is None or work_list is None:
        return None
    for view in (View.MINE, View.UNIT):
        record = work_list.rows(scope.with_view(view)).filter(pk=parts[2]).first()
        if record is not None:
            return agreement_of(record)
    return None
