"""Links in mails: each reader gets a page that he or she may open, never one that answers "not found"."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from agreements.models import Agreement, FollowUp, FollowUpReport, Office
from agreements.record.permissions import agreements_for, follow_ups_for, sees_everything
from jambi_coop.lib.records.publication import PublicationClass


class Links:
    """The pages of some records that one person may open; the rights are queried once for all records."""

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
        """Return the address of the report on a follow-up, else of the staff page of the record, else of its public
        page; "" without any."""
        if isinstance(row, FollowUp):
            return self._of_follow_up(row)
        if "agreement" in self._may and row.pk in self._seen:
            return _full(reverse("admin:agreements_agreement_change", args=[row.pk]))
        return _public(row)

    def is_report(self, follow_up: FollowUp) -> bool:
        """True where the link of this follow-up leads to a page on which the reader can report."""
        return follow_up.pk in self._reported

    def _of_follow_up(self, row: FollowUp) -> str:
        if self.is_report(row):
            return _full(reverse("agreements:report_form", args=[row.pk]))
        if "followup" in self._may and row.agreement_id in self._seen:
            return _full(reverse("admin:agreements_followup_change", args=[row.pk]))
        return _public(row.agreement)


def link_to_decision(person, report: FollowUpReport) -> str:
    """Return the address of the page on which a report is decided on, if this person may open it; else that of its
    follow-up (`Links.of`)."""
    if _may_view(person, "followupreport") and sees_everything(person):
        return _full(reverse("admin:agreements_followupreport_change", args=[report.pk]))
    return Links(person, [report.follow_up]).of(report.follow_up)


def link_to_confirmation(person, office: Office | None) -> str:
    """Return the address of the page on which this person enters the answers of an office (None: of agreements
    without one); "" without any."""
    if not person.is_staff or not person.has_perm("agreements.add_attestation"):
        return ""
    if not sees_everything(person):
        is_own = office is not None and person.offices.filter(pk=office.pk).exists()
        return _full(reverse("agreements:office_confirmations")) if is_own else ""
    if office is None:
        return _full(reverse("admin:confirmations_without_office"))
    return _full(reverse("admin:confirmations_of_office", args=[office.pk]))


def _may_view(person, kind: str) -> bool:
    """True for staff with the right to view or change rows of this kind, as Django's admin asks for."""
    return person.is_staff and any(person.has_perm(f"agreements.{verb}_{kind}") for verb in ("view", "change"))


def _keys(rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _public(agreement: Agreement) -> str:
    is_public = not agreement.in_trash and agreement.publication_class == PublicationClass.PUBLIC
    return _full(agreement.get_absolute_url()) if is_public else ""


def _full(address: str) -> str:
    return settings.SITE_URL + address
