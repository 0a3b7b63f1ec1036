"""Pairs of texts in Indonesian (`title`) and English (`title_en`); a text without such a pair is Indonesian."""

from django.utils.translation import get_language


def is_english():
    return (get_language() or "id").startswith("en")


def localised(obj, name):
    """The text `name` of `obj` in the language of the page; English falls back to Indonesian."""
    if is_english():
        return getattr(obj, f"{name}_en", "") or getattr(obj, name)
    return getattr(obj, name)


def chosen(indonesian, english, language):
    """As `localised` where only the two texts and the `language` of the page are at hand; with the language to mark
    the text with, if any."""
    if not language.startswith("en"):
        return indonesian, ""
    return (english, "") if english else (indonesian, "id" if indonesian else "")


def missing_in_english(obj, name):
    """True when an English page must show the Indonesian text, and say so."""
    return is_english() and bool(getattr(obj, name)) and not getattr(obj, f"{name}_en", "")
