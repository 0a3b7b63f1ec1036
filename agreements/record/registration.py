"""Create a new record: register number, track, first stage."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.lifecycle.rules import first_stage, may_be_legacy, the_spec
from agreements.lifecycle.tracks import TRACK_OF_KIND
from agreements.lifecycle.vocabulary import SignedBefore, Stage, Track
from agreements.models import Agreement, RegisterSeries, Step
from jambi_coop.lib.dates.known_date import KnownDate

from .instruments import UNKNOWN
from .saving import save
from .signing import keep_signing

COMPARISON_SERIES = "PB"
EXAMPLE_SERIES = "CONTOH"


def next_numbers(series: str, count: int) -> list[str]:
    """Return the next numbers of `series`, such as `KSLN-2026-0007`. Call it inside a transaction: the series stays
    locked until that ends."""
    RegisterSeries.objects.get_or_create(series=series)
    row = RegisterSeries.objects.select_for_update().get(series=series)
    first, row.last = row.last + 1, row.last + count
    row.save()
    return [f"{series}-{number:04d}" for number in range(first, row.last + 1)]


def series_of(agreement: Agreement, today: date) -> str:
    """Return the series of the register number: comparison cases and examples have series of their own."""
    if agreement.is_comparison:
        return COMPARISON_SERIES
    if agreement.is_example:
        return EXAMPLE_SERIES
    return f"{settings.REGISTER_PREFIX}-{today.year}"


def track_for(kind: str, chosen: str, signed_on: KnownDate, before: str = "") -> Track:
    """Return the track of a new record of `kind`.

    `chosen` is needed where the kind does not decide, and may be legacy for a text whose latest possible signing day is
    before 13 July 2018 (PP 28/2018 Article 48). `before`: the answer to that question for a text that is taken in, of
    which the day may be unknown. Raises ValidationError where the track is missing or does not fit.
    """
    if chosen == Track.LEGACY:
        if before not in (SignedBefore.YES, SignedBefore.NOT_KNOWN) and not may_be_legacy(signed_on.latest):
            raise ValidationError(
                _("The track for old texts needs a signing date before 13 July 2018 (PP 28/2018 Article 48)."),
                code="not_legacy",
            )
        return Track.LEGACY
    if kind in TRACK_OF_KIND:
        return TRACK_OF_KIND[kind]
    if not chosen:
        raise ValidationError(
            _("Choose the track: the kind “%(kind)s” does not decide it."),
            code="track_needed",
            params={"kind": Agreement.Kind(kind).label},
        )
    return Track(chosen)


@transaction.atomic
def register(
    agreement: Agreement,
    *,
    by,
    today: date,
    track: str = "",
    as_of: KnownDate | None = None,
    signed_on: KnownDate = UNKNOWN,
    begins_at: Stage | None = None,
) -> Agreement:
    """Give an unsaved agreement its number, track and first stage, and save it.

    `as_of`: when it entered that stage; unknown for an old file. `signed_on`: the day on which an old text was signed,
    where the first stage is the signing. `begins_at`: another first stage, for a text that is taken in. Raises
    ValidationError when the track cannot be decided. Parties are added afterwards; call `refresh_digest` once they are
    there.
    """
    agreement.track = track_for(agreement.kind, track, signed_on, agreement.signed_before)
    (agreement.register_number,) = next_numbers(series_of(agreement, today), 1)
    agreement.stage = begins_at or first_stage(Track(agreement.track))
    agreement.stage_as_of = as_of or KnownDate.unknown()
    agreement.version = 0
    agreement.edited_by = by
    save(agreement, by=by)
    spec = the_spec(Track(agreement.track), agreement.stage)
    for holder in spec.holders:
        step = Step(agreement=agreement, stage=spec.stage, holder=holder, state=spec.opening_state, version=0)
        if spec.event:
            step.decided_on = agreement.stage_as_of if spec.stage == Stage.CONTACT else signed_on
            keep_signing(step, by=by)
        elif not spec.asked:
            step.received_on = agreement.stage_as_of
        save(step, by=by)
    return agreement
