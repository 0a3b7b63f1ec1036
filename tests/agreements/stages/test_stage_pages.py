"""The page that finishes the present step and enters the next stage keeps the two apart."""

from datetime import date

import pytest
from django.utils.translation import gettext

from agreements.lifecycle.vocabulary import Holder, Stage, StepState
from agreements.models import Agreement, Document
from agreements.stages.actions import return_for_repair
from agreements.stages.past_steps import record_past
from agreements.stages.step_evidence import PastStep, StepEvidence
from jambi_coop.lib.dates.fields import KnownDateFormField
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import NOT_OFFERED, errors_of, refused, send, url
from tests.factories import advance_to, make_agreement, make_document

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def page_of(agreement):
    return url("agreement_verb", agreement.pk, "advance")


def groups_of(response):
    return [(str(heading), [field.name for field in fields]) for heading, fields in response.context["form"].groups()]


@pytest.fixture
def confirming(editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.CONFIRMATION, editor)
    return agreement


def test_what_proves_the_step_and_what_is_signed_stand_apart(desk, confirming):
    present, following, signing = groups_of(desk.get(page_of(confirming)))
    assert str(Stage.CONFIRMATION.label) in present[0]
    assert {"letter_number", "reply_number", "decided_on", "document", "upload"} <= set(present[1])
    assert str(Stage.SIGNING.label) in following[0]
    assert following[1] == ["to", "on"]
    party = confirming.parties.get().pk
    sides = [f"{side}_{name}" for side in ("city", f"party{party}")
             for name in ("name", "position", "signed_on", "place", "number")]  # fmt: skip
    validity = ["validity", "starts_on", "ends_on", "duration", "option", "notice_months", "review_on"]
    assert signing[1] == [*sides, *validity, "signed_text"]


def test_signing_asks_how_long_the_text_holds(desk, confirming):
    given = {"on": "20 Juni 2026", "decided_on": "1 Juni 2026", "reply_number": "D/9/2026"}
    response = send(desk, page_of(confirming), **given)
    assert list(refused(response)) == ["validity"]
    confirming.refresh_from_db()
    assert confirming.stage == Stage.CONFIRMATION
    # Words without their answer, or an answer without its words, are refused by what the instrument itself accepts.
    response = send(desk, page_of(confirming), **given, validity="duration")
    assert list(refused(response)) == ["duration"]
    response = send(desk, page_of(confirming), **given, validity="period", ends_on="2025")
    assert list(refused(response)) == ["ends_on"]
    assert not confirming.instruments.filter(kind="mou").exists()
    response = send(desk, page_of(confirming), **given, validity="duration", duration="4 tahun", option="4 tahun")
    assert response.status_code == 302, errors_of(response)
    text = confirming.instruments.get(kind="mou")
    assert (text.validity, text.duration, text.option) == ("duration", "4 tahun", "4 tahun")
    confirming.refresh_from_db()
    assert confirming.digest.ends_latest == date(2030, 6, 19)


def test_signing_in_two_places_is_told_side_by_side(desk, confirming):
    party = f"party{confirming.parties.get().pk}"
    response = send(
        desk,
        page_of(confirming),
        on="25 Juni 2026",
        decided_on="1 Juni 2026",
        reply_number="D/9/2026",
        validity="not_stated",
        city_name="Wali Kota",
        city_place="Jambi",
        city_signed_on="20 Juni 2026",
        **{f"{party}_place": "Seremban", f"{party}_signed_on": "25 Juni 2026", f"{party}_number": "MBS/7"},
    )
    assert response.status_code == 302, errors_of(response)
    text = confirming.instruments.get(kind="mou")
    assert [(one.side, one.place, str(one.signed_on), one.number) for one in text.signatures.all()] == [
        ("city", "Jambi", "20 Juni 2026", ""),
        ("partner", "Seremban", "25 Juni 2026", "MBS/7"),
    ]
    assert str(text.signed_on) == "25 Juni 2026"


@pytest.mark.parametrize(("stage", "is_told"), [(Stage.CONFIRMATION, True), (Stage.INITIATIVE, False)])
def test_the_last_signature_is_spoken_of_only_where_signing_follows(desk, editor, stage, is_told):
    agreement = make_agreement(by=editor)
    if stage != agreement.stage:
        advance_to(agreement, stage, editor)
    page = desk.get(page_of(agreement)).content.decode()
    assert (gettext("For a signing: the day of the last signature.") in page) is is_told
    assert str(KnownDateFormField.hint) in page


