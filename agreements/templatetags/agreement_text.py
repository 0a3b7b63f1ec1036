"""Template tags and filters for texts, dates, amounts and files. None of them queries the database."""

from decimal import Decimal

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import format_html
from django.utils.translation import get_language

from agreements.lifecycle.citation import written_out
from agreements.models import Agreement
from agreements.record.wording import holder_label
from jambi_coop.lib.dates import known_date
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.money.amounts import compact_money, format_money
from jambi_coop.lib.records import language

register = template.Library()
MILLION = 1_000_000
FILE_TYPES = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}


@register.simple_tag(takes_context=True)
def text(context, row, name: str, *, paragraphs: bool = False) -> str:
    """`{% text agreement "title" %}`: the text in the language of the page, or in Indonesian, marked with `lang="id"`,
    where there is no translation.

    A page that mentions such texts puts a list named `fallbacks` into its context; the tag appends their names to it.
    """
    words = language.localised(row, name)
    if paragraphs:
        words = linebreaks_filter(words)
    if not language.missing_in_english(row, name):
        return words
    context.get("fallbacks", []).append(name)
    return format_html('<{0} lang="id">{1}</{0}>', "div" if paragraphs else "span", words)


@register.simple_tag
def document_title(document) -> str:
    """`{% document_title document %}`: the title, marked with `lang` where it is in the other language than the
    page."""
    page_language = "en" if language.is_english() else "id"
    if document.language not in ("id", "en") or document.language == page_language:
        return document.title
    return format_html('<span lang="{}">{}</span>', document.language, document.title)


@register.filter
def holder_of(holder: str, agreement: Agreement) -> str:
    """`{{ step.holder|holder_of:agreement }}`: the holder as this record calls it, a comparison case by its region."""
    return holder_label(agreement, holder)


@register.filter
def format_file(document) -> str:
    """`{{ document|format_file }}`: "PDF, 1,8 MB" with the decimal mark of the page's language."""
    file_type = FILE_TYPES.get(document.media_type, document.media_type.rpartition("/")[2].upper())
    if document.size < MILLION:
        return f"{file_type}, {max(1, round(document.size / 1000))} KB"
    size = f"{document.size / MILLION:.1f}"
    return f"{file_type}, {size if language.is_english() else size.replace('.', ',')} MB"


@register.filter
def item(values: dict, key):
    """`{{ documents|item:term.document_id }}`: the value of a key, None without one."""
    return values.get(key)


@register.filter
def localised(row, name: str) -> str:
    """`{{ agreement|localised:"title" }}`: the text in the language of the page, else the Indonesian one."""
    return language.localised(row, name)


@register.filter
def missing_in_english(row, name: str) -> bool:
    """True where an English page shows the Indonesian text and must mark it with `lang="id"`."""
    return language.missing_in_english(row, name)


@register.filter
def cite(basis: str) -> str:
    """`{{ spec.basis|cite }}`: articles of law written out in the language of the page."""
    return written_out(basis)


@register.simple_tag
def indonesian(words: str) -> str:
    """`{% indonesian partner.name %}`: a name or title that the register has in Indonesian only, marked with
    `lang="id"` on an English page."""
    return format_html('<span lang="id">{}</span>', words) if words and language.is_english() else words


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """`{{ amount|money:"EUR" }}`: the full figure with the separators of the language, "EUR 13.400.000"."""
    return format_money(amount, currency, get_language() or "id")


@register.filter
def in_millions(amount: Decimal, currency: str) -> str:
    """`{{ amount|in_millions:"EUR" }}`: "EUR 13,4 juta"; "" below a million, where it would repeat the figure."""
    return compact_money(amount, currency, get_language() or "id") if abs(amount) >= MILLION else ""


@register.filter
def format_on(known: KnownDate) -> str:
    """`Due {{ day|format_on }}`: a date in the form that follows a verb, "on 5 May 2024", "in May 2024"."""
    return known_date.format_on(known)


@register.filter
def with_colon(label: str) -> str:
    """`{{ field.label|with_colon }}`: add a colon to a label, as Django does, unless it ends in a punctuation mark."""
    text = str(label)
    return text if text.endswith((":", "?", ".", "!")) else f"{text}:"
