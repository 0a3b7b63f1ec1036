"""The answers of an office on many agreements: one form above them and one for each, saved together or not at all."""

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.models import Agreement, Attestation, Office
from agreements.models.agreement import AgreementQuerySet
from agreements.record.locks import lock_agreements_of
from agreements.record.rounds import confirmable, is_due, to_accept
from agreements.record.staff.action_page import add_errors
from agreements.record.verdict import verdict_of
from jambi_coop.lib.dates.fields import DayFormField, KnownDateFormField
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.web import paging
from jambi_coop.lib.web.form_faults import Fault, faults_of_lines

from .actions import attest

NOT_ASKED, HAPPENED = "", "happened"
PAGE_SIZE = 50
SHOWN = "row"
"""Name of the hidden fields with the primary keys of the agreements that the page showed."""
SILENT, ASKED, COMPLETE = Attestation.Kind.SILENT, Attestation.Kind.ASKED, Attestation.Kind.COMPLETE
ANSWERS = [
    (NOT_ASKED, pgettext_lazy("answer of an office", "Not asked yet")),
    (SILENT, pgettext_lazy("answer of an office", "Nothing happened in the period")),
    (COMPLETE, pgettext_lazy("answer of an office", "Something happened, and all of it is recorded")),
    (HAPPENED, pgettext_lazy("answer of an office", "Something happened that is not recorded yet (nothing is saved)")),
    (ASKED, pgettext_lazy("answer of an office", "Asked, no answer")),
]


