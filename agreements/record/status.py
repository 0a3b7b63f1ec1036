"""Where an agreement stands on a given day: the public group, worked out from stage, dates and evidence.

Like the condition, the rule is asked when the facts are gathered (`agreements.record.stretches`) and read by the day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements.lifecycle import END_STAGES, STAGE_GROUPS, Stage, StatusGroup, Track, spec_of
from jambi_coop.lib.dates.counting import add_years


@dataclass(frozen=True)
class Status:
    """`group` for filters; `word` for the tag; `ending_on` when the end is near; `contradiction` for staff."""

    group: StatusGroup
    word: str
    ending_on: date | None = None
    contradiction: str = ""


def silence_limit(today: date) -> date:
    """Evidence before this day is too old to say that a record without an end still lives."""
    return add_years(today, -settings.STATUS_UNKNOWN_YEARS)


def status_group_of(
    stage: str,
    ends_latest: date | None,
    evidence_on: date | None,
    today: date,
    *,
    begins_on: date | None,
    former_end_on: date | None,
) -> StatusGroup:
    """Public group on `today`. Dates win over the stage; silence without a known end means *not known*.

    What is signed is in preparation until its term begins, also between two terms.
    """
    if stage in END_STAGES:
        return END_STAGES[Stage(stage)]
    if ends_latest is not None and ends_latest < today:
        return StatusGroup.ENDED
    if ends_latest is None and (evidence_on is None or evidence_on < silence_limit(today)):
        return StatusGroup.UNKNOWN
    group = STAGE_GROUPS[Stage(stage)]
    if group == StatusGroup.IN_FORCE and _is_ahead(begins_on, former_end_on, today):
        return StatusGroup.PREPARATION
    return group


def _is_ahead(begins_on: date | None, former_end_on: date | None, today: date) -> bool:
    return begins_on is not None and begins_on > today and (former_end_on is None or former_end_on < today)


def is_known_to_live(agreement, today: date) -> bool:
    """Neither over nor of unknown status: something may still be planned for it."""
    return agreement.stretch_on(today).status not in (StatusGroup.ENDED, StatusGroup.DISCONTINUED, StatusGroup.UNKNOWN)


def status_of(agreement, today: date) -> Status:
    """Status of an agreement whose `digest` is loaded."""
    digest = agreement.digest
    group = StatusGroup(agreement.stretch_on(today).status)
    ending = None
    if group == StatusGroup.IN_FORCE and digest.ends_latest:
        soon = today + timedelta(days=settings.ENDING_SOON_DAYS)
        ending = digest.ends_latest if digest.ends_latest <= soon else None
    contradiction = ""
    if group == StatusGroup.ENDED and agreement.stage not in END_STAGES:
        contradiction = _("The last term has ended, but the stage still says “%(stage)s”.") % {
            "stage": Stage(agreement.stage).label
        }
    return Status(group, word_of(group, agreement.stage, agreement.track), ending, contradiction)


def word_of(group: StatusGroup, stage: str, track: str) -> str:
    """The word for the tag: that of the group, or the one that says it better."""
    spec = spec_of(Track(track), Stage(stage))
    if group == StatusGroup.IN_FORCE and spec and spec.in_force_word:
        return str(spec.in_force_word)
    if group == StatusGroup.PREPARATION and STAGE_GROUPS[Stage(stage)] == StatusGroup.IN_FORCE:
        return pgettext("agreement", "Not yet in force")
    if stage == Stage.TERMINATED:
        return str(Stage.TERMINATED.label)
    return str(group.label)
