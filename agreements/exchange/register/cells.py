"""Reading of cells: the same text means the same value as in a form. A cell that cannot be read says why, and what to
write; nothing is guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from jambi_coop.lib.countries.reading import read_country
from jambi_coop.lib.dates.known_date import FIRST_YEAR, LAST_YEAR, KnownDate
from jambi_coop.lib.dates.parser import DateTextError, day_and_month, parse
from jambi_coop.lib.money.amount_text import DIGITS, parse_amount
from jambi_coop.lib.money.currencies import CURRENCIES
from jambi_coop.lib.numbers.number_text import Digits, NumberTextError, parse_count, parse_number
from jambi_coop.lib.sheets.cell_reading import by_label, read_choice, read_yes_no, text_of
from jambi_coop.lib.sheets.heading import folded

from .columns import Kind, SheetColumn
from .references import Names, References
from .usual_spellings import USUAL_SPELLINGS

if TYPE_CHECKING:
    from jambi_coop.lib.sheets.workbook import CellValue
else:
    CellValue = Any

DAY_ZERO = date(1899, 12, 30)
SEPARATORS = (";", "\n")


class DayOrder(StrEnum):
    """Which part of a date written with figures comes first; it is asked once for a column, never guessed by cell."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    MIXED = "mixed"  # a date that can be read both ways is refused


class CellFault(Exception):
    """A cell that cannot be taken over; `str` is the reason with the remedy, in the language of the reader."""


@dataclass(frozen=True)
class Reader:
    """What the reading of a cell needs beside its text: the names of rows, the order of dates, the currency."""

    references: References
    orders: Mapping[str, DayOrder]
    """By the key of the column; without an entry the day comes first."""

    def read(self, column: SheetColumn, cell: "CellValue", model: type[models.Model], currency: str = "") -> Any:
        """Return the value of a cell that is not blank; raises CellFault."""
        try:
            return READERS[column.kind](Asked(self, column, cell, model, currency))
        except (DateTextError, NumberTextError) as error:
            raise CellFault(str(error)) from None
        except ValidationError as error:
            raise CellFault(" ".join(error.messages)) from None


class Asked(NamedTuple):
    """One cell that is to be read, with all that its reading may need."""

    reader: "Reader"
    column: SheetColumn
    cell: "CellValue"
    model: type[models.Model]
    currency: str

    @property
    def text(self) -> str:
        return text_of(self.cell)

    @property
    def is_figure(self) -> bool:
        return isinstance(self.cell, int | float) and not isinstance(self.cell, bool)


def _text(asked: Asked) -> str:
    text = asked.text
    longest = (
        asked.model._meta.get_field(asked.column.field).max_length
        if asked.column.field in _columns_of(asked.model)
        else None
    )
    if longest and len(text) > longest:
        raise CellFault(
            _("The text has %(length)d characters; at most %(most)d fit. Shorten it.")
            % {"length": len(text), "most": longest}
        )
    return text


@cache
def _columns_of(model: type[models.Model]) -> frozenset[str]:
    return frozenset(one.name for one in model._meta.concrete_fields)


def _choice(asked: Asked) -> str:
    if asked.column.choices is not None:
        choices = asked.column.choices.items()
        return read_choice(asked.text, by_label(choices), choices)
    return choice_of(asked.model, asked.column.field, asked.text)


def choice_of(model: type[models.Model], name: str, text: str) -> str:
    """Return the code of the choice that a text means; raises CellFault with the choices."""
    try:
        return read_choice(text, _choices_by_text(model, name), model._meta.get_field(name).choices)
    except ValidationError as error:
        raise CellFault(" ".join(error.messages)) from None


@cache
def _choices_by_text(model: type[models.Model], name: str) -> dict[str, str]:
    """Return the codes of a field by what people write: its label in either language, the code, or a usual word."""
    usual = {folded(word): value for word, value in USUAL_SPELLINGS.get((model, name), {}).items()}
    return usual | by_label(model._meta.get_field(name).choices)


def _yes_no(asked: Asked) -> bool:
    return read_yes_no(asked.text)


def _known_date(asked: Asked) -> KnownDate:
    return read_date(asked.cell, asked.reader.orders.get(asked.column.key, DayOrder.DAY_FIRST))


