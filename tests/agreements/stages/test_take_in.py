"""Texts that were signed already: taken in by an editor alone, held back from the public, published by one act."""

import html
import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from agreements.exchange.agreement_columns import agreement_table
from agreements.lifecycle.vocabulary import InstrumentKind, Stage, StepState, Track
from agreements.models import Agreement, Waiver
from agreements.oversight.register_check import check_register
from agreements.record.digest import refresh_digest
from agreements.record.instruments import without_base
from agreements.record.old_texts import may_lack_steps, track_sentence
from agreements.record.publication import set_class
from agreements.record.signing import SideSigned, keep_signatures
from agreements.stages.actions import advance
from agreements.stages.change_of_track import change_track
from agreements.stages.past_steps import record_past
from agreements.stages.publishing import publish_unproven
from agreements.stages.signing import sign
from agreements.stages.step_evidence import PastStep
from agreements.stages.steps import check_step
from agreements.stages.take_in import take_in
from agreements.stages.waivers import WaiverRequest
from jambi_coop.lib.dates.parser import parse
from tests.agreements.staff_desk import errors_of, fields_of, refused, url
from tests.agreements.stages.old_text_shapes import BY_NAME, SHAPES, TODAY, taken
from tests.agreements.stages.old_texts import as_form, as_old_text
from tests.clock import NOW
from tests.factories import make_agreement, make_instrument

pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]

REASON = WaiverRequest("not_found", "Arsipnya belum ditemukan.")
PAGE = url("agreement_take_in")
TOMORROW = "25 November 2026"


def code_of(refusal):
    found = refusal.value
    errors = [one for texts in found.error_dict.values() for one in texts] if hasattr(found, "error_dict") else []
    return (errors or found.error_list)[0].code


def rows_of(agreement):
    """Everything that was written, without keys."""
    papers = agreement.instruments.order_by("pk")
    return {
        "agreement": (agreement.stage, agreement.track, str(agreement.stage_as_of), str(agreement.ended_on)),
        "more": (agreement.signed_before, agreement.region, agreement.is_comparison, agreement.kind, agreement.title),
        "parties": [(one.partner.name, one.role) for one in agreement.parties.order_by("pk")],
        "papers": [
            *((one.kind, str(one.signed_on), one.validity, str(one.starts_on), str(one.ends_on)) for one in papers),
            *((one.duration, one.option, one.ending, str(one.ended_on), str(one.ended_by)) for one in papers),
        ],
        "signatures": [
            (one.side, str(one.party), one.position, str(one.signed_on), one.place, one.number)
            for paper in papers
            for one in paper.signatures.order_by("pk")
        ],
        "steps": sorted((one.stage, one.holder, one.round, one.state) for one in agreement.steps.all()),
        "follow_ups": [(one.kind, one.title, str(one.done_on), one.result) for one in agreement.follow_ups.all()],
    }


