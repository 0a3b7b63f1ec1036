"""Words of the register in templates. Nothing here asks the database."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from jambi_coop.lib import dates, language
from jambi_coop.lib.dates import KnownDate
from jambi_coop.lib.money import format_money

register = template.Library()


@register.filter
def localised(row, name: str) -> str:
    """`{{ agreement|localised:"title" }}`: the text in the language of the page, else the Indonesian one."""
    return language.localised(row, name)


@register.filter
def missing_in_english(row, name: str) -> bool:
    """True where an English page shows the Indonesian text and must mark it with `lang="id"`."""
    return language.missing_in_english(row, name)


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """`{{ amount|money:"EUR" }}`: the full figure in the marks of the language, "EUR 13.400.000"."""
    return format_money(amount, currency, get_language() or "id")


@register.filter
def on_words(known: KnownDate) -> str:
    """`Due {{ day|on_words }}`: "on 5 May 2024", "in May 2024", as it stands after a verb."""
    return dates.on_words(known)


@register.filter
def with_colon(label: str) -> str:
    """`{{ field.label|with_colon }}`: as Django ends a label, none after a question."""
    text = str(label)
    return text if text.endswith((":", "?", ".", "!")) else f"{text}:"