def read_date(cell: "CellValue", order: DayOrder = DayOrder.DAY_FIRST) -> KnownDate:
    """Return the date of a cell: a date cell, a year or a day number of a spreadsheet, or a text of any precision.

    Raises CellFault, or DateTextError for a text that is no date.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return KnownDate.day(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _date_of_number(cell)
    if isinstance(cell, time | timedelta):
        raise CellFault(_("This is a time of day, not a date. Write it like 27 March 2026."))
    text = text_of(cell)
    figures = day_and_month(text) if order != DayOrder.DAY_FIRST else None
    if figures is None:
        return parse(text)
    first, second, year = figures
    if order == DayOrder.MIXED and first <= 12 and second <= 12 and first != second:
        raise CellFault(
            _("“%(text)s” can be read in two ways in this column. Write the month as a word, like 27 March 2026.")
            % {"text": text}
        )
    if order == DayOrder.MONTH_FIRST and first > 12:
        raise CellFault(
            _("“%(text)s” has the day first, and in this column the month comes first. Write it like 27 March 2026.")
            % {"text": text}
        )
    if order == DayOrder.MONTH_FIRST or second > 12:
        first, second = second, first
    return parse(f"{first}/{second}/{year}")


def _date_of_number(number: float) -> KnownDate:
    """Return a year, or the day that a spreadsheet shows for its day number."""
    if FIRST_YEAR <= number <= LAST_YEAR and number == int(number):
        return KnownDate.year(int(number))
    day = DAY_ZERO + timedelta(days=int(number)) if 0 < number < 120_000 else None
    if day is None or not FIRST_YEAR < day.year <= LAST_YEAR:
        raise CellFault(_("The number %(number)s is no date. Write it like 27 March 2026.") % {"number": number})
    return KnownDate.day(day)


def _day(asked: Asked) -> date:
    known = _known_date(asked)
    if known.earliest is None or not known.is_exact:
        raise CellFault(_("Give the day, such as 31 December 2026."))
    return known.earliest


def _amount(asked: Asked) -> Decimal:
    digits = Digits(DIGITS.max_digits, DIGITS.decimal_places)  # a correction is below zero
    if asked.is_figure:
        return _of_figure(asked.cell, digits)
    return parse_amount(asked.text, asked.currency, digits)


def _number(asked: Asked) -> Decimal:
    of_model = asked.model._meta.get_field(asked.column.field)
    digits = Digits(of_model.max_digits, of_model.decimal_places)
    if asked.is_figure:
        return _of_figure(asked.cell, digits)
    return parse_number(asked.text, digits)


def _of_figure(cell: float, digits: Digits) -> Decimal:
    """Return the number of a cell with a figure: it has one reading, whatever its format shows."""
    value = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    return parse_number(f"{value:f}".replace(".", ",") + ("00" if "." in f"{value:f}" else ""), digits)


def _whole(asked: Asked) -> int:
    return parse_count(asked.text)


def _country(asked: Asked) -> str:
    return read_country(asked.text)


def _currency(asked: Asked) -> str:
    code = asked.text.strip().upper()
    code = {"RP": "IDR", "RP.": "IDR", "US$": "USD", "€": "EUR", "S$": "SGD", "RM": "MYR"}.get(code, code)
    if code not in CURRENCIES:
        raise CellFault(
            _("“%(text)s” is no currency. Write its code of three letters, such as IDR, USD or EUR.")
            % {"text": asked.text[:20]}
        )
    return code


def _link(asked: Asked) -> Any:
    return find_one(asked.reader.references.of(asked.column.link), asked.text)


def _links(asked: Asked) -> list:
    return [find_one(asked.reader.references.of(asked.column.link), part) for part in parts_of(asked.text)]


def parts_of(text: str) -> list[str]:
    """Return the several values of one cell, divided by a semicolon or a line break."""
    for mark in SEPARATORS[1:]:
        text = text.replace(mark, SEPARATORS[0])
    return [part.strip() for part in text.split(SEPARATORS[0]) if part.strip()]


def places_of(text: str) -> list[str]:
    """Return the values of one cell that stand in the order of those of another cell, "" for one that is left out."""
    return [part.strip() for part in text.replace("\n", SEPARATORS[0]).split(SEPARATORS[0])]


def find_one(names: Names, text: str) -> Any:
    """Return the one row of this name. Raises CellFault where there is none, with the nearest names, or several."""
    found = names.find(text)
    if len(found) == 1:
        return found[0]
    shown = text[:120]
    if found:
        raise CellFault(
            _("“%(text)s” is the name of %(number)d rows. Write the web address part or the code of the one you mean.")
            % {"text": shown, "number": len(found)}
        )
    near = names.near(text)
    if near:
        raise CellFault(
            _("“%(text)s” is not in the register. Did you mean: %(near)s?") % {"text": shown, "near": ", ".join(near)}
        )
    raise CellFault(_("“%(text)s” is not in the register. Record it first, or correct the name.") % {"text": shown})


def _key(asked: Asked) -> str:
    return asked.text


READERS: dict[Kind, Callable[[Asked], Any]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.KNOWN_DATE: _known_date,
    Kind.DAY: _day,
    Kind.AMOUNT: _amount,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.COUNTRY: _country,
    Kind.CURRENCY: _currency,
    Kind.LINK: _link,
    Kind.LINKS: _links,
    Kind.KEY: _key,
}
