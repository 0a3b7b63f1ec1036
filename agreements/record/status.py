"""The status of an agreement on a given day: its public group, derived from stage, dates and evidence.

Like the condition, it is computed for all days when the digest is refreshed (`agreements.record.stretches`), and pages
read the stored group of the day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from agreements.lifecycle.rules import spec_of
from agreements.lifecycle.tracks import END_STAGES, STAGE_GROUPS, Text
from agreements.lifecycle.vocabulary import Stage, StatusGroup, Track

from .condition import LASTING_STAGES

LIST_LABELS: dict[str, Text] = {
    **{group.value: group.label for group in StatusGroup},
    StatusGroup.IN_FORCE.value: gettext_lazy("In force, running or handed over"),
}
"""The groups as counts and filters name them: one word for all in the group. The tag of a record says which it is."""


@dataclass(frozen=True)
class Status:
    """The public group, the word that the tag shows for it, the day of the end where that is near, and a sentence for
    staff where stage and dates contradict each other."""

    group: StatusGroup
    word: str
    ending_on: date | None = None
    contradiction: str = ""


def status_group_of(
    stage: str,
    ends_latest: date | None,
    evidence_on: date | None,
    today: date,
    *,
    begins_on: date | None,
    former_end_on: date | None,
    open_ended: bool = False,
    paid_until: date | None = None,
) -> StatusGroup:
    """Return the public group on `today`. Dates override the stage; without a known end and without evidence of the
    last ATTESTATION_VALID_DAYS days the status is *not known*.

    An open-ended text and a paid membership are known to go on. What was handed over or operates keeps its word. A
    signed agreement is in preparation until its term begins, also between two terms.
    """
    if stage in END_STAGES:
        return END_STAGES[Stage(stage)]
    if stage == Stage.CONTACT:
        return STAGE_GROUPS[Stage.CONTACT]  # an event: no later day changes it
    if ends_latest is not None and ends_latest < today:
        return StatusGroup.ENDED
    goes_on = open_ended or (paid_until is not None and paid_until >= today) or stage in LASTING_STAGES
    if ends_latest is None and not goes_on and not _is_recent(evidence_on, today):
        return StatusGroup.UNKNOWN
    group = STAGE_GROUPS[Stage(stage)]
    if group == StatusGroup.IN_FORCE and _is_ahead(begins_on, former_end_on, today):
        return StatusGroup.PREPARATION
    return group


def _is_recent(evidence_on: date | None, today: date) -> bool:
    return evidence_on is not None and (today - evidence_on).days <= settings.ATTESTATION_VALID_DAYS


def _is_ahead(begins_on: date | None, former_end_on: date | None, today: date) -> bool:
    return begins_on is not None and begins_on > today and (former_end_on is None or former_end_on < today)


def is_known_to_live(agreement, today: date) -> bool:
    """True unless the agreement has ended, was discontinued or has an unknown status: follow-ups may be planned."""
    return agreement.stretch_on(today).status not in (StatusGroup.ENDED, StatusGroup.DISCONTINUED, StatusGroup.UNKNOWN)


def status_of(agreement, today: date) -> Status:
    """Return the status on `today` of an agreement whose `digest` is loaded."""
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
    word = word_of(group, agreement.stage, agreement.track)
    if group == StatusGroup.IN_FORCE and agreement.stage in LASTING_STAGES and agreement.stage_as_of:
        word = f"{word} ({agreement.stage_as_of})"
    elif group == StatusGroup.IN_FORCE and digest.open_ended:
        word = pgettext("agreement", "In force according to its text")
    return Status(group, word, ending, contradiction)


def word_of(group: StatusGroup, stage: str, track: str) -> str:
    """Return the word for the tag: a more exact one where the track or the stage has it, else that of the group."""
    spec = spec_of(Track(track), Stage(stage))
    if group == StatusGroup.IN_FORCE and spec and spec.in_force_word:
        return str(spec.in_force_word)
    if group == StatusGroup.PREPARATION and STAGE_GROUPS[Stage(stage)] == StatusGroup.IN_FORCE:
        return pgettext("agreement", "Not yet in force")
    if stage in (Stage.TERMINATED, Stage.CONTACT):
        return str(Stage(stage).label)
    return str(group.label)
