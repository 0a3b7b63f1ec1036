"""The filled rows of an office workbook: which report or answer each would submit, and what stands against it.

A row in which nothing was filled in is left out. The queries do not grow with the rows, but for the acts themselves,
which are tried out.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agreements.attesting.actions import SAME
from agreements.attesting.sheet import proposed_start, rows_of_sheet
from agreements.exchange.office_workbook.tables import (
    ACTIVITIES,
    AGREEMENT_ANSWERS,
    ANSWERED,
    FILLED_IN,
    PROPOSED,
    REPORTED,
    REPORTS,
)
from agreements.exchange.register.cells import CellFault, Reader
from agreements.exchange.register.columns import Kind, SheetColumn
from agreements.exchange.register.references import References
from agreements.models import Agreement, Attestation, FollowUp, FollowUpReport, ReportState
from agreements.record.horizon import contradicting
from agreements.record.locks import lock_in_order
from agreements.record.permissions import agreements_for, follow_ups_for, sees_everything
from jambi_coop.lib.dates.fields import refuse_future
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.records.people import name_of
from jambi_coop.lib.sheets.cell_reading import is_blank, text_of
from jambi_coop.lib.sheets.heading import folded

from .checks import faults_of_row
from .existing import number_of
from .filled_write import carry_out, try_out
from .rows import ComparedRow, Comparison, Difference, SheetRow
from .values import same

STATE = SheetColumn("state", capfirst(FollowUpReport._meta.get_field("state").verbose_name), Kind.CHOICE, "state")


def compare_filled(rows: Iterable[SheetRow], *, by: Any, today: date, answered_on: date) -> Comparison:
    """Return what the filled rows would submit. `answered_on` is the day of an answer that names none; only an office
    itself may leave it out."""
    compared = _read_filled(rows, by, today, answered_on)
    try_out(compared, by=by, now=timezone.now())
    return Comparison(compared)


def submit_filled(rows: Sequence[SheetRow], *, by: Any, now: datetime, answered_on: date) -> Comparison:
    """Submit the filled rows, and return what was submitted as `compare_filled` would have shown it. The caller looks
    whether that was shown, and takes it back within its transaction where it was not."""
    today = localdate(now)
    read = _read_filled(rows, by, today, answered_on)
    touched = {one.values["agreement"].pk for one in read if "agreement" in one.values}
    lock_in_order(Agreement.objects.filter(pk__in=touched))
    compared = _read_filled(rows, by, today, answered_on)
    return Comparison(compared, written=carry_out(compared, by=by, now=now))


def _read_filled(rows: Iterable[SheetRow], by: Any, today: date, answered_on: date) -> list[ComparedRow]:
    """Read the filled rows; no act was asked yet."""
    by_table: dict[str, list[ComparedRow]] = defaultdict(list)
    for row in rows:
        if _is_filled(row):
            by_table[row.table.key].append(ComparedRow(row))
    reader = Reader(References(by), {})
    answers, reports, activities = (by_table[one.key] for one in (AGREEMENT_ANSWERS, REPORTS, ACTIVITIES))
    _Answers(answers, reader, by, today, answered_on).read()
    _read_reports(reports, reader, by)
    _read_activities(activities, reader, by)
    for one in (*reports, *activities):
        _check_report(one, today)
    _refuse_silence_beside_activity(answers, [*reports, *activities])
    compared = [*answers, *reports, *activities]
    for one in compared[MOST_ROWS:]:
        text = _("At most %(most)d filled rows in one file. Send the rest in another file.")
        one.refuse(text % {"most": MOST_ROWS})
    return compared


MOST_ROWS = 100
"""Filled rows of one file: each is an act of its own, with a new digest of its record, and a page waits for all."""
ELSEWHERE = ("procurement", "physical_progress", "absorption", "public_note", "document")
"""What a draft may have beside the columns of the workbook."""
OF_ACTIVITY = ("office", "agreement", "title", "kind")
"""What a row tells of the follow-up that is added with its report."""


def _is_filled(came: SheetRow) -> bool:
    return any(not is_blank(came.cells.get(key)) for key in FILLED_IN[came.table.key] - {PROPOSED})


def _read(one: ComparedRow, reader: Reader, model: type[models.Model], keys: str) -> None:
    """Read these cells of a row, and refuse the row for each that cannot be read."""
    for key in keys.split():
        column, cell = one.came.table.column(key), one.came.cells.get(key)
        if is_blank(cell):
            continue
        try:
            one.values[key] = replace(reader, orders=one.came.orders).read(column, cell, model)
        except CellFault as fault:
            one.refuse(str(fault), column)


def _differ(one: ComparedRow, key: str, after: Any, before: Any = None) -> None:
    if not same(before, after):
        one.differences.append(Difference(one.came.table.column(key), before, after))


def _refuse_twice(rows: Sequence[tuple[ComparedRow, Any]]) -> None:
    """Refuse every row that means the same row of the register as another."""
    meant: dict[Any, list[ComparedRow]] = defaultdict(list)
    for one, mark in rows:
        meant[mark].append(one)
    for several in meant.values():
        numbers = ", ".join(str(one.came.number) for one in several)
        for one in several if len(several) > 1 else ():
            one.refuse(_("The rows %(numbers)s mean the same. Leave one of them.") % {"numbers": numbers})


# --- reports -----------------------------------------------------------------------------------------


def _read_reports(rows: Sequence[ComparedRow], reader: Reader, by: Any) -> None:
    numbers = {one.came.place: number_of(REPORTS, text_of(one.came.cells.get("key"))) for one in rows}
    asked = FollowUp.objects.filter(pk__in=[number for number in numbers.values() if number is not None])
    found = follow_ups_for(by, asked).select_related("agreement", "office").in_bulk()
    latest = _latest_reports(found.values())
    for one in rows:
        follow_up = found.get(numbers[one.came.place])
        one.label = follow_up.title if follow_up else text_of(one.came.cells.get("title"))[:200]
        _read(one, reader, FollowUpReport, REPORTED)
        if follow_up is not None:
            one.values["agreement"] = follow_up.agreement
            _begin_report(one, follow_up, latest.get(follow_up.pk))
        else:
            text = _("No such follow-up of your office is in the register. Leave the key as the register wrote it.")
            one.refuse(text, REPORTS.key_column)
    _refuse_twice([(one, numbers[one.came.place]) for one in rows if numbers[one.came.place] is not None])


def _latest_reports(follow_ups: Iterable[FollowUp]) -> dict[int, FollowUpReport]:
    """Return the newest report on each follow-up, by primary key of the follow-up."""
    rows = FollowUpReport.objects.filter(follow_up__in=list(follow_ups)).order_by("pk")
    rows = rows.select_related("follow_up__agreement", "follow_up__office", "written_by")
    return {row.follow_up_id: row for row in rows.prefetch_related("participations")}


def _begin_report(one: ComparedRow, follow_up: FollowUp, latest: FollowUpReport | None) -> None:
    """Give the row the report that it would submit: the draft that was begun, or a new one."""
    given = [key for key in REPORTED.split() if key in one.values]
    says_the_same = latest is not None and all(same(getattr(latest, key), one.values[key]) for key in given)
    if says_the_same and not latest.is_open and (latest.state == ReportState.SUBMITTED or "happened_on" in given):
        # An obstacle without a day can be the same one in the next quarter.
        one.found = latest
        one.notes.append(_("This was reported already."))
        return
    if latest is not None and latest.state == ReportState.SUBMITTED:
        one.refuse(
            _("A report on this follow-up was sent already and waits for its decision. Take it back on its page first.")
        )
        return
    if latest is not None and latest.is_open:
        _go_on_with(one, latest)
        return
    one.row = FollowUpReport(follow_up=follow_up)
    for key in given:
        _differ(one, key, one.values[key])
        setattr(one.row, key, one.values[key])


def _go_on_with(one: ComparedRow, draft: FollowUpReport) -> None:
    """Submit a draft with what is filled in, and show all that it says: somebody else may have begun it."""
    one.found, one.row = draft, copy(draft)
    for key in REPORTED.split():
        before = getattr(draft, key)
        setattr(one.row, key, one.values.get(key, before))
        if key in one.values or before:
            one.differences.append(Difference(one.came.table.column(key), before, getattr(one.row, key)))
    one.differences.append(Difference(STATE, draft.state, ReportState.SUBMITTED))
    one.notes.append(_("The draft that %(name)s began is sent with it.") % {"name": name_of(draft.written_by) or "–"})
    fields = [draft._meta.get_field(name) for name in ELSEWHERE]
    also = [str(field.verbose_name) for field in fields if getattr(draft, field.attname) not in ("", None)]
    also += [str(draft.participations.model._meta.verbose_name)] if draft.participations.all() else []
    if also:
        one.notes.append(_("It also has: %(parts)s.") % {"parts": ", ".join(also)})


def _check_report(one: ComparedRow, today: date) -> None:
    """Ask of the cells what the form of a report asks; the acts ask the rest."""
    if not isinstance(one.row, FollowUpReport):
        return
    columns = {column.key: column for column in one.came.table.columns}
    for name, reason in faults_of_row(one.row, one.found, today):
        one.refuse(reason, columns.get(name))
    try:
        refuse_future(one.row.happened_on, today)
    except ValidationError as error:
        one.refuse(" ".join(error.messages), columns["happened_on"])


# --- activities --------------------------------------------------------------------------------------


def _read_activities(rows: Sequence[ComparedRow], reader: Reader, by: Any) -> None:
    for one in rows:
        one.label = text_of(one.came.cells.get("title"))[:200]
        _read(one, reader, FollowUp, " ".join(OF_ACTIVITY))
        _read(one, reader, FollowUpReport, REPORTED)
        for key in ("agreement", "title"):
            if is_blank(one.came.cells.get(key)):
                one.refuse(_("Fill in this cell."), ACTIVITIES.column(key))
        if "office" not in one.values and not one.faults:
            one.refuse(_("Leave the name of the office as the register wrote it."), ACTIVITIES.column("office"))
    whole = [one for one in rows if not one.faults]
    known = _known_activities(whole, by)
    latest = _latest_reports(known.values())
    for one in whole:
        follow_up = known.get(_mark(one))
        if follow_up is not None:
            one.notes.append(_("The register has this activity already (%(key)s).") % {"key": f"TL-{follow_up.pk}"})
            _begin_report(one, follow_up, latest.get(follow_up.pk))
            continue
        values = {"kind": FollowUp.Kind.OTHER, **{key: one.values[key] for key in OF_ACTIVITY if key in one.values}}
        for key, value in values.items():
            _differ(one, key, value)
        _begin_report(one, FollowUp(**values), None)
    _refuse_twice([(one, _mark(one)) for one in whole])


def _mark(one: ComparedRow) -> tuple[int, int, str]:
    return one.values["agreement"].pk, one.values["office"].pk, folded(one.values["title"])


def _known_activities(rows: Sequence[ComparedRow], by: Any) -> dict[tuple[int, int, str], FollowUp]:
    """Return the follow-ups that the register has of these agreements and offices, by agreement, office and title."""
    agreements = {one.values["agreement"].pk for one in rows}
    offices = {one.values["office"].pk for one in rows}
    found = follow_ups_for(by, FollowUp.objects.filter(agreement__in=agreements, office__in=offices))
    found = found.select_related("agreement", "office")
    return {(one.agreement_id, one.office_id, folded(one.title)): one for one in found}


# --- answers -----------------------------------------------------------------------------------------


class _Answers:
    """The answers on agreements: one row each."""

    def __init__(self, rows: Sequence[ComparedRow], reader: Reader, by: Any, today: date, answered_on: date):
        self.rows, self.reader, self.by, self.today, self.answered_on = rows, reader, by, today, answered_on
        self.is_office = not sees_everything(by)

    def read(self) -> None:
        numbers = [text_of(one.came.cells.get("key")).upper() for one in self.rows]
        seen = agreements_for(self.by, Agreement.objects.alive().filter(register_number__in=numbers))
        titles = dict(seen.values_list("register_number", "title"))
        own = Agreement.objects.filter(register_number__in=numbers)
        if self.is_office:
            own = own.filter(lead_office__in=self.by.offices.all())
        found = {one.register_number: one for one in rows_of_sheet(own, self.today)}
        for one, number in zip(self.rows, numbers, strict=True):
            one.label = titles.get(number, number)
            _read(one, self.reader, Attestation, f"office {ANSWERED}")
            if number in found:
                self._begin(one, found[number])
            elif number in titles:
                one.refuse(_("This agreement does not bind, has ended, or is led by another office."), KEY)
            else:
                one.refuse(_("No such agreement is in the register. Leave the number as the register wrote it."), KEY)
        _refuse_twice([(one, number) for one, number in zip(self.rows, numbers, strict=True) if number in found])

    def _begin(self, one: ComparedRow, agreement: Agreement) -> None:
        if is_blank(one.came.cells.get("kind")):
            column = AGREEMENT_ANSWERS.column("kind")
            one.refuse(_("Choose the answer for what was filled in here, or empty it."), column)
        office = one.values.get("office")
        if office is None:
            one.refuse(_("Leave the name of the office as the register wrote it."), AGREEMENT_ANSWERS.column("office"))
        elif office != agreement.lead_office:
            text = _("%(office)s does not lead this agreement any more. Its answer is not taken for that of another.")
            one.refuse(text % {"office": office}, AGREEMENT_ANSWERS.column("office"))
        if "answered_on" not in one.values and not self.is_office:
            one.refuse(_("Give the day on which the office answered."), AGREEMENT_ANSWERS.column("answered_on"))
        if one.faults:
            return
        answered_on = one.values.get("answered_on", self.answered_on)
        one.values["agreement"] = agreement
        values = {
            "office": one.values["office"],
            "kind": one.values["kind"],
            "starts_on": one.values.get("starts_on") or proposed_start(agreement, self.today),
            "ends_on": one.values.get("ends_on") or KnownDate.day(answered_on),
            "running": one.values.get("running", Attestation.Running.NOT_ASKED),
            "answered_on": answered_on,
            "note": one.values.get("note", ""),
        }
        for key, value in values.items():
            if value != Attestation.Running.NOT_ASKED:
                _differ(one, key, value)
        one.row = Attestation(agreement=agreement, **values)
        self._refuse_waiting(one, agreement)

    def _refuse_waiting(self, one: ComparedRow, agreement: Agreement) -> None:
        """Refuse a second answer while the first waits for its acceptance; the same one is no second."""
        for waiting in agreement.waiting:
            if all(same(getattr(waiting, name), getattr(one.row, name)) for name in SAME if name != "office"):
                one.found, one.row, one.differences = waiting, None, []
                one.notes.append(_("This was answered already."))
                return
            text = _(
                "The office answered on %(day)s already; that answer waits for its acceptance. Take it back first."
            )
            one.refuse(text % {"day": KnownDate.day(waiting.answered_on)})


def _refuse_silence_beside_activity(answers: Sequence[ComparedRow], others: Sequence[ComparedRow]) -> None:
    """Refuse that nothing happened in a period in which another row of the file tells of something done, also one that
    is refused itself or whose day cannot be read."""
    reported: dict[int, list[KnownDate | None]] = defaultdict(list)
    for one in others:
        is_done = not is_blank(one.came.cells.get("progress")) or not is_blank(one.came.cells.get("result"))
        if is_done and "agreement" in one.values:
            reported[one.values["agreement"].pk].append(one.values.get("happened_on"))
    for one in answers:
        if not isinstance(one.row, Attestation) or one.row.kind != Attestation.Kind.SILENT:
            continue
        days = reported[one.row.agreement_id]
        if None in days or contradicting(one.row, [day for day in days if day is not None]):
            text = _("Another row of this file reports an activity in the period. Choose the other answer.")
            one.refuse(text, AGREEMENT_ANSWERS.column("kind"))


KEY = AGREEMENT_ANSWERS.key_column
