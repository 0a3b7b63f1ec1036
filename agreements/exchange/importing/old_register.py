"""The old register of an office: one row for each text, with partner, agreement and text side by side.

Such a row becomes rows of the register's own tables: a new partner on the user's word, an agreement, and its paper.
Rows of one relation (a Letter of Intent, the text, its extension) become one agreement with several papers: rows of the
same partner and title by themselves, other rows of the same partner on the user's word. What the file says of the
status is shown and never taken over.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from agreements.exchange.register.cells import CellFault, DayOrder, choice_of, parts_of, read_date
from agreements.exchange.register.references import References
from agreements.exchange.register.tables import AGREEMENTS, INSTRUMENTS, PARTNERS
from agreements.lifecycle.vocabulary import EXTENSION_KINDS, InstrumentKind
from agreements.models import Instrument
from jambi_coop.lib.dates.durations import months_of
from jambi_coop.lib.dates.known_date import KnownDate, to_text
from jambi_coop.lib.dates.parser import DateTextError
from jambi_coop.lib.sheets.cell_reading import is_blank, text_of
from jambi_coop.lib.sheets.heading import folded

from .old_register_cells import DATES, PAPER_NOTE, one_value_each, without_our_side
from .rows import SheetRow, UnknownPartner

ASKED_ONCE = ("kind", "paper")
"""What is asked once for all rows of a file that do not say it themselves."""
ANSWERS = ("partners", *ASKED_ONCE)
OF_AGREEMENT = ("key", "title", "kind", "summary", "lead_office", "region", "note")
OF_PAPER = ("city_number", "partner_number", "city_signatory", "partner_signatory", *DATES)


@dataclass
class Line:
    """One line of the file: the partners that it names, the kind of its text, and the first line of the same
    agreement."""

    came: SheetRow
    partners: list[str]
    paper: str
    head: "Line | None" = None
    candidates: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        return text_of(self.came.cells.get(key))

    def day(self, key: str) -> KnownDate:
        """The date of a cell, in the order that was chosen for its column; unknown where the cell is no date."""
        try:
            return read_date(self.came.cells.get(key), self.came.orders.get(key, DayOrder.DAY_FIRST))
        except (CellFault, DateTextError):
            return KnownDate.unknown()

    def mark(self) -> str:
        """The mark by which the rows of this line refer to its agreement."""
        return f"{self.came.sheet}!{self.came.number}"


@dataclass
class OldRegister:
    """The lines of an old register as rows of the register's tables, and what the user has to decide first."""

    rows: list[SheetRow]
    unknown: list[UnknownPartner]


def read_old_register(came: Sequence[SheetRow], references: References, answers: Mapping[str, Any]) -> OldRegister:
    """Return the rows of the own tables.

    `answers`: "partners" by folded name `{"use": slug}` or `{"new": True, "kind": …, "country": …}`; "rows" by place
    `NEW`, the register number of its agreement, or the mark of another line; "kind" and "paper" those of agreements and
    of texts without one.
    """
    lines = [_line(row, answers.get("paper", "")) for row in came]
    unknown = _unknown(lines, references, answers.get("partners", {}))
    rows = list(_partner_rows(lines, answers.get("partners", {}), references))
    _group(lines, answers.get("rows", {}))
    for line in lines:
        rows += _rows_of(line, references, answers)
    return OldRegister(rows, unknown)


def _line(came: SheetRow, paper: str) -> Line:
    """Return the line; its text is of the kind `paper` where it names none."""
    came = one_value_each(came)
    named = came.cells.get("paper")
    named_parties = parts_of(text_of(came.cells.get("partners")))
    partners, ours = without_our_side(named_parties, text_of(came.cells.get("region")))
    notes = [_("“%(name)s” is our own side and no partner.") % {"name": name} for name in ours]
    came = replace(came, notes=(*came.notes, *notes))
    return Line(came, partners, paper if is_blank(named) else text_of(named))


# --- partners -----------------------------------------------------------------------------------------


