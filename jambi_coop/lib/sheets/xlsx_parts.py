"""The parts of an XLSX workbook that are read: sheets, texts, styles. They are checked while they are copied.

`copy_xlsx` writes a second, plain package of the checked parts, and only this one is given to the reader library. So
what was measured here is what is read there; links to elsewhere, pictures and whatever else the file holds stay behind.
The library ends the whole process when a cell claims an impossible place (tried: row 99,999,999,999), so every place is
checked here first.
"""

import posixpath
import re
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from .package import Package
from .refusals import MAX_COLUMN_STYLES, MAX_COLUMNS, MAX_MERGES, MAX_SHEETS, MAX_STRINGS, MAX_STYLES, UnreadableFile
from .sheet_facts import Budget, Handlers, SheetFacts, check_text
from .xml_parts import checked, local_name, read_small, whole_number

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_LETTERS = re.compile(r"[A-Z]{1,3}")
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_TRUE = ("1", "true")


def copy_xlsx(package: Package, path: Path) -> list[SheetFacts]:
    """Write the checked parts to `path`, and return what was seen of each sheet, in the order of the workbook."""
    main = next((target for kind, target in _relations(package, "").values() if kind == "officeDocument"), "")
    relations = _relations(package, main)
    sheets = _sheets(package, main, relations)
    if len(sheets) > MAX_SHEETS:
        raise UnreadableFile("too many sheets", most=MAX_SHEETS)
    budget, facts, texts = Budget(), [], _Texts()
    targets = [target for kind, target in relations.values() if kind in ("styles", "sharedStrings")]
    if len(set(targets + list(sheets.values()))) < len(targets) + len(sheets):
        raise UnreadableFile("damaged")  # one part under several names would be read as often
    with ZipFile(path, "w", ZIP_STORED) as copy:
        for name in ("[Content_Types].xml", "_rels/.rels", main, _relations_name(main)):
            copy.writestr(name, package.small(name))
        for kind, target in relations.values():
            if kind == "styles" and target in package:
                _copy(package, copy, target, _Styles())
            elif kind == "sharedStrings" and target in package:
                _copy(package, copy, target, texts)
        for sheet, target in sheets.items():
            scan = _Sheet(SheetFacts(sheet, budget), texts.lengths)
            _copy(package, copy, target, scan)
            scan.close()
            facts.append(scan.facts)
    return facts


def column_number(letters: str) -> int:
    """The column from 0: A is 0, XFD is 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _copy(package: Package, copy: ZipFile, name: str, scan) -> None:
    with copy.open(name, "w") as part:
        for chunk in checked(package.chunks(name), package.elements, scan.start, scan.text, scan.end):
            part.write(chunk)


def _relations_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """(kind, name of the part) by key of what a part refers to within the file; what lies elsewhere is not followed."""
    found = {}

    def on_start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            whole = target[1:] if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, posixpath.normpath(whole))

    content = package.small(_relations_name(part))
    if not content:
        raise UnreadableFile("damaged")
    read_small(content, package.elements, on_start)
    return found


def _sheets(package: Package, main: str, relations: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The parts of the sheets by their names; sheets of charts are left out."""
    found: dict[str, str] = {}

    def on_start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) != "sheet":
            return
        key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        kind, target = relations.get(key, ("", ""))
        sheet = attributes.get("name", "")
        if sheet in found:
            raise UnreadableFile("damaged")
        if kind == "worksheet":
            found[sheet] = target

    read_small(package.small(main), package.elements, on_start)
    return found


class _Styles:
    """Nothing is looked for in the styles; they only may not be enormous."""

    text = end = None
    length = 0

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self.length += 30 + sum(map(len, attributes.values()))
        if self.length > MAX_STYLES:
            raise UnreadableFile("too many parts")


class _Texts:
    """The texts that cells share: each no longer than a cell may be, and not more of them than cells."""

    end = None

    def __init__(self):
        self.lengths: list[int] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si" or local_name(name) == "si":
            self.lengths.append(0)
            if len(self.lengths) > MAX_STRINGS:
                raise UnreadableFile("too many parts")

    def text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)
            check_text(self.lengths[-1])


