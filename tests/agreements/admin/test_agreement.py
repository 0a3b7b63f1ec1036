"""Journeys at the clerk's desk: record, move, stop, publish, as each role."""

from datetime import date

import pytest

from agreements.lifecycle.vocabulary import Stage, Verb
from agreements.models import Agreement, LegalField, Party
from jambi_coop.lib.dates.known_date import KnownDate
from tests.agreements.staff_desk import NO_RIGHT, errors_of, fields_of, refused, send, url
from tests.factories import make_agreement, make_document, make_partner, make_signed, make_source

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]


def new_agreement(client, partner, **values):
    address = url("agreement_add")
    data = {
        **fields_of(client.get(address)),
        "title": "Kota kembar baru",
        "kind": "sister_city",
        "parties-0-partner": partner.pk,
        **values,
    }
    return client.post(address, data)


def test_add_needs_only_title_kind_and_one_partner(desk, editor):
    response = new_agreement(desk, make_partner())
    assert response.status_code == 302, errors_of(response)
    agreement = Agreement.objects.get()
    assert (agreement.track, agreement.stage, agreement.edited_by) == ("ksdpl", "initiative", editor)
    assert agreement.parties.count() == 1
    assert agreement.register_number
    assert agreement.digest.staff_text
    assert agreement.history.count() == 1


def test_a_double_click_records_once_and_leads_there(desk):
    partner = make_partner()
    new_agreement(desk, partner)
    response = new_agreement(desk, partner)
    agreement = Agreement.objects.get()
    assert response.status_code == 302
    assert response.url == url("agreement_change", agreement.pk)
    assert agreement.parties.count() == 1
    new_agreement(desk, partner, title="Yang lain")
    assert sorted(Agreement.objects.values_list("register_number", flat=True))[-1].endswith("0002")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"title": ""}, "title", "tidak boleh kosong"),
        ({"kind": ""}, "kind", "tidak boleh kosong"),
        ({"parties-0-partner": ""}, "parties-0-partner", "tidak boleh kosong"),
        ({"kind": "technical"}, "chosen_track", "“Kerja sama teknis” belum menentukannya"),
        ({"chosen_track": "legacy"}, "chosen_track", "tanggal tanda tangan sebelum 13 Juli 2018"),
    ],
)
def test_add_refuses_what_cannot_be_registered(desk, values, field, words):
    found = refused(new_agreement(desk, make_partner(), **values))
    found.pop("parties", "")  # as many rows as partners
    ((name, (sentence,)),) = found.items()
    assert (name, words in sentence) == (field, True)
    assert not Agreement.objects.exists()


def test_add_asks_for_the_track_only_where_the_kind_does_not_decide(desk):
    response = new_agreement(desk, make_partner(), kind="technical", chosen_track="ksdll", as_of="2024")
    assert response.status_code == 302, errors_of(response)
    agreement = Agreement.objects.get()
    assert (agreement.track, str(agreement.stage_as_of)) == ("ksdll", "2024")


def test_add_records_a_text_signed_before_2018(desk):
    response = new_agreement(desk, make_partner(), chosen_track="legacy", signed_on="17 Juni 2014", as_of="")
    assert response.status_code == 302, errors_of(response)
    agreement = Agreement.objects.get()
    assert (agreement.track, agreement.stage, str(agreement.signed_on)) == ("legacy", "signing", "17 Juni 2014")
    step = agreement.steps.get()
    assert (str(step.instrument.signed_on), step.decided_on) == ("17 Juni 2014", KnownDate.unknown())


def test_add_takes_the_day_of_signing_of_an_old_text_only(desk):
    response = new_agreement(desk, make_partner(), kind="technical", chosen_track="ksdll", signed_on="2014")
    assert list(refused(response)) == ["signed_on"]
    assert not Agreement.objects.exists()


def test_saving_without_a_change_writes_nothing(desk):
    agreement = make_agreement(lead_office=None)
    before = agreement.version, agreement.history.count(), agreement.updated_at
    response = send(desk, url("agreement_change", agreement.pk, part="all"))
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert (agreement.version, agreement.history.count(), agreement.updated_at) == before


def test_change_saves_who_and_refreshes_the_search(desk, editor):
    agreement = make_agreement()
    response = send(desk, url("agreement_change", agreement.pk, part="all"), title="Pengelolaan sampah", summary="TPA")
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert (agreement.title, agreement.edited_by) == ("Pengelolaan sampah", editor)
    assert "sampah" in agreement.digest.staff_text
    assert agreement.history.first().history_user == editor


