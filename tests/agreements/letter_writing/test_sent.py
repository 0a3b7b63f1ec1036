"""A letter recorded as sent: the act of its step, the file kept inside, one submission one effect."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements.lifecycle.vocabulary import Holder, Stage, StepState
from agreements.models import Document
from agreements.record.permissions import may_read_document
from jambi_coop.lib.dates.known_date import KnownDate
from jambi_coop.lib.documents.word_file import paragraphs_of
from tests.agreements.staff_desk import errors_of, fields_of, send, url
from tests.factories import advance_to, make_agreement, make_document, small_pdf

TODAY = date(2026, 11, 24)
pytestmark = [pytest.mark.django_db, pytest.mark.today(TODAY)]
SENT = {"number": "100/7/KS", "dated": "20 November 2026", "sent_on": "21 November 2026"}


@pytest.fixture
def step(editor):
    """The council's step of a record that waits to be sent to it."""
    agreement = make_agreement("Kota kembar", by=editor)
    advance_to(agreement, Stage.COUNCIL, editor)
    return agreement.steps.get(stage=Stage.COUNCIL)


def of_step(step, kind="council_request"):
    return reverse("admin:letter_of_step", args=[step.pk, kind])


def of_record(agreement, kind):
    return reverse("admin:letter_of_agreement", args=[agreement.pk, kind])


def kept(agreement):
    return list(agreement.documents.order_by("pk"))


def test_the_letter_is_recorded_by_the_act_of_its_step_and_kept(desk, step, editor):
    assert send(desk, of_step(step), **SENT).status_code == 302
    step.refresh_from_db()
    letter, document = step.letters.get(), Document.objects.get()
    assert (letter.direction, letter.number, letter.dated, letter.sent_on) == (
        "out",
        "100/7/KS",
        KnownDate.day(date(2026, 11, 20)),
        KnownDate.day(date(2026, 11, 21)),
    )
    assert (step.state, step.letter_number) == (StepState.SUBMITTED, "100/7/KS")
    assert letter.correspondent == "Ketua Dewan Perwakilan Rakyat Daerah Kota Jambi"
    assert letter.subject == "Permohonan kepada DPRD atas rencana kerja sama luar negeri"
    assert letter.document == document
    assert (document.kind, document.publication_class, document.number) == ("letter", "internal", "100/7/KS")
    with document.file.open("rb") as stored:
        lines = paragraphs_of(stored.read())
    assert "Nomor\t: 100/7/KS" in lines
    assert "Jambi, 20 November 2026" in lines


def test_what_was_sent_can_be_shown_again_to_the_office_and_to_nobody_else(desk, step, editor, operator, client):
    send(desk, of_step(step), **SENT)
    document = Document.objects.get()
    assert document.original_name.endswith("_100-7-ks.docx")
    assert f'href="{document.get_absolute_url()}"' in desk.get(url("step_change", step.pk)).content.decode()
    response = desk.get(document.get_absolute_url())
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert Client().get(document.get_absolute_url()).status_code == 404
    assert not may_read_document(operator, document)
    assert document not in Document.objects.public()


def test_the_signed_letter_is_kept_instead_where_it_is_given(desk, step):
    signed = SimpleUploadedFile("bertanda tangan.pdf", small_pdf(), "application/pdf")
    assert send(desk, of_step(step), **SENT, upload=signed).status_code == 302
    assert (Document.objects.get().media_type, step.letters.get().document) == (
        "application/pdf",
        Document.objects.get(),
    )


@pytest.mark.parametrize("name", ["number", "dated"])
def test_a_letter_without_number_or_day_is_not_recorded_as_sent(desk, step, name):
    response = send(desk, of_step(step), **{**SENT, name: ""})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]
    assert not step.letters.exists()
    assert kept(step.agreement) == []


def test_the_number_may_stay_empty_while_the_letter_is_made(desk, step):
    response = send(desk, of_step(step), number="", download="1")
    number = step.agreement.register_number.lower()
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["Content-Disposition"] == f'attachment; filename="surat_council-request_{number}.docx"'
    assert "Nomor\t: …………" in paragraphs_of(response.content)
    assert not step.letters.exists()
    assert kept(step.agreement) == []


