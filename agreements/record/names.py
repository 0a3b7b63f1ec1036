"""How offices and records are called on the work list."""

from typing import NamedTuple

from jambi_coop.lib.records.language import localised, missing_in_english


def office_name(office) -> str:
    """Short where it has a short name, else in the language of the page; nothing without an office."""
    return (office.short_name or localised(office, "name")) if office else ""


class Title(NamedTuple):
    """A title in the language of the page, and the language where it is not that of the page."""

    text: str
    lang: str


def title_of(record) -> Title:
    if not hasattr(record, "title_en"):
        return Title(str(record), "")
    return Title(localised(record, "title"), "id" if missing_in_english(record, "title") else "")
