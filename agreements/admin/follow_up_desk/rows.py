"""The rows of one page as plain values, so that the template has nothing to look up."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import TypedDict

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.models import FollowUp, FollowUpReport
from agreements.models.report import ReportState
from jambi_coop.lib.dates import KnownDate, Precision, format_known
from jambi_coop.lib.language import chosen

from .asked import Asked, Group
from .query import Reader, day_column

COLUMNS = (
    *("pk", "version", "title", "title_en"),
    *("agreement_id", "agreement__register_number", "agreement__title", "agreement__title_en"),
    *("office_id", "office__short_name", "office__name", "office__name_en"),
    *("person_in_charge__first_name", "person_in_charge__last_name", "person_in_charge__username"),
    *("due_on_earliest", "due_on_latest", "due_on_precision", "started_on_earliest"),
    *("done_on_earliest", "done_on_latest", "done_on_precision", "cancelled_on"),
    *("times_moved", "document_id", "document__trashed_at", "is_public"),
)


class Row(TypedDict):
    """One follow-up as the table and the cards show it; an empty text is not shown.

    `…_lang`: "id" where an English page has only the Indonesian text.
    """

    pk: int
    version: int
    title: str
    title_lang: str
    agreement_id: int
    number: str
    agreement: str
    agreement_lang: str
    office_id: int | None
    office: str
    office_lang: str
    person: str
    due: str
    due_latest: date | None
    late: str
    state: str
    word: str
    moved: int
    done: str
    report: str
    report_url: str
    has_evidence: bool
    is_public: bool
    may_change: bool
    is_edited: bool
    is_ticked: bool


class Section(TypedDict):
    """Rows under one heading; without grouping there is one section without a heading."""

    heading: str
    lang: str
    count: int
    rows: list[Row]


def load_rows(
    found: Iterable[tuple], reader: Reader, today: date, *, edited: int | None = None, ticked: frozenset | None = None
) -> list[Row]:
    """The rows of follow-ups given as their `COLUMNS`; one query more.

    `ticked`: pks, None for all; `edited`: pk of the opened row.
    """
    found = list(found)
    reports, proven = _reports([values[0] for values in found])
    language = get_language() or "id"
    words = {state.value: str(state.label) for state in FollowUp.State}
    rows = []
    for values in found:
        row, pk = _row(values, today, language), values[0]
        row["word"] = words[row["state"]]
        row["report"], waiting = reports.get(pk, ("", None))
        if waiting and reader.everything:
            row["report_url"] = reverse("admin:agreements_followupreport_change", args=[waiting])
        row["has_evidence"] = row["has_evidence"] or pk in proven
        row["may_change"] = reader.may_change(row["office_id"])
        row["is_edited"], row["is_ticked"] = pk == edited, ticked is None or pk in ticked
        rows.append(row)
    return rows


def _row(values: tuple, today: date, language: str) -> Row:
    (pk, version, indonesian_title, english_title) = values[:4]
    (agreement_id, number, indonesian_agreement, english_agreement) = values[4:8]
    (office_id, short_name, indonesian_name, english_name, first_name, last_name, username) = values[8:15]
    (due_first, due_last, due_kind, started, done_first, done_last, done_kind, cancelled) = values[15:23]
    (moved, document_id, trashed_at, is_public) = values[23:]
    title, title_lang = chosen(indonesian_title, english_title, language)
    agreement, agreement_lang = chosen(indonesian_agreement, english_agreement, language)
    office, office_lang = (short_name, "") if short_name else chosen(indonesian_name or "", english_name, language)
    state = _state(started, done_last, cancelled, today)
    is_open = state in (FollowUp.State.PLANNED, FollowUp.State.ONGOING)
    days = (today - due_last).days if is_open and due_last else 0
    if days > 0:
        state = FollowUp.State.LATE
    return {
        "pk": pk,
        "version": version,
        "title": title,
        "title_lang": title_lang,
        "agreement_id": agreement_id,
        "number": number,
        "agreement": agreement,
        "agreement_lang": agreement_lang,
        "office_id": office_id,
        "office": office,
        "office_lang": office_lang,
        "person": f"{first_name or ''} {last_name or ''}".strip() or username or "",
        "due": _day_words(due_first, due_last, due_kind, language),
        "due_latest": due_last,
        "late": _late_words(days, language) if days > 0 else "",
        "state": state.value,
        "word": "",
        "moved": moved,
        "done": _day_words(done_first, done_last, done_kind, language) or _single_day(cancelled, language),
        "report": "",
        "report_url": "",
        "has_evidence": bool(document_id and not trashed_at),
        "is_public": is_public,
        "may_change": False,
        "is_edited": False,
        "is_ticked": False,
    }


def _state(started, done, cancelled, today: date) -> FollowUp.State:
    """As `FollowUp.state`, before it is asked whether it is late."""
    if cancelled:
        return FollowUp.State.CANCELLED
    if done:
        return FollowUp.State.DONE
    return FollowUp.State.ONGOING if started and started <= today else FollowUp.State.PLANNED


# A page shows the same days again and again.
@lru_cache(maxsize=10_000)
def _late_words(days: int, language: str) -> str:
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}


@lru_cache(maxsize=10_000)
def _day_words(earliest, latest, precision: str, language: str) -> str:
    if latest is None:
        return ""
    return format_known(KnownDate(earliest, latest, Precision(precision)), language)


def _single_day(day: date | None, language: str) -> str:
    return format_known(KnownDate.day(day), language) if day else ""


def _reports(ids: Sequence[int]) -> tuple[dict[int, tuple[str, int | None]], set[int]]:
    """Where the newest report of each follow-up stands, with its number where it waits for a decision; and those of
    which an approved report links to evidence."""
    words = {state.value: str(state.label) for state in ReportState}
    words[ReportState.SUBMITTED.value] = _("Report waits for a decision")
    states, proven = {}, set()
    reports = FollowUpReport.objects.filter(follow_up__in=ids).order_by("pk")
    for pk, follow_up, state, link in reports.values_list("pk", "follow_up_id", "state", "evidence_link"):
        states[follow_up] = (words[state], pk if state == ReportState.SUBMITTED else None)
        if link and state == ReportState.APPROVED:
            proven.add(follow_up)
    return states, proven


def sections(rows: list[Row], asked: Asked, counts_of: Callable[[list], dict]) -> list[Section]:
    """The rows of a page under the headings of their groups, with how many each group has on all pages; `counts_of`
    tells that of the groups with these keys."""
    if not asked.group or not rows:
        return [{"heading": "", "lang": "", "count": 0, "rows": rows}]
    days = _days(rows, asked) if asked.group == Group.MONTH else {}
    groups = [(key, list(part)) for key, part in groupby(rows, key=lambda row: _key(row, asked.group, days))]
    counts = counts_of([key for key, _rows in groups])
    return [
        {
            "heading": _heading(key, part[0], asked.group),
            "lang": part[0][f"{asked.group}_lang"] if asked.group in (Group.OFFICE, Group.AGREEMENT) else "",
            "count": counts.get(key, len(part)),
            "rows": part,
        }
        for key, part in groups
    ]


def _days(rows: Iterable[Row], asked: Asked) -> dict[int, date | None]:
    day = day_column(asked.show)
    if day == "due_on_latest":
        return {row["pk"]: row["due_latest"] for row in rows}
    return dict(FollowUp.objects.filter(pk__in=[row["pk"] for row in rows]).order_by().values_list("pk", day))


def _key(row: Row, group: str, days: dict):
    if group == Group.OFFICE:
        return row["office_id"]
    if group == Group.AGREEMENT:
        return row["agreement_id"]
    day = days.get(row["pk"])
    return day.replace(day=1) if day else None


def _heading(key, row: Row, group: str) -> str:
    if group == Group.AGREEMENT:
        return f"{row['number']} – {row['agreement']}"
    if key is None:
        return _("Without an office") if group == Group.OFFICE else _("Without a date")
    return row["office"] if group == Group.OFFICE else date_format(key, "F Y")
