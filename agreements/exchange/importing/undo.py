"""The undoing of an import: new rows go to the trash, changed ones get back what they were.

A row that somebody changed, approved or used since stays as it is, and is listed with the reason. Register numbers are
not used again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, ImportBatch, ImportRow, Letter, Party, Step
from agreements.record.digest import refresh_digests_at_once
from agreements.record.letters import derive_letter_columns, remove_letter
from agreements.record.locks import lock_in_order
from agreements.record.permissions import MANAGER
from agreements.record.saving import save
from jambi_coop.lib.records.trash import Trashable
from jambi_coop.lib.versions.bulk import bulk_update_with_history
from jambi_coop.lib.versions.versioning import lock_version
from partners.models import Partner

from .former import give_back

Record = dict[str, Any]
"""A row of the register that the import wrote (`ImportRow.written`)."""
PATHS = {
    "agreements.agreement": "pk",
    "agreements.measurement": "indicator__agreement",
    "agreements.target": "indicator__agreement",
    "agreements.signature": "instrument__agreement",
    "agreements.letter": "step__agreement",
}
"""The way from a row to its agreement, where it is not `agreement`."""
NAMED_BY = {"agreements.party": "partner"}
"""The row whose name is that of the row."""


def may_undo(batch: ImportBatch, user: Any) -> bool:
    """True for the importer and for managers, while the import stands. What an office submitted is taken back or
    returned on its own pages."""
    if batch.kind == ImportBatch.Kind.OFFICE:
        return False
    is_manager = user.is_superuser or user.groups.filter(name=MANAGER).exists()
    return batch.state == ImportBatch.State.DONE and (batch.created_by_id == user.pk or is_manager)


def undo_batch(batch: ImportBatch, *, by: Any, now: datetime, reason: str) -> list[ImportRow]:
    """Undo an import, and return the lines of which a row stays, each with its `outcome` in words.

    Raises ValidationError without a reason, or where it was undone already.
    """
    if not reason.strip():
        raise ValidationError(_("Give the reason."), code="reason_needed")
    with transaction.atomic():
        batch = lock_version(batch)
        if not may_undo(batch, by):
            raise ValidationError(
                _("Only the importer or a manager can undo an import, and only once."), code="not_undone"
            )
        lines = list(batch.import_rows.exclude(written=[]))
        records = [(line, record) for line in lines for record in line.written]
        lock_in_order(Agreement.objects.filter(pk__in=_agreements_of(record for _line, record in records)))
        kept = _Undoing(records, by, now, reason).run()
        for line in lines:
            line.outcome = "; ".join(dict.fromkeys(kept.get(line.pk, ())))[:300]
        ImportRow.objects.bulk_update([line for line in lines if line.outcome], ["outcome"], batch_size=500)
        batch.state, batch.undone_at, batch.undone_by = ImportBatch.State.UNDONE, now, by
        batch.undone_reason = reason.strip()[:300]
        save(batch, by=by, reason=_("Undone"))
    return [line for line in lines if line.outcome]


def _agreements_of(records: Iterable[Record]) -> set[int]:
    by_model: dict[str, list[int]] = defaultdict(list)
    for record in records:
        by_model[record["model"]].append(record["pk"])
    found: set[int] = set()
    for label, pks in by_model.items():
        model = apps.get_model(label)
        if model is not Partner:
            way = PATHS.get(label, "agreement")
            found |= set(model._base_manager.filter(pk__in=pks).values_list(way, flat=True))
    return found - {None}


class _Undoing:
    """One undoing: the rows of the import as they are now, and what may happen to each."""

    def __init__(self, records: Sequence[tuple[ImportRow, Record]], by: Any, now: datetime, reason: str):
        self.records, self.by, self.now, self.reason = records, by, now, reason.strip()[:300]
        self.reasons: dict[int, list[str]] = defaultdict(list)
        self.rows = self._load()
        self.written = {(record["model"], record["pk"]): record["version"] for _line, record in records}
        new = [(record["model"], record["pk"]) for _line, record in records if record["former"] is None]
        self.used = self._used({pk for label, pk in new if label == Agreement._meta.label_lower})
        self.parties = self._parties({pk for label, pk in new if label == Partner._meta.label_lower})

    def run(self) -> dict[int, list[str]]:
        """Write what is undone, and return by line the reasons why a row of it stays."""
        touched = _agreements_of(record for _line, record in self.records)
        stays, goes = self._agreements([pair for pair in self.records if pair[1]["former"] is None])
        gone, back, letters = [*goes.values()], [], []
        for line, record in self.records:
            row, above = self.rows.get((record["model"], record["pk"])), self._agreement_of(record)
            if above in goes:
                continue  # it is in the trash with its agreement, and comes back with it
            is_new = record["former"] is None
            why = (stays.get(above, "") if is_new else "") or self._why_it_stays(row, record, stays)
            if why:
                self.reasons[line.pk].append(why)
            elif is_new and isinstance(row, Letter):
                letters.append(row)
            elif is_new and isinstance(row, Trashable):
                gone.append(row)
            elif not is_new:
                back.append((row, record["former"]))
        self._trash(gone)
        self._give_back(back)
        self._take_back(letters)
        of_partners = [row.pk for row in (*gone, *(row for row, _former in back)) if isinstance(row, Partner)]
        more = Agreement.objects.filter(parties__partner__in=of_partners).values_list("pk", flat=True)
        refresh_digests_at_once({*touched, *more})
        return self.reasons

    def _agreements(self, new: Sequence[tuple[ImportRow, Record]]) -> tuple[dict[int | None, str], dict[int, Any]]:
        """Return the new agreements that stay, with the reason, and those that go to the trash; by primary key."""
        stays: dict[int | None, str] = {}
        goes: dict[int, Any] = {}
        for _line, record in new:
            if record["model"] != Agreement._meta.label_lower:
                continue
            row = self.rows.get((record["model"], record["pk"]))
            why = self._why_it_stays(row, record, {})
            if why:
                stays[record["pk"]] = why
            else:
                goes[record["pk"]] = row
        return stays, goes

    def _agreement_of(self, record: Record) -> int | None:
        """Return the primary key of the agreement that a row belongs to; None for a partner."""
        row: Any = self.rows.get((record["model"], record["pk"]))
        if row is None or isinstance(row, Partner):
            return None
        if isinstance(row, Agreement):
            return row.pk
        for name in PATHS.get(record["model"], "agreement").split("__")[:-1]:
            row = getattr(row, name)
        return row.agreement_id

    def _load(self) -> dict[tuple[str, int], Any]:
        by_model: dict[str, list[int]] = defaultdict(list)
        for _line, record in self.records:
            by_model[record["model"]].append(record["pk"])
        found: dict[tuple[str, int], Any] = {}
        for label, pks in by_model.items():
            above = [*PATHS.get(label, "").split("__")[:-1], *filter(None, [NAMED_BY.get(label)])]
            rows = apps.get_model(label)._base_manager.filter(pk__in=pks).select_related(*above)
            found |= {(label, row.pk): row for row in rows.order_by("pk")}
        return found

    def _used(self, agreements: set[int]) -> dict[int, str]:
        """Return which of these new agreements have rows that the import did not write, with the kind of such rows; one
        query for each relation."""
        found: dict[int, str] = {}
        for relation in Agreement._meta.related_objects:
            model: Any = relation.related_model
            if model._meta.model_name in NOT_USE or not relation.one_to_many or not relation.get_accessor_name():
                continue
            rows = model._default_manager.filter(**{f"{relation.field.name}__in": agreements}).order_by()
            for agreement, pk in rows.values_list(relation.field.attname, "pk"):
                if (model._meta.label_lower, pk) not in self.written:
                    found.setdefault(agreement, str(model._meta.verbose_name_plural))
        return found

    def _parties(self, partners: set[int]) -> dict[int, list[Party]]:
        """Return by new partner what it takes part in."""
        found: dict[int, list[Party]] = defaultdict(list)
        for party in Party.objects.filter(partner__in=partners).order_by():
            found[party.partner_id].append(party)
        return found

    # --- what stays -----------------------------------------------------------------------------------

    def _why_it_stays(self, row: Any, record: Record, stays: Mapping[int | None, str]) -> str:
        """Return why a row stays as it is; "" where it is undone."""
        if row is None:
            return _("%(row)s is gone already.") % {"row": record["pk"]}
        if getattr(row, "in_trash", False):
            return _("“%(row)s” is in the trash already.") % {"row": row}
        if record["version"] is None:
            return _("“%(row)s” stays: a target is never taken back, set a new one.") % {"row": row}
        if row.version != record["version"]:
            return _("“%(row)s” was changed since.") % {"row": row}
        if isinstance(row, Letter) and self._was_changed(Step, row.step_id):
            return _("“%(row)s” stays with its step.") % {"row": row}
        if record["former"] is None and isinstance(row, Agreement):
            return self._why_agreement_stays(row)
        if record["former"] is None and isinstance(row, Partner) and self._is_partner_still(row, stays):
            return _("“%(row)s” is a partner of another agreement since.") % {"row": row}
        return ""

    def _was_changed(self, model: type[models.Model], pk: int) -> bool:
        """True for a row of the import that somebody changed since."""
        key = (model._meta.label_lower, pk)
        return key in self.written and self.rows[key].version != self.written[key]

    def _why_agreement_stays(self, agreement: Agreement) -> str:
        if agreement.is_public:
            return _("“%(row)s” was published since.") % {"row": agreement}
        if agreement.pk in self.used:
            return _("“%(row)s” has rows that were added since (%(kind)s).") % {
                "row": agreement,
                "kind": self.used[agreement.pk],
            }
        return ""

    def _is_partner_still(self, partner: Partner, stays: Mapping[int | None, str]) -> bool:
        return any(
            (Party._meta.label_lower, party.pk) not in self.written or party.agreement_id in stays
            for party in self.parties[partner.pk]
        )

    # --- what is written ------------------------------------------------------------------------------

    def _trash(self, rows: Sequence[Any]) -> None:
        for row in rows:
            row.trashed_at, row.trashed_by, row.trashed_reason = self.now, self.by, self.reason
        for same in _by_model(rows):
            bulk_update_with_history(
                same, ["trashed_at", "trashed_by", "trashed_reason"], by=self.by, reason=self.reason
            )

    def _take_back(self, letters: Sequence[Letter]) -> None:
        """Remove letters, which the history keeps; what their steps say of letters follows."""
        for letter in letters:
            remove_letter(letter, by=self.by, reason=self.reason)
        for step in Step.objects.filter(pk__in={letter.step_id for letter in letters}):
            derive_letter_columns(step, by=self.by, reason=self.reason)

    def _give_back(self, pairs: Sequence[tuple[Any, Record]]) -> None:
        """Give rows back what they were; what belongs to an agreement that goes is given back as well."""
        names: dict[type, set[str]] = defaultdict(set)
        links: dict[type, dict[str, list]] = defaultdict(lambda: defaultdict(list))
        linked = _linked_rows(pairs)
        for row, former in pairs:
            names[type(row)] |= set(give_back(row, former["columns"]))
            for name, pks in former["links"].items():
                known = linked[row._meta.get_field(name).related_model]
                links[type(row)][name].append((row, [known[pk] for pk in pks if pk in known]))
        for same in _by_model([row for row, _former in pairs]):
            model = type(same[0])
            bulk_update_with_history(same, sorted(names[model]), by=self.by, reason=self.reason, links=links[model])


NOT_USE = frozenset({"digest", "stretch", "messageitem", "snooze"})
"""Rows that the register writes by itself for an agreement."""


def _linked_rows(pairs: Sequence[tuple[Any, Record]]) -> dict[Any, dict[Any, Any]]:
    """Return the former rows of many-to-many columns, those that are there still, by model and primary key."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for row, former in pairs:
        for name, pks in former["links"].items():
            wanted[row._meta.get_field(name).related_model].update(pks)
    return {model: model._base_manager.in_bulk(pks) for model, pks in wanted.items()}


def _by_model(rows: Sequence[Any]) -> Iterable[list[Any]]:
    found: dict[type, list[Any]] = defaultdict(list)
    for row in rows:
        found[type(row)].append(row)
    return found.values()
