"""The table of staff pages, each with the change list of Django that one would have without it.

The stand-ins show the same columns, load their links in one go, and otherwise keep Django's defaults.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import F, Model
from django.db.models.functions import Coalesce

from agreements.lifecycle.holding import BEFORE_SIGNING
from agreements.models import FollowUp, Step
from agreements.models.step import WITH_OTHERS

TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()


class FollowUpStandIn(admin.ModelAdmin):
    """The desk of follow-ups."""

    list_display = [
        *("title", "number", "agreement", "office", "person_in_charge", "due_on_words", "days_late", "state_words"),
        *("times_moved", "done_on_words", "report_state", "has_evidence", "is_public"),
    ]
    list_filter = ["office", "person_in_charge", "is_public"]
    list_select_related = ["agreement", "office", "person_in_charge", "document"]
    list_per_page = 50
    ordering = ["due_on_latest", "pk"]
    search_fields = ["title", "agreement__title", "agreement__register_number"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(agreement__trashed_at=None).prefetch_related("reports")

    @admin.display(ordering="agreement__register_number")
    def number(self, row):
        return row.agreement.register_number

    @admin.display(ordering="due_on_latest")
    def due_on_words(self, row):
        return str(row.due_on) if row.due_on else "–"

    def days_late(self, row):
        late = row.due_on.latest and not row.done_on and not row.cancelled_on and row.due_on.latest < TODAY
        return (TODAY - row.due_on.latest).days if late else "–"

    def state_words(self, row):
        return row.state(TODAY).label

    @admin.display(ordering="done_on_latest")
    def done_on_words(self, row):
        return str(row.done_on) if row.done_on else "–"

    def report_state(self, row):
        reports = list(row.reports.all())
        return reports[-1].get_state_display() if reports else "–"

    @admin.display(boolean=True)
    def has_evidence(self, row):
        return row.document is not None


class StepStandIn(admin.ModelAdmin):
    """The coordination desk: what lies with one institution, the longest first; how many with each are the facets."""

    list_display = [
        *("agreement", "number", "stage", "round", "letter_number", "sent_on_words", "received_on_words", "days"),
        "person",
    ]
    list_filter = ["holder"]
    show_facets = admin.ShowFacets.ALWAYS
    list_select_related = ["agreement", "agreement__person_in_charge"]
    list_per_page = 50
    ordering = [Coalesce("received_on_latest", "sent_on_latest").asc(nulls_last=True), "pk"]
    search_fields = ["letter_number", "agreement__title", "agreement__register_number"]

    def get_queryset(self, request):
        present = super().get_queryset(request).filter(WITH_OTHERS, stage=F("agreement__stage"))
        present = present.filter(agreement__trashed_at=None)
        return present.filter(agreement__is_comparison=False, agreement__stage__in=BEFORE_SIGNING)

    def number(self, step):
        return step.agreement.register_number

    @admin.display(ordering="sent_on_latest")
    def sent_on_words(self, step):
        return str(step.sent_on) if step.sent_on else "–"

    @admin.display(ordering="received_on_latest")
    def received_on_words(self, step):
        return str(step.received_on) if step.received_on else "–"

    def days(self, step):
        since = step.received_on.latest or step.sent_on.latest
        return (TODAY - since).days if since else "–"

    def person(self, step):
        return step.agreement.person_in_charge or "–"


@dataclass(frozen=True)
class StaffPage:
    """A page of ours and the query with which the stand-in shows the same rows in the same order."""

    name: str
    address: str
    model: type[Model]
    stand_in: type[admin.ModelAdmin]
    query: str
    row: re.Pattern = re.compile(rb"(\d+)/change/")
    """Finds the number of each row in the answers of both."""

    @property
    def stand_in_address(self) -> str:
        return f"/admin/{self.model._meta.app_label}/{self.model._meta.model_name}/{self.query}"


DESK = "/admin/agreements/followup/"
OPEN = "?done_on_latest__isnull=True&cancelled_on__isnull=True"
# A model has one stand-in; several pages may share it.
PAGES = [
    StaffPage("desk", DESK, FollowUp, FollowUpStandIn, OPEN),
    StaffPage("desk, an office", f"{DESK}?office=dinas-07", FollowUp, FollowUpStandIn, f"{OPEN}&office__id__exact=7"),
    StaffPage("desk, deep page", f"{DESK}?page=150", FollowUp, FollowUpStandIn, f"{OPEN}&p=150"),
    StaffPage(
        "coordination",
        "/admin/koordinasi/?at=home_affairs",
        Step,
        StepStandIn,
        "?holder__exact=home_affairs",
        re.compile(rb"/step/(\d+)/change/"),
    ),
]