class HeadForm(forms.Form):
    """What holds for all answers of the page."""

    answered_on = DayFormField(label=gettext_lazy("Day of the answers"))
    office = forms.ModelChoiceField(
        Office.objects.filter(is_active=True),
        label=gettext_lazy("Office that was asked"),
        help_text=gettext_lazy("These agreements have no lead office."),
    )
    note = forms.CharField(
        label=gettext_lazy("Internal note"),
        help_text=gettext_lazy("Such as the number of the letter; kept with every answer, not shown in public."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )


class AnswerForm(forms.Form):
    """The answer on one agreement. *Not asked yet* and *not recorded yet* write nothing."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("answer of an office", "Answer"), choices=ANSWERS, widget=forms.RadioSelect, required=False
    )
    running = forms.ChoiceField(
        label=gettext_lazy("Still in force or running?"),
        choices=[
            (Attestation.Running.NOT_ASKED, Attestation.Running.NOT_ASKED.label),
            (Attestation.Running.YES, pgettext_lazy("still running", "Yes")),
            (Attestation.Running.NO, pgettext_lazy("still running", "No")),
        ],
        required=False,
    )
    starts_on = KnownDateFormField(label=gettext_lazy("from"), required=False)
    ends_on = KnownDateFormField(
        label=gettext_lazy("until"), help_text=gettext_lazy("Empty: the day of the answer."), required=False
    )

    def __init__(self, *args, agreement: Agreement, today: date, may_ask: bool, **kwargs):
        super().__init__(*args, prefix=f"row-{agreement.pk}", **kwargs)
        self.agreement, self.heading = agreement, str(agreement)
        self.verdict = verdict_of(agreement, today)
        self.initial = {"answer": NOT_ASKED, "starts_on": proposed_start(agreement, today)}
        if not may_ask:
            self.fields["answer"].choices = [one for one in ANSWERS if one[0] != ASKED]

    def clean(self):
        super().clean()
        if self.cleaned_data.get("answer") == NOT_ASKED and self._is_filled():
            self.add_error("answer", _("Choose the answer for what was filled in here, or empty it."))

    def _is_filled(self) -> bool:
        """True where something beside the answer was entered; the proposed first day alone is no entry."""
        given = self.cleaned_data
        running = given.get("running") not in (None, "", Attestation.Running.NOT_ASKED)
        starts = given.get("starts_on")
        return running or bool(given.get("ends_on")) or bool(starts and starts != self.initial["starts_on"])

    @property
    def chosen(self) -> str:
        """The answer, once the form is valid."""
        return self.cleaned_data["answer"]

    def attestation(self, head: dict) -> Attestation:
        """Return the unsaved answer."""
        given = self.cleaned_data
        return Attestation(
            agreement=self.agreement,
            kind=self.chosen,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"] or KnownDate.day(head["answered_on"]),
            running=given["running"] or Attestation.Running.NOT_ASKED,
            office=head.get("office") or self.agreement.lead_office,
            answered_on=head["answered_on"],
            note=head["note"].strip(),
        )


def rows_of_sheet(agreements: AgreementQuerySet, today: date) -> AgreementQuerySet:
    """Return those of `agreements` that can be confirmed, the ones that the round asks for first (`is_due`), each with
    the answers that nobody has accepted yet (`waiting`)."""
    rows = confirmable(agreements, today).annotate(is_due=is_due(today))
    rows = rows.select_related("digest", "stretch", "lead_office").order_by("-is_due", "title", "pk")
    return rows.prefetch_related(Prefetch("attestations", to_accept(), to_attr="waiting"))


def page_of_rows(request: HttpRequest, rows: QuerySet[Agreement]) -> tuple[Page | QuerySet, str]:
    """Return the rows of the page that was asked for, with a note where there is no such page; on POST the rows that
    the form showed, wherever they would stand now."""
    if request.method != "POST":
        return paging.page_of(paging.CappedPaginator(rows, PAGE_SIZE), request.GET.get("page", ""))
    shown = [pk for pk in request.POST.getlist(SHOWN) if pk.isascii() and pk.isdecimal() and len(pk) < 10]
    return rows.filter(pk__in=shown), ""


def proposed_start(agreement: Agreement, today: date) -> KnownDate:
    """Return the day after the one up to which the record is known, so that the answer carries it on; unknown where
    nothing is known."""
    horizon = agreement.stretch_on(today).horizon_on
    return KnownDate.day(min(horizon + timedelta(days=1), today)) if horizon else KnownDate.unknown()


class AnswerSheet:
    """The page of answers: `head` and the `rows`, each for one agreement.

    `may_ask`: *asked, no answer* is offered. An answer to an agreement that the page showed and that is not among
    `agreements` any more is refused, so that it is not lost without a word.
    """

    def __init__(self, agreements: Sequence[Agreement], *, today: date, may_ask: bool, data=None, needs_office=False):
        self.today = today
        self.head = HeadForm(data, prefix="all", initial={"answered_on": today})
        if not needs_office:
            del self.head.fields["office"]
        self.rows = [AnswerForm(data, agreement=one, today=today, may_ask=may_ask) for one in agreements]
        known = {str(one.pk) for one in agreements}
        shown = data.getlist(SHOWN) if data is not None else []
        asked = {NOT_ASKED, None, Attestation.Running.NOT_ASKED.value}
        entries = ("answer", "running", "ends_on")
        self.lost = [
            pk for pk in shown if pk not in known and {data.get(f"row-{pk}-{name}") for name in entries} - asked
        ]

    def is_valid(self) -> bool:
        """Validate every form, so that all faults are shown at once."""
        fine = [form.is_valid() for form in (self.head, *self.rows)]
        if self.lost:
            self.head.add_error(None, _("An agreement of this page is meanwhile led by another office or has ended."))
        return all(fine) and not self.lost

    def save(self, by) -> int | None:
        """Enter every answer in one transaction and return their number; None where one was refused, with the reason
        at its row and nothing written."""
        chosen = [row for row in self.rows if row.chosen not in (NOT_ASKED, HAPPENED)]
        with transaction.atomic():
            lock_agreements_of(Agreement.objects.filter(pk__in=[row.agreement.pk for row in chosen]))
            for row in chosen:
                self._enter(row, by)
            if any(row.errors for row in chosen) or self.head.errors:
                transaction.set_rollback(True)
                return None
        return len(chosen)

    def _enter(self, row: AnswerForm, by) -> None:
        try:
            with transaction.atomic():
                attest(row.attestation(self.head.cleaned_data), by=by, today=self.today)
        except ValidationError as error:
            wrong_head = hasattr(error, "error_dict") and set(error.error_dict) <= set(self.head.fields)
            add_errors(self.head if wrong_head else row, error)
        except PermissionDenied as error:
            row.add_error(None, str(error))

    @property
    def to_record(self) -> list[Agreement]:
        """Agreements of which the office told something that is not recorded yet."""
        return [row.agreement for row in self.rows if row.chosen == HAPPENED]

    @property
    def faults(self) -> list[Fault]:
        return faults_of_lines([self.head, *self.rows])
