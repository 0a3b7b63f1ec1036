"""A report on an activity that the register does not know yet: with it comes the follow-up that it is about."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.follow_up.checks import refuse_twin
from agreements.models import Agreement, FollowUpReport
from agreements.record.digest import refresh_digest
from agreements.record.locks import lock_alive
from agreements.record.permissions import agreements_for, require, sees_everything
from agreements.record.saving import save

from .actions import save_report, submit_report

REPORT = "agreements.add_followupreport"


@transaction.atomic
def report_new_activity(report: FollowUpReport, *, by, now: datetime, announces: bool = True) -> FollowUpReport:
    """Add the unsaved follow-up of an unsaved report, and submit the report on it.

    The follow-up is not shown in public and moves no condition until somebody of Bagian Kerja Sama has decided on the
    report and opened it. It is no edit of the record: whoever edited that last stays the last editor. A liaison officer
    reports only for the own office, and only on agreements that it has to do with.
    """
    require(by, REPORT)
    follow_up = report.follow_up
    follow_up.agreement = lock_alive(follow_up.agreement)
    _require_own_office(follow_up, by)
    follow_up.version, follow_up.is_public = 0, False
    if not follow_up.title.strip():
        raise ValidationError({"title": _("Write what the activity was.")})
    follow_up.title = follow_up.title.strip()
    refuse_twin(follow_up)
    save(follow_up, by=by, reason=_("Told by the office"))
    refresh_digest(follow_up.agreement)
    report.follow_up = follow_up
    saved = save_report(report, by=by, now=now)
    return submit_report(saved, by=by, now=now, expected=saved.version, announces=announces)


def _require_own_office(follow_up, by) -> None:
    if sees_everything(by):
        return
    is_seen = agreements_for(by, Agreement.objects.filter(pk=follow_up.agreement_id)).exists()
    if not is_seen or not by.offices.filter(pk=follow_up.office_id).exists():
        raise PermissionDenied(_("Your account does not have the right to do this."))
