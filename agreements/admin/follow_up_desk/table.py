"""The rows of the table as finished HTML.

Fifty rows of a template take several times as long as everything else on the page, the database included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .rows import Row

WIDTH = 12
"""Cells of a row, those with the tick and the link included."""


@dataclass(frozen=True)
class Words:
    """What stands in every row, translated once; the names of the columns show where the table is a stack of cards."""

    office: str
    person: str
    due: str
    state: str
    moved: str
    done: str
    report: str
    read: str
    evidence: str
    public: str
    yes: str
    no: str
    tick: str
    update: str
    only_this: str


def words() -> Words:
    return Words(
        office=escape(_("Office")),
        person=escape(_("Person in charge")),
        due=escape(_("Due")),
        state=escape(_("State")),
        moved=escape(_("Moved")),
        done=escape(_("Done or cancelled on")),
        report=escape(_("Report")),
        read=escape(_("Read the report")),
        evidence=escape(_("Evidence")),
        public=escape(_("Public")),
        yes=escape(_("yes")),
        no=escape(_("no")),
        tick=escape(_("Tick")),
        update=escape(_("Update")),
        only_this=escape(_("Only this agreement")),
    )


def pieces(rows: Iterable[Row], shown: Words, edit_query: str, *, may_write: bool) -> list[SafeString]:
    """The rows of one section in one piece; in two, where a row is opened: its forms come between them."""
    parts: list[list[str]] = [[]]
    for row in rows:
        parts[-1].append(_row(row, shown, escape(edit_query), may_write))
        if row["is_edited"] and row["may_change"]:
            parts.append([])
    return [mark_safe("".join(part)) for part in parts]  # noqa: S308 - every value is escaped in `_row`


def _row(row: Row, shown: Words, edit_query: str, may_write: bool) -> str:
    pk, title = row["pk"], escape(row["title"])
    marked = _marked(row["title"], row["title_lang"])
    tick, do = _controls(row, title, shown, edit_query) if may_write else ("", "")
    moved = f"{row['moved']}×" if row["moved"] else ""
    late = f' <strong class="late-words">{escape(row["late"])}</strong>' if row["late"] else ""
    return (
        f'<tr id="row-{pk}"{" class=late" if row["late"] else ""}>{tick}'
        f'<th scope="row"><a href="{pk}/change/">{marked}</a><span class="of">'
        f'<a href="?agreement__id__exact={row["agreement_id"]}" title="{shown.only_this}">{escape(row["number"])}</a> '
        f"{_marked(row['agreement'], row['agreement_lang'])}</span></th>"
        f'<td data-label="{shown.office}">{_marked(row["office"], row["office_lang"])}</td>'
        f'<td data-label="{shown.person}">{escape(row["person"])}</td>'
        f'<td data-label="{shown.due}">{escape(row["due"])}{late}</td>'
        f'<td data-label="{shown.state}"><span class="state state-{row["state"]}">{escape(row["word"])}</span></td>'
        f'<td data-label="{shown.moved}">{moved}</td>'
        f'<td data-label="{shown.done}">{escape(row["done"])}</td>'
        f'<td data-label="{shown.report}">{_report(row, title, shown)}</td>'
        f'<td data-label="{shown.evidence}">{shown.yes if row["has_evidence"] else shown.no}</td>'
        f'<td data-label="{shown.public}">{shown.yes if row["is_public"] else shown.no}</td>'
        f"{do}</tr>"
    )


def _marked(text: str, lang: str) -> str:
    """In a language other than that of the page it says so."""
    return f'<span lang="{lang}">{escape(text)}</span>' if lang else escape(text)


def _report(row: Row, title: str, shown: Words) -> str:
    """Where it stands, and the way to it while it waits for a decision."""
    words = escape(row["report"])
    if not row["report_url"]:
        return words
    address = escape(row["report_url"])
    return f'{words} <a href="{address}">{shown.read}<span class="visually-hidden"> {title}</span></a>'


def _controls(row: Row, title: str, shown: Words, edit_query: str) -> tuple[str, str]:
    """The first and the last cell: the tick, and the link that opens the row; empty on a row of others."""
    if not row["may_change"]:
        return "<td class=tick></td>", "<td class=do></td>"
    pk, checked = row["pk"], " checked" if row["is_ticked"] else ""
    return (
        f'<td class=tick><input type="checkbox" name="row" value="{pk}-{row["version"]}" form="bulk" '
        f'aria-label="{shown.tick} {title}"{checked}></td>',
        f'<td class=do><a href="{edit_query}edit={pk}#row-{pk}">{shown.update}'
        f'<span class="visually-hidden"> {title}</span></a></td>',
    )
