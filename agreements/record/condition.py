"""The follow-up condition of an agreement (active, inactive …), derived from facts by ordered rules; nobody types it.

Thresholds are settings; the first rule that fits decides. Silence is told only where an office stood for it: else the
condition is *not confirmed*. The rules are evaluated when the digest of an agreement is refreshed, for every day on
which their answer can change (`stretches`); pages read the stored answer of the day.

To change a rule: touch `rule_of`, `RULES` and `MEANINGS` here; `SENTENCES` in `agreements.record.verdict`;
`turning_days` in `agreements.record.stretches`; the list for the public in
`agreements.public.agreement_page.condition`; what names rules in `agreements.oversight.worklist.after_signing` and
`agreements.public.no_follow_up`; the tables in `tests/agreements/record/test_condition.py`,
`tests/agreements/record/test_stretches.py` and `tests/mutants/guards.py`. Afterwards run `check_register --repair`.
More: `docs/how-to/condition-rule.md`.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.lifecycle.vocabulary import Stage, StatusGroup, Track
from jambi_coop.lib.dates.known_date import KnownDate

LONG_TRACKS = (Track.PROGRAMME, Track.MEMBERSHIP)
"""Tracks with longer thresholds: courses and fees come once a year, so a long silence means less."""
LASTING_STAGES = (Stage.HANDOVER, Stage.OPERATION)
"""What was handed over or operates keeps its word and its day, whatever is recorded later."""
UNKNOWN = KnownDate.unknown()


class Condition(TextChoices):
    """The condition of the follow-up of an agreement, in the order in which lists show the choices."""

    ACTIVE = "active", pgettext_lazy("follow-up condition", "Active")
    ATTENTION = "attention", pgettext_lazy("follow-up condition", "Needs attention")
    INACTIVE = "inactive", pgettext_lazy("follow-up condition", "Inactive")
    NONE_YET = "none_yet", pgettext_lazy("follow-up condition", "None yet")
    NOT_DUE = "not_due", pgettext_lazy("follow-up condition", "Not due yet")
    COMPLETED = "completed", pgettext_lazy("follow-up condition", "Completed")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("follow-up condition", "Not confirmed")


@dataclass(frozen=True, kw_only=True)
class ConditionFacts:
    """The facts on which the rules decide, as they count on one day; all of them public.

    `activity`: the latest one, by its last possible day; `moved`: the latest one, by its first possible day. `paper`:
    the latest instrument, joining or start, of the kind `paper_kind`.
    `has_result`: an activity or a handover since the first text. `horizon`: the day up to which the record is known;
    `is_attested` where an office carries it. `is_covered`: offices stand for all days from the first text to the end.
    `due`: the due date that decides or comes next, moved `due_moved` times. `unproven` counts promised results without
    proof, `asked_times` questions without an answer, the last on `asked_on`; they are used in the sentences only.
    """

    track: str
    group: str
    stage: str = ""
    is_committed: bool = True
    is_comparison: bool = False
    activity: KnownDate = UNKNOWN
    moved: KnownDate = UNKNOWN
    paper: KnownDate = UNKNOWN
    paper_kind: str = ""
    has_result: bool = False
    horizon: date | None = None
    is_attested: bool = False
    is_covered: bool = False
    due: KnownDate = UNKNOWN
    due_moved: int = 0
    unproven: int = 0
    asked_times: int = 0
    asked_on: date | None = None

    @cached_property
    def counted(self) -> KnownDate:
        """The activity, unless it lies too long before the latest paper to be follow-up of it."""
        activity, paper = self.activity.latest, self.paper.latest
        if activity is None or (paper is not None and (paper - activity).days > inactive_days(self.track)):
            return UNKNOWN
        return self.activity

    @cached_property
    def quiet_since(self) -> date | None:
        """The last possible day of the later of activity and paper: from it silence is counted."""
        return max(filter(None, (self.counted.latest, self.paper.latest)), default=None)

    @property
    def moved_since(self) -> date | None:
        """The first possible day of the later of activity and paper: from it activity is counted."""
        moved = self.moved.earliest if self.counted else None
        return max(filter(None, (moved, self.paper.earliest)), default=None)


def active_days(track: str) -> int:
    """Number of days within which an activity makes an agreement of this track active."""
    return settings.FOLLOW_UP_ACTIVE_DAYS_LONG if track in LONG_TRACKS else settings.FOLLOW_UP_ACTIVE_DAYS


def inactive_days(track: str) -> int:
    """Number of days without activity after which an agreement of this track is inactive."""
    return settings.FOLLOW_UP_INACTIVE_DAYS_LONG if track in LONG_TRACKS else settings.FOLLOW_UP_INACTIVE_DAYS


RULES = {
    "completed": Condition.COMPLETED,
    "ended_silent": Condition.NONE_YET,
    "ended_unconfirmed": Condition.UNCONFIRMED,
    "overdue": Condition.ATTENTION,
    "unconfirmed": Condition.UNCONFIRMED,
    "inactive": Condition.INACTIVE,
    "none_yet": Condition.NONE_YET,
    "quiet": Condition.ATTENTION,
    "nothing_planned": Condition.ATTENTION,
    "not_due": Condition.NOT_DUE,
    "active": Condition.ACTIVE,
    "planned": Condition.ACTIVE,
    "slowing": Condition.ATTENTION,
}


def rule_of(facts: ConditionFacts, today: date) -> str:
    """Return the name of the rule that decides on `today`; "" where no condition is shown."""
    # Nobody looks for the activity of another city's case, so the lack of it means nothing.
    if facts.is_comparison or not facts.is_committed or facts.group == StatusGroup.DISCONTINUED:
        return ""
    if facts.has_result and (facts.group == StatusGroup.ENDED or facts.stage in LASTING_STAGES):
        return "completed"
    if facts.group == StatusGroup.ENDED:
        return "ended_silent" if facts.is_covered else "ended_unconfirmed"
    late = _age(facts.due.latest, today)
    if late is not None and 0 < late <= settings.ATTESTATION_VALID_DAYS:
        return "overdue"
    known = _age(facts.horizon, today)
    if known is None or known > settings.ATTESTATION_VALID_DAYS:
        return "unconfirmed"
    return _rule_within_the_horizon(facts, today)


def _rule_within_the_horizon(facts: ConditionFacts, today: date) -> str:
    active, inactive = active_days(facts.track), inactive_days(facts.track)
    quiet, late = _age(facts.quiet_since, today), _age(facts.due.latest, today)
    if facts.counted:
        if quiet is not None and quiet > inactive:
            return _silence(facts, "inactive", inactive)
    elif quiet is None or quiet > active:
        return _silence(facts, "none_yet", active)
    if late is not None and late > 0:
        return "overdue"
    if not facts.counted:
        waits_long = quiet is not None and quiet > settings.FIRST_FOLLOW_UP_DAYS
        return "nothing_planned" if waits_long and late is None else "not_due"
    return _rule_of_the_active(facts, today)


def _rule_of_the_active(facts: ConditionFacts, today: date) -> str:
    moved, late = _age(facts.moved_since, today), _age(facts.due.latest, today)
    if moved is not None and moved <= active_days(facts.track):
        return "active"
    if late is not None and -late <= settings.FOLLOW_UP_AHEAD_DAYS and facts.due_moved <= 1:
        return "planned"
    return "slowing"


def _silence(facts: ConditionFacts, rule: str, limit: int) -> str:
    """Return a rule that tells of silence only where the silence was already that long at the horizon: only so far an
    office, or a source, stands for it."""
    since, horizon = facts.quiet_since, facts.horizon
    if horizon is not None and (since is None or (horizon - since).days > limit):
        return rule
    return "quiet" if facts.is_attested else "unconfirmed"


def _age(day: date | None, today: date) -> int | None:
    """Return the days from `day` to `today`, negative for a day to come; None without a day."""
    return None if day is None else (today - day).days


def enough_confirmed(unconfirmed: int, total: int) -> bool:
    """True where at least half of `total` agreements with a condition are known well enough to draw a conclusion from
    all of them; `unconfirmed` is the number of those whose condition is *not confirmed*."""
    return 2 * unconfirmed <= total


MEANINGS = {
    Condition.ACTIVE: gettext_lazy("something is recorded lately, or the next step is near"),
    Condition.ATTENTION: gettext_lazy("a due date has passed, nothing is planned, or an office reports nothing new"),
    Condition.INACTIVE: gettext_lazy("an office confirms that nothing has happened for long"),
    Condition.NONE_YET: gettext_lazy("an office confirms that nothing has happened since the start"),
    Condition.NOT_DUE: gettext_lazy("too early to expect anything"),
    Condition.COMPLETED: gettext_lazy("ended, handed over or operating, after some activity"),
    Condition.UNCONFIRMED: gettext_lazy("nobody has confirmed what happened after the last recorded event"),
}
"""The explanation that is shown beside each condition."""
