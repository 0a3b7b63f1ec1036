"""The part of an OpenDocument spreadsheet that is read, checked while it is copied, as `xlsx_parts` does for XLSX.

Rows and cells are written once with the number of their repetitions, so a short file may claim any number of them. The
hidden rows and the merged ranges are told by the file itself; columns that are hidden are not told.
"""

from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from .package import Package
from .refusals import MAX_MERGES, MAX_ROWS, MAX_SHEETS, UnreadableFile
from .sheet_facts import Budget, Handlers, SheetFacts, check_text
from .xlsx_parts import LAST_ROW
from .xml_parts import checked, whole_number

CONTENT = "content.xml"
_SMALL = ("mimetype", "META-INF/manifest.xml")
_VALUES = tuple(f"office:{kind}-value" for kind in ("string", "date", "time"))
"""Attributes whose text is the value of a cell."""


def copy_ods(package: Package, path: Path) -> list[SheetFacts]:
    """Write the checked parts to `path`, and return what was seen of each sheet, in the order of the workbook."""
    scan = _Content()
    with ZipFile(path, "w", ZIP_STORED) as copy:
        for name in _SMALL:
            copy.writestr(name, package.small(name))
        with copy.open(CONTENT, "w") as part:
            for chunk in checked(package.chunks(CONTENT), package.elements, scan.start, scan.text):
                part.write(chunk)
    scan.close()
    return scan.sheets


class _Content:
    """All sheets, element by element: they follow one another in one part."""

    def __init__(self):
        self.sheets: list[SheetFacts] = []
        self.budget = Budget()
        self.row = self.next_row = 1
        self.column = self.next_column = 0
        self.length = 0
        self.has_text = False
        self.error: str | None = None
        self.handlers = Handlers(
            {
                "table": self._table,
                "table-row": self._row,
                "table-cell": self._cell,
                "covered-table-cell": self._cell,
                "p": self._paragraph,
                "s": self._spaces,
            },
            lambda _attributes: None,
        )

    @property
    def facts(self) -> SheetFacts:
        if not self.sheets:
            raise UnreadableFile("damaged")
        return self.sheets[-1]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.handlers[name](attributes)

    def text(self, data: str) -> None:
        self.length += len(data)
        check_text(self.length)
        if self.error is not None:
            self.error += data

    def close(self) -> None:
        self._finish_cell()
        if self.sheets:
            self.sheets[-1].close()

    def _table(self, attributes: dict[str, str]) -> None:
        self.close()
        self.sheets.append(SheetFacts(attributes.get("table:name", ""), self.budget))
        self.row = self.next_row = 1
        if len(self.sheets) > MAX_SHEETS:
            raise UnreadableFile("too many sheets", most=MAX_SHEETS)

    def _row(self, attributes: dict[str, str]) -> None:
        self._finish_cell()
        count = _times(attributes, "table:number-rows-repeated")
        self.row, self.next_row = self.next_row, self.next_row + count
        self.column = self.next_column = 0
        self.facts.has_row()
        if attributes.get("table:visibility", "visible") != "visible" and count <= 100_000:
            self.facts.hidden_rows.update(range(self.row, min(self.next_row, MAX_ROWS + 1)))

    def _cell(self, attributes: dict[str, str]) -> None:
        self._finish_cell()
        self.facts.has_cell()
        count = _times(attributes, "table:number-columns-repeated")
        self.column, self.next_column = self.next_column, self.next_column + count
        self.text("".join(attributes[key] for key in _VALUES if key in attributes))
        self.has_text = self.length > 0
        valued = any(key.startswith("office:") for key in attributes)
        if valued or "table:formula" in attributes:
            self._content()
        if "table:number-rows-spanned" in attributes:
            self._merge(attributes)
        if "table:formula" in attributes and not valued:
            self.facts.empty_formulas.add((self.row, self.column))
        if attributes.get("calcext:value-type") == "error":
            self.error = ""

    def _merge(self, attributes: dict[str, str]) -> None:
        rows, columns = (_times(attributes, f"table:number-{name}-spanned") for name in ("rows", "columns"))
        if rows * columns == 1:
            return
        if len(self.facts.merged) >= MAX_MERGES:
            raise UnreadableFile("damaged")
        self.facts.merged.append((self.row, self.column, self.row + rows - 1, self.column + columns - 1))

    def _content(self) -> None:
        self.facts.has_content(self.next_row - 1, self.next_column - 1)

    def _paragraph(self, _attributes: dict[str, str]) -> None:
        if self.sheets:
            self._content()
            self.has_text = True

    def _spaces(self, attributes: dict[str, str]) -> None:
        self.length += _times(attributes, "text:c")
        check_text(self.length)

    def _finish_cell(self) -> None:
        if self.error:
            self.facts.errors[self.row, self.column] = self.error.strip()[:20]
        self.error = None
        if self.has_text:  # what is repeated is held as often
            self.budget.has_text(self.length * (self.next_row - self.row) * (self.next_column - self.column))
        self.has_text, self.length = False, 0


def _times(attributes: dict[str, str], key: str) -> int:
    return max(1, min(whole_number(attributes.get(key, "1")), LAST_ROW * 2))
