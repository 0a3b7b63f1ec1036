"""The follow-up condition of an agreement (active, inactive …), derived from facts by ordered rules; nobody types it.

Thresholds are settings; the first rule that fits decides. The rules are evaluated when the digest of an agreement is
refreshed, for every day on which their answer can change (`stretches`); pages read the stored answer of the day.

To change a rule: touch `rule_of`, `RULES` and `SENTENCES` here; `turning_days` in `agreements.record.stretches`; the
list for the public in `agreements.public.agreement_page.condition`; what names rules in
`agreements.oversight.worklist.after_signing` and `agreements.public.no_follow_up`; the tables in
`tests/agreements/record/test_condition.py`, `tests/agreements/record/test_stretches.py` and
`tests/mutants/guards.py`. Afterwards run `check_register --repair`. More: `docs/how-to/condition-rule.md`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from agreements.lifecycle.vocabulary import StatusGroup, Track
from agreements.models.digest import AnchorKind
from jambi_coop.lib.dates.counting import DAYS_PER_MONTH, days_between, known_between
from jambi_coop.lib.dates.known_date import KnownDate, format_on

LONG_TRACKS = (Track.PROGRAMME, Track.MEMBERSHIP)
"""Tracks with longer thresholds: courses and fees come once a year, so a long silence means less."""
SILENT_GROUPS = (StatusGroup.DISCONTINUED, StatusGroup.UNKNOWN)


class Condition(TextChoices):
    """The condition of the follow-up of an agreement, in the order in which lists show the choices."""

    ACTIVE = "active", pgettext_lazy("follow-up condition", "Active")
    ATTENTION = "attention", pgettext_lazy("follow-up condition", "Needs attention")
    INACTIVE = "inactive", pgettext_lazy("follow-up condition", "Inactive")
    NONE_YET = "none_yet", pgettext_lazy("follow-up condition", "None yet")
    NOT_DUE = "not_due", pgettext_lazy("follow-up condition", "Not due yet")
    COMPLETED = "completed", pgettext_lazy("follow-up condition", "Completed")


@dataclass(frozen=True, kw_only=True)
class ConditionFacts:
    """The facts on which the rules decide, all of them public. `due` is the first open due date; `due_moved` counts how
    often it was moved; `unproven` counts promised results without proof and is used in the sentence only."""

    track: str
    group: str
    is_committed: bool = True
    is_comparison: bool = False
    activity: KnownDate = KnownDate.unknown()
    anchor: KnownDate = KnownDate.unknown()
    anchor_kind: str = ""
    due: KnownDate = KnownDate.unknown()
    due_moved: int = 0
    unproven: int = 0

    @property
    def is_before_anchor(self) -> bool:
        """True where the latest activity is certainly before the anchor, so that it does not count as follow-up.

        Always False where a programme counts from its start: that may be no more than the day on which it was last
        seen running.
        """
        is_last_seen = self.track == Track.PROGRAMME and self.anchor_kind == AnchorKind.START
        return not is_last_seen and self.activity.latest is not None and self.activity.certainly_before(self.anchor)


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


def active_days(track: str) -> int:
    """Number of days within which an activity makes an agreement of this track active."""
    return settings.FOLLOW_UP_ACTIVE_DAYS_LONG if track in LONG_TRACKS else settings.FOLLOW_UP_ACTIVE_DAYS


def inactive_days(track: str) -> int:
    """Number of days without activity after which an agreement of this track is inactive."""
    return settings.FOLLOW_UP_INACTIVE_DAYS_LONG if track in LONG_TRACKS else settings.FOLLOW_UP_INACTIVE_DAYS


def verdict_of(agreement, today: date) -> Verdict | None:
    """Return the condition on `today` (Asia/Jakarta) of an agreement with its digest; None where none is shown."""
    stretch = agreement.stretch_on(today)
    if not stretch.rule:
        return None
    return Verdict(Condition(stretch.condition), stretch.rule, condition_facts_of(agreement, today), today)


def condition_facts_of(agreement, today: date) -> ConditionFacts:
    """Return the facts that count on `today`, of an agreement whose digest is loaded."""
    digest, stretch = agreement.digest, agreement.stretch_on(today)
    return ConditionFacts(
        track=agreement.track,
        group=stretch.status,
        is_committed=digest.is_committed,
        is_comparison=agreement.is_comparison,
        activity=stretch.activity,
        anchor=known_between(digest.anchor_earliest, digest.anchor_on),
        anchor_kind=digest.anchor_kind,
        due=known_between(digest.next_due_earliest, digest.next_due_on),
        due_moved=digest.next_due_moved,
        unproven=digest.results_promised - digest.results_proven,
    )


RULES = {
    "completed": Condition.COMPLETED,
    "ended_silent": Condition.NONE_YET,
    "inactive": Condition.INACTIVE,
    "none_yet": Condition.NONE_YET,
    "overdue": Condition.ATTENTION,
    "nothing_planned": Condition.ATTENTION,
    "not_due": Condition.NOT_DUE,
    "active": Condition.ACTIVE,
    "planned": Condition.ACTIVE,
    "slowing": Condition.ATTENTION,
}


def rule_of(facts: ConditionFacts, today: date) -> str:
    """Return the name of the rule that decides on `today`; "" where no condition is shown.

    A date that is not known to the day counts by its latest possible day, and activity no later than today.
    """
    # Nobody looks for the activity of another city's case, so the lack of it means nothing.
    if facts.is_comparison or not facts.is_committed or facts.group in SILENT_GROUPS:
        return ""
    active, inactive = active_days(facts.track), inactive_days(facts.track)
    activity, anchor, due = facts.activity.latest, facts.anchor.latest, facts.due.latest
    if facts.group == StatusGroup.ENDED:
        return "completed" if activity else "ended_silent"
    if facts.is_before_anchor:
        activity = None
    if activity and _age(activity, today) > inactive:
        return "inactive"
    if not activity and (anchor is None or _age(anchor, today) > active):
        return "none_yet"
    if due and due < today:
        return "overdue"
    if not activity:
        late = anchor is not None and _age(anchor, today) > settings.FIRST_FOLLOW_UP_DAYS
        return "nothing_planned" if late and due is None else "not_due"
    if _age(activity, today) <= active:
        return "active"
    if due and (due - today).days <= settings.FOLLOW_UP_AHEAD_DAYS and facts.due_moved <= 1:
        return "planned"
    return "slowing"


def _age(day: date, today: date) -> int:
    return (today - day).days


# --- the reason in words -----------------------------------------------------------------------------


def _days(first: date | KnownDate, last: date | KnownDate) -> str:
    days, exact = days_between(first, last)
    words = ngettext("%(count)d day", "%(count)d days", days or 0) % {"count": days or 0}
    return words if exact else _("about %(days)s") % {"days": words}


def _months(since: KnownDate, today: date) -> str:
    days, _exact = days_between(since, today)
    months = round((days or 0) / DAYS_PER_MONTH)
    if months < 1:
        return _days(since, today)
    words = ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return words if since.is_exact else _("about %(days)s") % {"days": words}


def _since(facts: ConditionFacts) -> str:
    return str(AnchorKind(facts.anchor_kind).label) if facts.anchor_kind else ""


def _completed(verdict: Verdict) -> str:
    text = _("Ended. Latest activity: %(date)s.") % {"date": verdict.facts.activity}
    unproven = verdict.facts.unproven
    if not unproven:
        return text
    more = ngettext("%(count)d result is not proven yet.", "%(count)d results are not proven yet.", unproven)
    return f"{text} {more % {'count': unproven}}"


def _ended_silent(verdict: Verdict) -> str:
    return _("Ended without any recorded activity.")


def _inactive(verdict: Verdict) -> str:
    activity = verdict.facts.activity
    return _("No activity recorded since %(date)s (%(months)s).") % {
        "date": activity,
        "months": _months(activity, verdict.today),
    }


def _none_yet(verdict: Verdict) -> str:
    facts = verdict.facts
    if not facts.anchor:
        return _("No activity recorded yet; the day from which to count is not known.")
    return _("No activity recorded since %(event)s (%(date)s), %(months)s.") % {
        "event": _since(facts),
        "date": facts.anchor,
        "months": _months(facts.anchor, verdict.today),
    }


def _overdue(verdict: Verdict) -> str:
    due = verdict.facts.due
    return _("A follow-up was due %(on)s (%(days)s ago).") % {"on": format_on(due), "days": _days(due, verdict.today)}


def _not_due(verdict: Verdict) -> str:
    facts = verdict.facts
    if facts.due:
        text = _("Counted from %(event)s (%(date)s), the first follow-up is due %(on)s.")
        return text % {"event": _since(facts), "date": facts.anchor, "on": format_on(facts.due)}
    latest = facts.anchor.latest or verdict.today
    due = KnownDate.day(latest + timedelta(days=settings.FIRST_FOLLOW_UP_DAYS))
    text = _("Counted from %(event)s (%(date)s), a first follow-up is expected by %(due)s.")
    return text % {"event": _since(facts), "date": facts.anchor, "due": due}


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


SENTENCES = {
    "completed": _completed,
    "ended_silent": _ended_silent,
    "inactive": _inactive,
    "none_yet": _none_yet,
    "overdue": _overdue,
    "nothing_planned": _none_yet,
    "not_due": _not_due,
    "active": _active,
    "planned": _planned,
    "slowing": _slowing,
}

MEANINGS = {
    Condition.ACTIVE: gettext_lazy("something happened lately, or the next step is near"),
    Condition.ATTENTION: gettext_lazy("a date has passed, or nothing is planned"),
    Condition.INACTIVE: gettext_lazy("nothing has happened for long"),
    Condition.NONE_YET: gettext_lazy("nothing has happened since the start"),
    Condition.NOT_DUE: gettext_lazy("too early to expect anything"),
    Condition.COMPLETED: gettext_lazy("ended after some activity"),
}
"""The explanation that is shown beside each condition."""
