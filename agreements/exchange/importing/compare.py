"""The comparison of a file with the register: what each row means there, what it would change, and what stands against
it.

A row with a key is that row of the register. A row without one is a new row, unless the register has a row that means
the same (`alike`): then nothing is written where every cell says the same, and otherwise the user says whether it is
that row or another one. Nothing is written here; the queries do not grow with the rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.exchange.register.cells import CellFault, Reader
from agreements.exchange.register.columns import Kind, SheetColumn, Table, When
from agreements.exchange.register.references import References
from agreements.exchange.register.tables import TAKEN_IN
from agreements.models import Source
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.sheets.cell_reading import LANGUAGES, is_blank, text_of
from jambi_coop.lib.sheets.heading import folded

from .alike import alike, likeness
from .checks import faults_of_row, forget_checks
from .existing import existing_rows
from .new_rows import begin_records
from .old_register import read_old_register
from .old_register_columns import OLD_REGISTER
from .past_steps import decide_steps, takes_facts
from .rows import ComparedRow, Comparison, Difference, SheetRow
from .values import same, says_the_same

NEW = "new"
"""The answer that a row is none of those that are alike."""
NAMED_BY_OTHERS = ("agreements", "partners", "indicators", "instruments")
"""Tables whose new rows other rows of the file may name."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a comparison is asked with: who imports on which day, and what the user decided.

    `answers` by the place of a row: `NEW`, or the key of the row that it is.
    `old_register` are the answers that only `read_old_register` needs.
    """

    user: Any
    today: date
    source: Source | None = None
    empties_cells: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    old_register: Mapping[str, Any] = field(default_factory=dict)


def compare(rows: Iterable[SheetRow], asked: Asked) -> Comparison:
    """Return what an import of the rows would do; all faults of all cells are found."""
    references = References(asked.user)
    by_table: dict[str, list[SheetRow]] = defaultdict(list)
    for row in rows:
        by_table[row.table.key].append(row)
    answers = {**asked.old_register, "rows": asked.answers}
    old = read_old_register(by_table.pop(OLD_REGISTER.key, []), references, answers)
    for row in old.rows:
        by_table[row.table.key].append(row)
    compared: list[ComparedRow] = []
    for table in TAKEN_IN:
        if by_table[table.key]:
            compared += _Table(table, asked, references).compare(by_table[table.key])
    begin_records(compared)
    return Comparison(compared, old.unknown)


class _Table:
    """The comparison of the rows of one sheet."""

    def __init__(self, table: Table, asked: Asked, references: References):
        self.table, self.asked, self.references = table, asked, references
        self.blank = table.model()

    def compare(self, rows: Sequence[SheetRow]) -> list[ComparedRow]:
        key = self.table.key_column
        asked_for = [text_of(row.cells.get(key.key)) or self.asked.answers.get(row.place, "") for row in rows]
        self.existing = existing_rows(self.table, asked_for, self.asked.user)
        compared = [self._begin(row, text) for row, text in zip(rows, asked_for, strict=True)]
        self._refuse_twice(compared)
        self._name_new_rows(compared)
        for one in compared:
            self._read(one)
        new = [(one, one.row) for one in compared if one.found is None and one.row is not None]
        self._recognise([one for one, _row in new])
        self._name_recognised(new)
        for one in compared:
            self._finish(one)
        return compared

    # --- which row it is ------------------------------------------------------------------------------

    def _begin(self, came: SheetRow, key: str) -> ComparedRow:
        one = ComparedRow(came, notes=list(came.notes))
        column = self.table.key_column
        if is_blank(key) or key == NEW:
            key = ""
        one.found = self.existing.get(folded(key)) if key else None
        if one.found is not None:
            one.row = copy(one.found)
            one.row.__dict__.pop("_prefetched_objects_cache", None)
        elif key and self._is_a_key(key):
            one.refuse(_("No such row is in the register. Take over the key as the register wrote it."), column)
        elif not self.table.takes_new:
            one.refuse(_("This sheet takes in no new rows. Use the form of the register for it."), column)
        else:
            one.row = copy(self.blank)
        one.label = self._label(came)
        for name, reason in came.faults:
            one.refuse(reason, self.table.column(name))
        if came.candidates and came.place not in self.asked.answers:
            one.candidates = list(came.candidates)
            text = _("The same partner stands in another row. Say whether this text belongs to that agreement.")
            one.refuse(text)
        return one

    def _is_a_key(self, text: str) -> bool:
        """True for a text that looks like a key of the register, and not like a mark that somebody gave a new row."""
        if self.table.key == "agreements":
            return text.upper().startswith(("KSLN-", "PB-", "CONTOH-"))
        prefix, _dash, number = text.partition("-")
        return self.table.key == "partners" or (prefix.upper() == self.table.prefix and number.isdecimal())

    def _label(self, came: SheetRow) -> str:
        names = ("title", "name", "description", "amount", "city_number", "signed_on", "kind", "key")
        return next((text_of(came.cells[name])[:200] for name in names if not is_blank(came.cells.get(name))), "")

    def _refuse_twice(self, compared: Sequence[ComparedRow]) -> None:
        """Refuse every row whose key stands in another row too, and name both."""
        column = self.table.key_column
        seen: dict[str, list[ComparedRow]] = defaultdict(list)
        for one in compared:
            if not is_blank(one.came.cells.get(column.key)):
                seen[folded(text_of(one.came.cells[column.key]))].append(one)
        for several in seen.values():
            numbers = ", ".join(str(one.came.number) for one in several)
            for one in several if len(several) > 1 else ():
                one.refuse(
                    _("The rows %(numbers)s have the same key. Leave one of them.") % {"numbers": numbers}, column
                )

    def _name_new_rows(self, compared: Sequence[ComparedRow]) -> None:
        """Let other rows of the file refer to the new ones: by the mark in their key, partners also by their name."""
        if self.table.key not in NAMED_BY_OTHERS:
            return
        names = self.references.of(self.table.key)
        for one in compared:
            if one.row is not None and one.found is None:
                own = [one.came.cells.get(self.table.key_column.key)]
                own += [one.came.cells.get("name")] if self.table.key == "partners" else []
                names.add(one.row, [text_of(cell) for cell in own if not is_blank(cell)])

    def _name_recognised(self, new: Sequence[tuple[ComparedRow, Any]]) -> None:
        """Let rows of the file that named a row as a new one mean the row of the register that it is."""
        if self.table.key in NAMED_BY_OTHERS:
            self.references.of(self.table.key).become({id(row): one.found for one, row in new if one.found is not None})

    # --- its cells ------------------------------------------------------------------------------------

    def _read(self, one: ComparedRow) -> None:
        for column in self.table.columns:
            if column.key in one.came.cells and column.kind != Kind.KEY:
                self._read_cell(one, column, one.came.cells[column.key])

    def _read_cell(self, one: ComparedRow, column: SheetColumn, cell: Any) -> None:
        is_open = column.when == When.ALWAYS or (column.when == When.NEW and one.found is None)
        if not is_open and not self._is_filled_in(one, column, cell):
            self._note_untaken(one, column, cell)
            return
        if is_blank(cell):
            if self.asked.empties_cells and one.found is not None:
                one.values[column.key] = empty_of(column, self.table)
            return
        try:
            currency = text_of(one.came.cells.get("currency")) if column.kind == Kind.AMOUNT else ""
            one.values[column.key] = self._value_in(one, column, cell, _known_currency(currency))
        except CellFault as fault:
            one.refuse(str(fault), column)

    def _value_in(self, one: ComparedRow, column: SheetColumn, cell: Any, currency: str = "") -> Any:
        return Reader(self.references, one.came.orders).read(column, cell, self.table.model, currency)

    def _is_filled_in(self, one: ComparedRow, column: SheetColumn, cell: Any) -> bool:
        """True for a cell that tells the first facts of a step."""
        return takes_facts(column, one.found) and not is_blank(cell) and not self._still_says(one, column, cell)

    def _note_untaken(self, one: ComparedRow, column: SheetColumn, cell: Any) -> None:
        if one.found is None or is_blank(cell) or self._still_says(one, column, cell):
            return
        one.notes.append(
            _("%(column)s: “%(text)s” is not taken over; the register works it out or changes it by an act.")
            % {"column": column.header, "text": text_of(cell)[:80]}
        )

    def _still_says(self, one: ComparedRow, column: SheetColumn, cell: Any) -> bool:
        """True where a cell that is not taken over says what the register has."""
        for language in LANGUAGES:
            with override(language):
                if says_the_same(column.cell(one.found), cell):
                    return True
        if column.kind == Kind.SHOWN:
            return False
        shown = column.value(one.found)
        try:
            read = self._value_in(one, column, cell)
        except CellFault:
            return False
        return same(shown if column.kind == Kind.CHOICE else getattr(one.found, column.field, shown), read)

    # --- what is alike --------------------------------------------------------------------------------

    def _recognise(self, new: Sequence[ComparedRow]) -> None:
        """Find the rows of the register that a new row may be, and let the answers decide."""
        found = alike(self.table, [one for one in new if not one.faults], self.asked.source)
        if self.table.key == "steps":
            decide_steps(new, found, {row.pk for row in self.existing.values()}, self.asked.source)
            return
        taken: set[int] = set()
        for one in new:
            candidates = [row for row in found.get(one.came.place, []) if row.pk not in taken]
            if not candidates or self.asked.answers.get(one.came.place) == NEW:
                continue
            equal = [row for row in candidates if likeness(self.table, one, row)]
            if equal:
                taken.add(equal[0].pk)
                one.found, one.row = equal[0], copy(equal[0])
                continue
            one.candidates = [self.table.key_of(row) for row in candidates[:5]]
            one.refuse(
                _("This may be %(names)s, which is in the register. Say whether it is that row or a new one.")
                % {"names": ", ".join(one.candidates)}
            )

    # --- the result -----------------------------------------------------------------------------------

    def _finish(self, one: ComparedRow) -> None:
        if one.row is None:
            return
        if one.found is None:
            self._fill(one)
        else:
            self._differ(one)
        if one.found is None or one.differences:
            self._check(one)

    def _fill(self, one: ComparedRow) -> None:
        """Give a new row its values, and the source of the file where it names none."""
        columns = self.table.by_key
        if self.asked.source is not None and "source" in columns and "source" not in one.values:
            one.values["source"] = self.asked.source
        refused = {fault.heading for fault in one.faults}
        for key, column in columns.items():
            is_missing = column.required and key not in one.values and is_blank(one.came.cells.get(key))
            if is_missing and str(column.header) not in refused:
                one.refuse(_("This column has to be filled in for a new row."), column)
        for key, value in one.values.items():
            self._set(one, columns[key], value)
            one.differences.append(Difference(columns[key], None, value))

    def _differ(self, one: ComparedRow) -> None:
        for key, value in one.values.items():
            column = self.table.column(key)
            before = self._value_of(one.found, column)
            if not same(before, value):
                self._set(one, column, value)
                one.differences.append(Difference(column, before, value))
        if one.differences:
            forget_checks(one.row)

    def _value_of(self, row: Any, column: SheetColumn) -> Any:
        if column.kind == Kind.LINKS and hasattr(row, column.field):
            return list(getattr(row, column.field).all())
        if column.field not in self.table.attributes:
            return column.value(row)
        value = getattr(row, column.field)
        return KnownDate.unknown() if value is None and column.kind == Kind.KNOWN_DATE else value

    def _set(self, one: ComparedRow, column: SheetColumn, value: Any) -> None:
        if column.kind == Kind.LINKS and hasattr(type(one.row), column.field):
            one.links[column.field] = value
        elif column.field in self.table.attributes:
            setattr(one.row, column.field, value)

    def _check(self, one: ComparedRow) -> None:
        refused = {fault.heading for fault in one.faults} - {"", str(self.table.key_column.header)}
        for name, reason in faults_of_row(one.row, one.found, self.asked.today):
            column = self.table.by_field.get(name)
            # A cell that could not be read has said so; what a whole row must be, only a row can say that was read.
            if not refused or (column is not None and str(column.header) not in refused):
                one.refuse(reason, column)


def _known_currency(text: str) -> str:
    return text.strip().upper() if len(text.strip()) == 3 else ""


def empty_of(column: SheetColumn, table: Table) -> Any:
    """Return what an emptied cell means: the unknown date, no row, no text."""
    if column.kind == Kind.KNOWN_DATE:
        return KnownDate.unknown()
    if column.kind == Kind.LINKS:
        return []
    of_model = table.model._meta.get_field(column.field)
    return None if of_model.null else of_model.get_default() if of_model.has_default() else ""
