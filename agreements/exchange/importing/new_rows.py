"""New agreements of a file with the rows that begin them, and new papers of agreements that are there."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import Agreement, Instrument, Party, Signature
from agreements.stages.begin_in_bulk import Paper, new_record
from agreements.stages.signing import refuse_signing

from .rows import ComparedRow

OF_SIDES = {
    Signature.Side.CITY: {"city_number": "number", "city_signatory": "name"},
    Signature.Side.PARTNER: {"partner_number": "number", "partner_signatory": "name"},
}


def begin_records(compared: Sequence[ComparedRow]) -> None:
    """Give each new agreement its parties, papers, steps and stage, and each new paper its signatures.

    They are kept on the row of the agreement (`record`) or of the paper (`paper`); what is refused is refused there.
    """
    new = {id(one.row): one for one in compared if one.came.table.model is Agreement and one.found is None and one.row}
    children: dict[int, list[ComparedRow]] = defaultdict(list)
    for one in compared:
        parent = one.values.get("agreement")
        if one.found is None and parent is not None:
            children[id(parent)].append(one)
    for key, one in new.items():
        _begin(one, children[key])
    _refuse_orphans(compared, new)
    for one in compared:
        is_new_paper = isinstance(one.row, Instrument) and one.found is None and not one.faults
        if is_new_paper and id(one.values.get("agreement")) not in new:
            _sign(one)


def _begin(one: ComparedRow, children: Sequence[ComparedRow]) -> None:
    for child in children:
        if isinstance(child.row, Instrument) and child.faults:
            one.refuse(_("Its text in row %(number)d is rejected.") % {"number": child.came.number})
    papers = [child for child in children if isinstance(child.row, Instrument) and not child.faults]
    for child in papers:
        child.paper = paper_of(child)
    parties = [(partner, Party.Role.PARTY) for partner in one.values.get("partners", ())]
    own = [child for child in children if isinstance(child.row, Party) and not child.faults]
    parties += [(child.values["partner"], child.row.role) for child in own]
    if one.faults:
        return
    try:
        one.record = new_record(one.row, _once(parties), [child.paper for child in papers])
    except ValidationError as error:
        _refuse(one, error)
    else:
        for child in papers:
            _name_the_partner(child, one.record.parties)
    for child in own:  # written with the agreement
        child.row = None if not one.faults else child.row


def _once(parties: Sequence[tuple[Any, str]]) -> list[tuple[Any, str]]:
    found: dict[tuple[int, str], tuple[Any, str]] = {}
    for partner, role in parties:
        found.setdefault((id(partner) if partner.pk is None else partner.pk, role), (partner, role))
    return list(found.values())


def _refuse(one: ComparedRow, error: ValidationError) -> None:
    columns = {column.key: column for column in one.came.table.columns}
    if not hasattr(error, "error_dict"):
        for reason in error.messages:
            one.refuse(reason)
        return
    for name, reasons in error.message_dict.items():
        for reason in reasons:
            one.refuse(reason, columns.get(name))


def _refuse_orphans(compared: Sequence[ComparedRow], new: dict[int, ComparedRow]) -> None:
    """Refuse the rows of a new agreement that is refused itself."""
    for one in compared:
        for value in one.values.values():
            parent = new.get(id(value))
            if parent is not None and parent is not one and parent.faults:
                one.refuse(_("The agreement in row %(number)d is rejected.") % {"number": parent.came.number})


def paper_of(one: ComparedRow) -> Paper:
    """Return the instrument of a row with the signatures that its cells tell of."""
    signed_on = one.values.get("signed_on")
    sides = []
    for side, names in OF_SIDES.items():
        told = {name: one.values[key] for key, name in names.items() if one.values.get(key)}
        if told:
            sides.append(Signature(instrument=one.row, side=side, **told))
    if signed_on or not sides:
        everybody = Signature(instrument=one.row, side=Signature.Side.ALL)
        if signed_on:
            everybody.signed_on = signed_on
        sides.append(everybody)
    return Paper(one.row, sides)


def _name_the_partner(one: ComparedRow, parties: Sequence[Party]) -> None:
    """Give the partner's signature its partner; of several nobody knows which one it is, and the note keeps it."""
    for side in [side for side in one.paper.sides if side.side == Signature.Side.PARTNER]:
        if len(parties) == 1:
            side.party = parties[0]
            continue
        one.paper.sides.remove(side)
        columns = [one.came.table.column(key) for key in OF_SIDES[side.side]]
        told = [f"{column.header}: {one.values[column.key]}" for column in columns if one.values.get(column.key)]
        one.row.note = "\n".join([*filter(None, [one.row.note]), *told])
        one.notes.append(_("The agreement has several partners: number and signatory of one go into the note."))


def _sign(one: ComparedRow) -> None:
    """Check a new paper of an agreement that is there as the act of signing does."""
    one.paper = paper_of(one)
    one.row.signed_on = one.paper.signed_on
    _name_the_partner(one, list(one.values["agreement"].parties.all()))
    try:
        refuse_signing(one.values["agreement"], one.row)
    except ValidationError as error:
        _refuse(one, error)