def _unknown(lines: Iterable[Line], references: References, answers: Mapping[str, Any]) -> list[UnknownPartner]:
    found: dict[str, UnknownPartner] = {}
    for line in lines:
        for name in line.partners:
            if references.partners.find(name) or folded(name) in answers:
                continue
            if folded(name) in found:
                found[folded(name)].numbers.append(line.came.number)
                continue
            country, place = _country_and_place(line)
            near = [row.slug for row in references.partners.near_rows(name)]
            found[folded(name)] = UnknownPartner(
                name, near, line.text("partner_kind"), country, place, [line.came.number]
            )
    return list(found.values())


def _country_and_place(line: Line) -> tuple[str, str]:
    """Return country and place, also of one cell that has both: "Melaka, Malaysia"."""
    country, place = line.text("country"), line.text("place")
    if "," in country and not place:
        place, _comma, country = (part.strip() for part in country.rpartition(","))
    return country, place


def _partner_rows(lines: Iterable[Line], answers: Mapping[str, Any], references: References) -> Iterable[SheetRow]:
    """Yield a row for each partner that the user wants to be recorded, at the first line that names it."""
    done: set[str] = set()
    for line in lines:
        for name in line.partners:
            answer = answers.get(folded(name), {})
            if not answer.get("new") or folded(name) in done or references.partners.find(name):
                continue
            done.add(folded(name))
            country, place = _country_and_place(line)
            cells = {
                "name": name,
                "kind": answer.get("kind"),
                "country": answer.get("country") or country,
                "place": place,
            }
            yield replace(line.came, table=PARTNERS, cells=cells, notes=(), faults=())


# --- which lines are one agreement -----------------------------------------------------------------------


def _group(lines: Sequence[Line], answers: Mapping[str, str]) -> None:
    """Give each line the first line of its agreement: of the same partners and title, or as the user says."""
    by_mark = {line.mark(): line for line in lines}
    first: dict[tuple, Line] = {}
    of_partner: dict[tuple, list[Line]] = defaultdict(list)
    for line in lines:
        partners = tuple(sorted(folded(name) for name in line.partners))
        answer = answers.get(f"{AGREEMENTS.key}!{line.mark()}", "")
        if answer in by_mark and answer != line.mark():
            line.head = by_mark[answer].head or by_mark[answer]
            continue
        same = first.setdefault((*partners, folded(line.text("title"))), line)
        if same is not line:
            line.head = same
        elif not answer and line.partners:
            line.candidates = [one.mark() for one in of_partner[partners] if _belongs(line, one)][:5]
        of_partner[partners].append(line)


def _belongs(line: Line, other: Line) -> bool:
    """True where one of two texts of the same partner usually stands beside the other: an extension or arrangement, a
    text after its Letter of Intent."""
    kinds = {_paper_kind(line), _paper_kind(other)}
    beside = {*EXTENSION_KINDS, InstrumentKind.IMPLEMENTING}
    return bool(kinds & beside) or kinds == {InstrumentKind.INTENT, InstrumentKind.MOU}


def _paper_kind(line: Line) -> str:
    try:
        return choice_of(Instrument, "kind", line.paper)
    except CellFault:
        return ""


# --- the rows ---------------------------------------------------------------------------------------------


def _rows_of(line: Line, references: References, answers: Mapping[str, Any]) -> Iterable[SheetRow]:
    own = {key: line.came.cells[key] for key in OF_AGREEMENT if key in line.came.cells}
    mark = line.mark() if line.head is None else line.head.mark()
    answer = answers.get("rows", {}).get(f"{AGREEMENTS.key}!{line.mark()}", "")
    known, maybe = _in_register(line, references)
    number = text_of(own.get("key")) or (answer if references.agreements.find(answer) else "") or known
    paper = _paper(line, number or mark)
    if line.head is None and not number:
        partners = [_partner_of(name, answers.get("partners", {})) for name in line.partners]
        own |= {"key": mark, "partners": "; ".join(partners) or None}
        if is_blank(own.get("kind")):
            own["kind"] = answers.get("kind")
        candidates = tuple(dict.fromkeys([*maybe, *line.candidates]))
        notes = (*_notes(line), *(line.came.notes if paper is None else ()))
        yield replace(line.came, table=AGREEMENTS, cells=own, candidates=candidates, notes=notes, faults=())
    elif paper is not None:
        paper = replace(paper, notes=(*_notes(line), *paper.notes))
    if paper is not None:
        yield paper