def test_change_of_a_partner_makes_its_author_the_last_editor(desk, editor):
    agreement = make_agreement()
    version = agreement.version
    response = send(desk, url("agreement_change", agreement.pk, part="all"), **{"parties-0-role": "funder"})
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert (agreement.edited_by, agreement.version) == (editor, version + 1)
    assert agreement.parties.get().role == "funder"


def test_the_last_partner_cannot_be_taken_away(desk):
    agreement = make_agreement()
    response = send(desk, url("agreement_change", agreement.pk, part="all"), **{"parties-0-DELETE": "on"})
    assert refused(response) == {"parties": ["Sebutkan paling sedikit satu mitra."]}
    assert Party.objects.count() == 1


@pytest.mark.parametrize(
    "field",
    [
        *("stage", "track", "register_number", "publication_class", "is_example", "is_comparison", "checked_on"),
        *("trashed_reason", "edited_by", "end_reason", "region"),
    ],
)
def test_fields_of_actions_cannot_be_posted(desk, editor, field):
    agreement = make_agreement()
    before = Agreement.objects.values(field).get()[field]
    values = {"stage": "signing", "track": "legacy", "publication_class": "public", "checked_on": "2026-01-01"}
    send(desk, url("agreement_change", agreement.pk, part="all"), **{field: values.get(field, "1"), "note": "tulis"})
    saved = Agreement.objects.get()
    # Who saved it is written by the page itself, whoever was posted.
    assert getattr(saved, field) == (editor if field == "edited_by" else before)
    assert saved.note == "tulis"


def test_advance_through_the_form(desk):
    agreement = make_agreement()
    address = url("agreement_verb", agreement.pk, "advance")
    response = send(desk, address, on="2 Maret 2026", decided_on="1 Maret 2026", letter_number="005/1")
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.EXPLORATION
    assert agreement.steps.get(stage="initiative").letter_number == "005/1"


def test_advance_keeps_an_uploaded_file_as_a_document_of_the_step(desk, editor):
    agreement = make_agreement()
    make_document(agreement)
    file = agreement.documents.get().file
    file.open()
    response = send(desk, url("agreement_verb", agreement.pk, "advance"), on="2026", upload=file)
    assert response.status_code == 302, errors_of(response)
    step = agreement.steps.get(stage="initiative")
    assert step.document.edited_by == editor
    assert agreement.documents.count() == 2


def test_advance_with_a_bad_file_says_so_at_the_file_and_writes_nothing(desk, tmp_path):
    agreement = make_agreement()
    bad = tmp_path / "surat.pdf"
    bad.write_bytes(b"<html>")
    with bad.open("rb") as upload:
        response = send(desk, url("agreement_verb", agreement.pk, "advance"), on="2026", upload=upload)
    assert refused(response) == {
        "upload": ["Jenis berkas ini tidak dapat disimpan di sini. Yang diterima: PDF, JPG, PNG, DOCX, XLSX, ODT, ODS."]
    }
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.documents.count()) == (Stage.INITIATIVE, 0)


def test_signing_without_confirmation_is_refused_in_words_and_keeps_the_input(desk):
    agreement = make_agreement()
    response = send(
        desk,
        url("agreement_verb", agreement.pk, "record_past"),
        **{"signing-city-state": "done", "signing-city-decided_on": "27 Maret 2026", "plan-city-letter_number": ""},
    )
    assert errors_of(response).startswith(
        "Penandatanganan hanya setelah persetujuan Pemerintah Pusat (UU 23/2014 Pasal 367 ayat (2)). Masih kurang: "
    )
    assert b"27 Maret 2026" in response.content
    agreement.refresh_from_db()
    assert agreement.stage == Stage.INITIATIVE


def past(**states):
    """Fields of the table of past steps with these states, by line."""
    given = {f"{line.replace('__', '-')}-state": state for line, state in states.items()}
    # An answer of others counts only with a proof, such as its day.
    answered = [line.replace("__", "-") for line, state in states.items() if state == "approved"]
    return given | {f"{line}-decided_on": "2020" for line in answered}


