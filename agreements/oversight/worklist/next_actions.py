"""The next action of each row, if the user may take it; otherwise the row links to the record."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agreements.models import (
    Agreement,
    Document,
    FollowUp,
    FollowUpReport,
    Indicator,
    Instrument,
    Measurement,
    Office,
    ReportState,
    Step,
)
from agreements.record.offices import may_confirm
from agreements.record.permissions import may_change_follow_ups
from partners.models import Partner

from .scope import WorklistScope

OPEN = _("Open the record")
READ = _("Read the report")


class NextAction(NamedTuple):
    """Label and address of what the user can do about a row."""

    label: str | Promise
    url: str


def _at(label: Promise | str, name: str, *args: int, query: str = "") -> NextAction:
    return NextAction(label, reverse(f"admin:{name}", args=args) + (f"?{query}" if query else ""))


def change_page(record, label=OPEN) -> NextAction:
    """Link to the admin page of a record."""
    return _at(label, f"{record._meta.app_label}_{record._meta.model_name}_change", record.pk)


def open_agreement(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Link to the agreement, to name a person in charge."""
    return change_page(agreement, _("Name somebody") if scope.may("agreements.change_agreement") else OPEN)


def review(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Record the decision on an ending agreement."""
    if not scope.may("agreements.add_review"):
        return change_page(agreement)
    return _at(_("Record the decision"), "agreements_agreement_review", agreement.pk)


def follow_up_to_plan(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Plan a follow-up; the first one has a page of its own. Load `follow_ups` first."""
    if not scope.may("agreements.add_followup") or not scope.sees_everything:
        return change_page(agreement)
    label = _("Plan a follow-up")
    if agreement.follow_ups.all():
        return _at(label, "agreements_followup_add", query=f"agreement={agreement.pk}")
    return _at(label, "agreements_agreement_first_follow_up", agreement.pk)


def submitted_report(follow_up: FollowUp) -> FollowUpReport | None:
    """Return the report that waits for a decision, or None. Until then its office can do nothing. Load `reports`
    first."""
    return next((one for one in follow_up.reports.all() if one.state == ReportState.SUBMITTED), None)


def report(follow_up: FollowUp, scope: WorklistScope) -> NextAction:
    """Report on a follow-up, or read the report that waits for a decision.

    An office uses its own pages; staff, who may report too, use the full form of the follow-up.
    """
    waiting = submitted_report(follow_up)
    if scope.sees_everything:
        if waiting:
            return change_page(waiting, READ)
        may = scope.may("agreements.change_followup")
        return change_page(follow_up, _("Update the follow-up") if may else OPEN)
    if not scope.may("agreements.add_followupreport") or follow_up.office_id not in scope.offices:
        return change_page(follow_up)
    label = READ if waiting else pgettext_lazy("button", "Report")
    return NextAction(label, reverse("agreements:report_form", args=[follow_up.pk]))


def assign(follow_up: FollowUp, scope: WorklistScope) -> NextAction:
    """Link to the follow-up, to name a person in charge."""
    return change_page(follow_up, _("Name somebody") if may_change_follow_ups(scope.user) else OPEN)


def open_step(step: Step, scope: WorklistScope) -> NextAction:
    """Link to the step, to record the answer."""
    may = scope.may("agreements.change_step")
    return change_page(step, _("Record the answer")) if may else change_page(step.agreement)


def upload(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Upload the text of the agreement."""
    if not scope.may("agreements.add_document"):
        return change_page(agreement)
    return _at(_("Upload the text"), "agreements_document_add", query=f"agreement={agreement.pk}")


def classify(record: Agreement | Document | Partner, scope: WorklistScope) -> NextAction:
    """Set the publication class of a record."""
    app, model = record._meta.app_label, record._meta.model_name
    if not scope.may(f"{app}.change_{model}"):
        return change_page(record)
    return _at(_("Set the publication class"), f"{app}_{model}_publication", record.pk)


def say_how_long(instrument: Instrument, scope: WorklistScope) -> NextAction:
    """Record how long a signed text holds."""
    return change_page(instrument, _("Record the validity") if scope.may("agreements.change_instrument") else OPEN)


def name_base(instrument: Instrument, scope: WorklistScope) -> NextAction:
    """Link to the extension, to name the text that it extends."""
    return change_page(instrument, _("Name the text") if scope.may("agreements.change_instrument") else OPEN)


def measure(indicator: Indicator, scope: WorklistScope) -> NextAction:
    """Record a value of an indicator."""
    return change_page(indicator, _("Record a value") if scope.may("agreements.add_measurement") else OPEN)


def open_results(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Link to the indicators of the agreement."""
    query = f"agreement__id__exact={agreement.pk}"
    return _at(_("See the results"), "agreements_indicator_changelist", query=query)


def decide_report(found: FollowUpReport, scope: WorklistScope) -> NextAction:
    """Decide on a submitted report."""
    return change_page(found, _("Decide") if scope.may("agreements.approve_followupreport") else OPEN)


def decide_value(value: Measurement, scope: WorklistScope) -> NextAction:
    """Decide on a submitted value."""
    if not scope.may("agreements.approve_followupreport"):
        return change_page(value)
    return _at(_("Decide"), "agreements_measurement_decision", value.pk)


def check(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Compare the agreement with its sources."""
    if not scope.may("agreements.check_agreement"):
        return change_page(agreement)
    return _at(_("Compare with the sources"), "agreements_agreement_check", agreement.pk)


def ask_office(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Enter the answer of the lead office; a liaison officer of that office answers on the page under /lapor/."""
    if not scope.may("agreements.add_attestation"):
        return change_page(agreement)
    if scope.sees_everything:
        label, office = _("Ask the office"), agreement.lead_office_id
        return _at(label, "confirmations_of_office", office) if office else _at(label, "confirmations_without_office")
    if agreement.lead_office_id not in scope.offices:
        return change_page(agreement)
    return NextAction(pgettext_lazy("confirmation", "Answer"), reverse("agreements:office_confirmations"))


def accept_answers(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Read the answers that wait, and accept them."""
    if not scope.may("agreements.accept_attestation"):
        return change_page(agreement)
    return _at(_("Read the answers"), "confirmations_to_accept")


def answers_of(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Link to the answers on one agreement."""
    query = f"agreement__id__exact={agreement.pk}"
    return _at(_("See the answers"), "agreements_attestation_changelist", query=query)


def confirm(office: Office, scope: WorklistScope) -> NextAction:
    """Confirm a proposed office."""
    if not may_confirm(scope.user):
        return change_page(office)
    return _at(_("Confirm the office"), "agreements_office_confirm", office.pk)


def cite(agreement: Agreement, scope: WorklistScope) -> NextAction:
    """Link to the agreement, to look over its legal bases."""
    return change_page(agreement, _("Look over the legal bases") if scope.may("agreements.change_citation") else OPEN)
