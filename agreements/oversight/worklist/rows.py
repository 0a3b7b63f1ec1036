"""The rows of the lists as their reader sees them: records, with what is worked out for each."""

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
    """A record on a list. `days` says what the day of its reason means today; `person` names those who look after it,
    as `person_as`; `postponed` are those who have put it off."""

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
        """The title of the agreement on which the record hangs."""
        return title_of(self.agreement) if self.agreement and self.agreement != self.shown else None

    @property
    def is_example(self) -> bool:
        return (self.agreement or self.record).is_example

    @property
    def office(self) -> Office | None:
        follow_up, agreement = follow_up_of(self.record), self.agreement
        return (follow_up.office if follow_up else None) or (agreement.lead_office if agreement else None)


def entries_of(work_list: WorkList, records: Iterable[Any], scope: WorklistScope) -> list[WorklistEntry]:
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
    """What a row is called after and leads to: the thing of which a step, a value or a report speaks."""
    if isinstance(record, Step):
        return record.agreement
    if isinstance(record, Measurement):
        return record.indicator
    return record.follow_up if isinstance(record, FollowUpReport) else record


def agreement_of(record: Any) -> Agreement | None:
    """None for a partner."""
    shown = shown_of(record)
    return shown if isinstance(shown, Agreement) else getattr(shown, "agreement", None)


def follow_up_of(record: Any) -> FollowUp | None:
    shown = shown_of(record)
    return shown if isinstance(shown, FollowUp) else None
