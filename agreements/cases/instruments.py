"""The instruments of a case, with their signatures; those that the steps of its life made are completed."""

from collections.abc import Mapping, Sequence

from agreements.models import Agreement, Instrument, Party, Signature
from agreements.record.saving import save
from agreements.record.signing import derive_signed_on

from .files import FixtureError
from .run import REASON, Run, find, write
from .values import at, fill


def add_instruments(run: Run, agreement: Agreement, lines: Sequence[Mapping]) -> None:
    """Add the instruments in the order of the file.

    A line is first matched with an instrument of its kind that a step made, or with that of the step `of_step`.
    `changes` names the kind of the earlier instrument that this one amends, extends, replaces or ends.
    """
    made = list(agreement.instruments.order_by("pk"))
    known: list[Instrument] = list(made)
    for number, line in enumerate(lines, start=1):
        with at(f"instrument {number}"):
            facts = dict(line)
            signatures, changes = facts.pop("signatures", []), facts.pop("changes", "")
            stage = facts.pop("of_step", "")
            of_stage = agreement.steps.filter(stage=stage).values_list("instrument", flat=True) if stage else ()
            row = next((one for one in made if one.pk in of_stage or one.kind == facts.get("kind")), None)
            if row is None:
                row = Instrument(agreement=agreement)
                known.append(row)
            else:
                made.remove(row)
            fill(row, facts, run)
            row.changes = _earlier(known, changes) if changes else row.changes
            row.clean()
            _write(row)
            for place, one in enumerate(signatures, start=1):
                with at(f"signature {place}"):
                    _sign(run, row, dict(one))
            derive_signed_on(row, by=None)


def _earlier(known: Sequence[Instrument], kind: str) -> Instrument:
    found = [one for one in known if one.kind == kind and one.pk]
    if not found:
        raise FixtureError(f"changes: no earlier instrument of the kind “{kind}”")
    return found[0]


def _sign(run: Run, instrument: Instrument, facts: dict) -> None:
    party, name = None, facts.pop("partner", "")
    if name:
        party = Party.objects.filter(agreement=instrument.agreement, partner=find("partner", name)).first()
        if party is None:
            raise FixtureError(f"“{name}” is no party of the case")
        facts["side"] = Signature.Side.PARTNER
    known = instrument.signatures.filter(side=facts.get("side", ""), party=party).first()
    row = known or Signature(instrument=instrument, party=party)
    fill(row, facts, run)
    _write(row)


def _write(row: Instrument | Signature) -> None:
    if row.pk is None:
        write(row)
    else:
        save(row, by=None, reason=REASON)
