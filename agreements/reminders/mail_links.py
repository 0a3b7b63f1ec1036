"""Links in mails: each reader gets the page that he or she may open, never one that answers "not found"."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from agreements.models import Agreement, FollowUp, FollowUpReport
from agreements.record.permissions import agreements_for, follow_ups_for, sees_everything
from jambi_coop.lib.records.publication import PublicationClass


class Links:
    """The pages that one person may open of some records, asked once for all of them."""

    def __init__(self, person, rows: Iterable[Agreement | FollowUp]):
        rows = list(rows)
        follow_ups = {row.pk for row in rows if isinstance(row, FollowUp)}
        agreements = {row.agreement_id if isinstance(row, FollowUp) else row.pk for row in rows}
        self._may = {kind for kind in ("agreement", "followup") if _may_view(person, kind)}
        self._reported = (
            _keys(follow_ups_for(person, FollowUp.objects.filter(pk__in=follow_ups))) if follow_ups else set()
        )
        self._seen = _keys(agreements_for(person, Agreement.objects.filter(pk__in=agreements))) if self._may else set()

    def of(self, row: Agreement | FollowUp) -> str:
        """The report on a follow-up, else the page of the record for staff, else the public page; "" without any."""
        if isinstance(row, FollowUp):
            return self._of_follow_up(row)
        if "agreement" in self._may and row.pk in self._seen:
            return _full(reverse("admin:agreements_agreement_change", args=[row.pk]))
        return _public(row)

    def is_report(self, follow_up: FollowUp) -> bool:
        """The link of this follow-up leads to a page on which the reader can report."""
        return follow_up.pk in self._reported

    def _of_follow_up(self, row: FollowUp) -> str:
        if self.is_report(row):
            return _full(reverse("agreements:report_form", args=[row.pk]))
        if "followup" in self._may and row.agreement_id in self._seen:
            return _full(reverse("admin:agreements_followup_change", args=[row.pk]))
        return _public(row.agreement)


def link_to_decision(person, report: FollowUpReport) -> str:
    """The page on which a report is decided on, where this person may open it."""
    if _may_view(person, "followupreport") and sees_everything(person):
        return _full(reverse("admin:agreements_followupreport_change", args=[report.pk]))
    return Links(person, [report.follow_up]).of(report.follow_up)


def _may_view(person, kind: str) -> bool:
    """Django's admin shows a row to staff who may view or change it."""
    return person.is_staff and any(person.has_perm(f"agreements.{verb}_{kind}") for verb in ("view", "change"))


def _keys(rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _public(agreement: Agreement) -> str:
    is_public = not agreement.in_trash and agreement.publication_class == PublicationClass.PUBLIC
    return _full(agreement.get_absolute_url()) if is_public else ""


def _full(address: str) -> str:
    return settings.SITE_URL + address
