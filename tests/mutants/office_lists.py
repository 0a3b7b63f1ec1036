"""Guards of the import of lists as offices keep them: what is not guessed, not lost and not counted twice."""

from tests.mutants.guard import Guard, T

OLD = (f"{T}/exchange/importing/test_old_register.py",)
SHAPES = (f"{T}/exchange/importing/test_shapes_of_offices.py",)
REJECTED = (f"{T}/exchange/importing/test_rejected_rows.py",)
MERGED = (f"{T}/exchange/importing/test_merged_cells.py",)
COMPARE = "agreements/exchange/importing/compare.py"

OFFICE_LISTS = [
    Guard(
        "import: nothing goes without a record that is rejected",
        "agreements/exchange/importing/new_rows.py",
        "    refuse_with_needed(compared, causes)\n    for one in compared:\n",
        "    for one in compared:\n",
        REJECTED,
    ),
    Guard(
        "import: a record does not go without what its text needs",
        "agreements/exchange/importing/new_rows.py",
        "    refuse_with_needed(compared, causes)\n    for key, one in new.items():\n",
        "    for key, one in new.items():\n",
        REJECTED,
    ),
    Guard(
        "import: a row that waits is read",
        COMPARE,
        "            self._read(one)\n",
        "            if not one.faults:\n                self._read(one)\n",
        REJECTED,
    ),
    Guard(
        "import: a row that was found has its name",
        COMPARE,
        "        self._name_recognised(new)\n",
        "",
        OLD,
    ),
    Guard(
        "import: no kind of a text by itself",
        "agreements/exchange/importing/old_register.py",
        "    if not line.paper:\n",
        "    if False:\n",
        SHAPES,
    ),
    Guard(
        "import: a term against another cell",
        "agreements/exchange/importing/old_register_cells.py",
        "            if not is_blank(cells.get(other)) and not _says(",
        "            if False and not _says(",
        SHAPES,
    ),
    Guard(
        "import: nobody's number of three",
        "agreements/exchange/importing/old_register_cells.py",
        "    if len(parts) == 1 and is_free:\n",
        "    if len(parts) != 2 and is_free:\n",
        SHAPES,
    ),
    Guard(
        "import: a merged figure once",
        "agreements/exchange/importing/merged_cells.py",
        "        if column.kind in FIGURES:\n",
        "        if False:\n",
        MERGED,
    ),
]