def words_of_page(agreement):
    response = Client().get(agreement.get_absolute_url())
    assert response.status_code == 200
    page = response.content.decode()
    page = page[page.index("<main") : page.index("</main")]
    # The rules, which name every word of the register, are folded away.
    page = re.sub(r"<details class=\"how\">.*?</details>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def file_row(agreement):
    columns, rows = agreement_table(Agreement.objects.filter(pk=agreement.pk), staff=False, today=TODAY, language="id")
    return dict(zip((column.key for column in columns), next(rows), strict=True))


def findings(agreement, group):
    found = check_register(today=TODAY, now=NOW)
    return [one.text for one in found if one.where == agreement.register_number and one.group == group]


# --- the shapes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_form_and_action_write_the_same(desk, editor, shape):
    response = desk.post(PAGE, as_form(shape))
    assert response.status_code == 302, errors_of(response)
    by_form = Agreement.objects.get()
    by_action = take_in(as_old_text(shape), by=editor, today=TODAY)
    assert rows_of(by_form) == rows_of(by_action)
    assert (by_form.stage, by_form.track, by_form.edited_by) == (shape.stage, shape.track, editor)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_public_page_and_file_say_what_is_known(editor, verifier, shape):
    agreement = take_in(as_old_text(shape), by=editor, today=TODAY)
    assert Client().get(agreement.get_absolute_url()).status_code == 404
    assert findings(agreement, "stage") == []
    if shape.waivers:
        with pytest.raises(ValidationError) as refusal:
            set_class(agreement, new_class="public", by=verifier)
        assert code_of(refusal) == "unproven"
        publish_unproven(agreement, request=REASON, by=verifier, today=TODAY)
    else:
        set_class(agreement, new_class="public", by=verifier)
    assert Waiver.objects.filter(step__agreement=agreement).count() == shape.waivers
    assert findings(agreement, "stage") == []
    agreement.refresh_from_db()
    page = words_of_page(agreement)
    assert [one for one in shape.says if one not in page] == []
    assert [one for one in shape.never if one in page.replace(shape.name, "")] == []
    row = file_row(agreement)
    said = {key: str(row[key] or "") if isinstance(value, str) else row[key] for key, value in shape.file.items()}
    wanted = {key: value or "tidak diketahui" if key.endswith("_on") else value for key, value in shape.file.items()}
    assert {key: value or "tidak diketahui" if key.endswith("_on") else value for key, value in said.items()} == wanted


def test_there_are_twenty_shapes_and_more():
    assert len(BY_NAME) == len(SHAPES) >= 20


def test_english_page_names_the_unknown(editor, verifier):
    agreement = taken("Tanpa tanggal sama sekali", editor)
    set_class(agreement, new_class="public", by=verifier)
    page = Client().get("/en" + agreement.get_absolute_url()).content.decode()
    assert "is not known. It is shown with the stages" in " ".join(page.split())
    assert "day not known" in page


# --- what is refused, and writes nothing -------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"on": TOMORROW},
        {"on": "", "city": {"signed_on": TOMORROW}},
        {"on": "", "partners": {"Kota Seremban": {"signed": {"signed_on": TOMORROW}}}},
        {"extensions": [{"signed_on": TOMORROW, "validity": "open"}]},
        {"paper": "intent", "extensions": [{"signed_on": TOMORROW, "validity": "open"}]},
        {"ending": {"how": "terminated", "on": TOMORROW}},
        {"activity": {"kind": "visit", "title": "Kunjungan", "on": TOMORROW, "result": "Dikunjungi"}},
    ],
    ids=["the text", "the city", "a partner", "an extension", "a renewed LoI", "the end", "an activity"],
)
def test_a_day_in_the_future_is_refused(desk, editor, changes):
    shape = BY_NAME["Sesudah 2018 tanpa berkas"]._replace(**changes)
    with pytest.raises(ValidationError):
        take_in(as_old_text(shape), by=editor, today=TODAY)
    faults = desk.post(PAGE, as_form(shape)).context["faults"]
    assert [one.sentence for one in faults] == ["25 November 2026 ada di masa depan. Catat setelah hal itu terjadi."]
    assert faults[0].id.endswith("_on")
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("on", "before", "fits"),
    [
        ("12 Juli 2018", "yes", True),
        ("12 Juli 2018", "no", False),
        ("12 Juli 2018", "not_known", False),
        ("13 Juli 2018", "yes", False),
        ("13 Juli 2018", "no", True),
        ("13 Juli 2018", "not_known", False),
        ("2018", "yes", True),
        ("2018", "no", True),
        ("2018", "not_known", True),
        ("sebelum 2010", "yes", True),
        ("sebelum 2010", "no", False),
        ("", "yes", True),
        ("", "no", True),
        ("", "not_known", True),
    ],
)
def test_the_day_and_the_answer_fit_each_other(editor, on, before, fits):
    old = as_old_text(BY_NAME["Hanya tahunnya"]._replace(on=on, before=before))
    if fits:
        assert take_in(old, by=editor, today=TODAY).signed_before == before
        return
    with pytest.raises(ValidationError) as refusal:
        take_in(old, by=editor, today=TODAY)
    assert list(refusal.value.error_dict) == ["before"]
    assert not Agreement.objects.exists()


