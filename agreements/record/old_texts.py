"""Texts that were signed already when they were taken in: what may be missing of them, and what nobody knows.

`Agreement.signed_before` marks such a record. Inside, it is complete without the steps before its signing; in public it
stands only with a recorded reason for each of them.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.lifecycle.rules import Missing, is_gated, may_be_legacy, missing, position
from agreements.lifecycle.vocabulary import SignedBefore, Stage, StepState, Track
from agreements.models import Agreement, Instrument, Step

from .instruments import signing_day
from .saving import step_facts


def may_lack_steps(agreement: Agreement) -> bool:
    """True for a text that was taken in as signed while the public does not see it: the legal gate does not hold it."""
    if not agreement.signed_before or agreement.is_public:
        return False
    return is_gated(Track(agreement.track), Stage(agreement.stage))


def unproven_steps(agreement: Agreement) -> list[Missing]:
    """Return the steps that the legal gate requires at the present stage and of which there is neither proof nor the
    record that there is none."""
    found = missing(Track(agreement.track), Stage(agreement.stage), step_facts(agreement))
    return [one for one in found if one.blocking]


def track_sentence(agreement: Agreement) -> str:
    """Say that the track is a choice, since the day of signing does not tell; "" where it does. The instruments and
    their signatures are loaded."""
    if agreement.signed_before != SignedBefore.NOT_KNOWN or agreement.track != Track.LEGACY:
        return ""
    if may_be_legacy(signing_day(agreement).latest):
        return ""
    return _(
        "Whether it was signed before 13 July 2018, when PP 28/2018 came into force, is not known. It is shown with "
        "the stages for texts signed before that day."
    )


def unknown_facts(agreement: Agreement) -> list[str]:
    """Return what is known to be unknown of an agreement: day of a signing, how long a text holds, steps, track.

    Its instruments with their signatures and its steps are loaded.
    """
    found = [sentence for one in agreement.instruments.all() for sentence in _of_instrument(one)]
    return [
        one for one in [*found, _steps_sentence(agreement, agreement.steps.all()), track_sentence(agreement)] if one
    ]


def _of_instrument(instrument: Instrument) -> Iterable[str]:
    words = {"text": instrument.title or instrument.get_kind_display()}
    if instrument.is_signed and not instrument.signed_on:
        yield _("%(text)s: day of signing not known.") % words
    if instrument.validity == Instrument.Validity.NOT_STATED:
        yield _("%(text)s: the text does not say how long it holds.") % words
    elif instrument.validity == Instrument.Validity.NOT_KNOWN:
        yield _("%(text)s: how long it holds is not known.") % words


def _steps_sentence(agreement: Agreement, steps: Iterable[Step]) -> str:
    track = Track(agreement.track)
    now = position(track, Stage(agreement.stage))
    unknown = [one for one in steps if one.state == StepState.UNKNOWN and 0 <= position(track, Stage(one.stage)) <= now]
    words = ngettext(
        "Of %(count)d step it is not known whether it was taken.",
        "Of %(count)d steps it is not known whether they were taken.",
        len(unknown),
    )
    return words % {"count": len(unknown)} if unknown else ""
