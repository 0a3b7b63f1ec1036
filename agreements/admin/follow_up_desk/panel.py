"""What the two templates of the desk show around and in the list: tabs, filters, headings, rows, pages."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from functools import cache
from html import escape  # Django's own takes several times as long, for hundreds of options

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.models import FollowUp, Office
from agreements.models.follow_up import state_q
from agreements.views.paging import MOST_COUNTED
from jambi_coop.lib.language import chosen
from jambi_coop.lib.money import format_number
from jambi_coop.lib.statements import Statement, statement_of

from .asked import BOARD, NOBODY, PARAMETERS, SORTS, Asked, Group, Show
from .listing import Listing
from .query import PAGE_SIZE, counted, group_counts, named, names_of, narrowed, ordering
from .rows import COLUMNS, load_rows, sections
from .table import WIDTH, pieces, words

TABS = (Show.OPEN, Show.LATE, Show.SOON, Show.UNDATED, Show.ONGOING, Show.DONE, Show.CANCELLED, Show.ALL)
BOARD_COLUMNS = (Show.PLANNED, Show.ONGOING, Show.DONE, Show.CANCELLED)
BOARD_DAYS = 90
MOST_CARDS = 25
MOST_COUNTED_ON_BOARD = 1000
IN_THE_FORM = ("office", "person", "year", "words", "group")


def context(page) -> dict:
    """What both views have: the links to the states and the filters."""
    asked = page.asked
    return {
        "asked": asked,
        "query": asked.query(page=asked.page),
        "edit_query": _with_more(asked.query(page=asked.page)),
        "tabs": [
            {"word": show.label, "url": asked.query(state=show), "is_current": not asked.view and show == asked.show}
            for show in TABS
        ],
        "views": [
            {"word": _("List"), "url": asked.query(view=""), "is_current": not asked.view},
            {"word": _("Board"), "url": asked.query(view=BOARD, state=""), "is_current": asked.view == BOARD},
        ],
        "office_options": options([("", _("All")), *_offices(asked), (NOBODY, _("Without an office"))], asked.office),
        "person_options": options([("", _("All")), (NOBODY, _("Nobody")), *_persons(page).items()], asked.person),
        "group_options": options([("", "–"), *Group.choices], asked.group),
        "carried": {
            name: value
            for name, value in asked.parameters(page="", edit="", all="").items()
            if name not in {PARAMETERS.get(own, own) for own in IN_THE_FORM}
        },
        "clear_url": f"?{'view=board' if asked.view else ''}",
        "is_narrowed": asked.is_narrowed,
        "everybody_url": asked.query(agreement=""),
    }


def _with_more(query: str) -> str:
    """`query` ready for one parameter more."""
    return query if query == "?" else f"{query}&"


def options(pairs, chosen: str) -> SafeString:
    """The options of a select box as finished HTML."""
    parts = [
        f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>{escape(str(label))}</option>'
        for value, label in pairs
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def _offices(asked: Asked) -> list[tuple[str, str]]:
    language = get_language() or "id"
    return [
        (code, short or chosen(name, english, language)[0])
        for code, short, name, english, active in _all_offices().rows()
        if active or code == asked.office
    ]


@cache
def _all_offices() -> Statement:
    rows = Office.objects.order_by("name").values_list("code", "short_name", "name", "name_en", "is_active")
    return statement_of(rows)


def _persons(page) -> dict[str, str]:
    """Everybody who can be put in charge; to an account of a department only who is, in what it sees."""
    if page.reader.everything:
        return page.people
    theirs = page.reader.follow_ups().filter(person_in_charge=OuterRef("pk"))
    return names_of(named(get_user_model().objects.filter(Exists(theirs))))


def number_words(number: int) -> str:
    return format_number(Decimal(number), get_language() or "id")


def count_words(number: int) -> str:
    if number > MOST_COUNTED:
        return _("More than %(count)s follow-ups") % {"count": number_words(MOST_COUNTED)}
    words = ngettext("%(number)s follow-up", "%(number)s follow-ups", number)
    return words % {"number": number_words(number)}


def listed(page) -> dict:
    """The table: one page of rows, by number first and then only what is shown of them."""
    asked = page.asked
    listing = Listing(page.reader, asked, page.today)
    number = listing.count(MOST_COUNTED)
    paginator = Paginator(range(min(number, MOST_COUNTED)), PAGE_SIZE)
    current = paginator.get_page(asked.page_number)
    rows = _rows(page, listing.page(current.start_index() - 1, PAGE_SIZE)) if number else []
    edit_query, may_write, shown = _with_more(asked.query(page=asked.page)), page.reader.may_write, words()
    parts = [
        {**part, "pieces": pieces(part["rows"], shown, edit_query, may_write=may_write)}
        for part in sections(rows, asked, lambda keys: group_counts(listing.all, asked, keys))
    ]
    return {
        "count_words": count_words(number),
        "parts": parts,
        "has_rows": bool(rows),
        "columns": _columns(asked),
        "width": WIDTH,
        "page_obj": current,
        "pages": _pages(paginator, current, asked),
        "all_url": asked.query(page=asked.page, all="1") + "#desk-list",
        "none_url": asked.query(page=asked.page) + "#desk-list",
        "all_ticked": bool(asked.all),
        "show": asked.show.value,
    }


def _rows(page, found: Iterable[tuple]) -> list:
    ticked = None if page.asked.all else frozenset(page.ticks)
    return load_rows(found, page.reader, page.today, edited=page.edited, ticked=ticked)


def _pages(paginator: Paginator, current, asked: Asked) -> list[dict]:
    if paginator.num_pages < 2:
        return []
    numbers = paginator.get_elided_page_range(current.number, on_each_side=2, on_ends=1)
    return [
        {
            "number": number,
            "url": asked.query(page=number) if isinstance(number, int) else "",
            "is_current": number == current.number,
        }
        for number in numbers
    ]


def _columns(asked: Asked) -> dict[str, dict]:
    """Link and direction of each column that sorts, by name."""
    columns = {}
    for name in SORTS:
        direction = {name: "ascending", f"-{name}": "descending"}.get(asked.sort, "")
        turned = f"-{name}" if direction == "ascending" or (name in ("moved", "done") and not direction) else name
        columns[name] = {"url": asked.query(sort=turned), "direction": direction}
    return columns


def board(page) -> dict:
    """Four columns of cards; what is over shows for `BOARD_DAYS`."""
    seen = narrowed(page.reader.follow_ups(), page.asked)
    since = page.today - timedelta(days=BOARD_DAYS)
    recent = {Show.DONE: {"done_on_latest__gte": since}, Show.CANCELLED: {"cancelled_on__gte": since}}
    columns, wanted = [], []
    for show in BOARD_COLUMNS:
        found = seen.filter(state_q(show, page.today), **recent.get(show, {}))
        ids = list(found.order_by(*ordering(Asked(state=show))).values_list("pk", flat=True)[:MOST_CARDS])
        columns.append((show, counted(found, MOST_COUNTED_ON_BOARD), ids))
        wanted += ids
    by_pk = {
        row["pk"]: row for row in _rows(page, FollowUp.objects.filter(pk__in=wanted).order_by().values_list(*COLUMNS))
    }
    parts = [
        {
            "show": show.value,
            "heading": show.label,
            "is_recent": show in recent,
            "count": f"{number_words(MOST_COUNTED_ON_BOARD)}+"
            if number > MOST_COUNTED_ON_BOARD
            else number_words(number),
            "rows": [by_pk[pk] for pk in ids if pk in by_pk],
            "is_cut": number > len(ids),
            "url": page.asked.query(view="", state=show),
        }
        for show, number, ids in columns
    ]
    return {"parts": parts, "recent_days": BOARD_DAYS}