def test_a_late_extension_says_nothing_of_the_day_of_its_text(editor):
    late = {"on": "2021", "validity": {"validity": "not_known"}}
    assert taken("Perpanjangan tanpa naskah asal", editor, before="not_known", **late).track == Track.LEGACY
    with pytest.raises(ValidationError) as refusal:
        taken("Perpanjangan tanpa naskah asal", editor, on="2012", before="no")
    assert list(refusal.value.error_dict) == ["before"]


def test_only_those_who_may_add_agreements_take_in(client, operator, head):
    with pytest.raises(PermissionDenied):
        taken("Hanya tahunnya", head)
    for user in (operator, head):
        client.force_login(user)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, as_form(BY_NAME["Hanya tahunnya"])).status_code == 403
    assert not Agreement.objects.exists()


# --- the gate stays ----------------------------------------------------------------------------------


def test_a_letter_of_intent_opens_no_gate(editor):
    agreement = taken("LoI yang lewat masanya", editor)
    assert not may_lack_steps(agreement)
    signing = PastStep(stage=Stage.SIGNING, holder="city", state=StepState.DONE)
    for act in (
        lambda: record_past(agreement, steps=[signing], by=editor, today=TODAY),
        lambda: sign(
            make_instrument(agreement, "implementing", signed=False),
            sides=[SideSigned(side="all")],
            by=editor,
            today=TODAY,
        ),
    ):
        with pytest.raises(ValidationError) as refusal:
            act()
        assert code_of(refusal) == "gate"


def test_inside_the_record_goes_on_without_the_steps_and_in_public_not(editor):
    agreement = taken("Sesudah 2018 tanpa berkas", editor)
    extension = make_instrument(agreement, "extension", signed=False, changes=agreement.instruments.get())
    sign(extension, sides=[SideSigned(side="all", signed_on=parse("2022"))], by=editor, today=TODAY)
    step = agreement.steps.get(stage=Stage.SIGNING)
    check_step(step, TODAY)
    unmet = advance(agreement, to=Stage.IMPLEMENTATION, by=editor, on=parse("2020"), today=TODAY)
    assert len(unmet) == 12
    assert findings(agreement, "stage") == []
    Agreement.objects.filter(pk=agreement.pk).update(publication_class="public")
    agreement.refresh_from_db()
    assert not may_lack_steps(agreement)
    [found] = findings(agreement, "stage")
    assert "Surat konfirmasi" in found
    with pytest.raises(ValidationError) as refusal:
        check_step(step, TODAY)
    assert refusal.value.code == "gate"


def test_a_record_that_began_otherwise_is_held_by_the_gate(editor, verifier):
    agreement = make_agreement(by=editor)
    Agreement.objects.filter(pk=agreement.pk).update(stage=Stage.SIGNING)
    agreement.refresh_from_db()
    refresh_digest(agreement)
    assert not may_lack_steps(agreement)
    assert len(findings(agreement, "stage")) == 1
    with pytest.raises(ValidationError) as refusal:
        advance(agreement, to=Stage.IMPLEMENTATION, by=editor, on=parse("2020"), today=TODAY)
    assert code_of(refusal) == "gate"


def test_another_track_keeps_the_stage_of_a_record_that_is_not_public(editor, verifier):
    agreement = taken("Tahun 2018 saja", editor)
    change_track(agreement, track=Track.KSDPL, by=editor, reason="Ternyata Agustus 2018", today=TODAY)
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.track) == (Stage.SIGNING, Track.KSDPL)
    with pytest.raises(ValidationError) as refusal:
        set_class(agreement, new_class="public", by=verifier)
    assert code_of(refusal) == "unproven"
    assert track_sentence(agreement) == ""


