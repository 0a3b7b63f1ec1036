"""How people and records are called on the work list."""

from jambi_coop.lib.language import localised, missing_in_english


def person_name(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def title_of(record) -> tuple[str, str]:
    """The title in the language of the page, and the language where it is not that of the page."""
    if not hasattr(record, "title_en"):
        return str(record), ""
    return localised(record, "title"), "id" if missing_in_english(record, "title") else ""
