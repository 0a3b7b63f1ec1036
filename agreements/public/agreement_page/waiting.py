"""How long papers have been with others, and with whom they are now: numbers of days, without a verdict.

Only the city council (DPRD) has a limit: 45 working days from receipt. PP 28/2018 does not say what follows when they
have passed.
"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agreements.lifecycle.holding import who_moves
from agreements.lifecycle.rules import spec_of
from agreements.lifecycle.tracks import STAGE_GROUPS, StageSpec
from agreements.lifecycle.vocabulary import AGREEMENTS_OF_OTHERS, ANSWERED, Holder, Stage, StatusGroup, StepState, Track
from agreements.models import Agreement, Step
from agreements.record.status import status_of
from agreements.record.wording import date_label, days_label, holder_label
from agreements.record.working_days import limit_sentence, not_counted_sentence
from jambi_coop.lib.dates.counting import days_between
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.dates.working_days import ExtraDays, working_days_between

STILL_TO_SIGN = frozenset({StatusGroup.EXPLORATORY, StatusGroup.PREPARATION, StatusGroup.AWAITING})


def waiting_sentence(step: Step, spec: StageSpec | None, today: date, extra: ExtraDays) -> str:
    """Return how long an answer has been awaited; "" if none is, or if no day is known."""
    lain = _lain(step, spec, KnownDate.day(today), extra)
    if step.state != StepState.SUBMITTED or lain is None:
        return ""
    words, days, limit = lain
    if not limit:
        return _("Waiting for %(days)s") % {"days": words}
    return _("More than %(limit)d working days since %(date)s (now %(days)s); PP 28/2018 does not say what follows") % {
        "limit": limit,
        "date": date_label(step.received_on),
        "days": _about(str(days), step.received_on.is_exact),
    }


def limit_working(step: Step, spec: StageSpec | None, extra: ExtraDays) -> str:
    """Return until when the limit of a step that waits for its answer runs, with the days left out; "" for others."""
    limit = spec.working_day_limit if spec else None
    if limit is None or step.state != StepState.SUBMITTED or not step.received_on.is_exact:
        return ""
    return limit_sentence(step.received_on.latest, limit, extra)


def answer_sentence(step: Step, spec: StageSpec | None, extra: ExtraDays) -> str:
    """Return how long the answer took; "" without an answer or without its dates, and for a text of the
    state, which is signed and not answered."""
    lain = _lain(step, spec, step.ended_on, extra)
    if step.state not in ANSWERED or step.stage in AGREEMENTS_OF_OTHERS or lain is None:
        return ""
    words, _days, limit = lain
    if not limit:
        return _("answered after %(days)s") % {"days": words}
    return _("answered after %(days)s; PP 28/2018 names %(limit)d and does not say what follows") % {
        "days": words,
        "limit": limit,
    }


def _lain(step: Step, spec: StageSpec | None, until: KnownDate, extra: ExtraDays) -> tuple[str, int, int] | None:
    """Return how long a paper has been with others: (text, days, the limit if it has passed, else 0).

    A limit runs from receipt and counts working days. None if a day is unknown or in the future.
    """
    days, exact = days_between(step.received_on or step.sent_on, until)
    if days is None or days < 0:
        return None
    limit = spec.working_day_limit if spec else None
    if limit is None or not step.received_on:
        return days_label(days, exact), days, 0
    refusal = not_counted_sentence(step.received_on.latest, until.latest, extra)
    if refusal:
        return f"{days_label(days, exact)} ({refusal})", days, 0
    worked = working_days_between(step.received_on.latest, until.latest, extra)
    if worked <= limit:
        words = _("%(days)d of %(limit)d working days") % {"days": worked, "limit": limit}
        return _about(words, exact), worked, 0
    words = ngettext("%(count)d working day", "%(count)d working days", worked) % {"count": worked}
    return _about(words, exact), worked, limit


def _about(words: str, exact: bool) -> str:
    return words if exact else pgettext("duration", "about %(words)s") % {"words": words}


def whereabouts(agreement: Agreement, today: date, extra: ExtraDays) -> str:
    """Return a text such as "Now with: Ministry of Home Affairs, 34 days".

    "" once the agreement is signed or has ended, or if its status is unknown, and for a mere contact. Uses the loaded
    steps and digest.
    """
    # A signed agreement that is not yet in force counts as in preparation, hence both groups.
    groups = {STAGE_GROUPS[Stage(agreement.stage)], status_of(agreement, today).group}
    if not groups <= STILL_TO_SIGN or agreement.stage == Stage.CONTACT:
        return ""
    last: dict[str, Step] = {}
    for step in sorted(agreement.steps.all(), key=lambda step: step.round):
        if step.stage == agreement.stage:
            last[step.holder] = step
    if any(step.state == StepState.UNKNOWN for step in last.values()):
        return _("Where it is now is not known.")
    spec = spec_of(Track(agreement.track), Stage(agreement.stage))
    places = [_place(step, spec, today, extra) for step in last.values() if _lies_with_others(step)]
    if not places or any(_is_to_send(step) for step in last.values()):
        places.append(str(Holder.CITY.label))
    return _("Now with: %(places)s") % {"places": "; ".join(places)}


def _lies_with_others(step: Step) -> bool:
    return who_moves(step.stage, step.holder, step.state) != Holder.CITY


def _is_to_send(step: Step) -> bool:
    """True if somebody else is to be asked and has not been yet, or has sent it back."""
    to_send = step.state in (StepState.NOT_STARTED, StepState.RETURNED) and not hasattr(step, "waiver")
    return to_send and step.holder not in (Holder.CITY, Holder.PARTNER)


def _place(step: Step, spec: StageSpec | None, today: date, extra: ExtraDays) -> str:
    """Return a text such as "Ministry of Home Affairs, 34 days" or "DPRD Kota Jambi, 31 of 45 working days"."""
    holder = holder_label(step.agreement, step.holder)
    lain = _lain(step, spec, KnownDate.day(today), extra)
    return f"{holder}, {lain[0]}" if lain else holder
