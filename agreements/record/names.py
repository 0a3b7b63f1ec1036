"""Names of offices and titles of records, as the work list shows them."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from jambi_coop.lib.records.language import localised, missing_in_english


def office_name(office) -> str:
    """Return the short name of an office, else its name in the language of the page; "" without an office."""
    return (office.short_name or localised(office, "name")) if office else ""


def known_title(agreement) -> str:
    """Return the title of an agreement, marked where the record is an invented example."""
    title = localised(agreement, "title")
    return _("%(title)s (example)") % {"title": title} if agreement.is_example else title


class Title(NamedTuple):
    """A title, and its language code where that is not the language of the page, else ""."""

    text: str
    lang: str


def title_of(record) -> Title:
    """Return the title of a record in the language of the page, else the Indonesian one, marked "id"."""
    if not hasattr(record, "title_en"):
        return Title(str(record), "")
    return Title(localised(record, "title"), "id" if missing_in_english(record, "title") else "")
