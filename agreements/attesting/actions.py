"""Actions on confirmations: enter an answer of an office, accept it as a second person, take an own one back."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement, Attestation
from agreements.record.digest import refresh_digest
from agreements.record.horizon import contradicting
from agreements.record.locks import lock_alive
from agreements.record.permissions import require, sees_everything
from agreements.record.rule_facts import activities_of
from agreements.record.saving import record_author, save
from jambi_coop.lib.dates.fields import column_names

ADD = "agreements.add_attestation"
ACCEPT = "agreements.accept_attestation"
SAME = ("kind", "office", "answered_on", "starts_on", "ends_on", "running")
"""Two answers on one agreement that agree in these fields are one, sent twice."""


@transaction.atomic
def attest(attestation: Attestation, *, by, today: date) -> Attestation:
    """Record what was asked, read or answered of one agreement; `attestation` is unsaved.

    A liaison officer answers only for agreements that the own office leads, and only that nothing happened or that the
    record is complete. A confirmation extends the horizon once somebody else has accepted it.
    """
    require(by, ADD)
    agreement = lock_alive(attestation.agreement)
    attestation.agreement = agreement
    _require_own_office(attestation, by)
    if agreement.is_comparison:
        raise ValidationError(_("Nobody confirms a case of another region."), code="comparison")
    _check(attestation, today)
    _refuse_contradicted(attestation)
    same = column_names(Attestation, SAME)
    if agreement.attestations.filter(**{name: getattr(attestation, name) for name in same}).exists():
        raise ValidationError(_("This answer is recorded already."), code="same")
    attestation.version, attestation.entered_by, attestation.entered_on = 0, by, today
    attestation.accepted_by = attestation.accepted_on = None
    save(attestation, by=by)
    # The answer of an office is no edit of the record: whoever edited it last stays the last editor.
    refresh_digest(agreement)
    return attestation


def _require_own_office(attestation: Attestation, by) -> None:
    if sees_everything(by):
        return
    own = {office.pk for office in by.offices.all()}
    led_by = attestation.agreement.lead_office_id
    if led_by not in own or attestation.office_id != led_by or not attestation.confirms:
        raise PermissionDenied(_("Your account does not have the right to do this."))


def _check(attestation: Attestation, today: date) -> None:
    if attestation.answered_on > today:
        raise ValidationError({"answered_on": _("This day is in the future.")})
    if attestation.ends_on.earliest is None or attestation.ends_on.earliest > attestation.answered_on:
        raise ValidationError({"ends_on": _("Give a day that is not after the answer.")})
    if attestation.kind != Attestation.Kind.SOURCES and attestation.office is None:
        raise ValidationError({"office": _("Name the office that answered or was asked.")})
    attestation.full_clean(exclude=["agreement", "entered_on"])


def _refuse_contradicted(attestation: Attestation) -> None:
    """Refuse that nothing happened in a period of which the record itself tells an activity."""
    for activity in contradicting(attestation, activities_of(attestation.agreement)):
        text = _("An activity is recorded within this period (%(date)s).")
        raise ValidationError({"starts_on": ValidationError(text, code="contradicted", params={"date": activity})})


@transaction.atomic
def accept(attestation: Attestation, *, by, today: date, expected: int | None = None) -> Attestation:
    """Accept as a second person what an office confirms: it counts from today on.

    Raises ValidationError for another kind, a second time, by the one who entered it, and where the record tells an
    activity in a period that was called silent.
    """
    require(by, ACCEPT)
    row = lock_alive(attestation, expected)
    if not row.confirms:
        raise ValidationError(_("Only what an office confirms is accepted."), code="no_confirmation")
    if row.accepted_on is not None:
        raise ValidationError(_("This is accepted already."), code="accepted")
    if row.entered_by_id == by.pk:
        raise ValidationError(_("You entered this yourself. Somebody else has to accept it."), code="same_person")
    _refuse_contradicted(row)
    row.accepted_by, row.accepted_on = by, today
    save(row, by=by, reason=_("Accepted"))
    refresh_digest(row.agreement)
    return row


@transaction.atomic
def take_back(attestation: Attestation, *, by, reason: str, expected: int | None = None) -> Agreement:
    """Delete an own answer that nobody has accepted yet, with the reason in the history; return its agreement."""
    require(by, ADD)
    row = lock_alive(attestation, expected)
    if row.entered_by_id != by.pk:
        raise PermissionDenied(_("Only the one who entered it takes it back."))
    if row.accepted_on is not None:
        raise ValidationError(_("This is accepted already."), code="accepted")
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    agreement = row.agreement
    record_author(row, by=by, reason=reason.strip())
    row.delete()
    refresh_digest(agreement)
    return agreement