def test_a_form_that_is_sent_twice_has_one_effect(desk, step):
    data = {**fields_of(desk.get(of_step(step))), **SENT}
    first, second = (desk.post(of_step(step), data) for _time in range(2))
    assert (first.status_code, second.status_code) == (302, 409)
    assert step.letters.count() == 1
    assert len(kept(step.agreement)) == 1


def test_a_reminder_that_is_sent_twice_has_one_effect(desk, step):
    send(desk, of_step(step), **SENT)
    step.refresh_from_db()
    later = {"number": "100/8/KS", "dated": "23 November 2026", "sent_on": ""}
    data = {**fields_of(desk.get(of_step(step, "reminder"))), **later}
    first, second = (desk.post(of_step(step, "reminder"), data) for _time in range(2))
    assert first.status_code == 302, errors_of(first)
    assert second.status_code == 200
    assert "100/8/KS" in errors_of(second)
    assert [one.direction for one in step.letters.order_by("pk")] == ["out", "reminder"]
    assert len(kept(step.agreement)) == 2


def test_a_letter_of_the_record_that_is_sent_twice_is_kept_once(desk, step):
    page = of_record(step.agreement, "travel_permit")
    data = {**fields_of(desk.get(page)), **SENT}
    first, second = (desk.post(page, data) for _time in range(2))
    assert (first.status_code, second.status_code) == (302, 200)
    assert "sudah ada" in errors_of(second)
    assert len(kept(step.agreement)) == 1


def test_a_letter_of_the_record_moves_no_step(desk, step, editor):
    before = list(step.agreement.steps.values_list("pk", "state", "version"))
    assert send(desk, of_record(step.agreement, "note"), **SENT, decision="Setuju?").status_code == 302
    assert list(step.agreement.steps.values_list("pk", "state", "version")) == before
    document = Document.objects.get()
    assert (document.kind, document.publication_class, document.number) == ("letter", "internal", "100/7/KS")


def test_the_second_of_two_people_is_told_and_nothing_is_written(desk, step, verifier):
    data = {**fields_of(desk.get(of_step(step))), **SENT}
    colleague = Client()
    colleague.force_login(verifier)
    assert send(colleague, url("step_send", step.pk), number="9/KS", sent_on="4 Mei 2026").status_code == 302
    response = desk.post(of_step(step), data)
    assert response.status_code == 409
    assert "100/7/KS" in response.content.decode()
    assert [one.number for one in step.letters.all()] == ["9/KS"]
    assert kept(step.agreement) == []


def test_what_the_act_refuses_leaves_no_file(desk, step):
    response = send(desk, of_step(step), **{**SENT, "sent_on": "19 November 2026"})
    assert response.status_code == 200
    assert "urutan" in errors_of(response) or "order" in errors_of(response)
    assert kept(step.agreement) == []
    assert not step.letters.exists()


def test_a_day_in_the_future_is_refused_of_a_letter_of_the_record_too(desk, step):
    response = send(desk, of_record(step.agreement, "note"), **{**SENT, "dated": "25 November 2026", "sent_on": ""})
    assert list(response.context["form"].errors) == ["dated"]
    assert kept(step.agreement) == []


def test_a_letter_ahead_of_its_stage_is_made_and_not_recorded(desk, step):
    page = of_record(step.agreement, "plan")
    assert "sent_on" not in fields_of(desk.get(page))
    response = send(desk, page, number="1", dated="1 Mei 2026")
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert kept(step.agreement) == []


def test_a_letter_that_its_step_cannot_have_is_not_there(desk, step):
    assert desk.get(of_step(step, "plan")).status_code == 404
    assert desk.post(of_step(step, "plan"), {**SENT, "version": step.version}).status_code == 404
    assert desk.get(of_step(step, "reminder")).status_code == 404
    assert desk.get(of_step(step, "lain")).status_code == 404
    assert desk.get(of_record(step.agreement, "reminder")).status_code == 404
    assert desk.get(of_record(step.agreement, "quarterly_report")).status_code == 404


def test_the_same_number_of_an_older_document_does_not_matter(desk, step, editor):
    make_document(step.agreement, by=editor, public=False, kind="letter", title="Lama")
    assert send(desk, of_step(step), **SENT).status_code == 302
    assert len(kept(step.agreement)) == 2


