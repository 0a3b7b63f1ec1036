"""What follows from the instruments of an agreement: its text, the day of signing, and the terms in which it holds.

Pure functions over rows that are loaded (`instruments` and their `signatures`). No state of an instrument is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from agreements.lifecycle.vocabulary import EXTENSION_KINDS, IN_FORCE_KINDS, InstrumentKind
from agreements.models import Agreement, Instrument, Signature
from jambi_coop.lib.dates.counting import add_months
from jambi_coop.lib.dates.durations import months_of
from jambi_coop.lib.dates.known_date import LAST_YEAR, KnownDate

UNKNOWN = KnownDate.unknown()
LOADED = ("instruments__signatures",)
"""Rows of an agreement to prefetch for this module."""


@dataclass(frozen=True)
class Term:
    """A time for which an instrument puts or keeps the agreement in force. `is_derived`: the last day is worked out
    from the duration as worded."""

    instrument: Instrument
    starts_on: KnownDate
    ends_on: KnownDate
    open_ended: bool = False
    is_derived: bool = False

    @property
    def review_on(self) -> date | None:
        return self.instrument.review_on

    @property
    def notice_months(self) -> int | None:
        return self.instrument.notice_months


def texts_of(agreement: Agreement) -> list[Instrument]:
    """Return the signed instruments that can put the agreement in force, the first signed first.

    An implementing arrangement counts where the record has no other text: then it is what the record is about.
    """
    signed = sorted(
        (one for one in agreement.instruments.all() if one.is_signed),
        key=lambda one: (one.signed_on.latest or date.min, one.pk),
    )
    own = [one for one in signed if one.kind in IN_FORCE_KINDS]
    return own or [one for one in signed if one.kind == InstrumentKind.IMPLEMENTING]


def text_of(agreement: Agreement) -> Instrument | None:
    """Return the signed text of the agreement: of several the last; None without one.

    An exchange of letters that changes a text is none of its own: the day of signing stays that of the text.
    """
    texts = [
        one
        for one in texts_of(agreement)
        if one.kind != InstrumentKind.MEMBERSHIP and not (one.kind == InstrumentKind.EXCHANGE and one.changes_id)
    ]
    return texts[-1] if texts else None


def signing_day(agreement: Agreement) -> KnownDate:
    """Return the day on which its text was signed; unknown without one. A decision on membership is no signing."""
    text = text_of(agreement)
    return text.signed_on if text is not None else UNKNOWN


def terms_of(agreement: Agreement) -> list[Term]:
    """Return the terms, in the order of their starts; one whose start nobody knows comes first.

    An instrument says nothing here while its validity is not stated, not known or not yet asked for.
    """
    extensions = [
        one
        for one in agreement.instruments.all()
        if one.kind in EXTENSION_KINDS and (one.is_signed or one.kind == InstrumentKind.AUTOMATIC)
    ]
    terms = [term for one in (*texts_of(agreement), *extensions) if (term := term_of(one)) is not None]
    return sorted(terms, key=lambda term: (term.starts_on.earliest or date.min, term.instrument.pk))


def term_of(instrument: Instrument) -> Term | None:
    """Return the time for which the instrument holds; None where it says nothing.

    An early end takes precedence over its own words, also one on a day that nobody knows.
    """
    term = term_as_worded(instrument)
    if term is not None and (instrument.ending or instrument.ended_on):
        return Term(instrument, term.starts_on, instrument.ended_on)
    return term


def term_as_worded(instrument: Instrument) -> Term | None:
    """Return the time for which the instrument says that it holds, whatever became of it; None where it says nothing.

    A duration runs from the recorded first day, else from the signing.
    """
    validity = Instrument.Validity
    starts = instrument.starts_on
    if instrument.validity == validity.OPEN:
        return Term(instrument, starts, UNKNOWN, open_ended=True)
    if instrument.validity == validity.PERIOD:
        return Term(instrument, starts, instrument.ends_on)
    if instrument.validity == validity.DURATION:
        starts = starts or instrument.signed_on
        return Term(instrument, starts, end_after(starts, instrument.duration), is_derived=True)
    return None


def end_after(starts: KnownDate, duration: str) -> KnownDate:
    """Return the last day of a duration that begins on `starts`; unknown where either does not tell."""
    months = months_of(duration)
    if months is None or starts.earliest is None or starts.latest is None:
        return UNKNOWN
    first, last = (add_months(day, months) - timedelta(days=1) for day in (starts.earliest, starts.latest))
    return KnownDate.range(first, last) if last.year <= LAST_YEAR else UNKNOWN


def intents_of(agreement: Agreement) -> list[Instrument]:
    """Return the signed Letters of Intent, the first signed first."""
    intents = (one for one in agreement.instruments.all() if one.kind == InstrumentKind.INTENT and one.is_signed)
    return sorted(intents, key=lambda one: (one.signed_on.latest or date.min, one.pk))


def side_name(agreement: Agreement, row: Signature) -> str:
    """Return who signed: the city or region, the partner, or the body of the state by its name or its kind."""
    if row.side == Signature.Side.CITY:
        return agreement.region
    if row.party is not None:
        return row.party.partner.name
    return row.body or str(row.get_side_display())


def latest_signing(days: Iterable[KnownDate]) -> KnownDate:
    """Return the latest known day of signatures: what `Instrument.signed_on` holds."""
    return max((day for day in days if day.latest), key=lambda day: day.latest or date.min, default=UNKNOWN)


def without_validity(agreement: Agreement) -> list[Instrument]:
    """Return the signed texts and extensions of which nobody has said how long they hold."""
    return [
        one
        for one in agreement.instruments.all()
        if one.is_signed and not one.validity and (one.kind in IN_FORCE_KINDS or one.kind in EXTENSION_KINDS)
    ]


def without_base(agreement: Agreement) -> list[Instrument]:
    """Return the extensions for which no text is recorded that they extend."""
    has_text = bool(texts_of(agreement))
    extensions = [one for one in agreement.instruments.all() if one.kind in EXTENSION_KINDS]
    return [one for one in extensions if one.changes_id is None and not has_text]
