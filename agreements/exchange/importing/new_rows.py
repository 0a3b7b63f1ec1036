"""New agreements of a file with the rows that begin them, and new papers of agreements that are there."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.exchange.register.cells import places_of
from agreements.models import Agreement, Instrument, Party, Signature
from agreements.stages.begin_in_bulk import Paper, new_record
from agreements.stages.signing import refuse_signing
from jambi_coop.lib.sheets.heading import folded

from .rejected_with import causes_of, refuse_with, refuse_with_needed
from .rows import ComparedRow

OF_SIDES = {
    Signature.Side.CITY: {"city_number": "number", "city_signatory": "name"},
    Signature.Side.PARTNER: {"partner_number": "number", "partner_signatory": "name"},
}
PARTNERS = "signing_partners"
"""The column that names the partners who signed a text."""


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
    causes = causes_of(compared)
    refuse_with_needed(compared, causes)
    for key, one in new.items():
        refuse_with(one, [child for child in children[key] if isinstance(child.row, Instrument)], causes)
    refuse_with_needed(compared, causes)
    for one in compared:
        is_new_paper = isinstance(one.row, Instrument) and one.found is None and not one.faults
        if is_new_paper and id(one.values.get("agreement")) not in new:
            _sign(one)
    _note_numbers(compared)


def _begin(one: ComparedRow, children: Sequence[ComparedRow]) -> None:
    parties = [(partner, Party.Role.PARTY) for partner in one.values.get("partners", ())]
    own = [child for child in children if isinstance(child.row, Party) and not child.faults]
    parties += [(child.values["partner"], child.row.role) for child in own]
    texts = [child for child in children if isinstance(child.row, Instrument)]
    for child in texts:
        _refuse_who_signed(child, [partner for partner, _role in parties])
    papers = [child for child in texts if not child.faults]
    for child in papers:
        child.paper = paper_of(child)
    if one.faults or len(papers) < len(texts):
        return
    try:
        one.record = new_record(one.row, _once(parties), [child.paper for child in papers])
    except ValidationError as error:
        one.refuse_error(error)
    else:
        for child in papers:
            _sign_for_partners(child, one.record.parties)
    for child in own:  # written with the agreement
        child.row = None if not one.faults else child.row


def _once(parties: Sequence[tuple[Any, str]]) -> list[tuple[Any, str]]:
    found: dict[tuple[int, str], tuple[Any, str]] = {}
    for partner, role in parties:
        found.setdefault((id(partner) if partner.pk is None else partner.pk, role), (partner, role))
    return list(found.values())


def _note_numbers(compared: Sequence[ComparedRow]) -> None:
    """Say of each text whose number stands in another row of the file as well."""
    rows: dict[str, list[ComparedRow]] = defaultdict(list)
    for one in compared:
        number = one.values.get("city_number")
        if isinstance(one.row, Instrument) and one.found is None and number:
            rows[folded(number)].append(one)
    for several in rows.values():
        for one in several if len(several) > 1 else ():
            numbers = ", ".join(str(other.came.number) for other in several if other is not one)
            text = _("The number “%(number)s” stands in row %(rows)s as well.")
            one.notes.append(text % {"number": one.values["city_number"], "rows": numbers})


def _said_of(one: ComparedRow, side: str) -> dict[str, str]:
    """Return what the cells of a side say, by the field of the signature."""
    return {name: one.values[key] for key, name in OF_SIDES[side].items() if one.values.get(key)}


def paper_of(one: ComparedRow) -> Paper:
    """Return the instrument of a row with the signatures that its cells tell of, but those of the partners."""
    signed_on, city = one.values.get("signed_on"), _said_of(one, Signature.Side.CITY)
    sides = [Signature(instrument=one.row, side=Signature.Side.CITY, **city)] if city else []
    if signed_on or not (sides or one.values.get(PARTNERS) or _said_of(one, Signature.Side.PARTNER)):
        everybody = Signature(instrument=one.row, side=Signature.Side.ALL)
        if signed_on:
            everybody.signed_on = signed_on
        sides.append(everybody)
    return Paper(one.row, sides)


def _refuse_who_signed(one: ComparedRow, partners: Sequence[Any]) -> None:
    """Refuse a text that names somebody else than a partner of the agreement, or not as many numbers as partners."""
    named = one.values.get(PARTNERS) or []
    column = one.came.table.column
    for partner in named:
        if not any(_is_same(partner, other) for other in partners):
            one.refuse(_("“%(partner)s” is no partner of this agreement.") % {"partner": partner}, column(PARTNERS))
    if len(set(map(id, named))) < len(named):
        one.refuse(_("A partner is named twice."), column(PARTNERS))
    for key in OF_SIDES[Signature.Side.PARTNER]:
        if len(named) > 1 and one.values.get(key) and len(places_of(one.values[key])) != len(named):
            one.refuse(_("Give one for each partner who signed, divided by semicolons."), column(key))


def _is_same(partner: Any, other: Any) -> bool:
    return partner is other or (partner.pk is not None and partner.pk == other.pk)


def _sign_for_partners(one: ComparedRow, parties: Sequence[Party]) -> None:
    """Add the signatures of the partners; where several could have signed and none is named, the note keeps what the
    cells say."""
    assert one.paper is not None
    told, named = _said_of(one, Signature.Side.PARTNER), one.values.get(PARTNERS) or []
    if named:
        signing = [next(one for one in parties if _is_same(one.partner, partner)) for partner in named]
    else:
        signing = list(parties) if told and len(parties) == 1 else []
    for place, party in enumerate(signing):
        own = {name: places_of(text)[place] if len(signing) > 1 else text for name, text in told.items()}
        one.paper.sides.append(Signature(instrument=one.row, side=Signature.Side.PARTNER, party=party, **own))
    if told and not signing:
        columns = [one.came.table.column(key) for key in OF_SIDES[Signature.Side.PARTNER]]
        said = [f"{column.header}: {one.values[column.key]}" for column in columns if one.values.get(column.key)]
        one.row.note = "\n".join([*filter(None, [one.row.note]), *said])
        one.notes.append(
            _("The agreement has several partners: number and signatory of one go into the note. Name who signed.")
        )


def _sign(one: ComparedRow) -> None:
    """Check a new paper of an agreement that is there as the act of signing does."""
    parties = list(one.values["agreement"].parties.select_related("partner"))
    _refuse_who_signed(one, [party.partner for party in parties])
    if one.faults:
        return
    one.paper = paper_of(one)
    one.row.signed_on = one.paper.signed_on
    _sign_for_partners(one, parties)
    try:
        refuse_signing(one.values["agreement"], one.row)
    except ValidationError as error:
        one.refuse_error(error)
