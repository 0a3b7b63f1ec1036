"""The work list of the office: what waits, why, since when, in whose hands, and what to do next."""

from .entry import NextStep, Postponed, Reason, Row, Source, WorkList
from .figures import FIGURES, agreements_of, named_rows
from .health import Health, job_health
from .lists import (
    BY_CODE,
    LISTS,
    Section,
    count_of,
    find_entry,
    hidden_entries,
    page_rows,
    postponed_rows,
    references,
    sections,
)
from .scope import Scope, View, view_of, views_of
from .summary import Summary, summary_of

__all__ = [
    "BY_CODE",
    "FIGURES",
    "LISTS",
    "Health",
    "NextStep",
    "Postponed",
    "Reason",
    "Row",
    "Scope",
    "Section",
    "Source",
    "Summary",
    "View",
    "WorkList",
    "agreements_of",
    "count_of",
    "find_entry",
    "hidden_entries",
    "job_health",
    "named_rows",
    "page_rows",
    "postponed_rows",
    "references",
    "sections",
    "summary_of",
    "view_of",
    "views_of",
]