class _Sheet:
    """One sheet, element by element."""

    def __init__(self, facts: SheetFacts, shared: list[int]):
        self.facts, self.shared = facts, shared
        self.row, self.row_text, self.column = 0, "", -1
        self.kind = ""
        self.in_cell = self.is_formula = self.is_value = self.has_value = self.is_shared = False
        self.length = 0
        self.error = self.number = ""
        self.columns: dict[str, int] = {}
        self.column_styles = 0
        self.handlers = Handlers(
            {
                "row": self._row,
                "c": self._cell,
                "f": self._formula,
                "v": self._stored,
                "is": self._value,
                "mergeCell": self._merge,
                "col": self._column_style,
            },
            self._other,
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.handlers[name](attributes)

    def text(self, data: str) -> None:
        self.length += len(data)
        check_text(self.length)
        if self.is_shared:
            self.number += data
        if self.is_value and (self.is_formula or self.kind == "e"):
            self.has_value = self.has_value or bool(data.strip())
            self.error = (self.error + data).lstrip()[:20] if self.kind == "e" else ""

    def end(self, name: str) -> None:
        """A value ends: where it is the number of a shared text, that one is held once more."""
        if self.is_shared and local_name(name) == "v":
            number = int(self.number) if len(self.number) < 20 and self.number.strip().isdecimal() else -1
            if not 0 <= number < len(self.shared):
                raise UnreadableFile("damaged")
            self.facts.budget.has_text(self.shared[number])
            self.is_shared, self.number = False, ""

    def close(self) -> None:
        self._finish_cell()
        self.facts.close()

    def _row(self, attributes: dict[str, str]) -> None:
        self._finish_cell()
        number = whole_number(attributes["r"]) if "r" in attributes else self.row + 1
        if not self.row < number <= LAST_ROW:
            raise UnreadableFile("damaged")
        self.row, self.row_text, self.column = number, str(number), -1
        self.facts.has_row()
        if attributes.get("hidden") in _TRUE or attributes.get("ht") == "0":
            self.facts.hidden_rows.add(number)

    def _cell(self, attributes: dict[str, str]) -> None:
        if self.is_formula or self.error:
            self._finish_cell()
        if self.is_shared:
            raise UnreadableFile("damaged")  # a cell within the value of a cell
        self.facts.has_cell()
        place = attributes.get("r")
        column = self.column + 1 if place is None else self._column_of(place)
        if not self.row or not self.column < column < LAST_COLUMN:
            raise UnreadableFile("damaged")
        if column >= MAX_COLUMNS:
            self.facts.has_far_cell()
        self.column, self.kind, self.length = column, attributes.get("t", ""), 0
        self.in_cell, self.is_value, self.has_value = True, False, False

    def _column_of(self, place: str) -> int:
        letters = place[: -len(self.row_text)]
        if letters not in self.columns:
            if not _LETTERS.fullmatch(letters):
                raise UnreadableFile("damaged")
            self.columns[letters] = column_number(letters)
        if not place.endswith(self.row_text):
            raise UnreadableFile("damaged")
        return self.columns[letters]

    def _formula(self, _attributes: dict[str, str]) -> None:
        self.facts.has_content(self.row, self.column)
        self.is_formula = self.is_formula or self.in_cell

    def _stored(self, attributes: dict[str, str]) -> None:
        self._value(attributes)
        self.is_shared = self.kind == "s"

    def _value(self, _attributes: dict[str, str]) -> None:
        self.facts.has_content(self.row, self.column)
        self.is_value, self.length = self.in_cell, 0
        self.has_value = self.has_value or self.kind == "str"  # a formula may well give the empty text

    def _finish_cell(self) -> None:
        if self.is_formula and not self.has_value:
            self.facts.empty_formulas.add((self.row, self.column))
        if self.error.strip():
            self.facts.errors[self.row, self.column] = self.error.strip()[:20]
        self.in_cell = self.is_formula = self.is_value = self.has_value = False
        self.error = ""

    def _other(self, _attributes: dict[str, str]) -> None:
        """After the cells, or the text within one: what comes next is no formula of this cell."""
        self.in_cell = self.is_value = False

    def _merge(self, attributes: dict[str, str]) -> None:
        self._finish_cell()
        first, _colon, last = attributes.get("ref", "").partition(":")
        ends = [_PLACE.fullmatch(place) for place in (first, last or first)]
        if None in ends or len(self.facts.merged) >= MAX_MERGES:
            raise UnreadableFile("damaged")
        (top, left), (bottom, right) = [(int(end[2]), column_number(end[1])) for end in ends if end]
        self.facts.merged.append((top, left, bottom, right))

    def _column_style(self, attributes: dict[str, str]) -> None:
        self.column_styles += 1
        if self.column_styles > MAX_COLUMN_STYLES:
            raise UnreadableFile("damaged")
        if attributes.get("hidden") in _TRUE:
            first, last = (whole_number(attributes.get(key, "")) for key in ("min", "max"))
            self.facts.hidden_columns.update(range(first - 1, min(last, MAX_COLUMNS)))
