"""How long papers lie, or lay, with others, and with whom they are now: numbers of days, no verdict.

Only the city council (DPRD) has a limit: 45 working days from receipt. PP 28/2018 does not say what follows when they
have passed.
"""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agreements.lifecycle import (
    ANSWERED,
    STAGE_GROUPS,
    Group,
    Holder,
    Stage,
    StageSpec,
    StepState,
    Track,
    spec_of,
)
from agreements.lifecycle.holding import who_moves
from agreements.models import Agreement, Step
from agreements.status import status_of
from jambi_coop.lib.dates import days_between
from jambi_coop.lib.working_days import ExtraDays, working_days_between

from .words import date_words, days_words, holder_words

STILL_TO_SIGN = frozenset({Group.EXPLORATORY, Group.PREPARATION, Group.AWAITING})


def waiting_words(step: Step, spec: StageSpec | None, today: date, extra: ExtraDays) -> str:
    """How long an answer has been waited for; "" where nothing waits or no day is known."""
    since = step.received_on or step.sent_on
    if step.state != StepState.SUBMITTED or since.latest is None or since.latest > today:
        return ""
    limit = spec.working_day_limit if spec else None
    if limit is None or not step.received_on:
        days, exact = days_between(since, today)
        return _("Waiting for %(days)s") % {"days": days_words(days or 0, exact)}
    days = working_days_between(since.latest, today, extra)
    if days <= limit:
        return _("Waiting for %(days)s") % {"days": _of_limit(days, limit, since.is_exact)}
    return _("More than %(limit)d working days since %(date)s (now %(days)s); PP 28/2018 does not say what follows") % {
        "limit": limit,
        "date": date_words(since),
        "days": _about(str(days), since.is_exact),
    }


def answer_words(step: Step, spec: StageSpec | None, extra: ExtraDays) -> str:
    """How long the answer took; "" without an answer or without its days."""
    since = step.received_on or step.sent_on
    days, exact = days_between(since, step.decided_on)
    if step.state not in ANSWERED or days is None or days < 0:
        return ""
    limit = spec.working_day_limit if spec else None
    if limit is None or not step.received_on:
        return _("answered after %(days)s") % {"days": days_words(days, exact)}
    worked = working_days_between(since.latest, step.decided_on.latest, extra)
    if worked <= limit:
        return _("answered after %(days)s") % {"days": _of_limit(worked, limit, exact)}
    return _("answered after %(days)s; PP 28/2018 names %(limit)d and does not say what follows") % {
        "days": _working(worked, exact),
        "limit": limit,
    }


def _working(days: int, exact: bool) -> str:
    return _about(ngettext("%(count)d working day", "%(count)d working days", days) % {"count": days}, exact)


def _of_limit(days: int, limit: int, exact: bool) -> str:
    """ "31 of 45 working days"."""
    return _about(_("%(days)d of %(limit)d working days") % {"days": days, "limit": limit}, exact)


def _about(words: str, exact: bool) -> str:
    return words if exact else pgettext("duration", "about %(words)s") % {"words": words}


def whereabouts(agreement: Agreement, today: date, extra: ExtraDays) -> str:
    """ "Now with: Ministry of Home Affairs, 34 days"; "" once it is signed or ended, or its status is not known.

    From the steps and the digest as loaded.
    """
    # What is signed and not yet in force is in preparation too.
    groups = {STAGE_GROUPS[Stage(agreement.stage)], status_of(agreement, today).group}
    if not groups <= STILL_TO_SIGN:
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
    """Somebody else is to be asked, and was not yet, or sent it back."""
    to_send = step.state in (StepState.NOT_STARTED, StepState.RETURNED) and not hasattr(step, "waiver")
    return to_send and step.holder not in (Holder.CITY, Holder.PARTNER)


def _place(step: Step, spec: StageSpec | None, today: date, extra: ExtraDays) -> str:
    """ "Ministry of Home Affairs, 34 days", "DPRD Kota Jambi, 31 of 45 working days"."""
    since, holder = step.received_on or step.sent_on, holder_words(step.agreement, step.holder)
    if since.latest is None or since.latest > today:
        return holder
    limit = spec.working_day_limit if spec else None
    if limit is not None and step.received_on:
        worked = working_days_between(since.latest, today, extra)
        days = _of_limit(worked, limit, since.is_exact) if worked <= limit else _working(worked, since.is_exact)
    else:
        days = days_words((today - since.latest).days, since.is_exact)
    return f"{holder}, {days}"
