"""Pairs of texts in Indonesian (`title`) and English (`title_en`); a text without such a pair is Indonesian."""

from django.utils.translation import get_language


def is_english():
    """True where the active language is English; everything else counts as Indonesian."""
    return (get_language() or "id").startswith("en")


def localised(obj, name):
    """Return the text `name` of `obj` in the language of the page; English falls back to Indonesian."""
    if is_english():
        return getattr(obj, f"{name}_en", "") or getattr(obj, name)
    return getattr(obj, name)


def chosen(indonesian, english, language):
    """Choose between two texts as `localised` does, for the given `language`; return (text, language code to mark it
    with, or "")."""
    if not language.startswith("en"):
        return indonesian, ""
    return (english, "") if english else (indonesian, "id" if indonesian else "")


def missing_in_english(obj, name):
    """True where an English page has to show the Indonesian text, and must mark it."""
    return is_english() and bool(getattr(obj, name)) and not getattr(obj, f"{name}_en", "")
