"""An import from upload to undoing: the acts on `ImportBatch`.

A batch belongs to its uploader until it is imported. The file is read anew for each step, so that nothing depends on
what was kept between two pages; what the preview showed is bound by its fingerprint.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements.models import Agreement, ImportBatch, ImportRow, RegisterSeries
from agreements.record.locks import lock_in_order
from agreements.record.permissions import require
from agreements.record.saving import save
from jambi_coop.lib.versions.versioning import lock_version

from .compare import Asked, compare
from .filled_rows import compare_filled, submit_filled
from .filled_write import tell_of
from .old_register import ANSWERS
from .rows import ComparedRow, Comparison
from .sheets import IGNORED, MatchedFile, OutgoingFile, own_headings, read_file
from .values import Words, as_written, canonical
from .write import Written, write_rows

RIGHT = "agreements.import_agreement"
RIGHTS = {ImportBatch.Kind.REGISTER: RIGHT, ImportBatch.Kind.OFFICE: "agreements.add_followupreport"}
"""The right that each kind of file needs. What an office fills in only its acts take in, each with its own rights."""
REMEMBERED = 100
"""Files, from the newest, in which it is looked up what was chosen for the same headings."""
OPEN_FOR = timedelta(days=30)
"""How long an uploaded file waits for its uploader."""
AT_ONCE = 1000
"""Rows of a file that are made and saved at a time."""
ONE_AT_A_TIME = "IMPORT"
"""The row of `RegisterSeries` that an import locks, so that two imports follow one another."""


def open_batch(file: BinaryIO, name: str, *, by: Any, source: Any = None) -> ImportBatch:
    """Keep an uploaded file for import. Raises `UnreadableFile` where it cannot be read at all or goes out only, and
    PermissionDenied for a file of a kind that this user may not take in."""
    matched = read_file(file, name, {})
    if matched.goes_out_only:
        raise OutgoingFile
    kind = ImportBatch.Kind.OFFICE if matched.is_office_workbook else ImportBatch.Kind.REGISTER
    require(by, RIGHTS[kind])
    file.seek(0)
    content = file.read()
    batch = ImportBatch(
        kind=kind,
        file_name=name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        source=source,
        office=by.offices.first(),
        created_by=by,
        version=0,
    )
    batch.file.save(name, ContentFile(content), save=False)
    batch.answers["headings"] = _headings(matched)
    batch.matching = remembered_matching(batch)
    save(batch, by=by)
    return batch


def remembered_matching(batch: ImportBatch) -> dict[str, Any]:
    """Return what was chosen for sheets with the same headings, in files of the same office; of an account without an
    office, in its own files. That a sheet was left out is said anew for each file."""
    earlier = ImportBatch.objects.filter(office=batch.office).exclude(matching={})
    if batch.office is None:
        earlier = earlier.filter(created_by=batch.created_by)
    mine, found = batch.answers["headings"], {}
    for headings, matching in earlier.order_by("-pk").values_list("answers__headings", "matching")[:REMEMBERED]:
        for name in [name for name in mine if name not in found]:
            their_name = _same_sheet(name, mine, headings or {})
            chosen = matching.get(their_name, {})
            if chosen.get("table", IGNORED) != IGNORED:
                found[name] = _moved(chosen, headings[their_name], mine[name])
    return found


def _headings(matched: MatchedFile) -> dict[str, list[str]]:
    """Return the headings of each sheet as they stand there, also of one of which the table is not known."""
    sheets = [(sheet.name, own_headings(sheet.found)) for sheet in matched.sheets if sheet.found is not None]
    return {name: [one.text for one in headings] for name, headings in sheets}


def _same_sheet(name: str, mine: Mapping[str, list[str]], theirs: Mapping[str, list[str]]) -> str:
    """Return the name of the sheet that has the same headings, "" without one: among several it is the one of the same
    name, and a sheet alone may have another name in each file."""
    alone = next(iter(theirs)) if len(mine) == len(theirs) == 1 else ""
    wanted = [text for text in mine[name] if text]
    return next((one for one in (name, alone) if wanted and wanted == list(filter(None, theirs.get(one, ())))), "")


def _moved(chosen: Mapping[str, Any], before: Sequence[str], now: Sequence[str]) -> dict[str, Any]:
    """Return what was chosen for columns by their places now: a workbook of rejected rows has
    only those with something in them."""
    if before == now:
        return dict(chosen)
    named = ([str(at) for at, text in enumerate(texts) if text] for texts in (before, now))
    place = dict(zip(*named, strict=True))
    by_column = {
        name: {place[at]: one for at, one in chosen.get(name, {}).items() if at in place}
        for name in ("columns", "orders")
    }
    return {"table": chosen["table"], **by_column}


def file_of(batch: ImportBatch) -> MatchedFile:
    """Read the file of a batch with the columns that were chosen."""
    with batch.file.open("rb") as file:
        return read_file(file, batch.file_name, batch.matching)


def refuse_others(batch: ImportBatch, user: Any) -> None:
    """Raise PermissionDenied for anybody but the uploader, while the file is not imported."""
    if batch.created_by_id != user.pk or not user.has_perm(RIGHTS[ImportBatch.Kind(batch.kind)]):
        raise PermissionDenied(_("Only the one who uploaded this file goes on with it."))


def compare_batch(batch: ImportBatch, matched: MatchedFile, *, today: date, user: Any) -> Comparison:
    """Compare the file of a batch with the register as it is now; nothing is written."""
    if batch.kind == ImportBatch.Kind.OFFICE:
        return compare_filled(matched.office_rows, by=user, today=today, answered_on=localtime(batch.created_at).date())
    asked = Asked(
        user=user,
        today=today,
        source=batch.source,
        empties_cells=batch.empties_cells,
        answers=batch.answers.get("rows", {}),
        old_register={name: batch.answers.get(name) for name in ANSWERS if batch.answers.get(name)},
    )
    return compare(matched.rows, asked)


@transaction.atomic
def preview(
    batch: ImportBatch, *, by: Any, today: date, matched: MatchedFile | None = None
) -> tuple[MatchedFile, Comparison]:
    """Compare the file with the register and keep what is shown; the register itself is not written. `matched` is the
    file where it was read already. Raises ValidationError where something has to be said of its columns first."""
    refuse_others(batch, by)
    batch = lock_version(batch)
    _refuse_done(batch)
    matched = matched or file_of(batch)
    if batch.kind == ImportBatch.Kind.REGISTER and matched.questions:
        raise ValidationError(matched.questions, code="asks")
    comparison = compare_batch(batch, matched, today=today, user=by)
    batch.counts, batch.fingerprint = comparison.counts(), fingerprint_of(comparison)
    batch.answers["unknown"] = [asdict(one) for one in comparison.unknown]
    save(batch, by=by, reason=_("Preview"))
    _keep_rows(batch, comparison, {})
    return matched, comparison


def fingerprint_of(comparison: Comparison) -> str:
    """Return what stands for everything that the comparison shows: a change of a row, of a value or of the row of the
    register that is meant gives another."""
    digest = hashlib.sha256()
    for one in comparison.rows:
        facts = [one.came.place, str(one.state), getattr(one.found, "pk", None), getattr(one.found, "version", None)]
        facts += [[one.column.key, canonical(one.before), canonical(one.after)] for one in one.differences]
        facts += [[fault.heading, fault.text] for fault in one.faults]
        digest.update(json.dumps(facts).encode())
    return digest.hexdigest()


def _shown(batch: ImportBatch, one: ComparedRow, words: Words) -> ImportRow:
    model = one.came.table.model
    return ImportRow(
        batch=batch,
        table=one.came.table.key,
        sheet=one.came.sheet[:31],
        number=one.came.number,
        state=one.state,
        label=one.label or (str(one.found) if one.found is not None else ""),
        cells=[
            [
                words.heading(item.column),
                words.value(item.column, item.before, model),
                words.value(item.column, item.after, model),
                as_written(item.column, one.came.cells.get(item.column.key)),
            ]
            for item in one.differences
        ],
        faults=[[fault.heading, fault.text, fault.reason] for fault in one.faults],
        notes=one.notes,
        candidates=one.candidates,
    )


def _refuse_done(batch: ImportBatch) -> None:
    if batch.state != ImportBatch.State.OPEN:
        at = localtime(batch.applied_at) if batch.applied_at else None
        raise ValidationError(
            _("This import was already carried out at %(time)s.") % {"time": f"{at:%H.%M}" if at else "–"}, code="done"
        )


def apply_batch(
    batch: ImportBatch, *, by: Any, now: datetime, fingerprint: str, skips_rejected: bool = False, reason: str = ""
) -> ImportBatch:
    """Write everything that the preview showed, all or nothing.

    Raises ValidationError where the import was carried out already, where a row is rejected and rejected rows are not
    skipped, and where the register or the file says something else than what was shown (`fingerprint`).
    """
    with transaction.atomic():
        RegisterSeries.objects.get_or_create(series=ONE_AT_A_TIME)
        RegisterSeries.objects.select_for_update().get(series=ONE_AT_A_TIME)
        batch = lock_version(batch)
        refuse_others(batch, by)
        _refuse_done(batch)
        today = localtime(now).date()
        matched = file_of(batch)
        comparison = _compare_locked(batch, matched, by, now)
        _refuse_other_than_shown(batch, comparison, fingerprint)
        counts = comparison.counts()
        if counts["rejected"] and not skips_rejected:
            text = _("%(count)d rows are rejected. Correct the file, or tick that rejected rows are skipped.")
            raise ValidationError(text % {"count": counts["rejected"]}, code="rejected")
        if not comparison.writes:
            raise ValidationError(_("There is nothing to import: no row is new or changed."), code="nothing")
        if batch.kind == ImportBatch.Kind.OFFICE:
            written = comparison.written
            tell_of(written, by=by, now=now)
        else:
            written = write_rows(comparison.writes, by=by, today=today, reason=_reason(batch, reason))
        batch.state, batch.applied_at, batch.counts = ImportBatch.State.DONE, now, counts
        batch.skips_rejected, batch.reason = skips_rejected, reason[:300]
        save(batch, by=by, reason=_("Imported"))
        _keep_written(batch, comparison, written)
    return batch


def _compare_locked(batch: ImportBatch, matched: MatchedFile, by: Any, now: datetime) -> Comparison:
    """Lock what the file is about, and compare; what an office filled in is submitted with it."""
    if batch.kind == ImportBatch.Kind.OFFICE:
        return submit_filled(matched.office_rows, by=by, now=now, answered_on=localtime(batch.created_at).date())
    today = localtime(now).date()
    comparison = compare_batch(batch, matched, today=today, user=by)
    touched = _agreements_of(comparison.writes)
    if touched:  # somebody may have written to one of them before it was locked
        lock_in_order(Agreement.objects.filter(pk__in=touched))
        comparison = compare_batch(batch, matched, today=today, user=by)
    return comparison


def delete_old_imports(now: datetime) -> int:
    """Delete the imports, with their files, that nobody carried out within `OPEN_FOR`; return their number."""
    old = list(ImportBatch.objects.filter(state=ImportBatch.State.OPEN, created_at__lt=now - OPEN_FOR))
    for batch in old:
        batch.file.delete(save=False)
        batch.delete()
    return len(old)


def _reason(batch: ImportBatch, reason: str) -> str:
    return _("Import #%(number)d: %(reason)s") % {"number": batch.pk, "reason": reason or batch.file_name}


def _agreements_of(rows: Iterable[ComparedRow]) -> set[int]:
    found = set()
    for one in rows:
        target: Any = one.found if one.found is not None else one.row
        for name in one.came.table.path.split("__") if one.came.table.path else ():
            target = getattr(target, name, None)
        if isinstance(target, Agreement) and target.pk is not None:
            found.add(target.pk)
    return found


def _refuse_other_than_shown(batch: ImportBatch, comparison: Comparison, fingerprint: str) -> None:
    if fingerprint and fingerprint == batch.fingerprint == fingerprint_of(comparison):
        return
    shown = {(row.table, row.sheet, row.number): row.state for row in batch.import_rows.all()}
    now = {(one.came.table.key, one.came.sheet[:31], one.came.number): one.state for one in comparison.rows}
    changed = sum(1 for place, state in now.items() if shown.get(place) != state) or 1
    text = _("The data changed since the preview (%(count)d rows). Look at it again.")
    raise ValidationError(text % {"count": changed}, code="changed")


def _keep_written(batch: ImportBatch, comparison: Comparison, written: Sequence[Written]) -> None:
    """Keep, line by line, which rows of the register it wrote."""
    by_place: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one, row, former in written:
        by_place[one.came.place].append(
            {
                "model": row._meta.label_lower,
                "pk": row.pk,
                "version": getattr(row, "version", None),
                "former": former,
            }
        )
    _keep_rows(batch, comparison, by_place)


def _keep_rows(batch: ImportBatch, comparison: Comparison, written: Mapping[str, list[dict[str, Any]]]) -> None:
    """Keep the rows as the page shows them, instead of those that were kept before; `written` by the place of a line.

    They are made and saved in parts, so that not all of them are in memory a second time.
    """
    batch.import_rows.all().delete()
    words, rest = Words(), iter(comparison.rows)
    while part := list(islice(rest, AT_ONCE)):
        rows = [_shown(batch, one, words) for one in part]
        for one, row in zip(part, rows, strict=True):
            row.written = written.get(one.came.place, [])
        ImportRow.objects.bulk_create(rows)
