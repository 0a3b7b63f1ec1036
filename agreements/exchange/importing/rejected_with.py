"""Rows that are rejected with another row, which they need: each names the row that has a fault of its own.

A row with a fault of its own is rejected for that alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from .rows import ComparedRow

Causes = dict[int, list[ComparedRow]]
"""The rows whose own faults stand against a row, by the id of that row; a row with a fault is its own cause."""


def causes_of(compared: Iterable[ComparedRow]) -> Causes:
    """Return the causes of the rows that have a fault of their own."""
    return {id(one): [one] for one in compared if one.faults}


def refuse_with_needed(compared: Sequence[ComparedRow], causes: Causes) -> None:
    """Refuse each row whose cells name a new row that is rejected."""
    new = {id(one.row): one for one in compared if one.row is not None and one.found is None}
    for one in compared:
        needed = [new[key] for key in _named(one) if key in new and new[key] is not one]
        refuse_with(one, needed, causes)


def refuse_with(one: ComparedRow, needed: Iterable[ComparedRow], causes: Causes) -> None:
    """Refuse a row that is not rejected yet where one of those that it needs is."""
    if id(one) in causes:
        return
    found = {id(cause): cause for other in needed for cause in causes.get(id(other), ())}
    for cause in found.values():
        sentences = _sentences(_place(one, cause))
        one.refuse(sentences.get(cause.came.table.key, sentences[""]))
    if found:
        causes[id(one)] = list(found.values())


def _named(one: ComparedRow) -> Iterator[int]:
    for value in one.values.values():
        yield from map(id, value) if isinstance(value, list) else (id(value),)


def _place(one: ComparedRow, cause: ComparedRow) -> str:
    number = str(cause.came.number)
    if cause.came.sheet == one.came.sheet:
        return number
    return _("%(number)s of the sheet “%(sheet)s”") % {"number": number, "sheet": cause.came.sheet}


def _sentences(place: str) -> Mapping[str, str]:
    """Return the reasons that name a row, by the key of its table."""
    found = {
        "partners": _("The partner in row %(row)s is rejected."),
        "agreements": _("The agreement in row %(row)s is rejected."),
        "instruments": _("The text in row %(row)s is rejected."),
        "": _("Row %(row)s, which this row needs, is rejected."),
    }
    return {key: text % {"row": place} for key, text in found.items()}


def sentences_on(number: int) -> set[str]:
    """Return every reason that names this row of the same sheet, in the language of the moment."""
    return set(_sentences(str(number)).values())
