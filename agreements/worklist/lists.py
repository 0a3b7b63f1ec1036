"""The nine lists, and reading them: how many rows stand on each, and the rows of a page.

The database finds, orders and counts, each source once; only the rows that are shown are read, all lists of a page
together, so the number of queries does not grow with the register. A list that cannot be read is an error, never empty.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, Model, QuerySet, Value, prefetch_related_objects

from agreements.models import Snooze
from jambi_coop.lib.people import name_of
from jambi_coop.lib.statements import Statement, first_and_count_of

from .after_signing import ENDING, NOBODY_IN_CHARGE, OVERDUE, SILENT
from .attendance import attendants
from .checks import CHECKS, EXEMPTIONS, TO_DECIDE
from .entry import Postponed, Row, Source, WorkList, days_words
from .evidence import RESULTS, TEXTS
from .names import title_of
from .scope import AGREEMENT, Scope, View
from .steps import change_page
from .waiting import WAITING

LISTS = (ENDING, SILENT, OVERDUE, WAITING, NOBODY_IN_CHARGE, TEXTS, RESULTS, CHECKS, EXEMPTIONS)
BY_CODE = {one.code: one for one in (*LISTS, TO_DECIDE)}
"""Every list that has a page of its own."""
SOURCES: dict[tuple[str, str], Source[Any]] = {
    (source.code, source.kind.name): source for one in LISTS for source in one.sources
}

COLUMNS = ("rank", "day", "nth", "record")
Hidden = Mapping[tuple[str, str], list[int]]
Ref = tuple[Source[Any], int]


@dataclass(frozen=True)
class Section:
    """One list with its count and its first rows."""

    work_list: WorkList
    count: int
    rows: list[Row]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


def split_key(entry: str) -> tuple[Source | None, int]:
    """The source and the primary key that an entry names; no source where it names none."""
    code, _colon, rest = entry.partition(":")
    kind, _colon, pk = rest.partition(":")
    if not pk.isascii() or not pk.isdecimal() or len(pk) > 15:
        return None, 0
    return SOURCES.get((code, kind)), int(pk)


def hidden_entries(scope: Scope) -> Hidden:
    """What the reader has put off; it leaves the reader's own views, and no other."""
    hidden: dict[tuple[str, str], list[int]] = defaultdict(list)
    if scope.view != View.ALL:
        for entry in Snooze.objects.filter(user=scope.user, until__gt=scope.today).values_list("entry", flat=True):
            source, pk = split_key(entry)
            if source is not None:
                hidden[source.code, source.kind.name].append(pk)
    return hidden


def references(work_list: WorkList, scope: Scope, hidden: Hidden) -> QuerySet:
    """The rows of a list in their order, as (rank, day, number of the source, primary key)."""
    parts = [_columns(nth, source, _shown(source, scope, hidden)) for nth, source in enumerate(work_list.sources)]
    return _together(parts).order_by(*COLUMNS)


def _shown(source: Source, scope: Scope, hidden: Hidden) -> QuerySet:
    return source.records(scope).exclude(pk__in=hidden.get((source.code, source.kind.name), ()))


def _columns(nth: int, source: Source, rows: QuerySet) -> QuerySet:
    rows = rows.annotate(rank=Value(source.rank, IntegerField()), nth=Value(nth, IntegerField()), record=F("pk"))
    return rows.order_by().values_list(*COLUMNS)


def _together(parts: list[QuerySet]) -> QuerySet:
    first, *rest = parts
    return first.union(*rest, all=True) if rest else first


def sections(scope: Scope, top: int) -> list[Section]:
    """Every list with its count and its first `top` rows."""
    hidden = hidden_entries(scope)
    found = [(one, *_counted(one, scope, hidden, top)) for one in LISTS]
    rows = iter(rows_of([ref for _list, _count, refs in found for ref in refs], scope))
    return [Section(one, count, [next(rows) for _ref in refs]) for one, count, refs in found]


def _counted(work_list: WorkList, scope: Scope, hidden: Hidden, top: int) -> tuple[int, list[Ref]]:
    """How many rows stand on a list, and the first of `references`."""
    count, first = 0, []
    for nth, source in enumerate(work_list.sources):
        part = _first_rows(nth, source, scope, hidden, top).rows()
        count += part[0][-1] if part else 0
        first += [row[:-1] for row in part]
    return count, _refs(work_list, sorted(first)[:top])


def _first_rows(nth: int, source: Source, scope: Scope, hidden: Hidden, top: int) -> Statement:
    """Finds the first rows of a source, each with how many there are."""
    return first_and_count_of(_columns(nth, source, _shown(source, scope, hidden)), COLUMNS, top)


def count_of(work_list: WorkList, scope: Scope) -> int:
    return references(work_list, scope, hidden_entries(scope)).count()