def test_the_signed_text_does_not_prove_the_confirmation(desk, confirming, editor):
    text = make_document(confirming, by=editor)
    file = text.file
    file.open()
    signing = {"on": "20 Juni 2026", "city_number": "MOU/1/2026", "city_name": "Wali Kota", "city_place": "Jambi"}
    signing["validity"] = "not_known"
    response = send(desk, page_of(confirming), **signing, document=text.pk, decided_on="1 Juni 2026")
    assert refused(response) == {"document": NOT_OFFERED}
    response = send(desk, page_of(confirming), **signing, decided_on="1 Juni 2026")
    assert refused(response) == {
        "reply_number": [
            "Surat konfirmasi perlu nomor dan tanggalnya sendiri. "
            "Bila tidak diketahui, gunakan “Dicatat tanpa bukti langkah”."
        ]
    }
    confirming.refresh_from_db()
    assert confirming.stage == Stage.CONFIRMATION
    file.open()
    letter = {"decided_on": "1 Juni 2026", "reply_number": "D/9/2026"}
    response = send(desk, page_of(confirming), **signing, **letter, signed_text=file)
    assert response.status_code == 302, errors_of(response)
    agreement = Agreement.objects.get()
    signed = agreement.steps.get(stage=Stage.SIGNING).instrument
    assert signed.document.kind == Document.Kind.AGREEMENT_TEXT
    assert signed.document.number == "MOU/1/2026"
    confirmation = agreement.steps.get(stage=Stage.CONFIRMATION)
    assert (confirmation.document, confirmation.reply_number) == (None, "D/9/2026")


def test_step_that_is_recorded_already_is_not_asked_for_again(desk, confirming):
    step = confirming.steps.get(stage=Stage.CONFIRMATION)
    step.state, step.reply_number, step.decided_on = StepState.APPROVED, "D/9/2026", KnownDate.day(date(2026, 6, 1))
    step.save()
    page = desk.get(page_of(confirming))
    assert [set(names) & {"reply_number", "note", "to"} for _heading, names in groups_of(page)] == [{"to"}, set()]
    assert f'<p class="intro">{page.context["form"].intro}</p>' in page.content.decode()
    assert send(desk, page_of(confirming), on="20 Juni 2026", validity="not_known").status_code == 302


def test_nothing_of_a_signing_is_taken_for_another_stage(desk, editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.DISCUSSION, editor)
    row = PastStep(
        stage=Stage.CONFIRMATION,
        holder=Holder.FOREIGN_AFFAIRS,
        state=StepState.APPROVED,
        evidence=StepEvidence(reply_number="D/9/2026", decided_on=KnownDate.day(date(2026, 6, 1))),
    )
    record_past(agreement, steps=[row], by=editor, today=TODAY)
    Agreement.objects.update(stage=Stage.DISCUSSION)
    response = send(desk, page_of(agreement), to="confirmation", on="20 Juni 2026", city_place="Jambi")
    assert refused(response) == {
        "city_place": ["Isian ini hanya untuk penandatanganan; tahap berikutnya bukan penandatanganan."]
    }


@pytest.mark.parametrize(
    ("track", "roles"), [("ksdpl", ["approval"]), ("pass_on", ["approval", "opinion", "not_needed"])]
)
def test_council_is_asked_for_what_the_track_knows(desk, editor, track, roles):
    kind = "sister_city" if track == "ksdpl" else "grant"
    agreement = make_agreement(kind=kind, by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    choices = desk.get(page_of(agreement)).context["form"].fields["council_role"].choices
    assert [code for code, _label in choices] == roles


def test_table_of_past_steps_empties_a_cell_and_knows_role_and_round(desk, editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.VERIFICATION, editor)
    return_for_repair(agreement, by=editor, on=KnownDate.day(date(2026, 6, 1)), today=TODAY)
    address = url("agreement_verb", agreement.pk, "record_past")
    lines = {line.spec.stage: line for line in desk.get(address).context["form"].lines}
    assert [stage for stage, line in lines.items() if "council_role" in line.fields] == [Stage.COUNCIL]
    assert lines[Stage.PLAN].heading == "Rencana kerja sama – Kota Jambi (putaran 2)"
    assert lines[Stage.COUNCIL].heading == "Persetujuan DPRD – DPRD Kota Jambi"
    histories = {step.pk: step.history.count() for step in agreement.steps.all()}
    council = agreement.steps.get(stage=Stage.COUNCIL)
    changes = {"council-council-letter_number": "180/KS", "council-council-council_role": "approval"}
    assert send(desk, address, **changes, **{"council-council-decided_on": ""}).status_code == 302
    council.refresh_from_db()
    assert (council.letter_number, council.council_role, council.decided_on) == (
        "180/KS",
        "approval",
        KnownDate.unknown(),
    )
    changed = {step.pk for step in agreement.steps.all() if step.history.count() != histories[step.pk]}
    assert changed == {council.pk}
