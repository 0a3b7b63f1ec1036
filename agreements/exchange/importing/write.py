"""The writing of what a comparison shows: in bulk, with history and versions, many-to-many rows included.

All of it happens in one transaction of the caller, who has locked the agreements. What one line of the file wrote is
returned for its undoing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from typing import Any

from django.db.models import Q

from agreements.models import Agreement, FollowUp, Step, Target
from agreements.record.digest import refresh_digests_at_once
from agreements.record.letters import letters_of_facts
from agreements.record.registration import next_numbers, series_of
from jambi_coop.lib.versions.bulk import bulk_create_with_history, bulk_update_with_history
from jambi_coop.lib.versions.history import has_history
from partners.actions import free_slugs
from partners.models import Partner

from .former import field_name, former_values
from .past_steps import is_filled_in
from .rows import ComparedRow, State, Written


def write_rows(rows: Sequence[ComparedRow], *, by: Any, today: date, reason: str) -> list[Written]:
    """Write new and changed rows, and derive what follows from them; return every row that was written."""
    new = [one for one in rows if one.state == State.NEW and one.row is not None]
    changed = [one for one in rows if one.state == State.CHANGED]
    _prepare(new, by, today)
    written = [record for group in _in_order(new) for record in _create(group, by, reason)]
    for table_rows in _by_table(changed).values():
        written += _change(table_rows, by, reason)
    written += _tell_letters([one for one in changed if is_filled_in(one)], by, reason)
    touched = {one.pk: one for one in map(_agreement_of, (*new, *changed)) if one is not None}
    partners = [one.found for one in changed if one.came.table.key == "partners"]
    written += _note_edits(touched, written, by, reason)
    of_partners = Agreement.objects.filter(parties__partner__in=partners).values_list("pk", flat=True)
    refresh_digests_at_once({*touched, *of_partners})
    return written


def _create(group: list[tuple[ComparedRow, Any]], by: Any, reason: str) -> list[Written]:
    if not group:
        return []
    rows = [row for _one, row in group]
    if not has_history(type(rows[0])):
        saved = type(rows[0])._base_manager.bulk_create(rows)
    else:
        saved = bulk_create_with_history(rows, by=by, reason=reason, links=_links([one for one, _row in group]))
    return [(one, row, None) for (one, _row), row in zip(group, saved, strict=True)]


def _tell_letters(filled: Sequence[ComparedRow], by: Any, reason: str) -> list[Written]:
    """Write the letters of the steps that had none."""
    pairs = [(one, letter) for one in filled for letter in letters_of_facts(one.row)]
    saved = bulk_create_with_history([letter for _one, letter in pairs], by=by, reason=reason)
    return [(one, letter, None) for (one, _letter), letter in zip(pairs, saved, strict=True)]


def _links(rows: Sequence[ComparedRow]) -> dict[str, list[tuple[Any, Sequence[Any]]]]:
    """Return the many-to-many rows to write; the partners of an agreement are parties, rows of their own."""
    found: dict[str, list[tuple[Any, Sequence[Any]]]] = defaultdict(list)
    for one in rows:
        for name, linked in one.links.items():
            if name != "partners":
                found[name].append((one.row, linked))
    return found


def _prepare(new: Sequence[ComparedRow], by: Any, today: date) -> None:
    """Give new rows what only the register gives: numbers, addresses, the author."""
    partners = [one.row for one in new if isinstance(one.row, Partner)]
    for partner, slug in zip(partners, free_slugs(partners), strict=True):
        partner.slug = slug
    agreements = [one.row for one in new if isinstance(one.row, Agreement)]
    by_series: dict[str, list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        by_series[series_of(agreement, today)].append(agreement)
    for series, rows in sorted(by_series.items()):
        for agreement, number in zip(rows, next_numbers(series, len(rows)), strict=True):
            agreement.register_number = number
    for one in new:
        if hasattr(one.row, "edited_by_id"):
            one.row.edited_by = by
        if isinstance(one.row, Target):
            one.row.set_on, one.row.set_by = today, by


def _in_order(new: Sequence[ComparedRow]) -> Iterable[list[tuple[ComparedRow, Any]]]:
    """Yield the new rows by model, each after those that it refers to."""
    by_table = _by_table(new)
    yield [(one, one.row) for one in by_table["partners"]]
    yield [(one, one.row) for one in by_table["agreements"]]
    begun = [(one, one.record) for one in by_table["agreements"] if one.record is not None]
    yield [
        *((one, party) for one, record in begun for party in record.parties),
        *((one, one.row) for one in by_table["parties"]),
    ]
    first, later = [], []
    for one in by_table["instruments"]:
        base = one.row.changes
        (later if base is not None and base.pk is None else first).append(one)
    yield [(one, one.row) for one in first]
    yield [(one, one.row) for one in later]
    yield [(one, side) for one in by_table["instruments"] if one.paper for side in one.paper.sides]
    yield [(one, step) for one, record in begun for step in record.steps]
    for key in ("follow_ups", "indicators", "targets", "measurements"):
        yield [(one, one.row) for one in by_table[key]]
    first, later = [], []
    for one in by_table["money"]:
        corrected = one.row.corrects
        (later if corrected is not None and corrected.pk is None else first).append(one)
    yield [(one, one.row) for one in first]
    yield [(one, one.row) for one in later]


def _by_table(rows: Iterable[ComparedRow]) -> dict[str, list[ComparedRow]]:
    found: dict[str, list[ComparedRow]] = defaultdict(list)
    for one in rows:
        found[one.came.table.key].append(one)
    return found


def _change(rows: Sequence[ComparedRow], by: Any, reason: str) -> list[Written]:
    written: list[Written] = []
    names: set[str] = set()
    for one in rows:
        if hasattr(one.row, "edited_by_id"):
            one.row.edited_by = by
        if isinstance(one.row, FollowUp) and one.row.due_on != one.found.due_on and one.found.due_on:
            one.row.times_moved += 1
        former = former_values(one.found, one.row, one.links)
        names |= {field_name(one.row, column) for column in former["columns"]}
        written.append((one, one.row, former))
    bulk_update_with_history([one.row for one in rows], sorted(names), by=by, reason=reason, links=_links(rows))
    return written


def _agreement_of(one: ComparedRow) -> Agreement | None:
    """Return the agreement that a written row belongs to."""
    if one.row is None or one.state not in (State.NEW, State.CHANGED):
        return None
    found: Any = one.row
    for name in one.came.table.path.split("__") if one.came.table.path else ():
        found = getattr(found, name)
    return found if isinstance(found, Agreement) else None


def _note_edits(touched: dict[int, Agreement], written: Sequence[Written], by: Any, reason: str) -> list[Written]:
    """Make the importer the last editor of the agreements whose rows were written: the editor of a part counts as
    editor of the whole when it comes to publishing. A written step raises the version of its agreement, as `note_edit`
    does."""
    done = {row.pk for _one, row, _former in written if isinstance(row, Agreement)}
    others = [pk for pk in touched if pk not in done]
    of_steps = [row.agreement_id for _one, row, _former in written if isinstance(row, Step)]
    edited = Agreement.objects.filter(pk__in=others).filter(~Q(edited_by=by) | Q(pk__in=of_steps))
    found = {one.pk: one for one in edited}
    records: list[Written] = []
    first = {agreement.pk: one for one, _row, _former in written if (agreement := _agreement_of(one)) is not None}
    for pk, agreement in found.items():
        before = copy(agreement)
        agreement.edited_by = by
        former = former_values(before, agreement, {})
        if former["columns"]:
            records.append((first[pk], agreement, former))
    bulk_update_with_history(list(found.values()), ["edited_by"], by=by, reason=reason)
    return records