ALL_BUT_CONFIRMATION = past(
    initiative__city="done",
    exploration__city="done",
    consultation__home_affairs="approved",
    consultation__foreign_affairs="approved",
    intent__city="done",
    plan__city="done",
    council__council="approved",
    verification__home_affairs="approved",
    draft__city="done",
    interministerial__home_affairs="approved",
    discussion__partner="done",
    signing__city="done",
)
WAIVED = {
    "confirmation-foreign_affairs-ground": "not_found",
    "confirmation-foreign_affairs-reason": "Surat konfirmasi tidak ada di arsip.",
}


def test_an_old_file_is_recorded_in_one_table(client, verifier):
    client.force_login(verifier)
    agreement = make_agreement()
    address = url("agreement_verb", agreement.pk, "record_past")
    given = {**ALL_BUT_CONFIRMATION, **WAIVED, "signing-city-decided_on": "Juni 2021"}
    # No analysis was made: signed all the same, for a reason that is as long as one.
    response = send(client, address, **given, analysis_reason="Tergesa")
    too_short = "Belum semua butir analisis ada. Tuliskan dalam sedikitnya 20 karakter mengapa tetap ditandatangani."
    assert refused(response) == {"analysis_reason": [too_short]}
    agreement.refresh_from_db()
    assert agreement.stage == Stage.INITIATIVE
    response = send(client, address, **given, analysis_reason="Berkas 2021 tidak memuat analisis.")
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert (agreement.stage, str(agreement.signed_on)) == (Stage.SIGNING, "Juni 2021")
    assert agreement.steps.get(stage="confirmation").waiver.by == verifier
    assert agreement.assessment.signing_reason == "Berkas 2021 tidak memuat analisis."
    page = client.get(url("agreement_change", agreement.pk)).content.decode()
    assert "Surat konfirmasi tidak ada di arsip." in page


@pytest.mark.parametrize(("role", "is_shown"), [("editor", False), ("verifier", True)])
def test_only_who_may_waive_sees_the_column_for_it(client, request, role, is_shown):
    client.force_login(request.getfixturevalue(role))
    address = url("agreement_verb", make_agreement().pk, "record_past")
    assert ("confirmation-foreign_affairs-ground" in client.get(address).content.decode()) is is_shown


def test_an_editor_may_not_waive_in_the_table(desk):
    agreement = make_agreement()
    address = url("agreement_verb", agreement.pk, "record_past")
    response = send(desk, address, **{**ALL_BUT_CONFIRMATION, "intent-city-decided_on": "Mei 2019"}, **WAIVED)
    assert refused(response) == {"": NO_RIGHT}
    assert 'value="Mei 2019"' in response.content.decode()
    agreement.refresh_from_db()
    assert (agreement.stage, agreement.steps.count()) == (Stage.INITIATIVE, 1)


def test_a_fault_in_the_table_is_named_with_its_line_at_the_top(desk):
    agreement = make_agreement()
    address = url("agreement_verb", agreement.pk, "record_past")
    response = send(desk, address, **{"plan-city-decided_on": "31/02/2020", "plan-city-state": "done"})
    (fault,) = response.context["faults"]
    assert fault.id == "id_plan-city-decided_on"
    assert str(Stage.PLAN.label) in fault.label
    assert "“31/02/2020” tidak ada dalam kalender" in response.content.decode()


def test_sending_the_table_back_unchanged_writes_nothing_new(desk):
    agreement = make_signed()
    counts = {step.pk: step.history.count() for step in agreement.steps.all()}
    response = send(desk, url("agreement_verb", agreement.pk, "record_past"))
    assert response.status_code == 302, errors_of(response)
    assert {step.pk: step.history.count() for step in agreement.steps.all()} == counts


@pytest.mark.parametrize(
    ("verb", "values", "stage"),
    [
        ("stop", {"on": "2026", "code": "partner_withdrew", "reason": "Mitra mundur."}, "discontinued"),
        ("change_track", {"track": "ksdll", "reason": "Mitranya sebuah lembaga."}, "initiative"),
        (
            "waive",
            {"step": "plan|city", "ground": "not_done", "reason": "Rencana tidak pernah dibuat."},
            "initiative",
        ),
    ],
)
def test_verbs_do_what_they_say(client, verifier, verb, values, stage):
    client.force_login(verifier)
    agreement = make_agreement()
    response = send(client, url("agreement_verb", agreement.pk, verb), **values)
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert agreement.stage == stage


def test_end_early_after_signing(desk):
    agreement = make_signed()
    response = send(desk, url("agreement_verb", agreement.pk, "end"), on="2026", reason="Selesai lebih awal.")
    assert response.status_code == 302, errors_of(response)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.TERMINATED


