"""The rows of the lists: records with the values that are computed for each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from agreements.models import Agreement, FollowUp, FollowUpReport, Measurement, Office, Snooze, Step
from agreements.record.names import Title, title_of

from .attendance import Role, attendants
from .entry import Reason, WorkList, reason_days_label
from .next_actions import NextAction, change_page
from .scope import WorklistScope


@dataclass(frozen=True, kw_only=True)
class WorklistEntry:
    """A record on a list.

    `days` is the day of the reason relative to today; `person` names those who look after the record, in the role
    `person_as`; `postponed` has one item for each user who postponed it.
    """

    key: str
    record: Any
    reason: Reason
    days: str
    is_late: bool
    person: str
    person_as: Role
    action: NextAction
    postponed: Sequence[Snooze]

    @property
    def shown(self) -> Any:
        return shown_of(self.record)

    @property
    def agreement(self) -> Agreement | None:
        return agreement_of(self.record)

    @property
    def url(self) -> str:
        return change_page(self.shown).url

    @property
    def title(self) -> Title:
        return title_of(self.shown)

    @property
    def under(self) -> Title | None:
        """The title of the agreement that the record belongs to; None if it is the agreement itself."""
        return title_of(self.agreement) if self.agreement and self.agreement != self.shown else None

    @property
    def is_example(self) -> bool:
        # An office of the city is no example, nor is it marked as one.
        return getattr(self.agreement or self.record, "is_example", False)

    @property
    def office(self) -> Office | None:
        follow_up, agreement = follow_up_of(self.record), self.agreement
        return (follow_up.office if follow_up else None) or (agreement.lead_office if agreement else None)


def entries_of(work_list: WorkList, records: Iterable[Any], scope: WorklistScope) -> list[WorklistEntry]:
    """Return the rows of records of a list."""
    return [_entry(work_list, record, scope) for record in records]


def _entry(work_list: WorkList, record: Any, scope: WorklistScope) -> WorklistEntry:
    key, reason = work_list.key(record.pk), work_list.why(record, scope)
    person, role = attendants(agreement_of(record), follow_up_of(record))
    latest = reason.day.latest
    return WorklistEntry(
        key=key,
        record=record,
        reason=reason,
        days=reason_days_label(reason, scope.today),
        is_late=reason.is_deadline and latest is not None and latest < scope.today,
        person=person,
        person_as=role,
        action=work_list.action(record, scope),
        postponed=scope.postponed.get(key, ()),
    )


def shown_of(record: Any) -> Any:
    """Return the record whose title and link a row shows: that of which a step, a value or a report is a part."""
    if isinstance(record, Step):
        return record.agreement
    if isinstance(record, Measurement):
        return record.indicator
    return record.follow_up if isinstance(record, FollowUpReport) else record


def agreement_of(record: Any) -> Agreement | None:
    """Return the agreement of a record; None for a partner or an office."""
    shown = shown_of(record)
    return shown if isinstance(shown, Agreement) else getattr(shown, "agreement", None)


def follow_up_of(record: Any) -> FollowUp | None:
    """Return the follow-up of a record; None if it has none."""
    shown = shown_of(record)
    return shown if isinstance(shown, FollowUp) else None
