"""The instruments of the page: what was signed or exchanged, by whom, for how long, and how it ended."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.lifecycle.vocabulary import PARTY_TRACKS, InstrumentKind, Track
from agreements.models import Agreement, Instrument, Party, Signature
from agreements.record.instruments import Term, side_name, term_as_worded, term_of, without_base
from jambi_coop.lib.dates.known_date import KnownDate

WITH_TEXT = (*PARTY_TRACKS, Track.PASS_ON, Track.LEGACY)
"""Tracks in which a text is signed."""


class SideLine(NamedTuple):
    """One side's signature as the page shows it; `side` is empty where the sides are not told apart."""

    side: str
    position: str
    name: str
    day: KnownDate
    place: str
    number: str


class InstrumentRow(NamedTuple):
    """One instrument: `signed` is the day or what stands in its place; `notes` are further sentences."""

    instrument: Instrument
    signed: str
    sides: list[SideLine]
    validity: str
    notes: list[str]


def instruments_of(agreement: Agreement, today: date) -> list[InstrumentRow]:
    """Return the instruments in the order in which they were signed, the unsigned ones last, as they are `today`."""
    lost = {one.pk for one in without_base(agreement)}
    rows = sorted(agreement.instruments.all(), key=_place)
    return [
        InstrumentRow(
            one,
            _signed(one),
            list(_sides(agreement, one)),
            validity_sentence(one),
            [*_notes(one, lost), *_lapsed(one, today)],
        )
        for one in rows
    ]


class SignedPart(NamedTuple):
    """What the summary says of signing: a line for each signed instrument. `is_shown` is False where no text belongs to
    such a record, as to a course or a visit."""

    lines: list[str]
    is_shown: bool


def signed_part(agreement: Agreement, rows: list[InstrumentRow]) -> SignedPart:
    """Return what was signed and when, from the `rows` of the page."""
    lines = [f"{short_name(row.instrument)}: {row.signed}" for row in rows if row.instrument.is_signed and row.signed]
    return SignedPart(lines, bool(lines) or (agreement.track in WITH_TEXT and not agreement.without_text))


def short_name(instrument: Instrument) -> str:
    """Return the kind, or of a paper of no kind that the register knows its title."""
    titled = instrument.kind == InstrumentKind.OTHER and instrument.title
    return titled or str(instrument.get_kind_display())


def _lapsed(instrument: Instrument, today: date) -> list[str]:
    """Say of a Letter of Intent that its own term is over: it never puts an agreement in force or ends one."""
    term = term_of(instrument)
    if instrument.kind != InstrumentKind.INTENT or instrument.ending or term is None:
        return []
    over = term.ends_on.latest is not None and term.ends_on.latest < today
    return [_("The term of the Letter of Intent is over.")] if over else []


def _place(instrument: Instrument) -> tuple:
    day = instrument.signed_on.earliest or instrument.signed_on.latest
    return (not instrument.is_signed, day is None, day, instrument.pk)


def _signed(instrument: Instrument) -> str:
    if instrument.signed_on:
        return str(instrument.signed_on)
    if instrument.is_signed:
        return _("day not known")
    if instrument.kind == InstrumentKind.AUTOMATIC:
        return ""
    return _("no signature recorded")


def _sides(agreement: Agreement, instrument: Instrument) -> Iterator[SideLine]:
    """Yield the signatures of which more is known than the day of the paper; partners without a public page are left
    out."""
    for row in instrument.signatures.all():
        if row.party is not None and not _is_shown(row.party):
            continue
        alone = row.side == Signature.Side.ALL
        line = SideLine(
            "" if alone else side_name(agreement, row),
            row.position,
            row.name,
            KnownDate.unknown() if row.signed_on == instrument.signed_on and alone else row.signed_on,
            row.place,
            row.number,
        )
        if not alone or any(line[1:]):
            yield line


def _is_shown(party: Party) -> bool:
    return party.partner.is_public and not party.partner.in_trash


def validity_sentence(instrument: Instrument) -> str:
    """Say how long the instrument holds, by its own words; "" while nobody has said anything of it. Its early end has
    a sentence of its own."""
    choices, term = Instrument.Validity, term_as_worded(instrument)
    if instrument.validity in (choices.NOT_STATED, choices.NOT_KNOWN):
        return str(instrument.get_validity_display())
    if term is None:
        return ""
    option = _("option to extend: %(option)s") % {"option": instrument.option} if instrument.option else ""
    return "; ".join(filter(None, [_period(instrument, term), option]))


def _period(instrument: Instrument, term: Term) -> str:
    if instrument.validity == Instrument.Validity.OPEN:
        start = {"start": term.starts_on}
        return _("open-ended, from %(start)s") % start if term.starts_on else _("open-ended")
    if instrument.validity == Instrument.Validity.DURATION:
        if not term.ends_on:
            return instrument.duration
        return _("%(duration)s, worked out: until %(end)s") % {"duration": instrument.duration, "end": term.ends_on}
    start = str(instrument.starts_on) if instrument.starts_on else _("start not known")
    end = str(instrument.ends_on) if instrument.ends_on else _("end not known")
    return f"{start} – {end}"


def _notes(instrument: Instrument, lost: set[int]) -> list[str]:
    found = []
    if instrument.changes is not None:
        found.append(_("Belongs to: %(text)s.") % {"text": _name(instrument.changes)})
    if instrument.pk in lost:
        found.append(_("The text that it extends is not recorded."))
    if instrument.notice_months:
        months = instrument.notice_months
        text = ngettext("%(count)d month of notice", "%(count)d months of notice", months)
        found.append(text % {"count": months} + ".")
    if instrument.ending:
        found.append(_ending(instrument))
    return found


def _name(instrument: Instrument) -> str:
    day = f", {instrument.signed_on}" if instrument.signed_on else ""
    return f"{instrument.title or instrument.get_kind_display()}{day}"


def _ending(instrument: Instrument) -> str:
    text = str(instrument.get_ending_display())
    if instrument.ending == Instrument.Ending.WITHDRAWN:
        party = instrument.ended_by
        who = instrument.agreement.region if party is None else party.partner.name
        if party is None or _is_shown(party):
            text = f"{text}: {who}"
    return f"{text} ({instrument.ended_on})." if instrument.ended_on else f"{text}."