def test_the_letter_to_the_partner_is_kept_as_an_english_one(desk, editor):
    agreement = make_agreement(by=editor)
    advance_to(agreement, Stage.DISCUSSION, editor)
    step = agreement.steps.get(holder=Holder.PARTNER)
    to_the_record = desk.get(reverse("admin:letters_of_step", args=[step.pk]))
    assert to_the_record["Location"] == reverse("admin:letters_of_agreement", args=[agreement.pk])
    assert of_record(agreement, "partner") in desk.get(to_the_record["Location"]).content.decode()
    assert send(desk, of_record(agreement, "partner"), **SENT, message="Hello").status_code == 302
    assert Document.objects.get().language == "en"


# --- who may -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"), [("editor", 200), ("verifier", 200), ("superuser", 200), ("head", 403), ("manager", 403)]
)
def test_who_may_write_a_letter(step, client, request, role, status):
    client.force_login(request.getfixturevalue(role), backend="django.contrib.auth.backends.ModelBackend")
    pages = [
        of_step(step),
        of_record(step.agreement, "note"),
        reverse("admin:letters_of_agreement", args=[step.agreement_id]),
    ]
    assert [client.get(page).status_code for page in pages] == [status] * 3
    answer = client.post(of_step(step), {**SENT, "version": step.version})
    assert answer.status_code == (302 if status == 200 else 403)
    assert step.letters.count() == (1 if status == 200 else 0)


def test_an_office_writes_no_letters_even_on_its_own_record(step, client, operator):
    step.agreement.lead_office = operator.offices.get()
    step.agreement.save()
    client.force_login(operator)
    for page in (of_step(step), of_record(step.agreement, "note")):
        assert client.get(page).status_code in (302, 403)
        assert client.post(page, {**SENT, "version": step.version}).status_code in (302, 403)
    assert not step.letters.exists()


def test_no_letter_is_written_on_a_record_in_the_trash_or_of_another_region(desk, step):
    agreement = step.agreement
    agreement.is_comparison = True
    agreement.save()
    assert desk.get(of_step(step)).status_code == 403
    agreement.is_comparison = False
    agreement.trashed_at = timezone.now()
    agreement.save()
    assert desk.get(of_step(step)).status_code == 403
    assert desk.post(of_step(step), {**SENT, "version": step.version}).status_code == 403


# --- the ways to the page ------------------------------------------------------------------------------------------


def test_desk_step_and_record_lead_to_the_letter(desk, step):
    desk_page = desk.get(reverse("admin:coordination"), {"at": "city"}).content.decode()
    assert reverse("admin:letters_of_agreement", args=[step.agreement_id]) in desk_page
    assert reverse("admin:letters_of_step", args=[step.pk]) in desk.get(url("step_change", step.pk)).content.decode()
    record = desk.get(url("agreement_change", step.agreement_id)).content.decode()
    assert reverse("admin:letters_of_agreement", args=[step.agreement_id]) in record
    send(desk, of_step(step), **SENT)
    waiting = desk.get(reverse("admin:coordination"), {"at": "council"}).content.decode()
    assert reverse("admin:letters_of_step", args=[step.pk]) in waiting


def test_a_step_with_one_letter_leads_there_and_one_with_two_asks(desk, step):
    page = reverse("admin:letters_of_step", args=[step.pk])
    assert desk.get(page)["Location"] == of_step(step)
    send(desk, of_step(step), **SENT)
    text = desk.get(page).content.decode()
    assert of_step(step) in text
    assert of_step(step, "reminder") in text


def test_whoever_came_from_the_desk_goes_back_there(desk, step):
    page = desk.get(reverse("admin:letters_of_step", args=[step.pk]), {"back": "council"})["Location"]
    assert page == of_step(step) + "?back=council"
    assert send(desk, page, **SENT)["Location"] == reverse("admin:coordination") + "?at=council"
    asked = desk.get(reverse("admin:letters_of_step", args=[step.pk]), {"back": "council"}).content.decode()
    assert of_step(step, "reminder") + "?back=council" in asked
    stranger = of_record(step.agreement, "note") + "?back=//example.com"
    assert send(desk, stranger, **SENT)["Location"] == url("agreement_change", step.agreement_id)


def test_the_page_names_what_is_missing_and_shows_the_letter(desk, step):
    text = desk.get(of_step(step)).content.decode()
    assert "…………" in text
    assert "Ketua Dewan Perwakilan Rakyat Daerah Kota Jambi" in text
    response = desk.get(of_step(step))
    assert len(response.context["made"].missing) >= 2