def page_rows(work_list: WorkList, found: Iterable[tuple], scope: Scope) -> list[Row]:
    """The rows for some of `references`."""
    return rows_of(_refs(work_list, found), scope)


def _refs(work_list: WorkList, found: Iterable[tuple]) -> list[Ref]:
    return [(work_list.sources[nth], pk) for _rank, _day, nth, pk in found]


def postponed_rows(scope: Scope) -> list[Row]:
    """What the reader has put off and what would stand on the lists of this view otherwise, by the day it comes
    back; nothing in the view of all, where it stands in its place."""
    parts: list[QuerySet] = []
    sources: list[Source[Any]] = []
    for key, pks in hidden_entries(scope).items():
        sources.append(SOURCES[key])
        parts.append(_columns(len(parts), SOURCES[key], SOURCES[key].records(scope).filter(pk__in=pks)))
    if not parts:
        return []
    refs = [(sources[nth], pk) for _rank, _day, nth, pk in _together(parts)]
    mine = Snooze.objects.filter(user=scope.user, until__gt=scope.today)
    until = {one.entry: one for one in mine}
    rows = rows_of(refs, scope, {key: [Postponed("", one.until)] for key, one in until.items()})
    return sorted(rows, key=lambda row: (row.postponed[0].until, row.key))


def find_entry(entry: str, scope: Scope) -> Model | None:
    """The record behind an entry that stands in one of the reader's own views now; None otherwise."""
    source, pk = split_key(entry)
    if source is None:
        return None
    for view in (View.MINE, View.UNIT):
        record = source.records(scope.with_view(view)).filter(pk=pk).first()
        if record is not None:
            return source.kind.agreement_of(record)
    return None


# --- the rows ----------------------------------------------------------------------------------------


def rows_of(refs: list[Ref], scope: Scope, postponed: Mapping[str, list[Postponed]] | None = None) -> list[Row]:
    """The rows in the order of the references, read with one query for each kind of record."""
    records = _records(refs, scope)
    keys = [source.key(pk) for source, pk in refs]
    if postponed is None:
        postponed = _postponed_by_others(keys, scope)
    return [
        _row(source, records[source.kind.name, pk], scope, postponed.get(key, ()))
        for (source, pk), key in zip(refs, keys, strict=True)
    ]


def _records(refs: list[Ref], scope: Scope) -> dict[tuple[str, int], Any]:
    wanted: dict[str, dict[int, None]] = defaultdict(dict)
    kinds = {source.kind.name: source.kind for source, _pk in refs}
    for source, pk in refs:
        wanted[source.kind.name][pk] = None
    records = {}
    for name, pks in wanted.items():
        kind = kinds[name]
        found = kind.model.objects.order_by().select_related(*kind.related())
        if kind is AGREEMENT:
            found = found.on(scope.today).select_related("stretch", *kind.related())
        found = found.prefetch_related(*kind.related_many()).in_bulk(list(pks))
        records.update({(name, pk): record for pk, record in found.items()})
    related: dict[Source, list[Model]] = defaultdict(list)
    for source, pk in refs:
        related[source].append(records[source.kind.name, pk])
    for source, rows in related.items():
        if source.related:
            prefetch_related_objects(rows, *source.related)
    return records


def _postponed_by_others(keys: list[str], scope: Scope) -> dict[str, list[Postponed]]:
    """In the view of all each row says who has put it off."""
    found: dict[str, list[Postponed]] = defaultdict(list)
    if scope.view == View.ALL:
        snoozes = Snooze.objects.filter(entry__in=keys, until__gt=scope.today).select_related("user")
        for one in snoozes:
            found[one.entry].append(Postponed(name_of(one.user), one.until))
    return found


def _row(source: Source[Any], record: Any, scope: Scope, postponed: Iterable[Postponed]) -> Row:
    kind = source.kind
    agreement, follow_up, shown = kind.agreement_of(record), kind.follow_up_of(record), kind.shown_of(record)
    person, role = attendants(agreement, follow_up)
    office = (follow_up.office if follow_up else None) or (agreement.lead_office if agreement else None)
    reason = source.reason(record, scope)
    latest = reason.day.latest
    title, title_lang = title_of(shown)
    under, under_lang = title_of(agreement) if agreement and shown != agreement else ("", "")
    return Row(
        key=source.key(record.pk),
        title=title,
        title_lang=title_lang,
        url=change_page(shown).url,
        number=agreement.register_number if agreement else "",
        under=under,
        under_lang=under_lang,
        is_example=(agreement or record).is_example,
        why=reason.why,
        days=days_words(reason, scope.today),
        day=reason.day,
        is_late=reason.is_deadline and latest is not None and latest < scope.today,
        person=person,
        person_as=role.value,
        office=str(office) if office else "",
        step=source.step(record, scope),
        may_postpone=agreement is not None and scope.view != View.ALL,
        postponed=tuple(postponed),
    )