def test_the_sentence_on_the_track_goes_once_the_day_is_known(editor):
    agreement = taken("Tanpa tanggal sama sekali", editor)
    assert track_sentence(agreement)
    keep_signatures(agreement.instruments.get(), [SideSigned(side="all", signed_on=parse("2012"))], by=editor)
    assert track_sentence(Agreement.objects.get(pk=agreement.pk)) == ""


def test_an_extension_without_its_text_is_flagged(editor):
    agreement = taken("Perpanjangan tanpa naskah asal", editor)
    assert [one.kind for one in without_base(agreement)] == [InstrumentKind.EXTENSION]
    assert findings(agreement, "base") == ["Adendum atau perpanjangan"]


# --- publication -------------------------------------------------------------------------------------


@pytest.fixture
def unproven(editor):
    return taken("Sesudah 2018 tanpa berkas", editor)


def publish(client, agreement, **given):
    address = url("agreement_publication", agreement.pk)
    return client.post(address, {**fields_of(client.get(address)), "new_class": "public", **given})


def test_one_reason_for_all_steps_publishes(client, verifier, unproven):
    client.force_login(verifier)
    page = client.get(url("agreement_publication", unproven.pk)).content.decode()
    assert "Surat konfirmasi – Kementerian Luar Negeri" in page
    response = publish(client, unproven)
    assert set(refused(response)) == {"waiver_ground", "waiver_reason"}
    response = publish(client, unproven, waiver_ground="not_done", waiver_reason="Terlalu pendek")
    assert list(refused(response)) == ["waiver_reason"]
    assert not Waiver.objects.exists()
    reason = "Tidak ada yang menempuhnya waktu itu."
    assert publish(client, unproven, waiver_ground="not_done", waiver_reason=reason).status_code == 302
    unproven.refresh_from_db()
    assert unproven.is_public
    assert set(Waiver.objects.values_list("ground", "reason", "by")) == {("not_done", reason, verifier.pk)}
    assert Waiver.objects.count() == 12
    assert "waiver_ground" not in client.get(url("agreement_publication", unproven.pk)).content.decode()


def test_no_reason_is_asked_of_another_class(client, verifier, unproven):
    client.force_login(verifier)
    assert publish(client, unproven, new_class="draft").status_code == 302
    assert not Waiver.objects.exists()


def test_who_took_it_in_does_not_publish_it(verifier):
    own = taken("Sesudah 2018 tanpa berkas", verifier)
    with pytest.raises(ValidationError) as refusal:
        publish_unproven(own, request=REASON, by=verifier, today=TODAY)
    assert code_of(refusal) == "same_person"
    assert not Waiver.objects.exists()


def test_an_editor_cannot_give_the_reason(client, editor, django_user_model, unproven):
    other = django_user_model.objects.create_user("editor-lain", is_staff=True)
    other.groups.set(editor.groups.all())
    with pytest.raises(PermissionDenied):
        publish_unproven(unproven, request=REASON, by=other, today=TODAY)
    client.force_login(other)
    assert publish(client, unproven, waiver_ground="not_found", waiver_reason=REASON.reason).status_code == 200
    unproven.refresh_from_db()
    assert not unproven.is_public
    assert not Waiver.objects.exists()


def test_the_right_to_publish_alone_gives_no_reason(unproven, django_user_model):
    person = django_user_model.objects.create_user("penerbit", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=["publish_agreement", "change_agreement"]))
    with pytest.raises(PermissionDenied):
        publish_unproven(unproven, request=REASON, by=person, today=TODAY)
    assert not Waiver.objects.exists()


def test_that_no_step_is_required_is_not_said_of_all_at_once(verifier, unproven):
    with pytest.raises(ValidationError):
        publish_unproven(unproven, request=replace(REASON, ground="not_required"), by=verifier, today=TODAY)
    assert not Waiver.objects.exists()
