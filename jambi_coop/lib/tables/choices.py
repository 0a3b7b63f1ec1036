"""Lists to choose from in the cells of a column: short ones in the rule of the cells, long ones on a sheet."""

from collections.abc import Sequence
from itertools import zip_longest

from xlsxwriter.utility import xl_col_to_name

from .layout import SheetSpec
from .xlsx_cells import clean_text

LONGEST_INLINE = 255
"""Characters of a list in the rule of the cells, with the commas between; a choice with a comma is none there."""
SHEET_NAMES = {"id": "Pilihan", "en": "Choices"}
MESSAGES = {
    "id": ("Bukan pilihan", "Pilih salah satu dari daftar. Kosongkan sel bila tidak diketahui."),
    "en": ("Not a choice", "Choose one from the list. Leave the cell blank where it is not known."),
}


class Choices:
    """All lists of a workbook; the sheet of the long ones is written once, at its end."""

    def __init__(self, specs: Sequence[SheetSpec], language: str):
        self.language = language
        every = [tuple(texts) for spec in specs for texts in spec.choices.values()]
        self.long = list(dict.fromkeys(texts for texts in every if texts and not _fits_inline(texts)))

    def apply(self, sheet, spec: SheetSpec, first: int, last: int) -> None:
        """Offer the lists in these rows of the sheet."""
        title, message = MESSAGES[self.language]
        for index, column in enumerate(spec.columns):
            texts = tuple(spec.choices.get(column.key, ()))
            if texts and last >= first:
                rule = {"validate": "list", "source": self._source(texts), "error_title": title}
                sheet.data_validation(first, index, last, index, {**rule, "error_message": message})

    def write(self, workbook, formats) -> None:
        """Add the sheet of the long lists, where there is one: a list in each column."""
        if not self.long:
            return
        sheet = workbook.add_worksheet(SHEET_NAMES[self.language])
        for row, texts in enumerate(zip_longest(*self.long)):
            for index, text in enumerate(texts):
                if text is not None:
                    sheet.write_string(row, index, clean_text(text, self.language), formats.get("text"))
        sheet.set_column(0, len(self.long) - 1, 30)

    def _source(self, texts: tuple[str, ...]):
        if texts not in self.long:
            return list(texts)
        column = xl_col_to_name(self.long.index(texts), True)
        return f"={SHEET_NAMES[self.language]}!{column}$1:{column}${len(texts)}"


def _fits_inline(texts: tuple[str, ...]) -> bool:
    return len(",".join(texts)) <= LONGEST_INLINE and not any("," in text or "\n" in text for text in texts)
