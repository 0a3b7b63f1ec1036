"""The form of a text that was signed already: what it keeps, names and refuses, and who finds it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.models import Agreement, Document, Instrument, Source
from tests.agreements.staff_desk import errors_of, fields_of, refused, url
from tests.agreements.stages.old_text_shapes import BY_NAME
from tests.agreements.stages.old_texts import as_form
from tests.clock import NOW
from tests.factories import make_partner, make_source, small_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.today(date(2026, 11, 24))]

PAGE = url("agreement_take_in")


def test_the_way_to_the_form(desk, client, head):
    for address in (url("agreement_changelist"), url("agreement_add")):
        assert f'href="{PAGE}">Naskah sudah ditandatangani<' in desk.get(address).content.decode()
    client.force_login(head)
    assert PAGE not in client.get(url("agreement_changelist")).content.decode()


def test_file_and_new_source_are_kept_with_the_paper(desk):
    given = {"new_source": "Arsip bagian, map 3", "source_kind": "document", "kept_at": "Lemari 2"}
    upload = SimpleUploadedFile("naskah.pdf", small_pdf(), "application/pdf")
    data = {**as_form(BY_NAME["Hanya tahunnya"]), **given, "upload": upload}
    response = desk.post(PAGE, data)
    assert response.status_code == 302, errors_of(response)
    paper, document = Instrument.objects.get(), Document.objects.get()
    assert (paper.document, paper.source, paper.kept_at) == (document, Source.objects.get(), "Lemari 2")
    assert (document.kind, document.is_public, document.title) == ("agreement_text", False, "Hanya tahunnya")


def test_sent_twice_is_recorded_once(desk):
    data = as_form(BY_NAME["Hanya tahunnya"])
    first, second = desk.post(PAGE, data), desk.post(PAGE, data)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"partner1-partner": ""}, "id_partner1-partner"),
        ({"partner1-partner": "", "partner1-place": "Seremban"}, "id_partner1-partner"),
        ({"before": ""}, "id_before"),
        ({"validity": ""}, "id_validity"),
        ({"signed_on": "entah kapan"}, "id_signed_on"),
        ({"partner2-signed_on": "2010"}, "id_partner2-partner"),
        ({"extension1-signed_on": "2010"}, "id_extension1-validity"),
        ({"ended_on": "2012"}, "id_ending"),
        ({"activity_title": "Kursus"}, "id_activity_on"),
        ({"new_source": "Koran"}, "id_source_kind"),
        ({"kind": "training"}, "id_kind"),
        ({"ended_reason": "Perangkat daerah dibubarkan"}, "id_ending"),
        ({"source_kind": "press"}, "id_new_source"),
        ({"partner2-role": "funder"}, "id_partner2-partner"),
        ({"notice_months": "0"}, "id_notice_months"),
        ({"region": "Bandung"}, "id_region"),
        ({"kind": "membership", "paper": "intent"}, "id_paper"),
        ({"validity": "period", "starts_on": "2012", "ends_on": "2011"}, "id_ends_on"),
        ({"validity": "period", "ends_on": "2008"}, "id_ends_on"),
        ({"validity": "not_known", "ends_on": "2011"}, "id_ends_on"),
        ({"validity": "duration"}, "id_duration"),
        ({"validity": "not_known", "duration": "4 tahun"}, "id_duration"),
        ({"validity": "period"}, "id_validity"),
        ({"ending": "terminated", "ended_on": "2001"}, "id_ended_on"),
        ({"city-signed_on": "2011", "validity": "period", "ends_on": "2010"}, "id_ends_on"),
        (
            {"extension2-validity": "period", "extension2-signed_on": "2013", "extension2-ends_on": "2012"},
            "id_extension2-ends_on",
        ),
        ({"extension2-validity": "not_known", "extension2-signed_on": "2008"}, "id_extension2-signed_on"),
        ({"extension3-validity": "duration"}, "id_extension3-duration"),
        ({"extension1-ends_on": "2012"}, "id_extension1-validity"),
        ({"activity_result": "Sepuluh guru dilatih"}, "id_activity_title"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(desk, given, fault):
    response = desk.post(PAGE, {**as_form(BY_NAME["Hanya tahunnya"]), **given})
    assert response.status_code == 200
    assert fault in {one.id.removesuffix("_0") for one in response.context["faults"]}
    assert "" not in {one.id for one in response.context["faults"]}
    kept = fields_of(response)
    typed = {name: value for name, value in given.items() if value and value != "training"}
    assert {name: kept.get(name) for name in typed} == typed
    assert kept["title"] == "Hanya tahunnya"
    assert not Agreement.objects.exists()
    assert not Source.objects.exists()


def test_the_line_of_a_fault_is_named(desk):
    given = {"extension2-validity": "period", "extension2-signed_on": "2013", "extension2-ends_on": "2012"}
    data = {**as_form(BY_NAME["Hanya tahunnya"]), **given}
    data["partner3-partner"] = data["partner1-partner"]
    faults = {one.label: one.sentence for one in desk.post(PAGE, data).context["faults"]}
    assert faults == {
        "Mitra 3: Mitra": "Mitra ini sudah disebut di atas.",
        "Perpanjangan 2: Berlaku sampai": "Tidak dapat berakhir 2012: penandatanganannya baru sesudah itu (2013).",
    }


def test_source_of_the_register_or_a_new_one(desk):
    source = make_source()
    both = {"source": source.pk, "new_source": "Koran", "source_kind": "press"}
    response = desk.post(PAGE, {**as_form(BY_NAME["Hanya tahunnya"]), **both})
    assert list(refused(response)) == ["new_source"]
    response = desk.post(PAGE, {**as_form(BY_NAME["Hanya tahunnya"]), "source": source.pk})
    assert response.status_code == 302
    assert Instrument.objects.get().source == source


def test_a_partner_in_the_trash_is_not_offered(desk, editor):
    partner = make_partner("Kota Lama")
    assert "Kota Lama" in desk.get(PAGE).content.decode()
    type(partner).objects.filter(pk=partner.pk).update(trashed_at=NOW)
    assert "Kota Lama" not in desk.get(PAGE).content.decode()
