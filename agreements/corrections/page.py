"""The page on which one row is taken back: what it is, what changes, what stands on it, and why."""

from django import forms
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, FollowUpReport, ReportState
from agreements.record.permissions import may_decide
from agreements.record.reasons import REASON_MIN_LENGTH
from agreements.record.staff.action_form import ActionForm
from agreements.record.staff.action_page import action_page, change_url, refuse_unless, tell

from .actions import correct, correction_of
from .correction import Correction

TEMPLATE = "agreements/corrections/correct.html"
REASON_LENGTH = 100
"""As long as the history keeps a reason."""


class CorrectionForm(ActionForm):
    """Asks why one row is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=REASON_MIN_LENGTH,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("From 20 to 100 characters. It stays in the history."),
    )

    def act(self, by) -> Agreement:
        """Take the row back."""
        return correct(self.row, by=by, **self.given)


def correct_page(model_admin, request, agreement: Agreement, kind: str, pk: int):
    """Show what is taken back and what stands on it, and take it back on POST."""
    row = _row(agreement, kind, pk)
    correction = correction_of(row)
    refuse_unless(not agreement.in_trash and _may(model_admin, request, correction))
    later_rows = correction.later_rows()
    why_not = correction.why_not(request.user)
    return action_page(
        model_admin,
        request,
        CorrectionForm(request.POST or None, row=row),
        correction.title,
        done=lambda corrected: _done(request, corrected, row),
        template=TEMPLATE,
        agreement=agreement,
        facts=correction.facts(),
        later_rows=later_rows,
        why_not=why_not,
        changes=[] if later_rows or why_not else correction.changes(),
        notes=[] if later_rows or why_not else correction.notes(),
        back_url=change_url(_back(agreement, row)),
        danger=True,
    )


def _row(agreement: Agreement, kind: str, pk: int) -> Agreement | Model:
    """Return the row of this agreement that the address names; Http404 without it."""
    reports = FollowUpReport.objects.exclude(state=ReportState.DRAFT)
    rows = {
        "step": agreement.steps.select_related("waiver", "instrument"),
        "instrument": agreement.instruments.all(),
        "end": Agreement.objects.filter(pk=agreement.pk),
        "report": reports.filter(follow_up__agreement=agreement).select_related("follow_up__agreement"),
    }
    row = rows[kind].filter(pk=pk).first() if kind in rows else None
    if row is None:
        raise Http404
    return row


def _may(model_admin, request, correction: Correction) -> bool:
    if isinstance(correction.row, FollowUpReport):
        return may_decide(request.user)
    return model_admin.has_change_permission(request, correction.agreement) and request.user.has_perm(correction.right)


def _back(agreement: Agreement, row) -> Agreement | FollowUpReport:
    return row if isinstance(row, FollowUpReport) else agreement


def _done(request, corrected: Agreement, row):
    if isinstance(row, FollowUpReport):
        return tell(request, _("The decision is taken back. The report waits for one again."), row)
    text = _("It is taken back. The stage is now “%(stage)s”.") % {"stage": corrected.get_stage_display()}
    return tell(request, text, corrected)
