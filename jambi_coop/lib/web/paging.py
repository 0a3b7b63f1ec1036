"""Twenty rows a page, counted no further than people read."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

PAGE_SIZE = 20
MOST_COUNTED = 10_000
"""More are not counted: the page says "more than 10,000" and leads no further."""


class CappedPaginator(Paginator):
    """Counts no further than `MOST_COUNTED`; the count itself takes no more time for more rows.

    `known` is the number of rows where it has been counted already.
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
    """The page asked for, or page 1 with a note where there is no such page."""
    if not asked:
        return paginator.page(1), ""
    if asked.isascii() and asked.isdecimal() and len(asked) < 10 and 1 <= int(asked) <= paginator.num_pages:
        return paginator.page(int(asked)), ""
    return paginator.page(1), _("There is no such page of results. This is page 1.")
