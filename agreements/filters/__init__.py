"""Filters over agreements and follow-ups from the query string of a page."""

from .agreement import AgreementFilter
from .choices import INTERNATIONAL
from .follow_up import NO_OFFICE, FollowUpFilter, Tab
from .orders import DEFAULT_SORT, SORTS, ordering

__all__ = [
    "DEFAULT_SORT",
    "INTERNATIONAL",
    "NO_OFFICE",
    "SORTS",
    "AgreementFilter",
    "FollowUpFilter",
    "Tab",
    "ordering",
]
