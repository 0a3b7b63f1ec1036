"""Pagination with twenty rows a page and a limit to counting."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

PAGE_SIZE = 20
MOST_COUNTED = 10_000
"""Rows beyond this are not counted: the page says "more than 10,000", and there are no pages after it."""


class CappedPaginator(Paginator):
    """A paginator that counts at most `MOST_COUNTED` rows, so that counting does not take longer for more rows.

    `known` is the number of rows where it is already known.
    """

    def __init__(self, object_list, per_page: int, *, known: int | None = None):
        super().__init__(object_list, per_page)
        self._known = known

    @cached_property
    def _counted(self) -> int:
        if self._known is not None:
            return self._known
        rows: Any = self.object_list
        return rows.order_by()[: MOST_COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        return self._counted > MOST_COUNTED


def page_of(paginator: Paginator, asked: str) -> tuple[Page, str]:
    """Return (page, ""), or page 1 with a note for the user where there is no page `asked`."""
    if not asked:
        return paginator.page(1), ""
    if asked.isascii() and asked.isdecimal() and len(asked) < 10 and 1 <= int(asked) <= paginator.num_pages:
        return paginator.page(int(asked)), ""
    return paginator.page(1), _("There is no such page of results. This is page 1.")
