"""The filter panel of the list as plain values, so that its template loops over nothing but groups.

A select box can have hundreds of options; they are joined here, since a template (and Django's own
widgets even more) would take longer over them than over the whole rest of the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape  # Django's own takes several times as long, for hundreds of options

from django.utils.safestring import SafeString, mark_safe

from agreements.filters import DEFAULT_SORT, SORTS, AgreementFilter

MAIN_SELECTS = ("status", "condition", "country", "partner")
MORE_SELECTS = ("sector", "office", "ends_within")
CHECKBOXES = ("kind", "field")
FLAGS = ("document", "comparison")
YEARS = ("signed_from", "signed_to")
NO_COUNTS: Mapping[str, int] = {}


@dataclass(frozen=True)
class Choices:
    """A select box or a group of checkboxes; `options` is finished HTML, `chosen` how many are in use."""

    name: str
    label: str
    options: SafeString
    chosen: int


@dataclass(frozen=True)
class Entry:
    """A text input or a single checkbox with its value as typed."""

    name: str
    label: str
    value: str


@dataclass(frozen=True)
class SortLink:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class FilterPanel:
    """`sort` is carried along by the form; "" for the default order."""

    words: str
    main_selects: list[Choices]
    checkboxes: list[Choices]
    more_selects: list[Choices]
    years: list[Entry]
    flags: list[Entry]
    more_open: bool
    sort: str
    active_count: int


def build_panel(found: AgreementFilter, conditions: Mapping[str, int]) -> FilterPanel:
    """The panel of a filter with the values that it accepted; `conditions` is how many each of them has, if counted."""
    return FilterPanel(
        words=found.data.get("q", ""),
        main_selects=[
            _choices(found, name, _option_list, conditions if name == "condition" else NO_COUNTS)
            for name in MAIN_SELECTS
        ],
        checkboxes=[_choices(found, name, _checkbox_list) for name in CHECKBOXES],
        more_selects=[_choices(found, name, _option_list) for name in MORE_SELECTS],
        years=[_entry(found, name) for name in YEARS],
        flags=[_entry(found, name) for name in FLAGS],
        more_open=any(name in found.data for name in (*MORE_SELECTS, *YEARS)),
        sort=found.applied_sort if found.applied_sort != DEFAULT_SORT else "",
        active_count=found.active_count,
    )


def _entry(found: AgreementFilter, name: str) -> Entry:
    return Entry(name, str(found.filters[name].label), found.data.get(name, ""))


def _choices(found: AgreementFilter, name: str, render, counts: Mapping[str, int] = NO_COUNTS) -> Choices:
    chosen = found.data.getlist(name)
    one = found.filters[name]
    pairs = [
        (str(value), f"{label} ({counts[value]})" if value in counts else str(label))
        for value, label in one.extra["choices"]
    ]
    empty = one.extra.get("empty_label")
    options = render(name, pairs, set(chosen), str(empty) if empty else "")
    return Choices(name, str(one.label), options, len(chosen))


def _option_list(name: str, pairs: Iterable[tuple[str, str]], chosen: set[str], empty: str) -> SafeString:
    parts = [f'<option value="">{escape(empty)}</option>'] if empty else []
    parts += [
        f'<option value="{escape(value)}"{" selected" if value in chosen else ""}>{escape(label)}</option>'
        for value, label in pairs
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def _checkbox_list(name: str, pairs: Iterable[tuple[str, str]], chosen: set[str], empty: str) -> SafeString:
    parts = [
        f'<label><input type="checkbox" name="{name}" value="{escape(value)}"'
        f"{' checked' if value in chosen else ''}> {escape(label)}</label>"
        for value, label in pairs
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def sort_links(found: AgreementFilter, path: str) -> list[SortLink]:
    """The orders as links that keep the filters and start again on page 1."""
    links = []
    for sort, label in SORTS.items():
        data = found.data.copy()
        data["sort"] = sort
        if sort == DEFAULT_SORT:
            del data["sort"]
        query = data.urlencode()
        links.append(SortLink(str(label), f"{path}?{query}" if query else path, sort == found.applied_sort))
    return links
