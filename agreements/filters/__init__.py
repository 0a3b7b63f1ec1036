"""Filters over agreements from the query string of a page."""

from .agreement import AgreementFilter
from .choices import INTERNATIONAL
from .orders import DEFAULT_SORT, SORTS, ordering

__all__ = ["DEFAULT_SORT", "INTERNATIONAL", "SORTS", "AgreementFilter", "ordering"]