@pytest.mark.parametrize("verb", Verb.values)
def test_every_verb_has_a_page_for_those_who_may(client, superuser, verb):
    client.force_login(superuser)
    assert client.get(url("agreement_verb", make_agreement().pk, verb)).status_code == 200


@pytest.mark.parametrize("verb", Verb.values)
def test_readers_have_no_verbs(client, head, verb):
    client.force_login(head)
    assert client.get(url("agreement_verb", make_agreement().pk, verb)).status_code == 403


def test_a_stale_verb_writes_nothing_and_can_be_sent_again(desk):
    agreement = make_agreement()
    address = url("agreement_verb", agreement.pk, "advance")
    opened = fields_of(desk.get(address))
    send(desk, url("agreement_change", agreement.pk, part="all"), note="diubah orang lain")
    response = desk.post(address, {**opened, "on": "2026"})
    assert response.status_code == 409
    agreement.refresh_from_db()
    assert agreement.stage == Stage.INITIATIVE
    again = {**fields_of(response), "on": "2026"}
    assert desk.post(address, again).status_code == 302


def test_future_dates_are_refused_in_words(desk):
    agreement = make_agreement()
    response = send(desk, url("agreement_verb", agreement.pk, "advance"), on="1 Januari 2199")
    assert refused(response) == {"": ["1 Januari 2199 ada di masa depan. Catat setelah hal itu terjadi."]}
    agreement.refresh_from_db()
    assert agreement.stage == Stage.INITIATIVE


def test_panel_tells_what_is_missing_and_what_does_not_fit(desk):
    agreement = make_agreement(signed_on="2020")
    make_source()
    agreement.follow_ups.create(kind="visit", title="Kunjungan", done_on="2015", result="Bertemu")
    panel = desk.get(url("agreement_change", agreement.pk)).context["panel"]
    assert panel["next_stage"] == Stage.EXPLORATION
    assert [item.stage for item in panel["missing"]] == [Stage.INITIATIVE]
    assert [str(one) for one in panel["contradictions"]] == [
        "Tanggal penandatanganan sudah ada, tetapi tahapnya masih sebelum penandatanganan.",
        "1 tindak lanjut berlangsung sebelum penandatanganan.",
    ]
    assert {link.count for link in panel["parts"]} == {0, 1}


def test_panel_tells_of_a_signature_before_the_approval(desk):
    agreement = make_signed(on=KnownDate.year(2015))
    panel = desk.get(url("agreement_change", agreement.pk)).context["panel"]
    assert [str(one) for one in panel["contradictions"]] == [
        "Ditandatangani pada 2015, sebelum “Persetujuan DPRD – DPRD Kota Jambi” tanggal 2020.",
        "Ditandatangani pada 2015, sebelum “Verifikasi dan pertimbangan Menteri Dalam Negeri – "
        "Kementerian Dalam Negeri” tanggal 2020.",
        "Ditandatangani pada 2015, sebelum “Surat konfirmasi – Kementerian Luar Negeri” tanggal 2020.",
        "“Penandatanganan – Kota Jambi” (2015) lebih awal daripada “Prakarsa – Kota Jambi” (2020), "
        "padahal seharusnya sesudahnya.",
    ]


def test_checked_needs_the_right(client, editor, verifier):
    agreement = make_agreement()
    client.force_login(editor)
    assert client.post(url("agreement_check", agreement.pk), {"version": agreement.version}).status_code == 403
    client.force_login(verifier)
    assert send(client, url("agreement_check", agreement.pk)).status_code == 302
    agreement.refresh_from_db()
    assert agreement.checked_by == verifier


def test_only_a_step_before_the_agreement_takes_effect_is_recorded_without_proof(client, verifier):
    client.force_login(verifier)
    agreement = make_agreement()
    form = client.get(url("agreement_verb", agreement.pk, "waive")).context["form"]
    stages = {value.partition("|")[0] for value, _label in form.fields["step"].choices if value}
    assert "confirmation" in stages
    assert stages & {"signing", "implementation", "completed"} == set()


def test_english_form_names_the_fields_of_law_in_english(client, editor):
    client.force_login(editor)
    field = LegalField.objects.order_by("letter").first()
    page = client.get("/en/admin/agreements/agreement/add/").content.decode()
    assert f"{field.letter}. {field.name_en}" in page
    assert f"{field.letter}. {field.name}" not in page