def _in_register(line: Line, references: References) -> tuple[str, list[str]]:
    """Return the register number of the agreement that the line certainly is ("" without one), and those that it may
    be: of the same number of a text, or of the same partner and day.

    It is certain where the title is the same as well.
    """
    numbers = [folded(one) for one in parts_of(line.text("city_number")) + parts_of(line.text("partner_number"))]
    found = [one for number in numbers for one in references.papers_by_number.get(number, ())]
    day = to_text(line.day("signed_on"))
    partners = [row.pk for name in line.partners for row in references.partners.find(name)]
    found += [one for pk in partners for one in references.papers_by_day.get((pk, day), ()) if day]
    agreements = {one.pk: one for one in found}.values()
    same = [one for one in agreements if folded(one.title) == folded(line.text("title"))]
    if len(same) == 1:
        return same[0].register_number, []
    return "", [one.register_number for one in agreements]


def _partner_of(name: str, answers: Mapping[str, Any]) -> str:
    return answers.get(folded(name), {}).get("use") or name


def _notes(line: Line) -> tuple[str, ...]:
    """Return what the line says of its agreement, and is not taken over."""
    found = []
    if line.text("status"):
        found.append(
            _("The file says “%(status)s” of its status; the register works out its own.")
            % {"status": line.text("status")}
        )
    for key in OF_AGREEMENT if line.head is not None else ():
        text = line.text(key)
        if not is_blank(text) and folded(text) != folded(line.head.text(key)):
            note = _("%(column)s: “%(text)s” is not taken over; the text belongs to the agreement in row %(row)d.")
            header, row = line.came.table.column(key).header, line.head.came.number
            found.append(note % {"column": header, "text": text[:80], "row": row})
    return tuple(found)


def _paper(line: Line, agreement: str) -> SheetRow | None:
    """Return the row of the text; None where the line says nothing of one."""
    said = {key: line.came.cells[key] for key in OF_PAPER if not is_blank(line.came.cells.get(key))}
    told = [line.text(key) for key in ("duration", "paper", PAPER_NOTE)]
    notes, faults = list(line.came.notes), list(line.came.faults)
    if not said and not faults and all(map(is_blank, told)):
        return None
    if not line.paper:
        text = _(
            "The file does not say of what kind this text is. Fill in the column, or choose it once for all such rows "
            "under “%(page)s”."
        )
        faults.append(("kind", text % {"page": _("What the columns mean")}))
    cells = {"agreement": agreement, "kind": line.paper, "note": line.text(PAPER_NOTE), **said}
    has_days = any(key in said and line.day(key) for key in ("starts_on", "ends_on"))
    cells |= _validity(line.text("duration"), notes, has_days=has_days)
    return replace(line.came, table=INSTRUMENTS, cells=cells, notes=tuple(notes), faults=tuple(faults))


def _validity(duration: str, notes: list[str], *, has_days: bool) -> dict[str, Any]:
    """Return the cells that say how long the text holds."""
    if is_blank(duration) or duration == "0":
        duration = ""
    if has_days:
        if duration:
            notes.append(
                _("The file says “%(duration)s” beside the days; the days are taken.") % {"duration": duration}
            )
        return {"validity": Instrument.Validity.PERIOD}
    if duration and months_of(duration) is None and duration.replace("+", "").replace(" ", "").isdecimal():
        notes.append(
            _("“%(duration)s” does not say whether years or months; it is not taken over.") % {"duration": duration}
        )
        duration = ""
    if duration:
        return {"validity": Instrument.Validity.DURATION, "duration": duration}
    return {"validity": Instrument.Validity.NOT_KNOWN}
