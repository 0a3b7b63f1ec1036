"""Refusals and filters on which the law or a secret hangs; each of these fails when its guard is taken out."""

from datetime import date
from itertools import product

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from agreements.follow_up.results import approve_measurement, submit_measurement
from agreements.lifecycle import TRACKS, Stage, StepState, Track, is_gated
from agreements.models import Document, FollowUp, FollowUpReport, Indicator, Measurement, ReportState, Transaction
from agreements.office_reports.actions import (
    NextFollowUp,
    approve_report,
    return_report,
    save_report,
    submit_report,
    take_back_report,
)
from agreements.public.agreement_page.view import money_sums
from agreements.record.trash import move_to_trash
from agreements.stages.actions import advance
from agreements.stages.step_evidence import StepEvidence
from agreements.templatetags.agreements_of_partner import partner_money
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.office_reports.office_desk import make_follow_up
from tests.factories import TODAY, advance_to, make_agreement, make_document, make_signed, make_source

pytestmark = pytest.mark.django_db
ON = KnownDate.day(date(2026, 5, 4))


def code_of(refusal):
    return refusal.value.error_list[0].code


# --- the gate before signing ----------------------------------------------------------------------------

BEFORE_SIGNING = [spec.stage for spec in TRACKS[Track.KSDPL] if not is_gated(Track.KSDPL, spec.stage)]
MANDATORY = [spec.stage for spec in TRACKS[Track.KSDPL] if spec.stage in BEFORE_SIGNING and not spec.optional]


@pytest.mark.parametrize("stage", MANDATORY[:-1])
def test_no_signing_past_a_step_that_is_open(editor, stage):
    """The step was answered once, and is open again when the signing is to be recorded."""
    agreement = make_agreement(by=editor)
    advance_to(agreement, BEFORE_SIGNING[-1], editor)
    step = agreement.steps.filter(stage=stage).first()
    step.state = StepState.UNKNOWN
    step.save()
    before = agreement.history.count()
    evidence = StepEvidence(reply_number="119/KS", decided_on=ON)
    with pytest.raises(ValidationError) as refusal:
        advance(agreement, to=Stage.SIGNING, by=editor, on=ON, today=TODAY, evidence=evidence)
    assert code_of(refusal) == "gate"
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.signed_on) == (BEFORE_SIGNING[-1], KnownDate.unknown())
    assert (agreement.history.count(), agreement.steps.filter(stage=Stage.SIGNING).count()) == (before, 0)


# --- what is totalled -----------------------------------------------------------------------------------

TOTALLED = {"commitment", "received"}


@pytest.fixture
def lines(editor):
    """A line of every kind, checked and not, shown in public and not; each of another amount."""
    agreement = make_signed(by=editor, public=True)
    for number, (kind, checked, public) in enumerate(product(Transaction.Kind.values, (True, False), (True, False))):
        Transaction.objects.create(
            agreement=agreement,
            kind=kind,
            amount=2**number,
            currency="IDR",
            source=make_source(),
            checked_on=TODAY if checked else None,
            is_public=public,
        )
    return agreement


def amount_of(lines, kind):
    return lines.transactions.get(kind=kind, checked_on__isnull=False, is_public=True).amount


def test_only_checked_commitments_and_receipts_are_totalled(lines):
    counted = Transaction.objects.countable().values_list("kind", "checked_on").distinct()
    assert set(counted) == {(kind, TODAY) for kind in TOTALLED}
    assert money_sums(lines) == {(kind, "IDR"): amount_of(lines, kind) for kind in TOTALLED}
    totals = partner_money(lines.parties.get().partner)
    assert sorted(total.amount for total in totals) == sorted(amount_of(lines, kind) for kind in TOTALLED)


# --- documents of what is withheld ----------------------------------------------------------------------


def test_a_document_is_public_only_with_its_agreement(editor):
    shown = {}
    for own, whole, trashed, whole_trashed in product(*[(True, False)] * 4):
        agreement = make_agreement(public=whole, by=editor)
        document = make_document(agreement, by=editor, public=own)
        if trashed:
            move_to_trash(document, by=editor, now=timezone.now(), reason="Salah")
        if whole_trashed:
            move_to_trash(agreement, by=editor, now=timezone.now(), reason="Salah")
        shown[document.pk] = own and whole and not trashed and not whole_trashed
    found = set(Document.objects.public().values_list("pk", flat=True))
    assert found == {pk for pk, is_shown in shown.items() if is_shown}
    assert len(found) == 1


