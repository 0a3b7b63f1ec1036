"""Guards of the reader of spreadsheets: what a file may be, may measure, and may claim."""

from tests.mutants.guard import Guard

SHEETS = "jambi_coop/lib/sheets"
READER = ("tests/jambi_coop/lib/sheets/test_workbook.py",)
TABLES = ("tests/jambi_coop/lib/sheets/test_heading.py",)
BOMBS = ("tests/jambi_coop/lib/sheets/test_bombs.py",)
CSV = ("tests/jambi_coop/lib/sheets/test_csv_reader.py",)


def _guard(name: str, file: str, before: str, after: str, tests: tuple[str, ...] = READER) -> Guard:
    return Guard(f"sheet: {name}", f"{SHEETS}/{file}", before, after, tests)


INCOMING_SHEETS = [
    _guard(
        "declared size of all parts",
        "package.py",
        "for entry in entries) > most:",
        "for entry in []) > 1:",
        BOMBS,
    ),
    _guard("elements of all parts", "xml_parts.py", "        if elements.left < 0:", "        if False:", BOMBS),
    _guard(
        "parts linked often",
        "xlsx_parts.py",
        "    if len(set(targets + list(sheets.values()))) <",
        "    if 99 <",
        BOMBS,
    ),
    _guard("texts held often", "sheet_facts.py", "if self.text > MAX_TEXT:", "if False:", BOMBS),
    _guard("ranges of columns", "xlsx_parts.py", "if self.column_styles > MAX_COLUMN_STYLES:", "if False:", BOMBS),
    _guard("numbers of texts", "xlsx_parts.py", "if not 0 <= number < len(self.shared):", "if False:", BOMBS),
    _guard(
        "size of the directory", "package.py", "    _check_directory_size(file, size)\n        try:", "    try:", BOMBS
    ),
    _guard("size beside the declared one", "package.py", "if count != entry.file_size:", "if False:", BOMBS),
    _guard("document types", "xml_parts.py", "    parser.StartDoctypeDeclHandler = _refuse\n", ""),
    _guard("tokens that do not end", "xml_parts.py", "> LONGEST_TOKEN:", "> 10**12:", BOMBS),
    _guard("places in another row", "xlsx_parts.py", "if not place.endswith(self.row_text):", "if False:"),
    _guard("rows in their order", "xlsx_parts.py", "if not self.row < number <= LAST_ROW:", "if False:"),
    _guard("content far below", "sheet_facts.py", "if row > MAX_ROWS:", "if False:", BOMBS),
    _guard("content far to the right", "sheet_facts.py", "if column >= MAX_COLUMNS:", "if False:", BOMBS),
    _guard("long texts", "sheet_facts.py", "if length > MAX_CELL_TEXT:", "if False:", BOMBS),
    _guard("macros", "file_kind.py", "if any(_MACROS.fullmatch(name) for name in names):", "if False:"),
    _guard("formulas without a value", "xlsx_parts.py", "if self.is_formula and not self.has_value:", "if False:"),
    _guard("hidden rows", "xlsx_parts.py", 'if attributes.get("hidden") in _TRUE or', "if False or"),
    _guard("one sign is no signature", "closing.py", "len(signs) >= 2 and", "len(signs) >= 1 and", TABLES),
    _guard(
        "signatures at the end only",
        "closing.py",
        "  # larger ones: the number of a civil servant\n            break",
        "\n            continue",
        TABLES,
    ),
    _guard("open quotation marks", "csv_reader.py", ", strict=True)\n    area", ")\n    area", CSV),
]
