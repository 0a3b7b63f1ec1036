"""The follow-up condition of one agreement on a day, with the sentence that gives its reason in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.lifecycle.vocabulary import StatusGroup
from agreements.models.digest import AnchorKind
from jambi_coop.lib.dates.counting import days_between, full_months
from jambi_coop.lib.dates.known_date import KnownDate, format_on

from .condition import Condition, ConditionFacts

UNKNOWN = KnownDate.unknown()


@dataclass(frozen=True)
class Verdict:
    """The condition on `today`, the name of the rule that decided (a key of `RULES`), and the facts."""

    condition: Condition
    rule: str
    facts: ConditionFacts
    today: date

    @property
    def sentence(self) -> str:
        """The condition with its reason, in the language of the page."""
        return SENTENCES[self.rule](self)


def verdict_of(agreement, today: date) -> Verdict | None:
    """Return the condition on `today` (Asia/Jakarta) of an agreement with its digest; None where none is shown."""
    stretch = agreement.stretch_on(today)
    if not stretch.rule:
        return None
    return Verdict(Condition(stretch.condition), stretch.rule, condition_facts_of(agreement, today), today)


def condition_facts_of(agreement, today: date) -> ConditionFacts:
    """Return the facts that count on `today`, of an agreement whose digest is loaded, for the sentences."""
    digest, stretch = agreement.digest, agreement.stretch_on(today)
    return ConditionFacts(
        track=agreement.track,
        group=stretch.status,
        stage=agreement.stage,
        is_committed=digest.is_committed,
        is_comparison=agreement.is_comparison,
        activity=stretch.activity,
        paper=stretch.paper,
        paper_kind=stretch.paper_kind,
        horizon=stretch.horizon_on,
        is_attested=stretch.is_attested,
        due=stretch.due,
        due_moved=stretch.due_moved,
        unproven=digest.results_promised - digest.results_proven,
        asked_times=digest.asked_times,
        asked_on=digest.asked_on,
    )


# --- the reason in words -----------------------------------------------------------------------------


def _days(first: date | KnownDate, last: date | KnownDate) -> str:
    days, exact = days_between(first, last)
    words = ngettext("%(count)d day", "%(count)d days", days or 0) % {"count": days or 0}
    return words if exact else _("about %(days)s") % {"days": words}


def _months(since: KnownDate, today: date) -> str:
    """Return the full months since a day, or the days while there is none; of a day that may be still to come, such as
    one of this year, how long ago it can be."""
    if since.earliest and since.latest and since.earliest <= today < since.latest:
        return _("at most %(days)s") % {"days": _months(KnownDate.day(since.earliest), today)}
    months = full_months(since.latest, today) if since.latest else 0
    if months < 1:
        return _days(since, today)
    words = ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return words if since.is_exact else _("about %(days)s") % {"days": words}


def _paper_label(facts: ConditionFacts) -> str:
    return str(AnchorKind(facts.paper_kind).label) if facts.paper_kind else ""


def _completed(verdict: Verdict) -> str:
    facts = verdict.facts
    if facts.group == StatusGroup.ENDED:
        text = _("Ended. Latest recorded activity: %(date)s.") % {"date": facts.activity} if facts.activity else ""
        text = text or _("Ended after the handover (%(date)s).") % {"date": facts.paper}
    elif facts.paper_kind == AnchorKind.HANDOVER and not facts.activity.certainly_after(facts.paper):
        text = _("Handed over %(on)s.") % {"on": format_on(facts.paper)}
    else:
        text = _("Latest recorded activity: %(date)s.") % {"date": facts.activity}
    unproven = facts.unproven
    if not unproven:
        return text
    more = ngettext("%(count)d result is not proven yet.", "%(count)d results are not proven yet.", unproven)
    return f"{text} {more % {'count': unproven}}"


def _ended_silent(verdict: Verdict) -> str:
    return _("Ended without any recorded activity; the offices confirm it.")


def _ended_unconfirmed(verdict: Verdict) -> str:
    return _("Ended. No activity is recorded, and no office has confirmed that there was none.")


def _confirmed_until(facts: ConditionFacts) -> str:
    horizon = KnownDate.day(facts.horizon) if facts.horizon else UNKNOWN
    return _("an office confirms this until %(date)s") % {"date": horizon}


def _inactive(verdict: Verdict) -> str:
    facts = verdict.facts
    return _("No activity since %(date)s (%(months)s); %(confirmed)s.") % {
        "date": facts.activity,
        "months": _months(facts.activity, verdict.today),
        "confirmed": _confirmed_until(facts),
    }


def _none_yet(verdict: Verdict) -> str:
    facts = verdict.facts
    if not facts.paper:
        return _("No activity yet; %(confirmed)s.") % {"confirmed": _confirmed_until(facts)}
    return _("No activity since %(event)s (%(date)s), %(months)s; %(confirmed)s.") % {
        "event": _paper_label(facts),
        "date": facts.paper,
        "months": _months(facts.paper, verdict.today),
        "confirmed": _confirmed_until(facts),
    }


def _quiet(verdict: Verdict) -> str:
    facts = verdict.facts
    horizon = KnownDate.day(facts.horizon) if facts.horizon else UNKNOWN
    return _("Last recorded: %(last)s. An office confirms that nothing was added until %(date)s.") % {
        "last": _last_event(facts),
        "date": horizon,
    }


def _last_day(facts: ConditionFacts) -> KnownDate:
    """Return the later of activity and paper."""
    activity, paper = facts.activity, facts.paper
    is_paper = not activity or (paper.latest and activity.latest and paper.latest > activity.latest)
    return paper if is_paper else activity


def _last_event(facts: ConditionFacts) -> str:
    """Return what `_last_day` was, with its day, such as "kegiatan (1 Juli 2024)"; "" without one."""
    last = _last_day(facts)
    if not last:
        return ""
    name = _("an activity") if last is facts.activity else _paper_label(facts)
    return f"{name} ({last})"


def _unconfirmed(verdict: Verdict) -> str:
    facts, today = verdict.facts, verdict.today
    last = _last_event(facts)
    known = KnownDate.day(facts.horizon) if facts.horizon else UNKNOWN
    if not last and not known:
        sentences = [_("No dated activity or instrument is recorded, and no office has confirmed anything%(asked)s.")]
    elif facts.is_attested or not last:
        sentences = [_("Confirmed until %(known)s; not confirmed after that (%(months)s%(asked)s).")]
    else:
        sentences = [_("Last recorded: %(last)s. Not confirmed after that (%(months)s%(asked)s).")]
        known = _last_day(facts)
    given = {"last": last, "known": known, "months": _months(known, today), "asked": _asked(facts)}
    if facts.due:
        text = _("Was due %(on)s, not recorded as done.") if _is_past(facts.due, today) else _("Next: due %(on)s.")
        sentences.append(text % {"on": format_on(facts.due)})
    return " ".join([sentences[0] % given, *sentences[1:]])


def _is_past(known: KnownDate, today: date) -> bool:
    return known.latest is not None and known.latest < today


def _asked(facts: ConditionFacts) -> str:
    """Return "; asked 2 times, last 3 May 2026, no answer", or "" where nobody asked."""
    if not facts.asked_times or facts.asked_on is None:
        return ""
    text = ngettext(
        "; asked %(count)d time, on %(date)s, no answer",
        "; asked %(count)d times, last on %(date)s, no answer",
        facts.asked_times,
    )
    return text % {"count": facts.asked_times, "date": KnownDate.day(facts.asked_on)}


def _overdue(verdict: Verdict) -> str:
    due = verdict.facts.due
    return _("A follow-up was due %(on)s (%(days)s ago) and is not recorded as done.") % {
        "on": format_on(due),
        "days": _days(due, verdict.today),
    }


def _nothing_planned(verdict: Verdict) -> str:
    facts = verdict.facts
    return _("No activity recorded since %(event)s (%(date)s), %(months)s; nothing is planned.") % {
        "event": _paper_label(facts),
        "date": facts.paper,
        "months": _months(facts.paper, verdict.today),
    }


def _not_due(verdict: Verdict) -> str:
    facts = verdict.facts
    if facts.due:
        text = _("Counted from %(event)s (%(date)s), the first follow-up is due %(on)s.")
        return text % {"event": _paper_label(facts), "date": facts.paper, "on": format_on(facts.due)}
    latest = facts.paper.latest or verdict.today
    due = KnownDate.day(latest + timedelta(days=settings.FIRST_FOLLOW_UP_DAYS))
    text = _("Counted from %(event)s (%(date)s), a first follow-up is expected by %(due)s.")
    return text % {"event": _paper_label(facts), "date": facts.paper, "due": due}


def _active(verdict: Verdict) -> str:
    return _("Latest activity: %(date)s.") % {"date": verdict.facts.activity}


def _planned(verdict: Verdict) -> str:
    facts = verdict.facts
    text = _("Latest activity: %(date)s; the next follow-up is due %(on)s.")
    return text % {"date": facts.activity, "on": format_on(facts.due)}


def _slowing(verdict: Verdict) -> str:
    facts = verdict.facts
    given = {"date": facts.activity, "months": _months(facts.activity, verdict.today), "due": facts.due}
    if not facts.due:
        return _("Latest activity: %(date)s (%(months)s ago); nothing is planned.") % given
    if facts.due_moved > 1:
        text = _("Latest activity: %(date)s; the next due date, %(due)s, was moved %(times)d times.")
        return text % {**given, "times": facts.due_moved}
    return _("Latest activity: %(date)s (%(months)s ago); the next is not due before %(due)s.") % given


SENTENCES: dict[str, Callable[[Verdict], str]] = {
    "completed": _completed,
    "ended_silent": _ended_silent,
    "ended_unconfirmed": _ended_unconfirmed,
    "overdue": _overdue,
    "unconfirmed": _unconfirmed,
    "inactive": _inactive,
    "none_yet": _none_yet,
    "quiet": _quiet,
    "nothing_planned": _nothing_planned,
    "not_due": _not_due,
    "active": _active,
    "planned": _planned,
    "slowing": _slowing,
}
