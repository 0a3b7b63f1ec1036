"""The rows of the desk as HTML: by hand, since a template takes longer over fifty rows than all queries together."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .rows import Row


def others_table(rows: Sequence[Row]) -> SafeString:
    """What lies with one institution."""
    heads = [_("Agreement"), _("Step"), _("Letter number"), _("Sent"), _("Received"), _("Waiting"), _("In charge")]
    words = [escape(head) for head in heads]
    return _table(words, [_others_row(row, words) for row in rows])


def _others_row(row: Row, words: Sequence[str]) -> str:
    step = f'<a href="{escape(row["step_url"])}">{escape(row["stage"])}</a> {escape(row["round"])}'
    step += f'<span class="of">{escape(row["led_by"])}</span>' if row["led_by"] else ""
    limit = f'<span class="of">{escape(row["limit"])}</span>' if row["limit"] else ""
    texts = [escape(row[name]) for name in ("letter_number", "sent", "received")]
    cells = [step, *texts, escape(row["days"]) + limit, escape(row["person"])]
    return _row(row, words, cells, is_over=row["is_over"])


def own_table(rows: Sequence[Row]) -> SafeString:
    """What the city has to move, with the letter or paper that comes next."""
    heads = [_("Agreement"), _("Stage"), _("Since"), _("Next letter or paper"), _("In charge")]
    words = [escape(head) for head in heads]
    return _table(words, [_own_row(row, words) for row in rows])


def _own_row(row: Row, words: Sequence[str]) -> str:
    days = f'<span class="of">{escape(row["days"])}</span>' if row["days"] else ""
    cells = [escape(row["stage"]), escape(row["received"]) + days, escape(row["next_letter"]), escape(row["person"])]
    return _row(row, words, cells)


def _row(row: Row, words: Sequence[str], cells: Sequence[str], *, is_over: bool = False) -> str:
    title = f'<a href="{escape(row["url"])}">{escape(row["title"])}</a><span class="of">{escape(row["number"])}</span>'
    rest = "".join(f'<td data-label="{word}">{cell}</td>' for word, cell in zip(words[1:], cells, strict=True))
    late = ' class="late"' if is_over else ""
    return f'<tr{late}><th scope="row">{title}</th>{rest}</tr>'


def _table(words: Sequence[str], rows: Sequence[str]) -> SafeString:
    head = "".join(f'<th scope="col">{word}</th>' for word in words)
    table = f'<table class="desk-table"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return mark_safe(table)  # noqa: S308 - every text in it is escaped above
