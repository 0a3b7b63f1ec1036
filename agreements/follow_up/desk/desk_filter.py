"""Filter and order of the follow-ups on the desk, and the values its table shows for each row.

To change it: touch `DeskFilter` for what can be asked, `COLUMNS` for what can be sorted, `with_links` and `say_today`
for what a row has to know; `templates/agreements/follow_up/desk/list.html` (heading) and
`templates/agreements/follow_up/desk/_row.html` (cell); `tests/agreements/follow_up/test_desk.py`, which counts the
queries. More: `docs/how-to/list.md`.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django_filters import CharFilter, ChoiceFilter

from agreements.models import Agreement, FollowUp, FollowUpReport, Office, ReportState, StateFilter
from agreements.record.names import office_name
from agreements.record.permissions import agreements_for, sees_everything
from agreements.record.search import matching
from agreements.record.staff.part_admin import LIST_PARAMETER, asked_agreement
from jambi_coop.lib.dates.fields import overlaps_q
from jambi_coop.lib.numbers.figures import format_number
from jambi_coop.lib.records.people import name_of
from jambi_coop.lib.web.paging import CappedPaginator
from jambi_coop.lib.web.tolerant_filters import (
    ALL,
    MAX_QUERY_LENGTH,
    MAX_TERMS,
    TolerantFilter,
    YearFilter,
    wanted,
)

NOBODY = "none"
"""Value in addresses for follow-ups without an office, or without a person in charge."""
TABS = [state for state in StateFilter if state != StateFilter.PLANNED]
COLUMNS = {
    "title": ["title"],
    "agreement": ["agreement__register_number"],
    "office": ["office__name"],
    "person": ["person_in_charge__first_name", "person_in_charge__last_name", "person_in_charge__username"],
    "due": ["due_on_latest"],
    "moved": ["times_moved"],
    "done": ["done_on_latest"],
}
LARGEST_FIRST = ("moved", "done")
SORTS = [(sort, sort) for name in COLUMNS for sort in (name, f"-{name}")]


class DeskFilter(TolerantFilter):
    """Filter of the follow-ups whose agreement the user may see, without those in the trash.

    Without a chosen state it lists the open ones; of a single agreement, all. `people`: (primary key, name) of the
    accounts that can be put in charge; for a department, of those who are in charge of a follow-up it sees.
    """

    carried = "sort"

    state = ChoiceFilter(choices=StateFilter.choices, widget=forms.HiddenInput, method="unchanged")
    q = CharFilter(
        label=gettext_lazy("Search words"),
        max_length=MAX_QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search"}),
        method="by_text",
    )
    office = ChoiceFilter(label=gettext_lazy("Office"), empty_label=ALL, method="by_office")
    person = ChoiceFilter(
        label=gettext_lazy("Person in charge"),
        field_name="person_in_charge",
        empty_label=ALL,
        null_label=gettext_lazy("Nobody"),
        null_value=NOBODY,
    )
    year = YearFilter(
        label=gettext_lazy("Year"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "size": 5}),
        method="by_year",
    )
    agreement__id__exact = ChoiceFilter(field_name="agreement", widget=forms.HiddenInput)
    sort = ChoiceFilter(choices=SORTS, widget=forms.HiddenInput, method="unchanged")

    def __init__(self, request, *, today: date):
        self.user, self.agreement = request.user, asked_agreement(request)
        data = request.GET.copy()
        if self.agreement:
            data[LIST_PARAMETER] = str(self.agreement.pk)
        seen = agreements_for(request.user, Agreement.objects.alive())
        super().__init__(data, FollowUp.objects.filter(agreement__in=seen), today=today, request=request)

    def offer_choices(self, data) -> None:
        offices = Office.objects.filter(Q(is_active=True) | Q(code=wanted(data, "office"))).order_by("name")
        accounts = get_user_model().objects.order_by("first_name", "last_name", "username")
        if sees_everything(self.user):
            accounts = accounts.filter(is_active=True, is_staff=True)
        else:
            accounts = accounts.filter(pk__in=self.queryset.values("person_in_charge"))
        self.people = [(str(one.pk), name_of(one)) for one in accounts]
        offered = {
            "office": [
                *((one.code, one.marked(office_name(one))) for one in offices),
                (NOBODY, _("Without an office")),
            ],
            "person": self.people,
            LIST_PARAMETER: [(self.agreement.pk, str(self.agreement))] if self.agreement else [],
        }
        for name, choices in offered.items():
            self.filters[name].extra["choices"] = choices

    @property
    def asked_state(self) -> StateFilter:
        return StateFilter(self.data.get("state") or (StateFilter.ALL if self.agreement else StateFilter.OPEN))

    @property
    def is_narrowed(self) -> bool:
        """True when one of the visible fields narrows the list."""
        return any(self.data.get(field.name) for field in self.form.visible_fields())

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = super().filter_queryset(queryset).in_state(self.asked_state, self.today)
        return found.order_by(*ordering(self.data.get("sort", ""), self.asked_state))

    def unchanged(self, queryset, name, value):
        return queryset

    def by_text(self, queryset, name, value):
        """Every word must occur in the title or in the text of the agreement."""
        agreements = Agreement.objects.all()
        # The stored text of an agreement includes the titles of its follow-ups, so that an index finds the candidates.
        found = queryset.filter(agreement__in=matching(agreements, value, staff=True))
        for word in re.findall(r"\w+", value)[:MAX_TERMS]:
            found = found.filter(Q(title__icontains=word) | Q(agreement__in=matching(agreements, word)))
        return found

    def by_office(self, queryset, name, value):
        return queryset.filter(office__isnull=True) if value == NOBODY else queryset.filter(office__code=value)

    def by_year(self, queryset, name, value):
        """Filter by the date that belongs to the chosen state; in all states, by any of the dates."""
        year = date(value, 1, 1), date(value, 12, 31)
        done, cancelled = overlaps_q("done_on", *year), Q(cancelled_on__range=year)
        due = overlaps_q("due_on", *year)
        of_state = {
            StateFilter.DONE: done,
            StateFilter.CANCELLED: cancelled,
            StateFilter.ALL: due | done | cancelled,
        }
        return queryset.filter(of_state.get(self.asked_state, due))


def ordering(sort: str, state: StateFilter) -> list:
    """Return the order of the list: by the chosen column, with unknown values last.

    Without a chosen column: open ones by due date, the longest overdue first; done and cancelled ones, the newest
    first; of all states, first the open ones, then the done, then the cancelled.
    """
    if sort:
        columns = [F(column) for column in (*COLUMNS[sort.removeprefix("-")], "pk")]
        if sort.startswith("-"):
            return [column.desc(nulls_last=True) for column in columns]
        return [column.asc(nulls_last=True) for column in columns]
    due = [F("due_on_latest").asc(nulls_last=True), "pk"]
    orders = {
        StateFilter.DONE: ["-done_on_latest", "-pk"],
        StateFilter.CANCELLED: ["-cancelled_on", "-pk"],
        StateFilter.ALL: [
            F("cancelled_on").desc(nulls_first=True),
            F("done_on_latest").desc(nulls_first=True),
            *due,
        ],
    }
    return orders.get(state, due)


def columns(sort: str) -> dict[str, dict[str, str]]:
    """Return for each column its direction and the sort value to which its heading links."""
    found = {}
    for name in COLUMNS:
        direction = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        turns = direction == "ascending" or (name in LARGEST_FIRST and not direction)
        found[name] = {"direction": direction, "next": f"-{name}" if turns else name}
    return found


def with_links(rows: QuerySet) -> QuerySet:
    """Add the related rows that the table shows."""
    reports = FollowUpReport.objects.only("follow_up", "state", "evidence_link").order_by("pk")
    return rows.select_related("agreement", "office", "person_in_charge", "document").prefetch_related(
        Prefetch("reports", queryset=reports)
    )


def say_today(rows: Iterable[FollowUp], today: date) -> list[FollowUp]:
    """Return the rows of a page with the values the table shows for the day `today`.

    Set are `state_now`, `days_late` (0 if not late), `last_report` and `has_evidence`.
    """
    found = list(rows)
    for row in found:
        reports = list(row.reports.all())
        row.state_now = row.state(today)
        row.days_late = (today - row.due_on.latest).days if row.state_now == FollowUp.State.LATE else 0
        row.last_report = reports[-1] if reports else None
        row.has_evidence = (row.document is not None and not row.document.in_trash) or any(
            one.evidence_link and one.state == ReportState.APPROVED for one in reports
        )
    return found


def count_sentence(paginator: CappedPaginator) -> str:
    """Return the sentence that says how many follow-ups there are."""
    number = format_number(Decimal(paginator.count), get_language() or "id")
    if paginator.is_capped:
        return _("More than %(count)s follow-ups") % {"count": number}
    return ngettext("%(number)s follow-up", "%(number)s follow-ups", paginator.count) % {"number": number}