# --- what was approved stays ----------------------------------------------------------------------------


@pytest.fixture
def report(operator):
    follow_up = make_follow_up(operator)
    report = FollowUpReport(follow_up=follow_up, progress="Rapat", happened_on=ON)
    report = save_report(report, by=operator, now=timezone.now())
    return submit_report(report, by=operator, now=timezone.now())


# verb: (what it does, the code of its refusal)
REPORT_VERBS = {
    "save": (lambda row, by, other: save_report(row, by=by, now=timezone.now()), "not_open"),
    "submit": (lambda row, by, other: submit_report(row, by=by, now=timezone.now()), "not_open"),
    "take back": (lambda row, by, other: take_back_report(row, by=by), "decided"),
    "return": (
        lambda row, by, other: return_report(row, by=other, now=timezone.now(), note="Perbaiki"),
        "not_decided",
    ),
    "approve": (lambda row, by, other: approve_report(row, by=other, now=timezone.now()), "not_decided"),
}


@pytest.mark.parametrize("seen", ["draft", "submitted", "approved"])
@pytest.mark.parametrize("verb", REPORT_VERBS)
def test_an_approved_report_cannot_be_changed(report, operator, verifier, editor, verb, seen):
    """Whatever its state was when the one who acts read it."""
    approve_report(report, by=verifier, now=timezone.now())
    before = FollowUpReport.objects.values().get()
    follow_up = FollowUp.objects.values().get()
    old = FollowUpReport.objects.get()
    old.state, old.progress = seen, "Lain"
    act, code = REPORT_VERBS[verb]
    with pytest.raises(ValidationError) as refusal:
        act(old, operator, editor)
    assert code_of(refusal) == code
    assert FollowUpReport.objects.values().get() == before
    assert FollowUp.objects.values().get() == follow_up


@pytest.mark.parametrize("shown", [True, False])
def test_what_a_report_plans_is_shown_only_where_its_follow_up_is(report, verifier, shown):
    FollowUp.objects.update(is_public=shown)
    following = NextFollowUp("Kunjungan balasan", is_public=True)
    approve_report(report, by=verifier, now=timezone.now(), plan_next=following)
    assert FollowUp.objects.get(title="Kunjungan balasan").is_public == shown


def test_nobody_approves_a_report_that_he_or_she_wrote(report, operator):
    """Even where an account has been given the right to decide."""
    operator.user_permissions.add(Permission.objects.get(codename="approve_followupreport"))
    writer = type(operator).objects.get(pk=operator.pk)
    with pytest.raises(ValidationError) as refusal:
        approve_report(report, by=writer, now=timezone.now())
    assert code_of(refusal) == "not_decided"
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


MEASURED_VERBS = {
    "submit": (lambda row, by: submit_measurement(row, by=by), "not_open"),
    "approve": (lambda row, by: approve_measurement(row, by=by), "not_submitted"),
}


@pytest.mark.parametrize("seen", ["draft", "submitted", "approved"])
@pytest.mark.parametrize("verb", MEASURED_VERBS)
def test_an_approved_value_is_not_decided_on_again(editor, verifier, superuser, verb, seen):
    indicator = Indicator.objects.create(agreement=make_signed(by=editor), title="Guru", level="output", unit="orang")
    row = Measurement.objects.create(indicator=indicator, period=KnownDate.year(2026), value=1, source=make_source())
    submit_measurement(row, by=editor)
    approve_measurement(row, by=verifier)
    before = Measurement.objects.values().get()
    old = Measurement.objects.get()
    assert old.state == ReportState.APPROVED
    old.state = seen
    act, code = MEASURED_VERBS[verb]
    with pytest.raises(ValidationError) as refusal:
        act(old, superuser)
    assert code_of(refusal) == code
    assert Measurement.objects.values().get() == before
