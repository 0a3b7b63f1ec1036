"""Promises and what came of them; evaluations and what follows: a further term, a further record."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agreements.corrections.actions import correct
from agreements.follow_up.results import approve_measurement, return_measurement, set_target, submit_measurement
from agreements.follow_up.reviews import Extension, record_review
from agreements.lifecycle.vocabulary import Stage
from agreements.models import Agreement, FollowUp, FollowUpReport, Indicator, Measurement, Review
from agreements.record import saving
from agreements.record.checking import mark_checked
from agreements.record.digest import drift_of, with_rows
from agreements.record.instruments import terms_of
from agreements.record.publication import set_class
from agreements.record.renewal import renew
from agreements.record.saving import note_edit
from agreements.record.trash import move_to_trash
from agreements.stages.actions import end
from jambi_coop.lib.dates.known_date import KnownDate
from tests.factories import make_agreement, make_office, make_signed, make_source, make_term, sign

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.today(TODAY)

END = date(2026, 12, 31)


@pytest.fixture
def agreement(editor):
    return make_signed(by=editor)


@pytest.fixture
def indicator(agreement):
    return Indicator.objects.create(agreement=agreement, title="Pelajar", level="output", unit="orang")


def target(indicator, value, by, reason="", due=None):
    return set_target(
        indicator,
        value=Decimal(value),
        due=due or KnownDate.year(2027),
        source=make_source(),
        reason=reason,
        by=by,
        today=TODAY,
    )


def measured(indicator, value, by, state="approved", checked=True, period=None):
    row = Measurement(indicator=indicator, value=Decimal(value), period=period or KnownDate.year(2026))
    row.source, row.state, row.checked_on = make_source(), state, TODAY if checked else None
    row.save()
    note_edit(indicator.agreement, by=by, part=indicator)
    return row


def digest_of(agreement):
    return type(agreement).objects.select_related("digest").get(pk=agreement.pk).digest


# --- targets -----------------------------------------------------------------------------------------


def test_lowered_target_keeps_the_former_one_with_its_reason(indicator, editor):
    target(indicator, 40, editor)
    with pytest.raises(ValidationError, match="mengapa target berubah"):
        target(indicator, 20, editor)
    target(indicator, 20, editor, reason="Anggaran dikurangi")
    assert [(one.value, one.reason) for one in indicator.targets.all()] == [(40, ""), (20, "Anggaran dikurangi")]


def test_same_target_is_no_change(indicator, editor):
    target(indicator, 40, editor)
    with pytest.raises(ValidationError, match="sudah demikian"):
        target(indicator, 40, editor, reason="Lagi")


def test_target_needs_the_right(indicator, operator, head):
    for user in (operator, head):
        with pytest.raises(PermissionDenied):
            target(indicator, 40, user)


@pytest.mark.parametrize(
    ("direction", "goal", "value", "state", "checked", "proven", "reached"),
    [
        ("up", 40, 40, "approved", True, 1, 1),
        ("up", 40, 39, "approved", True, 1, 0),
        ("up", 40, 50, "approved", False, 0, 0),
        ("up", 40, 50, "submitted", True, 0, 0),
        ("down", 10, 8, "approved", True, 1, 1),
        ("down", 10, 12, "approved", True, 1, 0),
    ],
)
def test_result_is_reached_by_a_verified_value(
    indicator, editor, direction, goal, value, state, checked, proven, reached
):
    indicator.direction = direction
    indicator.save()
    target(indicator, goal, editor)
    measured(indicator, value, editor, state, checked)
    digest = digest_of(indicator.agreement)
    assert (digest.results_promised, digest.results_proven, digest.results_reached) == (1, proven, reached)


def test_latest_period_decides_not_the_best_value(indicator, editor):
    target(indicator, 40, editor)
    measured(indicator, 45, editor, period=KnownDate.year(2024))
    measured(indicator, 30, editor, period=KnownDate.year(2025))
    assert digest_of(indicator.agreement).results_reached == 0


# --- measured values ---------------------------------------------------------------------------------


def test_value_is_approved_by_a_second_person(indicator, editor, verifier):
    row = measured(indicator, 10, editor, state="draft")
    row.value = 12
    saving.save(row, by=editor)
    submit_measurement(row, by=editor)
    with pytest.raises(ValidationError, match="Anda isi sendiri"):
        approve_measurement(row, by=editor)
    assert approve_measurement(row, by=verifier).state == "approved"


def test_value_is_returned_with_a_note_and_submitted_again(indicator, editor, verifier):
    row = submit_measurement(measured(indicator, 10, editor, state="draft"), by=editor)
    with pytest.raises(ValidationError, match="apa yang harus diperbaiki"):
        return_measurement(row, by=verifier, note="")
    row = return_measurement(row, by=verifier, note="Bukti belum ada")
    assert (row.state, row.review_note) == ("returned", "Bukti belum ada")
    assert submit_measurement(row, by=editor).state == "submitted"


def test_whoever_typed_the_number_does_not_decide_after_somebody_corrected_the_comment(indicator, editor, verifier):
    row = measured(indicator, 10, editor, state="draft")
    for by, change in [(verifier, {"value": 12}), (editor, {"comment": "Data sementara"})]:
        for name, value in change.items():
            setattr(row, name, value)
        saving.save(row, by=by)
    submit_measurement(row, by=editor)
    with pytest.raises(ValidationError, match="Anda isi sendiri"):
        approve_measurement(row, by=verifier)


def test_checking_a_value_counts_at_once(indicator, editor, verifier):
    target(indicator, 40, editor)
    row = measured(indicator, 40, editor, checked=False)
    assert digest_of(indicator.agreement).results_proven == 0
    mark_checked(row, by=verifier, today=TODAY)
    assert digest_of(indicator.agreement).results_proven == 1


def test_nothing_is_checked_in_the_trash(indicator, editor, verifier):
    row = measured(indicator, 40, editor, checked=False)
    move_to_trash(indicator.agreement, by=editor, now=timezone.now(), reason="Ganda")
    with pytest.raises(ValidationError, match="ada di sampah"):
        mark_checked(row, by=verifier, today=TODAY)


def test_new_target_raises_the_version_of_its_indicator(indicator, editor):
    target(indicator, 40, editor)
    assert Indicator.objects.get(pk=indicator.pk).version == indicator.version + 1


@pytest.mark.parametrize("state", ["draft", "returned", "approved"])
def test_only_a_submitted_value_is_approved(indicator, editor, verifier, state):
    with pytest.raises(ValidationError, match="Hanya nilai yang sudah diajukan"):
        approve_measurement(measured(indicator, 10, editor, state=state), by=verifier)


# --- reviews -----------------------------------------------------------------------------------------


def review_of(agreement, decision="continue", **values):
    return Review(
        agreement=agreement,
        held_on=values.pop("held_on", TODAY),
        finding="Dua dari tiga kegiatan berjalan.",
        decision=decision,
        reason=values.pop("reason", "Masih bermanfaat"),
        **values,
    )


def extension(**values):
    values.setdefault("starts_on", KnownDate.day(date(2027, 1, 1)))
    values.setdefault("ends_on", KnownDate.day(date(2031, 12, 31)))
    return Extension(**{"kind": "extension", "signed_on": KnownDate.day(date(2026, 11, 20)), **values})


@pytest.fixture
def running(agreement):
    make_term(agreement, starts_on=KnownDate.year(2022), ends_on=KnownDate.day(END))
    return agreement


def test_extension_adds_an_instrument_that_belongs_to_the_text(running, editor):
    text = running.instruments.get(kind="mou")
    review = record_review(review_of(running, "extend"), by=editor, today=TODAY, extension=extension())
    added = review.instrument
    assert (added.kind, added.changes, str(added.signed_on)) == ("extension", text, "20 November 2026")
    assert len(terms_of(running)) == 2
    assert digest_of(running).ends_latest == date(2031, 12, 31)
    assert type(running).objects.get(pk=running.pk).renewed_by.count() == 0


@pytest.mark.parametrize(
    ("decision", "with_term"), [("extend", False), ("continue", True), ("amend", True), ("end", True)]
)
def test_only_an_extension_has_a_term(running, editor, decision, with_term):
    term = extension() if with_term else None
    with pytest.raises(ValidationError, match="Hanya perpanjangan yang mempunyai"):
        record_review(review_of(running, decision), by=editor, today=TODAY, extension=term)
    assert running.reviews.count() == 0
    assert len(terms_of(running)) == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"held_on": date(2026, 11, 25)}, "held_on.*belum tiba"),
        ({"reason": "  "}, "reason.*Isi alasannya"),
        ({"next_review_on": date(2026, 11, 1)}, "harus setelah evaluasi ini"),
    ],
)
def test_review_is_refused(running, editor, values, words):
    with pytest.raises(ValidationError, match=words):
        record_review(review_of(running, **values), by=editor, today=TODAY)


def test_open_ended_extension_needs_the_day_of_its_review(running, editor):
    open_ended = {"ends_on": KnownDate.unknown()}
    with pytest.raises(ValidationError, match="review_on.*kapan akan ditinjau"):
        record_review(review_of(running, "extend"), by=editor, today=TODAY, extension=extension(**open_ended))
    term = extension(**open_ended, review_on=date(2029, 1, 1))
    record_review(review_of(running, "extend"), by=editor, today=TODAY, extension=term)
    assert digest_of(running).open_ended


def test_next_review_moves_the_day_of_an_open_ended_term(agreement, editor):
    term = make_term(agreement, open_ended=True, review_on=date(2026, 11, 1))
    record_review(review_of(agreement, next_review_on=date(2027, 11, 1)), by=editor, today=TODAY)
    term.refresh_from_db()
    assert term.review_on == date(2027, 11, 1)


def test_review_needs_the_right(running, operator):
    with pytest.raises(PermissionDenied):
        record_review(review_of(running), by=operator, today=TODAY)


def test_term_without_a_known_start_is_not_the_last(agreement, editor):
    make_term(agreement, starts_on=KnownDate.year(2024), ends_on=KnownDate.year(2028))
    make_term(agreement, open_ended=True, review_on=END)
    note_edit(agreement, by=editor, part=agreement.instruments.first())
    assert terms_of(agreement)[-1].ends_on == KnownDate.year(2028)
    assert (digest_of(agreement).open_ended, digest_of(agreement).ends_latest) == (False, date(2028, 12, 31))


# --- renewal -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["exploration", "discontinued"])
def test_what_does_not_bind_is_neither_renewed_nor_reviewed(editor, stage):
    agreement = make_agreement(by=editor)
    type(agreement).objects.filter(pk=agreement.pk).update(stage=stage)
    with pytest.raises(ValidationError, match="tidak dapat dilakukan selama"):
        renew(agreement, by=editor, today=TODAY)
    with pytest.raises(ValidationError, match="tidak dapat dilakukan selama"):
        record_review(review_of(agreement), by=editor, today=TODAY)


def test_extension_ends_later_than_what_is_recorded(running, editor):
    short = extension(starts_on=KnownDate.year(2020), ends_on=KnownDate.day(END))
    with pytest.raises(ValidationError, match="ends_on.*tidak lebih lama"):
        record_review(review_of(running, "extend"), by=editor, today=TODAY, extension=short)


def test_ended_agreement_is_renewed_and_not_extended(running, editor):
    end(running, by=editor, on=KnownDate.day(TODAY), today=TODAY, reason="Selesai lebih awal.")
    with pytest.raises(ValidationError, match="perbarui dengan naskah baru"):
        record_review(review_of(running, "extend"), by=editor, today=TODAY, extension=extension())
    assert renew(running, by=editor, today=TODAY).renews == running


def test_renewal_is_a_new_record_with_what_is_carried_over(running, editor):
    office = make_office("Dinas Pariwisata")
    running.lead_office = office
    running.save()
    running.supporting_offices.add(office)
    running.legal_fields.set(["b"])
    still_open = FollowUp.objects.create(agreement=running, kind="visit", title="Kunjungan balasan")
    done = FollowUp.objects.create(agreement=running, kind="visit", title="Kunjungan", done_on=KnownDate.year(2025))
    new = renew(running, by=editor, today=TODAY)
    assert new.renews == running
    assert (new.stage, new.track) == ("initiative", "ksdpl")
    assert not new.signed_on
    assert new.publication_class == "internal"
    assert new.register_number != running.register_number
    assert [party.partner for party in new.parties.all()] == [party.partner for party in running.parties.all()]
    assert list(new.supporting_offices.all()) == [office]
    assert [field.pk for field in new.legal_fields.all()] == ["b"]
    still_open.refresh_from_db()
    assert still_open.agreement == running, "until the new text is signed it stays where the public sees it"
    sign(new, editor)
    still_open.refresh_from_db()
    done.refresh_from_db()
    assert (still_open.agreement, done.agreement) == (new, running)


@pytest.fixture
def planned(running):
    return FollowUp.objects.create(agreement=running, kind="visit", title="Kunjungan balasan")


def where_after_signing(follow_up, new, editor):
    sign(new, editor)
    follow_up.refresh_from_db()
    return follow_up.agreement


def publish(agreement):
    type(agreement).objects.filter(pk=agreement.pk).update(publication_class="public")


def test_what_is_public_waits_until_the_renewal_is_published(running, planned, editor, verifier):
    publish(running)
    new = renew(running, by=editor, today=TODAY)
    assert where_after_signing(planned, new, editor) == running
    set_class(new, new_class="public", by=verifier)
    planned.refresh_from_db()
    assert (planned.agreement, planned.is_public) == (new, True)


def test_publishing_a_renewal_before_it_is_signed_carries_nothing(running, planned, editor, verifier):
    new = renew(running, by=editor, today=TODAY)
    set_class(new, new_class="public", by=verifier)
    planned.refresh_from_db()
    assert planned.agreement == running


def test_what_was_planned_under_a_withheld_record_stays_withheld(running, planned, editor):
    new = renew(running, by=editor, today=TODAY)
    publish(new)
    assert where_after_signing(planned, new, editor) == new
    assert not planned.is_public


def test_what_has_been_begun_or_reported_stays_where_its_reports_stand(running, planned, editor):
    reported = FollowUp.objects.create(agreement=running, kind="visit", title="Laporan pertama")
    FollowUpReport.objects.create(follow_up=reported, state="approved", progress="Rapat")
    FollowUp.objects.filter(pk=planned.pk).update(
        started_on_earliest=TODAY, started_on_latest=TODAY, started_on_precision="day"
    )
    new = renew(running, by=editor, today=TODAY)
    assert where_after_signing(planned, new, editor) == running
    reported.refresh_from_db()
    assert reported.agreement == running


def test_old_record_in_the_trash_keeps_its_plan(running, planned, editor):
    new = renew(running, by=editor, today=TODAY)
    move_to_trash(running, by=editor, now=timezone.now(), reason="Ganda")
    assert where_after_signing(planned, new, editor) == running


def test_correcting_a_mistaken_signature_gives_the_plan_back(running, planned, editor, verifier):
    new = renew(running, by=editor, today=TODAY)
    assert where_after_signing(planned, new, editor) == new
    own = FollowUp.objects.create(agreement=new, kind="visit", title="Baru")
    correct(new.steps.get(stage=Stage.SIGNING), by=verifier, reason="Ternyata belum ditandatangani.")
    planned.refresh_from_db()
    own.refresh_from_db()
    assert (planned.agreement, own.agreement) == (running, new)
    assert not drift_of(with_rows(Agreement.objects.filter(pk=running.pk)).select_related("digest").get())


def test_second_renewal_is_refused(running, editor):
    renew(running, by=editor, today=TODAY)
    with pytest.raises(ValidationError, match="sudah diperbarui"):
        renew(running, by=editor, today=TODAY)


def test_renewal_of_an_old_text_follows_the_procedure_of_now(editor):
    old = make_agreement(
        "Naskah lama", by=editor, kind="sister_city", track="legacy", signed_on=KnownDate.day(date(2014, 10, 11))
    )
    assert renew(old, by=editor, today=TODAY).track == "ksdpl"
